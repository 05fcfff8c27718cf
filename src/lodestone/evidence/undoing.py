"""What a text says was done to a limit on exports that stands already: suspended, ended, put into force again, and when.

``Suspended the export ban`` undoes a measure where ``suspended exports`` is one. Who only asks (``called on China to lift``)
undoes nothing; what ``may`` be undone is kept and marked, because it leaves the state of the measure open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lodestone.evidence.claim import Claim, Reading
from lodestone.evidence.cues import Hit, cues, words
from lodestone.evidence.predicates import head_of
from lodestone.evidence.validity import DEEDS, Deed, Step, day_after, step
from lodestone.terms.place import places

_NOT = re.compile(r"\b(?:not|never|no plans?|without|refus\w+|declin\w+|rather than)\W+(?:\w+\W+){0,3}$", re.I)
_ASKED = re.compile(r"\b(?:call\w*|urg\w*|ask\w*|want\w*|demand\w*|press\w*|hop\w*|welcom\w*|seek\w*)\b", re.I)
_ABOUT_EXPORTS = re.compile(r"\bexport|\bshipment|\boutbound|dual-use|輸出", re.I)
RUNS_OUT = frozenset({"expire*", "lapse*"})
"""Cues whose date is the last day of the measure; every other end begins on its date."""
_NUMBER = re.compile(r"\bNo\.?\s?(\d{1,4})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """One claim that suspends, ends or resumes a measure. ``actors`` are economies; empty slots were not said.

    ``open`` says that the text leaves it open (``may lift``). ``numbers`` are those of notices it names (``Notice No. 46``).
    """

    deed: Deed
    claim: Claim
    source: str
    published: str | None
    actors: frozenset[str]
    goods: frozenset[str]
    targets: frozenset[str]
    numbers: frozenset[str]
    step: Step | None
    open: bool


def undoings(reading: Reading) -> tuple[Undoing, ...]:
    """Every claim of ``reading`` that says a limit on exports was, is or will be undone, in order of place."""
    return tuple(_undoings(reading))


def _undoings(reading: Reading) -> Iterator[Undoing]:
    published = reading.document.source.published
    for claim in reading.claims:
        hit = undoing_cue(reading.document.text, claim)
        if hit is None or not _ABOUT_EXPORTS.search(_surroundings(reading, claim)):
            continue
        deed = next(d for d in DEEDS if d == hit.row["deed"])
        when = step(deed, claim, published)
        if when is not None and hit.row["cue"] in RUNS_OUT and any(d.value == when.start for d in claim.dates):
            when = replace(when, start=day_after(when.start))
        yield Undoing(
            deed=deed,
            claim=claim,
            source=reading.document.source.id,
            published=published,
            actors=frozenset(s.value.split(":")[0] for s in claim.slots["actors"]) & frozenset(places()),
            goods=frozenset(s.value for s in claim.slots["minerals"]),
            targets=frozenset(s.value for s in claim.slots["counterparts"]),
            numbers=numbers(claim.span.quote),
            step=when,
            open=claim.modality in ("may", "should"),
        )


def undoing_cue(text: str, claim: Claim) -> Hit | None:
    """The words of a claim that undo a measure; None where it is denied, or only asked for."""
    found = words(text, claim.span.start, claim.span.end)
    hits = cues("undoing").find(text, found)
    if not hits or (claim.kind == "assessment" and not claim.dates):
        return None
    hit = max(hits, key=lambda h: (h.row["deed"] == "resumes", h.end - h.start, -h.start))
    before = text[claim.span.start : hit.start]
    head = head_of(text, found)
    asked = head is not None and head.start < hit.start and _ASKED.search(text, head.start, head.end)
    denied = _NOT.search(before) or re.search(r"\b(?:not|never)\b", text[hit.start : hit.end], re.I)
    return None if denied or asked or _ASKED.search(before) else hit


def numbers(words_: str) -> frozenset[str]:
    """Numbers of notices in some words.

    >>> sorted(numbers("Announcements No. 55 and No. 61 are suspended"))
    ['55', '61']
    """
    return frozenset(_NUMBER.findall(words_))


def _surroundings(reading: Reading, claim: Claim, reach: int = 400) -> str:
    """A claim with what stands shortly before it: ``the controls`` may be those of the sentence before."""
    return reading.document.text[max(0, claim.span.start - reach) : claim.span.end]
