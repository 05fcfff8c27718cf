"""Two texts that draw the limits of one measure differently: whom, what and from when it touches; and measures not in force.

``Military users`` in the notice and no user at all in the news is the difference between a narrow and a wide control: both
readings are shown, none is dropped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from lodestone.evidence.claim import Conflict, Reading
from lodestone.evidence.cues import cues, words
from lodestone.evidence.force import STOPPED, opened, timed
from lodestone.evidence.measures import measures
from lodestone.evidence.topics import named
from lodestone.evidence.undoing import Undoing, undoings
from lodestone.evidence.validity import first_day, phase_at
from lodestone.terms.measure import Measure
from lodestone.terms.said import Said
from lodestone.terms.source import Span

APART = 31
"""Days that two tellings of one measure may lie apart: one gives the day of announcement, the other that of effect."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A measure as one text tells it; ``products`` are its goods as words, ``day`` that of effect where the text names one."""

    reading: Reading
    measure: Measure
    products: tuple[Said[str], ...]
    day: str | None

    @property
    def file(self) -> str:
        return self.reading.document.source.file

    @property
    def goods(self) -> set[str]:
        return {s.value for s in self.measure.commodities if s.hedge == "asserted"}


def measure_conflicts(readings: Sequence[Reading]) -> list[Conflict]:
    """Where two texts tell one measure with other end users, goods, products or days of effect."""
    told = [_told(r, m) for r in readings for m in measures(r)]
    found: list[Conflict] = []
    for a, b in combinations(told, 2):
        if a.reading.document.source.id != b.reading.document.source.id and _one_measure(a, b):
            found += _differences(a, b)
    return found


def inactive(readings: Sequence[Reading], on: str) -> list[Conflict]:
    """Measures that some text states and that, as these texts tell it, are suspended or over on the day ``on`` (ISO)."""
    done = [u for r in readings for u in undoings(r)]
    if not done:
        return []
    return [c for r in readings for m in measures(r) for c in _inactive(m, done, on)]


def _inactive(measure: Measure, done: Sequence[Undoing], on: str) -> Iterator[Conflict]:
    now = phase_at(timed(measure, done), on)
    if now is None or (now.phase not in STOPPED and now.sure):
        return
    by = next((u.claim for u in done if u.claim.id in now.claims), None)
    state = measure.actor.value if measure.actor else "?"
    until = f" until {now.end}" if now.end else ""
    if now.phase in STOPPED:
        what = f"is {now.phase} on {on} (since {now.start}{until}): a run from then on must not treat it as in force"
    else:
        what = f"may or may not be in force on {on}: {now.note}"
    spans = (*measure.basis[:1], *((by.span,) if by is not None and by.id != measure.claim else ()))
    claims = tuple(dict.fromkeys(c for c in (measure.claim, by.id if by else None) if c))
    yield Conflict(type="inactive", message=f"{state}: {_kind(measure)} {what}", spans=spans, claims=claims)


def _told(reading: Reading, measure: Measure) -> _Told:
    text, out = reading.document.text, dict[str, Said[str]]()
    for span in measure.basis:
        for hit in cues("measure_products").find(text, words(text, span.start, span.end)):
            at = Span(span.source, hit.start, hit.end, text[hit.start : hit.end])
            out.setdefault(hit.row["value"], Said(hit.row["value"], at))
    days = {d.value[:10] for c in reading.claims if _within(c.span, measure.basis) for d in c.dates if d.precision == "day"}
    return _Told(reading, measure, tuple(out.values()), measure.effective if measure.effective in days else None)


def _within(span: Span, basis: Sequence[Span]) -> bool:
    return any(b.start <= span.start and span.end <= b.end for b in basis)


def _one_measure(a: _Told, b: _Told) -> bool:
    """Whether two tellings are of one measure: same state and kind, nothing that tells them apart, something beside the state."""
    one, other = a.measure, b.measure
    if one.actor is None or other.actor is None or one.actor.value != other.actor.value:
        return False
    kinds = {one.kind.value, other.kind.value}
    if len(kinds) > 1 and not kinds & {"export_control", "end_use_ban"}:
        return False
    targets, others = {s.value for s in one.targets}, {s.value for s in other.targets}
    if targets and others and not targets & others:
        return False
    goods, theirs = opened(a.goods), opened(b.goods)
    if goods and theirs and not goods & theirs:
        return False
    same_products = {s.value for s in a.products} & {s.value for s in b.products}
    dated = _near(one, other)
    if dated is None:  # one of them is not dated: the words must say more
        about_two = bool(targets & others) or len(named(a.reading) & named(b.reading)) >= 2
        return about_two and bool(goods & theirs or same_products)
    return dated and bool(goods & theirs or same_products or targets & others)


def _near(one: Measure, other: Measure) -> bool | None:
    """Whether any two of their days lie within ``APART`` days; None where one has none."""
    ours, theirs = ([first_day(d) for d in (m.announced, m.effective) if d] for m in (one, other))
    if not ours or not theirs:
        return None
    return any(abs((date.fromisoformat(x) - date.fromisoformat(y)).days) <= APART for x in ours for y in theirs)


def _differences(a: _Told, b: _Told) -> Iterator[Conflict]:
    users, others = a.measure.end_users, b.measure.end_users
    if {s.value for s in users} != {s.value for s in others}:
        yield _conflict("scope", a, b, "end users", users, others)
    goods, theirs = opened(a.goods), opened(b.goods)
    if goods and theirs and not goods <= theirs and not theirs <= goods:
        yield _conflict("scope", a, b, "minerals", a.measure.commodities, b.measure.commodities)
    ours, products = {s.value for s in a.products}, {s.value for s in b.products}
    if ours and products and not ours & products:
        yield _conflict("scope", a, b, "products", a.products, b.products)
    if a.day and b.day and a.day != b.day:
        message = f"{a.measure.name}: in force from {a.day} in {a.file}, from {b.day} in {b.file}"
        yield Conflict(type="date", message=message, spans=_spans(a, b), claims=_claims(a, b))


def _conflict(type_: str, a: _Told, b: _Told, what: str, ours: Sequence[Said[str]], theirs: Sequence[Said[str]]) -> Conflict:
    named = [
        f"{', '.join(dict.fromkeys(s.value.replace('_', ' ') for s in said)) or 'none'} in {told.file}"
        for told, said in ((a, ours), (b, theirs))
    ]
    spans = tuple(s.span for s in (*ours, *theirs)) if ours and theirs else (*(s.span for s in (*ours, *theirs)), *_spans(a, b))
    message = f"{a.measure.name}: {what} differ between two texts: {'; '.join(named)}"
    return Conflict(type=type_, message=message, spans=tuple(dict.fromkeys(spans)), claims=_claims(a, b))


def _kind(measure: Measure) -> str:
    return measure.kind.value.replace("_", " ")


def _spans(a: _Told, b: _Told) -> tuple[Span, ...]:
    return (*a.measure.basis[:1], *b.measure.basis[:1])


def _claims(a: _Told, b: _Told) -> tuple[str, ...]:
    return tuple(c for c in (a.measure.claim, b.measure.claim) if c)
