"""One meeting or signature told twice with another place, other persons or another day.

Two tellings are one event when they name the same numbered forum (``TICAD 9``), or the same parties on the same day or in the
same town with like words; everything else may be another meeting, and is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from lodestone.evidence.claim import Claim, Conflict, Reading
from lodestone.evidence.topics import Topic, topic
from lodestone.terms.place import places
from lodestone.terms.said import Said

LIKE = 0.35
"""Likeness of telling words from which two meetings of the same parties in one town, or on one day, are one."""

APART = 31
"""Days beyond which a meeting in the same town is taken for the next of its kind."""

_STATUS = frozenset({"held", "signed", "scheduled"})
_ORDINALS = {
    w: n
    for n, w in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}  # fmt: skip
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_NUMBERED = re.compile(r"\b([A-Z]{3,8})[ -]?(\d{1,2}|[IVX]{1,4})\b")
_ORDINAL = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))\s+([A-Z]{{3,8}})\b", re.I)


@dataclass(frozen=True, slots=True)
class _Event:
    """A meeting or signature as one claim tells it. ``towns`` and ``persons`` are slots, ``days`` ISO days."""

    reading: Reading
    claim: Claim
    forum: tuple[str, int] | None
    parties: frozenset[str]
    towns: tuple[Said[str], ...]
    persons: tuple[Said[str], ...]
    days: tuple[str, ...]
    topic: Topic

    @property
    def file(self) -> str:
        return self.reading.document.source.file


def event_conflicts(readings: Sequence[Reading]) -> list[Conflict]:
    """Venues, persons and days that differ between two tellings of one event in two texts."""
    events = [e for r in readings for c in r.claims if (e := _event(r, c)) is not None]
    found: list[Conflict] = []
    for a, b in combinations(events, 2):
        if a.reading.document.source.id != b.reading.document.source.id and a.claim.family == b.claim.family:
            found += _differences(a, b)
    return found


def forum(words: str) -> tuple[str, int] | None:
    """The numbered forum some words name.

    >>> forum("TICAD 9 in Yokohama"), forum("the Ninth TICAD"), forum("a meeting")
    (('TICAD', 9), ('TICAD', 9), None)
    """
    if m := _NUMBERED.search(words):
        return m[1], int(m[2]) if m[2].isdigit() else _ROMAN.get(m[2], 0)
    if (m := _ORDINAL.search(words)) and m[3].isupper():
        return m[3], int(m[1]) if m[1] else _ORDINALS[m[2].lower()]
    return None


def _event(reading: Reading, claim: Claim) -> _Event | None:
    if claim.family not in ("consult", "sign") or claim.status not in _STATUS or claim.modality != "asserted":
        return None
    who = (*claim.slots["actors"], *claim.slots["counterparts"])
    return _Event(
        reading=reading,
        claim=claim,
        forum=forum(claim.span.quote),
        parties=frozenset(s.value.split(":")[0] for s in who),
        towns=tuple(s for s in claim.slots["places"] if ":" in s.value and s.value.split(":")[0] in places()),
        persons=tuple(s for s in who if ":" in s.value),
        days=tuple(d.value[:10] for d in claim.dates if d.precision == "day" and d.role not in ("mentioned", "deadline")),
        topic=topic(reading, claim),
    )


def _differences(a: _Event, b: _Event) -> Iterator[Conflict]:
    towns = bool({s.value for s in a.towns} & {s.value for s in b.towns})
    apart = bool(a.towns and b.towns) and not towns
    days = bool(set(a.days) & set(b.days))
    other_day = bool(a.days and b.days) and not days
    same_forum = a.forum is not None and a.forum == b.forum
    like = len(a.parties & b.parties) >= 2 and a.topic.likeness(b.topic) >= LIKE
    if apart and (same_forum or (like and days)):
        yield _conflict("venue", a, b, a.towns, b.towns)
    if same_forum or (like and days):
        for state in sorted({s.value.split(":")[0] for s in a.persons} & {s.value.split(":")[0] for s in b.persons}):
            ours, theirs = (tuple(s for s in e.persons if s.value.split(":")[0] == state) for e in (a, b))
            if not {s.value for s in ours} & {s.value for s in theirs}:
                yield _conflict("actors", a, b, ours, theirs)
    if other_day and (same_forum or (like and towns)) and _days_apart(a, b) <= APART:
        message = f"one event, two days: {', '.join(a.days)} in {a.file}, {', '.join(b.days)} in {b.file}"
        yield Conflict(type="date", message=message, spans=(a.claim.span, b.claim.span), claims=(a.claim.id, b.claim.id))


def _days_apart(a: _Event, b: _Event) -> int:
    return min(abs((date.fromisoformat(x) - date.fromisoformat(y)).days) for x in a.days for y in b.days)


def _conflict(type_: str, a: _Event, b: _Event, ours: Sequence[Said[str]], theirs: Sequence[Said[str]]) -> Conflict:
    named = [f"{', '.join(s.value.split(':')[-1] for s in said)} in {e.file}" for e, said in ((a, ours), (b, theirs))]
    what = {"venue": "two places", "actors": "other persons"}[type_]
    message = f"one event, {what}: {'; '.join(named)}"
    spans = tuple(dict.fromkeys(s.span for s in (*ours, *theirs)))
    return Conflict(type=type_, message=message, spans=spans, claims=(a.claim.id, b.claim.id))
