"""The section on what the texts say: contradictions, then claims by family with their sentences, then what was skipped."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from lodestone.brief.names import mineral_label, place_label
from lodestone.brief.said import Group, Line, Said, sentence_around
from lodestone.brief.show.words import plural
from lodestone.evidence.claim import Claim, Conflict, Reading
from lodestone.report import numbers
from lodestone.report.note import Block, Clash, Details, Heading, Para, Quote, Run, Section, Words, words
from lodestone.terms.said import Said as SaidWord
from lodestone.terms.source import Span

SOFT = ("cooperate", "consult", "assess", "security", "other")  # families that bind nobody
TITLE = 60  # most characters of a title under a quotation
MOST = 300  # sentences on a page: about a megabyte with the figures
PASSAGES, PASSAGE = 12, 400  # skipped passages shown a text, and letters of each
OPEN_LINES = 4  # sentences shown at once under a heading; the others stand one click away
HEDGE_WORDS = {
    "possible": "may or might: left open",
    "should": "a demand, not a fact",
    "planned": "planned, not done",
    "reported": "said by somebody else",
    "asserted": "",
}
STATUS_WORDS = {"in_force": "in force"}
CONFLICT_WORDS = {"magnitude": "amounts differ", "currency": "exchange rate", "count": "count", "scope": "scope", "date": "dates"}


def section(said: Said, readings: Mapping[str, Reading], promised: Collection[str] = ()) -> Section:
    """All blocks of the section; ``readings`` by source id, for the sentences of contradictions.

    A page holds ``MOST`` sentences: those of ``promised`` claims (other sections open them), then what weighs, then the rest
    by specificity. What does not fit stands in claims.json, and the page says how much that is.
    """
    files = len({line.reading.document.source.file for g in said.groups for line in (*g.first, *g.others)})
    shown = _shown(said, promised)
    count = f"{plural(said.total, 'statement')} in {plural(files, 'text')}; "
    about = f"{said.about_minerals} of them name a mineral or a stage of its chain."
    left = f" {said.total - len(shown)} are not on this page but in claims.json." if said.total > len(shown) else ""
    signs = ": hedged by the text. Grey: what such a claim would need to be counted on, and does not say."
    dotted = Run("Dotted", "hedged", tip="the hedge, in words")
    legend = words(count, about, left, " Highlighted: the words that carry the claim. ", dotted, signs)
    blocks: list[Block] = [Para(legend, "small")]
    if said.conflicts:
        blocks.append(Heading("What does not fit together", "conflicts", f"{len(said.conflicts)}, never settled by the program"))
        blocks += [clash(c, i, readings) for i, c in enumerate(said.conflicts, 1)]
    for group in said.groups:
        lines = [line for line in group.first if line.claim.id in shown]
        if lines:
            blocks += _soft(group, lines) if group.family in SOFT else _group(group, lines)
    blocks += _others(said, shown)
    blocks += list(_skipped(said))
    return Section(anchor="said", title="What the texts say", short="What they say", blocks=tuple(blocks))


def _shown(said: Said, promised: Collection[str]) -> set[str]:
    """Ids of the claims a page has room for."""
    ranked = []
    for group in said.groups:
        for lines, weight in ((group.first, 1 if group.family not in SOFT else 2), (group.others, 3)):
            ranked += [(0 if x.claim.id in promised else weight, -x.claim.specificity, x.claim.id) for x in lines]
    return {id_ for _, _, id_ in sorted(ranked)[:MOST]}


def _soft(group: Group, lines: Sequence[Line]) -> list[Block]:
    """A family that binds nobody: all of it on demand."""
    summary = words(Run(group.heading, "strong"), f" {_count(lines, group.first)}")
    return [Details(summary=summary, blocks=tuple(quote(line) for line in lines), anchor=f"family-{group.family}")]


def _group(group: Group, lines: Sequence[Line]) -> list[Block]:
    """A heading, the first sentences, the others on demand."""
    blocks: list[Block] = [Heading(group.heading, f"family-{group.family}", _count(lines, group.first))]
    blocks += [quote(line) for line in lines[:OPEN_LINES]]
    if len(lines) > OPEN_LINES:
        more = tuple(quote(line) for line in lines[OPEN_LINES:])
        blocks.append(Details(summary=words(f"{len(more)} more"), blocks=more))
    return blocks


def _others(said: Said, shown: Collection[str]) -> list[Block]:
    """Statements on other matters, all on demand."""
    inner: list[Block] = []
    total = 0
    for group in said.groups:
        lines = [line for line in group.others if line.claim.id in shown]
        if lines:
            inner.append(Heading(group.heading, None, _count(lines, group.others)))
            inner += [quote(line) for line in lines]
            total += len(lines)
    summary = words(plural(total, "statement"), " on other matters")
    return [Details(summary=summary, blocks=tuple(inner), anchor="other-claims")] if inner else []


def _count(lines: Sequence[Line], of: Sequence[Line]) -> str:
    """``12``, or ``12 of 340``."""
    return str(len(of)) if len(lines) == len(of) else f"{len(lines)} of {len(of)}"


def quote(line: Line) -> Quote:
    """One claim with its sentence, what was read out of it, and what it leaves out."""
    claim = line.claim
    minerals = dict.fromkeys(mineral_label(s.value) for s in claim.slots.get("minerals", ()))
    return Quote(
        anchor=line.anchor,
        before=line.before,
        clause=claim.span.quote,
        after=line.after,
        source=source_words(line.reading, claim.span),
        tags=tuple(minerals),
        slots=tuple(_slots(claim)),
        missing=line.missing,
        hedges=tuple(_hedges(claim)),
    )


def source_words(reading: Reading, span: Span) -> Words:
    """Publisher, date and place of a quotation; an inferred date says so."""
    source = reading.document.source
    dated: Run | str = numbers.day(source.published) if source.published else Run("no date in the text", "missing")
    if source.published and source.published_basis:
        dated = Run(numbers.day(source.published), tip=source.published_basis)
    who = shortened(source.publisher or source.title or source.file)
    return words(Run(who, to=f"t-{source.id}"), ", ", dated, Run(f", characters {span.start}\u2013{span.end}", "mute"))


def shortened(title: str) -> str:
    """A title cut at a word."""
    return title if len(title) <= TITLE else title[: TITLE - 2].rsplit(" ", 1)[0].rstrip(",;:") + " \u2026"


def _slots(claim: Claim) -> Iterable[tuple[str, Words]]:
    """(name, words) pairs: who, status, amounts, dates and the other slots that are filled."""
    who = _names(claim.slots.get("actors", ()), place_label)
    whom = _names(claim.slots.get("counterparts", ()), place_label)
    if who or whom:
        arrow: Words = (" \u2192 ",) if who and whom else ()
        yield "who", (*who, *arrow, *whom)
    if claim.status:
        yield "status", (STATUS_WORDS.get(claim.status, claim.status.replace("_", " ")),)
    for name, key in (("stage", "stages"), ("where", "places"), ("instrument", "instruments")):
        found = _names(claim.slots.get(key, ()), place_label if key == "places" else lambda v: v.replace("_", " "))
        if found:
            yield name, found
    if claim.amounts:
        parts: list[str | Run] = []
        for amount in claim.amounts:
            parts += [", "] if parts else []
            parts.append(Run(amount.span.quote, "strong", tip=amount.role))
            if amount.hedge != "asserted":
                parts.append(f" ({HEDGE_WORDS[amount.hedge]})")
        yield "amount", tuple(parts)
    if claim.dates:
        parts = []
        for date in claim.dates:
            parts += [", "] if parts else []
            shown = numbers.day(date.value) if "/" not in date.value else " to ".join(map(numbers.day, date.value.split("/")))
            parts.append(Run(shown, "strong" if not date.basis else "plain", tip=date.basis or f"“{date.span.quote}”"))
            parts.append(f" ({date.role})" if date.role not in ("stated", "date", "") else "")
        yield "date", tuple(parts)
    if claim.modality != "asserted":
        yield "how firmly", (Run({"may": "may", "should": "should", "reported": "as reported"}[claim.modality], "hedged"),)


def _names(slot: Iterable[SaidWord[str]], label: object) -> Words:
    """The values of a slot in words, each once, hedged ones marked."""
    shown: dict[str, Run] = {}
    for said in slot:
        name = label(said.value)  # type: ignore[operator]
        why = said.inferred or ""
        if said.hedge != "asserted":
            shown[name] = Run(name, "hedged", tip=HEDGE_WORDS[said.hedge])
        else:
            shown.setdefault(name, Run(name, tip=why or f"“{said.span.quote}”" if said.span.quote != name or why else None))
    parts: list[str | Run] = []
    for run in shown.values():
        parts += [", "] if parts else []
        parts.append(run)
    return tuple(parts)


def _hedges(claim: Claim) -> Iterable[tuple[int, int, str]]:
    """Places of hedging words inside the clause, with what they hedge."""
    for name in sorted(claim.slots):
        for said in claim.slots[name]:
            span = said.hedge_span
            if span is None or said.hedge == "asserted":
                continue
            start, end = span.start - claim.span.start, span.end - claim.span.start
            if 0 <= start < end <= len(claim.span.quote):
                yield start, end, f"hedges {mineral_label(said.value)}: {HEDGE_WORDS[said.hedge]}"


def clash(conflict: Conflict, number: int, readings: Mapping[str, Reading]) -> Clash:
    """A contradiction with every sentence it rests on, side by side."""
    quotes = []
    for i, span in enumerate(conflict.spans, 1):
        reading = readings.get(span.source)
        before, after = sentence_around(reading.document.text, span) if reading else ("", "")
        source = source_words(reading, span) if reading else (span.source,)
        quotes.append(Quote(anchor=f"clash-{number}-{i}", before=before, clause=span.quote, after=after, source=source))
    kind = CONFLICT_WORDS.get(conflict.type, conflict.type.replace("_", " "))
    return Clash(anchor=f"clash-{number}", kind=kind, message=conflict.message, quotes=tuple(quotes))


def _skipped(said: Said) -> Iterable[Block]:
    """The boiler-plate that was left out, on demand."""
    inner: list[Block] = []
    for one in said.skipped:
        inner.append(Heading(one.file))
        inner += [Para((" ".join(text.split())[:PASSAGE],), "small") for _, text in one.zones[:PASSAGES]]
    count = sum(len(s.zones) for s in said.skipped)
    if inner:
        what = " skipped as not the text's own statement (menus, lists of other articles)"
        yield Details(summary=words(plural(count, "passage"), what), blocks=tuple(inner), anchor="skipped")
