"""Everything a text names: amounts, dates, places, persons, groups, minerals, stages, sectors, instruments, routes, measures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from lodestone.evidence import people as persons
from lodestone.evidence.amounts import Amount, amounts
from lodestone.evidence.claim import Document, Mention, Zone
from lodestone.evidence.dates import Dated, Reference, dates
from lodestone.evidence.gazetteer import Named, named
from lodestone.evidence.people import Person, people
from lodestone.terms.source import Span

_OPENING = 600


def mentions(document: Document, zones: Sequence[Zone]) -> tuple[Mention, ...]:
    """The mentions of ``document`` outside boilerplate, sorted by start; kinds may nest, within a kind the longest wins.

    A date that nothing in the text resolves yields no mention. Names inside an amount ("US dollars") are part of it.
    """
    text, language = _silenced(document.text, zones), document.source.language
    things = named(text)
    reference, who = timing(text, language, document.source.published, document.source.published_basis, things)
    sums = amounts(text, language, _home(things))
    when = dates(text, language, reference)
    found = [
        *(
            _from_amount(document, a)
            for a in sums
            if not any(d.start <= a.start and a.end <= d.end for d in _near(when, a.start, a.end))
        ),
        *(
            _from_date(document, d)
            for d in when
            if not any(a.start <= d.start and d.end <= a.end for a in _near(sums, d.start, d.end))
        ),
        *(_from_person(document, p) for p in who),
        *_from_names(document, things, sums, who),
    ]
    return tuple(sorted(found, key=lambda m: (m.span.start, -m.span.end, m.type, str(m.value))))


def timing(
    text: str, language: str, published: str | None, basis: str | None, things: Sequence[Named]
) -> tuple[Reference, tuple[Person, ...]]:
    """What relative dates are counted from, and the persons of the text, which depend on it.

    Where the text has no date of its own, the terms of the office-holders it names bracket it; where its opening reports
    a single day, that day serves.
    """
    first, last = _days_of(published)
    who = people(text, things, first, last)
    if published:
        word = "signed" if basis and basis.startswith("date of signature") else "published"
        return Reference(value=published, basis=word), who
    window = persons.bracket(who)
    reference = Reference(earliest=window[0], latest=window[1]) if window else Reference()
    if window:
        who = people(text, things, *window)
    opening = {d.value for d in dates(text[:_OPENING], language, reference) if d.precision == "day" and "/" not in d.value}
    if len(opening) == 1:
        reference = replace(reference, value=opening.pop(), basis="the day its opening reports,")
    return reference, who


def _days_of(published: str | None) -> tuple[date | None, date | None]:
    if not published:
        return None, None
    year, month, day = (int(published[a:b]) if len(published) >= b else None for a, b in ((0, 4), (5, 7), (8, 10)))
    assert year is not None
    return date(year, month or 1, day or 1), date(year, month or 12, day or 28)


def _silenced(text: str, zones: Sequence[Zone]) -> str:
    """The text with boilerplate blanked out, at the same length."""
    pieces, last = [], 0
    for zone in zones:
        if zone.kind == "boilerplate":
            pieces += [text[last : zone.start], "".join("\n" if c == "\n" else " " for c in text[zone.start : zone.end])]
            last = zone.end
    return "".join([*pieces, text[last:]])


def _home(things: Sequence[Named]) -> str | None:
    """The one state a text speaks of far more than of any other, for the meaning of a bare ``$``; None when there is none."""
    counts = Counter(n.value for n in things if n.type == "place" and len(n.value) == 3)
    ranked = sorted(counts.items(), key=lambda p: (-p[1], p[0]))
    if not ranked or "USA" in counts:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 3 * ranked[1][1] else None


def _near(found: Sequence[Dated] | Sequence[Amount], start: int, end: int) -> Iterator[Dated | Amount]:
    """Those of an ordered sequence that overlap ``[start, end)``."""
    from bisect import bisect_right

    at = bisect_right(found, start, key=lambda f: f.start)
    for thing in found[max(0, at - 1) :]:
        if thing.start >= end:
            return
        if thing.end > start:
            yield thing


def _span(document: Document, start: int, end: int) -> Span:
    return Span(document.source.id, start, end, document.text[start:end])


def _from_amount(document: Document, a: Amount) -> Mention:
    return Mention(
        type="amount",
        value=a.value,
        span=_span(document, a.start, a.end),
        currency=a.currency,
        unit=a.unit,
        op=a.op,
        role=a.role,
        basis=a.basis,
    )


def _from_date(document: Document, d: Dated) -> Mention:
    return Mention(type="date", value=d.value, span=_span(document, d.start, d.end), precision=d.precision, basis=d.basis)


def _from_person(document: Document, p: Person) -> Mention:
    return Mention(type="person", value=p.value, span=_span(document, p.start, p.end), inferred=p.inferred)


def _from_names(document: Document, things: Sequence[Named], sums: Sequence[Amount], who: Sequence[Person]) -> Iterator[Mention]:
    taken = sorted([(a.start, a.end) for a in sums if a.currency] + [(p.start, p.end) for p in who])
    at = 0
    for thing in things:
        while at < len(taken) and taken[at][1] <= thing.start:
            at += 1
        inside = at < len(taken) and taken[at][0] <= thing.start and thing.end <= taken[at][1]
        if not (inside and thing.type in ("place", "group")):
            span = _span(document, thing.start, thing.end)
            yield Mention(type=thing.type, value=thing.value, span=span, inferred=thing.inferred)  # type: ignore[arg-type]
