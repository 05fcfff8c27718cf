"""Statements that cannot both be right, shown and never settled.

Each detector asks first whether two statements concern the same parties and the same thing; where that is not
clear it is silent, because a false alarm costs trust.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import log10

from lodestone.evidence import inner_conflicts
from lodestone.evidence.claim import Claim, ClaimAmount, Conflict, Reading
from lodestone.evidence.event_conflicts import event_conflicts
from lodestone.evidence.exchange import Converted, Rates, conversions, day_of, exchange_conflicts, fits
from lodestone.evidence.measure_conflicts import inactive, measure_conflicts
from lodestone.evidence.topics import Topic, named, telling, topic
from lodestone.evidence.versions import version_conflicts
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.money import Money
from lodestone.terms.place import members
from lodestone.terms.source import Span

WITHIN = 0.03
"""How close to a power of ten a ratio must be to count as a slip of magnitude."""

_CELLS = 70
"""Cells of equal width on the logarithm of the digits, each wider than 3 %."""

_PAIRS = 20_000
_LIKENESS = 0.45
_COVERED = 0.7
_LIKENESS_SAME_PARTIES = 0.2
_LIKENESS_STATUS = 0.5
_LADDER = {"announced": 1, "target": 1, "planned": 1, "agreed": 2, "signed": 3, "in_force": 4}


@dataclass(frozen=True, slots=True)
class KnownAmount:
    """A figure the reader holds: what it is of (a few words), how much, and where it comes from."""

    about: str
    money: Money
    source: str


@dataclass(frozen=True, slots=True)
class _Figure:
    reading: Reading
    claim: Claim
    amount: ClaimAmount
    topic: Topic


def conflicts(
    readings: Sequence[Reading],
    *,
    known_amounts: Sequence[KnownAmount] = (),
    rates: Rates | None = None,
    on: str | None = None,
) -> tuple[Conflict, ...]:
    """The contradictions within and across ``readings``, in a stable order.

    ``known_amounts`` are the reader's own figures; ``rates`` give units of the first currency for one of the second,
    by month and year, for example ``{("JPY", "USD"): {"2025": 149.6, "2025-12": 155.9}}``: without them no exchange rate is
    judged. ``on`` is the day (ISO) on which measures are asked to be in force: without it that is not asked.
    """
    rates = {} if rates is None else rates  # not its truth, which would open rates that are looked up only when needed
    figures = [f for reading in readings for f in _figures(reading)]
    found: list[Conflict] = []
    for reading in readings:
        found += inner_conflicts.counts(reading)
        found += inner_conflicts.weekdays(reading)
        found += exchange_conflicts(reading, rates)
    right = _converted(readings, rates)
    found += _magnitudes(figures, right)
    found += _against_known(figures, known_amounts, right)
    found += _status_steps(readings)
    found += measure_conflicts(readings)
    found += event_conflicts(readings)
    found += inactive(readings, on) if on else []
    found += version_conflicts(readings)
    return tuple(found)


_Right = dict[str, dict[tuple[int, int], Converted]]
"""By source and place: sums that their text converts, with the rate of the day."""


def _converted(readings: Sequence[Reading], rates: Rates) -> _Right:
    return {r.document.source.id: {(c.first.span.start, c.first.span.end): c for c in conversions(r, rates)} for r in readings}


def _figures(reading: Reading) -> list[_Figure]:
    return [
        _Figure(reading, claim, amount, topic(reading, claim))
        for claim in reading.claims
        for amount in claim.amounts
        if amount.currency
    ]


def _power_of_ten(a: float, b: float) -> int | None:
    """The exponent k when the larger figure is 10**k times the smaller, within 3 %, k at least 1; else None."""
    small, large = sorted((abs(a), abs(b)))
    if small == 0:
        return None
    ratio, k = large / small, 0
    while ratio >= 5:
        ratio, k = ratio / 10, k + 1
    return k if k >= 1 and abs(ratio - 1) <= WITHIN else None


def _one_thing(a: _Figure, b: _Figure) -> bool:
    """Whether two figures are of the same thing: alike statements within a text, shared parties and words across texts."""
    if a.claim.id == b.claim.id or "converted" in (a.amount.role, b.amount.role):
        return False
    shared = a.topic.parties & b.topic.parties
    if a.reading.document.source.language != b.reading.document.source.language:
        return _parties_and_day_agree(a, b)
    if a.reading.document.source.id == b.reading.document.source.id:
        return bool(shared) and a.topic.likeness(b.topic) >= _LIKENESS
    if len(shared) >= 2 and a.amount.role == b.amount.role and _same_deadline(a.claim, b.claim):
        alike = a.topic.likeness(b.topic) >= _LIKENESS_SAME_PARTIES
        return alike or (a.amount.role == "target" and _parties_and_day_agree(a, b))
    if not shared or len(named(a.reading) & named(b.reading)) < 2 or a.amount.role != b.amount.role:
        return False
    return a.topic.likeness(b.topic) >= _LIKENESS or (a.topic.shared(b.topic) >= 3 and a.topic.covered(b.topic) >= _COVERED)


def _parties_and_day_agree(a: _Figure, b: _Figure) -> bool:
    """Whether two figures are of the same thing as far as can be told without their words: parties, role, term and month.

    Enough between two languages; and for targets, of which two parties rarely set themselves two in a month.
    """
    ours, theirs = (frozenset(m for p in f.topic.parties for m in _members(p)) for f in (a, b))
    days = [d for f in (a, b) if (d := day_of(f.reading)) is not None]
    same_month = len(days) == 2 and days[0][:7] == days[1][:7]
    alike = len(ours & theirs) >= 2 and (ours <= theirs or theirs <= ours)
    return alike and same_month and a.amount.role == b.amount.role and _same_deadline(a.claim, b.claim)


def _members(party: str) -> tuple[str, ...]:
    try:
        return members(party)
    except UnknownTerm:
        return (party,)


def _same_deadline(a: Claim, b: Claim) -> bool:
    """Whether two claims give the same term, or at least one gives none."""
    one = {d.value.split("/")[-1][:4] for d in a.dates if d.role == "deadline"}
    other = {d.value.split("/")[-1][:4] for d in b.dates if d.role == "deadline"}
    return not one or not other or bool(one & other)


def _magnitudes(figures: Sequence[_Figure], right: _Right) -> list[Conflict]:
    out = []
    for a, b in _alike_digits(figures):
        k = _power_of_ten(a.amount.value, b.amount.value)
        if k is None or not _one_thing(a, b):
            continue
        out.append(
            Conflict(
                type="magnitude",
                message=f"{_money(a.amount)} and {_money(b.amount)} for what looks like the same promise differ by a "
                f"factor of {10**k:,}: probably a slip of magnitude in one of them{_as_in(k)}"
                f"{fits(right[a.amount.span.source], a.amount)}{fits(right[b.amount.span.source], b.amount)}",
                spans=(a.amount.span, b.amount.span),
                claims=(a.claim.id, b.claim.id),
            )
        )
    return out


def _alike_digits(figures: Sequence[_Figure]) -> list[tuple[_Figure, _Figure]]:
    """Pairs in one currency whose digits are alike (the same or the next of ``_CELLS`` cells) and whose size differs.

    In order of place and at most ``_PAIRS``, so that a text of ten thousand sums takes no longer than its length allows.
    """
    cells: dict[tuple[str, int], dict[int, list[int]]] = {}
    for i, figure in enumerate(figures):
        if figure.amount.value:
            size = log10(abs(figure.amount.value))
            key = (figure.amount.currency or "", int(size % 1 * _CELLS))
            cells.setdefault(key, {}).setdefault(round(size), []).append(i)
    pairs: set[tuple[int, int]] = set()
    for (currency, cell), here in cells.items():
        for near in (here, cells.get((currency, (cell + 1) % _CELLS), {})):
            unlike = ((i, j) for a, ones in here.items() for b, others in near.items() if a != b for i in ones for j in others)
            pairs.update((min(p), max(p)) for p in islice(unlike, max(0, _PAIRS - len(pairs))))
    return [(figures[i], figures[j]) for i, j in sorted(pairs)]


def _as_in(k: int) -> str:
    """What a factor of 10**k may come from, where East Asian counting offers it."""
    return " (a step of 万, 億 or 兆)" if k in (4, 8) else ""


def _money(amount: ClaimAmount) -> str:
    return str(Money(amount.value, amount.currency or ""))


def _against_known(figures: Sequence[_Figure], known: Sequence[KnownAmount], right: _Right) -> list[Conflict]:
    out = []
    for figure in figures:
        for fact in known:
            about = telling(fact.about, 0, len(fact.about))
            shared = about & (figure.topic.stems | telling(figure.reading.document.text, 0, 2500))
            k = _power_of_ten(figure.amount.value, fact.money.value)
            if figure.amount.currency == fact.money.currency and k is not None and about and len(shared) >= min(2, len(about)):
                message = (
                    f"{_money(figure.amount)} here, {fact.money} for {fact.about} in {fact.source}: a factor of {10**k:,}, "
                    f"probably a slip of magnitude{_as_in(k)}{fits(right[figure.amount.span.source], figure.amount)}"
                )
                out.append(Conflict(type="magnitude", message=message, spans=(figure.amount.span,), claims=(figure.claim.id,)))
    return out


def _status_steps(readings: Sequence[Reading]) -> list[Conflict]:
    """A later text that puts the same promise on a lower rung than an earlier one."""
    dated = [r for r in readings if r.document.source.published]
    out = []
    for i, one in enumerate(dated):
        for other in dated[i + 1 :]:
            early, late = sorted((one, other), key=lambda r: r.document.source.published or "")
            if early.document.source.published == late.document.source.published or len(named(early) & named(late)) < 2:
                continue
            out += _steps_back(early, late)
    return out


def _steps_back(early: Reading, late: Reading) -> list[Conflict]:
    out = []
    later = [(c, topic(late, c)) for c in late.claims if c.status in _LADDER]
    for a in early.claims:
        if a.status not in ("signed", "in_force"):
            continue
        subject = topic(early, a)
        for b, other in later:
            if (
                _LADDER[b.status or ""] < _LADDER[a.status]
                and a.family == b.family
                and subject.likeness(other) >= _LIKENESS_STATUS
            ):
                message = (
                    f"{a.status} in {early.document.source.file}, but only {b.status} in the later {late.document.source.file}"
                )
                spans: tuple[Span, ...] = (a.span, b.span)
                out.append(Conflict(type="status", message=message, spans=spans, claims=(a.id, b.id)))
    return out
