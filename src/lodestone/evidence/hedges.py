"""Hedges on the very word they weaken: ``may involve rare earths`` hedges the mineral, not the measure.

A hedging word reaches from itself to the end of its clause; what stands before it (the actor, the measure) is untouched. Words
that report (``according to reports``) weaken the whole statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.claim import Modality
from lodestone.evidence.cues import Word, cues
from lodestone.terms.said import Hedge

_ON_WORDS = ("possible", "reported", "should")
_MODALITY: dict[Hedge, Modality] = {"possible": "may", "should": "should", "reported": "reported"}


@dataclass(frozen=True, slots=True)
class Hedging:
    """One hedging expression, ``[start, end)`` with the hedge it carries."""

    hedge: Hedge
    start: int
    end: int


def hedgings(text: str, found: Sequence[Word]) -> tuple[Hedging, ...]:
    """The hedging expressions among the words ``found`` of ``text``, in order."""
    hits = cues("claims_hedges").find(text, found)
    out = []
    for h in hits:
        if h.row["cue"] == "may" and text[h.start].isupper() and _month(text, h.end):
            continue
        out.append(Hedging(h.row["hedge"], h.start, h.end))  # type: ignore[arg-type]
    return tuple(out)


def _month(text: str, after: int) -> bool:
    """Whether ``May`` is followed by a day or year, and so names a month."""
    return text[after : after + 2].strip(" ,").isdigit()


def on_slot(found: Sequence[Hedging], start: int) -> Hedging | None:
    """The hedge that weakens a slot which begins at ``start``: the nearest one before it, or a report anywhere; else None."""
    before = [h for h in found if h.hedge in _ON_WORDS and (h.end <= start or h.hedge == "reported")]
    return max(before, key=lambda h: h.start, default=None)


def modality(found: Sequence[Hedging], predicate_end: int) -> Modality:
    """How the statement as a whole is made: reports, and hedges up to ``predicate_end``, count; later ones do not."""
    for h in found:
        if h.hedge == "reported" or (h.hedge in _MODALITY and h.start < predicate_end):
            return _MODALITY[h.hedge]
    return "asserted"
