"""What a weighted list of cues says about the family of a clause.

Each row of lexicon/families.csv is a cue with a weight. A cue counts in full in the main predicate, less before it
(topic, preamble) and less after a subordinate marker (``including``, ``in order to``, ``which``). The sum of a family is
that of its cues, and every cue can be shown as the reason.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import get_args

from lodestone.evidence.claim import Family
from lodestone.evidence.cues import Hit, Word, cues
from lodestone.evidence.predicates import head_of
from lodestone.evidence.verbs import finite

FAMILIES: tuple[Family, ...] = get_args(Family)
BEFORE_HEAD = 0.5
SUBORDINATE = 0.45
REPEAT = 0.4
"""A second hit of the same family counts this much of the one before it, so that long lists do not win by length."""

_CATENATIVE = frozenset(
    "work working together cooperate collaborate continue efforts effort closely jointly plans steps measures actions".split()
)
"""Words after which ``to`` goes on with the promise itself: ``work together to``, ``take steps to``."""

_PROMISING = frozenset({"announced", "planned", "agreed", "target"})


def _subordinate_from(text: str, found: Sequence[Word], head_end: int) -> int:
    """Where the first subordinate stretch after the predicate begins; the end of the clause when there is none."""
    before = {w.start: v.text for v, w in pairwise(found)}
    for hit in cues("families_subordinate").find(text, found):
        carries_on = hit.row["cue"].startswith("to ") and before.get(hit.start) in _CATENATIVE
        if hit.start > head_end + 12 and not carries_on:
            return hit.start
    return found[-1].end


def _place_weight(hit: Hit, head: Hit | None, subordinate: int) -> float:
    if hit.row["note"] or (head is not None and head.row.get("note")):
        return 1.0  # another language than English: the order of words is not told
    if hit.start >= subordinate:
        return SUBORDINATE
    if head is not None and hit.end <= head.start:
        return BEFORE_HEAD
    return 1.0


def _strongest(hits: Iterable[tuple[Hit, float]]) -> list[tuple[Hit, float]]:
    """Of hits of one family that overlap keep the heaviest: ``export control*`` beats ``control*``."""
    kept: list[tuple[Hit, float]] = []
    for hit, weight in sorted(hits, key=lambda pair: (-pair[1], pair[0].start, pair[0].end)):
        if all(hit.end <= other.start or hit.start >= other.end for other, _ in kept):
            kept.append((hit, weight))
    return kept


def _without_cue(found: Sequence[Word], head: Hit | None) -> dict[str, float]:
    """A clause that holds no cue: a general promise, a description, or nothing that can be named."""
    if head is not None and head.row["status"] in _PROMISING:
        return {"cooperate": 0.4, "other": 0.3, "assess": 0.3}
    if any(finite(w.text) for w in found):
        return {"assess": 0.4, "other": 0.3, "cooperate": 0.3}
    return {"other": 1.0}


def sums_of(text: str, found: Sequence[Word], head: Hit | None) -> dict[str, float]:
    """The sum of each family that the word list speaks for; a clause without any cue gets small sums by its verb alone."""
    return {name: value for name, (value, _) in told(text, found, head).items()}


def told(text: str, found: Sequence[Word], head: Hit | None) -> dict[str, tuple[float, tuple[Hit, ...]]]:
    """Per family the sum of its cues and the cues themselves, most telling first."""
    subordinate = _subordinate_from(text, found, head.end if head else found[0].start)
    by_family: dict[str, list[tuple[Hit, float]]] = {f: [] for f in FAMILIES}
    for hit in cues("families").find(text, found):
        if hit.row["where"] == "head" and (head is None or not head.start - 1 <= hit.start <= head.end + 14):
            continue
        by_family[hit.row["family"]].append((hit, float(hit.row["weight"]) * _place_weight(hit, head, subordinate)))
    sums: dict[str, tuple[float, tuple[Hit, ...]]] = {}
    for name, hits in by_family.items():
        kept = _strongest(hits)
        if kept:
            sums[name] = (sum((w * REPEAT**i for i, (_, w) in enumerate(kept)), 0.0), tuple(h for h, _ in kept))
    if not sums:
        return {family: (value, ()) for family, value in _without_cue(found, head).items()}
    return sums


def by_word_list(text: str, found: Sequence[Word]) -> Family:
    """The first family by the word list alone: quick, for comparing two halves of a sentence."""
    sums = sums_of(text, found, head_of(text, found)) if found else {"other": 1.0}
    return min(FAMILIES, key=lambda f: (-sums.get(f, 0.0), FAMILIES.index(f)))
