"""The section on promises: what each would change when kept, or what it would need to say."""

from lodestone.brief.compose import Brief
from lodestone.brief.names import mineral_label, place_label, possessive
from lodestone.brief.promises import Effect, Promised
from lodestone.brief.said import sentence_around
from lodestone.brief.show.said import source_words
from lodestone.brief.show.words import form_label, plural
from lodestone.report import numbers
from lodestone.report.note import Block, Details, Heading, Para, Quote, Run, Section, Table, Words
from lodestone.terms.commodity import commodities
from lodestone.terms.measure import Intervention
from lodestone.terms.prior import priors

KIND = {
    "project": "mine, plant or other project",
    "finance": "money",
    "stock": "stock",
    "route": "route",
    "sharing": "sharing in an emergency",
    "other": "other",
}
SHOWN = 8


def section(found: Brief) -> Section:
    """Simulated promises first, each with its sentence; the others with what they lack."""
    simulated = [p for p in found.promised if p.effects]
    idle = [p for p in found.promised if p.interventions and not p.effects]
    empty = [p for p in found.promised if not p.interventions]
    blocks: list[Block] = [Para(_opening(found, simulated, empty))]
    for one in simulated:
        blocks += _simulated(found, one)
    if idle:
        blocks.append(Heading("Enough content, but no event to test them against"))
        blocks += [_quote(p) for p in idle]
    if empty:
        blocks.append(Heading("Cannot be simulated", "promises-empty", str(len(empty))))
        shown, more = _ranked(empty)[:SHOWN], _ranked(empty)[SHOWN:]
        blocks.append(_table(shown))
        if more:
            blocks.append(Details(summary=(f"{len(more)} more",), blocks=(_table(more),)))
    return Section(anchor="promises", title="What the promises change", short="What promises change", blocks=tuple(blocks))


def _opening(found: Brief, simulated: list[Promised], empty: list[Promised]) -> Words:
    total = len(found.promised)
    if not total:
        return ("The texts promise no plant, stock, route or money.",)
    if not simulated:
        lack = "; ".join(f"{name} ({count})" for name, count in _lacks(empty)[:5])
        held = f"The texts hold {plural(total, 'promise')} about supply or money. None can be simulated. "
        content = "A promise becomes a number once it names a mineral, a stage, tonnes a year, a start year and a first buyer."
        return (held, f"What they leave out most often: {lack}. ", content)
    return (
        f"Of {total} promise{'s' if total != 1 else ''} about supply or money, {len(simulated)} say enough to be simulated. ",
        "Each is run as kept and already delivering when the event comes, against the same event without it, draw by draw. ",
        "Whether it will be kept is another matter: the odds stand beside it.",
    )


def _lacks(empty: list[Promised]) -> list[tuple[str, int]]:
    count: dict[str, int] = {}
    for one in empty:
        for word in one.missing:
            count[word.split(":")[0]] = count.get(word.split(":")[0], 0) + 1
    return sorted(count.items(), key=lambda item: (-item[1], item[0]))


def _simulated(found: Brief, one: Promised) -> list[Block]:
    """The sentence, what was simulated, and the difference it makes."""
    blocks: list[Block] = [_quote(one)]
    rows = []
    for e in one.effects:
        changes = [c for c in one.interventions if c.commodity == e.chain]
        rows.append((
            ("; ".join(_change(c) for c in changes),),
            (Run(mineral_label(e.chain), to=f"breaks-{e.chain}"), f" ({form_label(e.without.form)}), {e.reading}"),
            (_saved(e),),
            (numbers.band(e.tonnes.median, e.tonnes.low, e.tonnes.high, floor=0.05),),
            (numbers.band(e.cover.median, e.cover.low, e.cover.high, floor=0.05),),
            _odds(changes),
        ))  # fmt: skip
    whose = possessive(place_label(found.economy))
    columns = ("simulated as", "event", f"{whose} year's use saved", "tonnes saved", "months of cover gained", "odds of delivery")
    blocks.append(Table(columns=columns, rows=tuple(rows), numeric=(2, 3, 4, 5)))
    return blocks


def _saved(e: Effect) -> str:
    return f"{numbers.percent_band(e.share.median, e.share.low, e.share.high)}"


def _change(c: Intervention) -> str:
    """``40 t a year of crude from Canada from July 2028, Japan first``."""
    t = numbers.band(c.tonnes.mode, c.tonnes.low, c.tonnes.high, "t" if c.kind == "stock" else "t a year")
    verb = "held in" if c.kind == "stock" else "made in" if c.kind == "production" else "from scrap in"
    buyer = f", first call: {place_label(c.buyer)}" if c.buyer else ""
    return f"{t} {c.form.replace('_', ' ')} {verb} {place_label(c.place)}, from {numbers.day(c.from_date)}{buyer}"


def _odds(changes: list[Intervention]) -> Words:
    found = [c.odds for c in changes if c.odds is not None]
    if not found:
        return ("not given",)
    words = numbers.percent_band(found[0].mode, found[0].low, found[0].high)
    known = found[0].prior if found[0].prior in priors() else None
    return (Run(words, to=f"a-{known.replace('.', '-').replace('_', '-')}") if known else words,)


def _quote(one: Promised) -> Quote:
    """The sentence of a promise."""
    span = one.pledge.basis[0]
    before, after = sentence_around(one.reading.document.text, span)
    status = (("status", (one.pledge.status.replace("_", " "),)),) if one.pledge.status else ()
    return Quote(
        anchor=f"promise-{one.pledge.id}",
        before=before,
        clause=span.quote,
        after=after,
        source=source_words(one.reading, span),
        tags=tuple(mineral_label(c) for c in dict.fromkeys(s.value for s in one.pledge.commodities)),
        slots=(("kind", (KIND[one.pledge.kind],)), *status),  # type: ignore[arg-type]
    )


def _ranked(empty: list[Promised]) -> list[Promised]:
    """Those that lack least first; those about a named mineral before the vague."""
    known = commodities()

    def key(p: Promised) -> tuple[bool, int]:
        return not any(s.value in known and known[s.value].scope != "vague" for s in p.pledge.commodities), len(p.missing)

    return sorted(empty, key=key)


def _table(shown: list[Promised]) -> Table:
    """Sentence, kind, what is missing."""
    rows = []
    for p in shown:
        quote = " ".join(p.pledge.basis[0].quote.split())
        short = quote if len(quote) <= 150 else quote[: quote.rfind(" ", 0, 147)] + " \u2026"
        rows.append((
            (Run(f"\u201c{short}\u201d", to=f"c-{p.pledge.claim}" if p.pledge.claim else None),),
            (KIND[p.pledge.kind],),
            (Run("; ".join(p.missing), "missing"),),
        ))  # fmt: skip
    return Table(
        columns=("what it says", "kind", "what it does not say"),
        rows=tuple(rows),
        anchors=tuple(f"promise-{p.pledge.id}" for p in shown),
    )
