"""What kind of statement a clause is: up to three ranked families from a weighted word list.

Each row of lexicon/families.csv is a cue with a weight. A cue counts in full in the main predicate, less before it
(topic, preamble) and less after a subordinate marker (``including``, ``in order to``, ``which``). Families are ranked
by their sum; the score is the share of the sum, so that a reader sees how close the second choice was. Every hit can be
shown as the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from lodestone.evidence.claim import Family, FamilyScore, Mention
from lodestone.evidence.cues import Hit, Word, cues
from lodestone.evidence.predicates import head_of
from lodestone.evidence.verbs import finite

FAMILIES: tuple[Family, ...] = get_args(Family)
BEFORE_HEAD = 0.5
SUBORDINATE = 0.45
REPEAT = 0.4
"""A second hit of the same family counts this much of the one before it, so that long lists do not win by length."""

_FROM_MENTIONS: dict[str, tuple[Family, float]] = {"measure": ("restrict", 0.6)}


_CATENATIVE = frozenset(
    "work working together cooperate collaborate continue efforts effort closely jointly plans steps measures actions".split()
)
"""Words after which ``to`` goes on with the promise itself: ``work together to``, ``take steps to``."""

_PROMISING = frozenset({"announced", "planned", "agreed", "target"})


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranked families of a clause and the cues that spoke for the first one."""

    labels: tuple[FamilyScore, ...]
    reasons: tuple[Hit, ...]

    @property
    def first(self) -> Family:
        """The best family."""
        return self.labels[0].family


def _subordinate_from(text: str, found: Sequence[Word], head_end: int) -> int:
    """Where the first subordinate stretch after the predicate begins; the end of the clause when there is none."""
    before = {w.start: v.text for v, w in pairwise(found)}
    for hit in cues("families_subordinate").find(text, found):
        carries_on = hit.row["cue"].startswith("to ") and before.get(hit.start) in _CATENATIVE
        if hit.start > head_end + 12 and not carries_on:
            return hit.start
    return found[-1].end


def _place_weight(hit: Hit, head: Hit | None, subordinate: int) -> float:
    if head is not None and head.row.get("note") == "Japanese":
        return 1.0  # the verb stands last: nothing can be told from the order
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


def _without_cue(text: str, found: Sequence[Word], head: Hit | None) -> tuple[FamilyScore, ...]:
    """A clause that holds no cue: a general promise, a description, or nothing that can be named."""
    if head is not None and head.row["status"] in _PROMISING:
        return (FamilyScore("cooperate", 0.4), FamilyScore("other", 0.3), FamilyScore("assess", 0.3))
    if any(finite(w.text) for w in found):
        return (FamilyScore("assess", 0.4), FamilyScore("other", 0.3), FamilyScore("cooperate", 0.3))
    return (FamilyScore("other", 1.0),)


def rank(text: str, found: Sequence[Word], mentions: Sequence[Mention] = ()) -> Ranked:
    """Up to three families of the clause made of the words ``found``, best first, scores summing to at most 1.

    A clause without any cue is a general promise, a description or ``other``, by its verb alone.
    """
    if not found:
        return Ranked((FamilyScore("other", 1.0),), ())
    head = head_of(text, found)
    subordinate = _subordinate_from(text, found, head.end if head else found[0].start)
    by_family: dict[str, list[tuple[Hit, float]]] = {f: [] for f in FAMILIES}
    for hit in cues("families").find(text, found):
        if hit.row["where"] == "head" and (head is None or not head.start - 1 <= hit.start <= head.end + 14):
            continue
        by_family[hit.row["family"]].append((hit, float(hit.row["weight"]) * _place_weight(hit, head, subordinate)))
    sums: dict[str, float] = {}
    reasons: dict[str, list[Hit]] = {}
    for name, hits in by_family.items():
        kept = _strongest(hits)
        if kept:
            sums[name] = sum(w * REPEAT**i for i, (_, w) in enumerate(kept))
            reasons[name] = [h for h, _ in kept]
    for mention in mentions:
        family, weight = _FROM_MENTIONS.get(mention.type, (None, 0.0))
        if mention.type == "amount" and mention.currency:
            family, weight = "finance", 0.8
        if family:
            sums[family] = sums.get(family, 0.0) + weight
    if not sums:
        return Ranked(_without_cue(text, found, head), ())
    total = sum(sums.values())
    best = sorted(sums.items(), key=lambda kv: (-kv[1], FAMILIES.index(kv[0])))[:3]  # type: ignore[arg-type]
    labels = tuple(FamilyScore(name, round(value / total, 3)) for name, value in best)  # type: ignore[arg-type]
    return Ranked(labels, tuple(reasons.get(best[0][0], ())))
