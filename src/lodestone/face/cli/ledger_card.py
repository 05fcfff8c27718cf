"""One claim for the eye: its sentence with the words marked, beside a card of what was read out of it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from lodestone.evidence.ledger import Entry

AROUND = 300  # characters of the source shown before and after the claim
_COLOURS = {
    "actors": "cyan", "counterparts": "blue", "minerals": "green", "stages": "magenta", "amounts": "yellow",
    "dates": "bright_red",
}  # fmt: skip


def card(entry: "Entry", text: str, *, place: str = "", blind: bool = False) -> "Table":
    """The source beside the card; ``place`` says where in the queue it stands; ``blind`` hides what others decided."""
    from rich.table import Table

    both = Table.grid(padding=(0, 2), expand=True)
    both.add_column(ratio=3)
    both.add_column(ratio=2)
    both.add_row(sentence(entry, text), facts(entry, place=place, blind=blind))
    return both


def sentence(entry: "Entry", text: str) -> "Text":
    """The claim in its surroundings: the rest dimmed, the claim bold, the words of each slot in the colour of its line."""
    from rich.text import Text

    claim = entry.claim
    start, end = max(0, claim.span.start - AROUND), min(len(text), claim.span.end + AROUND)
    before, own, after = text[start : claim.span.start], text[claim.span.start : claim.span.end], text[claim.span.end : end]
    shown = Text(("… " if start else "") + _printable(before), style="dim")
    shown.append("»" + _printable(own) + "«", style="not dim bold")  # marks that also survive a pipe and a screen without colour
    shown.append(_printable(after) + (" …" if end < len(text) else ""))

    def at(offset: int) -> int:
        marks = (offset >= claim.span.start) + (offset >= claim.span.end)
        return offset - start + (2 if start else 0) + marks

    spans = [(name, s.span) for name in claim.slots for s in claim.slots[name]]
    spans += [("amounts", a.span) for a in claim.amounts] + [("dates", d.span) for d in claim.dates]
    for name, span in spans:
        if start <= span.start < span.end <= end:
            shown.stylize(f"not dim {_COLOURS.get(name, 'bright_blue')}", at(span.start), at(span.end - 1) + 1)
    return shown


def _printable(text: str) -> str:
    """The same number of characters without those that steer a terminal: a text must not be able to."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def one_line(text: str, most: int) -> str:
    """Words of a text for a cell of a table: on one line, of at most ``most`` characters, unable to steer a terminal."""
    words = " ".join(_printable(text).split())
    return words if len(words) <= most else words[: most - 2] + " …"


def facts(entry: "Entry", *, place: str = "", blind: bool = False) -> "Text":
    """The card: ranked families, status, slots with how they are known, amounts, dates, and what proposed the claim."""
    from rich.text import Text

    claim, lines = entry.claim, Text()
    head = f"{claim.id}  {place}".rstrip() if blind else f"{claim.id}  v{entry.version} {entry.state}  {place}".rstrip()
    lines.append(head + "\n", style="bold")
    lines.append(f"{entry.source.file}  {entry.source.published or 'no date'}  {entry.tier}\n", style="dim")
    if entry.anchor != "exact":
        said = {
            "moved": "found again in a newer text",
            "context": "the words changed in a newer text",
            "lost": "gone from the newest text",
        }
        lines.append(f"{said[entry.anchor]}\n", style="bold red")
    for i, label in enumerate(claim.labels, 1):
        lines.append(f"{i} {label.family} {label.score:.2f}\n", style="bold" if label.family == claim.family else "")
    lines.append(f"{claim.kind} · {claim.status or 'no status'} · {claim.modality} · specificity {claim.specificity}\n")
    for name, values in claim.slots.items():
        for said_ in values:
            hedge = "" if said_.hedge == "asserted" else f" ({said_.hedge})"
            why = f"  [{said_.inferred}]" if said_.inferred else ""
            line = f"{name}: {said_.value}{hedge}  “{_printable(said_.span.quote)}”{why}\n"
            lines.append(line, style=_COLOURS.get(name, "bright_blue"))
    for i, amount in enumerate(claim.amounts, 1):
        what = f"{amount.value:,.10g} {amount.currency or amount.unit or ''}".strip()
        lines.append(f"amount {i}: {what} {amount.role}  “{_printable(amount.span.quote)}”\n", style=_COLOURS["amounts"])
    for i, date in enumerate(claim.dates, 1):
        basis = f"  [{date.basis}]" if date.basis else ""
        lines.append(f"date {i}: {date.value} {date.role}  “{_printable(date.span.quote)}”{basis}\n", style=_COLOURS["dates"])
    lines.append(f"proposed by: {entry.rule}", style="dim")
    return lines
