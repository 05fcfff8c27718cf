"""When a measure was announced, in force, suspended and over: intervals of time, each with the claims that say so."""

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lodestone.evidence.claim import Claim
from lodestone.terms.measure import Measure

Phase = Literal["announced", "in_force", "suspended", "expired"]
Deed = Literal["suspends", "resumes", "ends"]
DEEDS: tuple[Deed, ...] = ("suspends", "resumes", "ends")
_BEGINS = ("effective", "start", "date", "signed", "period", "announced")
_ENDS = ("end", "deadline")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TERM = re.compile(rf"\bfor (?:a period of )?(an?|{'|'.join(_NUMBERS)}|\d{{1,2}})[ -](year|month)s?\b", re.I)


@dataclass(frozen=True, slots=True)
class Step:
    """What a later claim does to a measure, from ``start``; a suspension may say its last day (``until``). ISO dates.

    Not ``sure``: the claim only may concern this measure, or says only that it may happen.
    """

    deed: Deed
    start: str
    until: str | None
    claim: str
    basis: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Interval:
    """A phase from ``start`` up to, not including, ``end`` (None: no end known). ``note``: its basis, or what was concluded.

    Not ``sure``: concluded, or said by a claim that only may concern the measure.
    """

    phase: Phase
    start: str
    end: str | None
    claims: tuple[str, ...]
    note: str = ""
    sure: bool = True


def first_day(date: str) -> str:
    """The first day of an ISO date at any precision; of a period ``a/b``, of its beginning.

    >>> first_day("2025-11"), first_day("2025")
    ('2025-11-01', '2025-01-01')
    """
    begin = date.split("/")[0]
    return f"{begin}{'-01' * (2 - begin.count('-'))}"[:10]


def day_after(date: str) -> str:
    """The first day after an ISO date at any precision; of a period ``a/b``, after its end.

    >>> day_after("2026-11-10"), day_after("2025-12"), day_after("2025")
    ('2026-11-11', '2026-01-01', '2026-01-01')
    """
    end = date.split("/")[-1][:10]
    year, month = int(end[:4]), int(end[5:7] or 12)
    if len(end) == 10:
        return (datetime.date.fromisoformat(end) + datetime.timedelta(1)).isoformat()
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}-01"


def _last_day(quote: str, begins: str) -> str | None:
    """The last day of a term in words (``for one year``) counted from its first day; None where a sentence names none."""
    said = _TERM.search(quote)
    if said is None:
        return None
    word = said[1].lower()
    number = int(word) if word.isdigit() else 1 + _NUMBERS.index("one" if word in ("a", "an") else word)
    first = datetime.date.fromisoformat(begins)
    months = number * (12 if said[2].lower() == "year" else 1) + first.month - 1
    year, month = first.year + months // 12, months % 12 + 1
    day = min(first.day, calendar.monthrange(year, month)[1])
    return (datetime.date(year, month, day) - datetime.timedelta(1)).isoformat()


def step(deed: Deed, claim: Claim, published: str | None) -> Step | None:
    """What a claim does to a measure and when: by its own dates, else from its text's publication; None without either.

    Of two dates of beginning (``from A to B``) the later is the last day; a day of announcement counts only where there is no
    other. Of an end, the day after the last day (``expires on``, ``until``) or the deadline itself where nothing else is said.
    """
    stated = sorted((d for d in claim.dates if d.role in _BEGINS), key=lambda d: d.role == "announced")
    begins = next(iter(stated), None)
    ends = next((d for d in claim.dates if d.role in _ENDS), None)
    until = ends.value if ends else None
    if until is None and deed == "suspends" and begins is not None and len(begins.value) == 10:
        until = _last_day(claim.span.quote, begins.value)
    if begins is not None:
        later = [d.value for d in stated if d.role != "announced" and first_day(d.value) > first_day(begins.value)]
        until = until or (begins.value.split("/")[1] if "/" in begins.value else later[0] if later else None)
        return Step(deed, begins.value.split("/")[0], until, claim.id, begins.basis or f"“{begins.span.quote}”")
    if deed == "ends" and until is not None:
        return Step(deed, day_after(until), None, claim.id, f"“{ends.span.quote}”" if ends else "")
    if published is None:
        return None
    return Step(deed, published, until, claim.id, "no date in the sentence: the day of publication")


def intervals(measure: Measure, steps: Iterable[Step] = ()) -> tuple[Interval, ...]:
    """The phases of a measure in order of time, without gaps; empty where the text dates nothing.

    A suspension with a last day is followed by what was before it, and the note says that nobody confirmed it. What is
    over stays over unless a later step puts it into force again.
    """
    own = (measure.claim,) if measure.claim else ()
    turns: list[_Turn] = []
    late = measure.announced and measure.effective and first_day(measure.announced) > first_day(measure.effective)
    if measure.announced and not late:
        turns.append((first_day(measure.announced), 0, "announced", own, "", True))
    if measure.effective:
        turns.append((first_day(measure.effective), 1, "in_force", own, measure.date_basis or "", True))
    if measure.lifted:
        turns.append((first_day(measure.lifted), 4, "expired", own, "", True))
    for s in steps:
        phase: Phase = {"suspends": "suspended", "resumes": "in_force", "ends": "expired"}[s.deed]  # type: ignore[assignment]
        turns.append((first_day(s.start), 3 if s.deed != "ends" else 4, phase, (s.claim,), s.basis, s.sure))
        if s.deed == "suspends" and s.until:
            back = day_after(s.until)
            note = f"the suspension was stated to last until {s.until}; what followed is concluded, not read"
            waits = measure.effective is None or back < first_day(measure.effective)
            turns.append(
                (back, 2, "announced" if waits and measure.announced else "in_force", (s.claim,), note, waits and s.sure)
            )
    turns.sort(key=lambda t: t[:3])
    return _joined(turns) if turns else ()


_Turn = tuple[str, int, Phase, tuple[str, ...], str, bool]
"""Start, rank among turns of one day, phase, claims, note, and whether it is sure."""


def _joined(turns: Sequence[_Turn]) -> tuple[Interval, ...]:
    kept: list[tuple[str, Phase, tuple[str, ...], str, bool]] = []
    for start, rank, phase, claims, note, sure in turns:
        last = kept[-1][1] if kept else None
        if last == "expired" and not (phase == "in_force" and rank == 3):
            continue  # over stays over, unless it is put into force again
        if (rank == 1 and last == "suspended") or (rank == 2 and (last != "suspended" or kept[-1][2] != claims)):
            continue  # the day of effect passes while suspended; a suspension lifted or prolonged meanwhile does not run out
        if kept and kept[-1][1] == phase and phase != "suspended" and (kept[-1][4] or not sure):
            continue
        if kept and kept[-1][0] == start:
            kept.pop()
        kept.append((start, phase, claims, note, sure))
    ends = [k[0] for k in kept[1:]] + [None]
    return tuple(
        Interval(phase, start, end, claims, note, sure)
        for (start, phase, claims, note, sure), end in zip(kept, ends, strict=True)
    )


def phase_at(phases: Sequence[Interval], date: str) -> Interval | None:
    """The interval a day (ISO) falls in; None before the first."""
    day = first_day(date)
    return next((p for p in phases if p.start <= day and (p.end is None or day < p.end)), None)
