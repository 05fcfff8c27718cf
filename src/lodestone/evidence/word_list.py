"""What a weighted list of cues says about the family of a clause.

Each row of lexicon/families.csv is a cue with a weight. A cue counts in full in the main predicate, less before it
(topic, preamble) and less after a subordinate marker (``including``, ``in order to``, ``which``). The sum of a family is
that of its cues, and every cue can be shown as the reason. Names (``Minerals Security Partnership``) and titles (``finance
minister``) say little of what is promised. Beside the sums, ``told_and_signals`` says where in the clause the
cues of a family stand.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, get_args

from lodestone.evidence.claim import Family
from lodestone.evidence.cues import Hit, Word, cues, foreign
from lodestone.evidence.predicates import head_of
from lodestone.evidence.verbs import finite

FAMILIES: tuple[Family, ...] = get_args(Family)
Zone = Literal["before", "near", "far", "subordinate"]
PLACE: dict[Zone, float] = {"before": 0.5, "near": 1.0, "far": 1.0, "subordinate": 0.45}
"""What a cue counts in each part of a clause."""
IN_A_NAME = 0.4
"""What a topic counts inside a long name: the Minerals Security Partnership may do anything."""
SIGNALS = (*FAMILIES, *(f"{zone}:{f}" for zone in (*PLACE, "first") for f in FAMILIES))
"""Every name of a signal to the labeller."""
REPEAT = 0.4
"""A second hit of the same family counts this much of the one before it, so that long lists do not win by length."""

_OBJECT = 5
"""Words from the predicate on that are near it."""
_LAST = 20
"""Characters before the end of a Japanese clause in which its predicate stands."""
_LEADS_UP = re.compile(
    "念頭に|踏まえ|に関する|に関し|における|に対する|に向け|を受け|に関連し|に伴い|に基づき|のために?、|ため、|を通じ"
)
_IN_NAMES = frozenset("of for on and the in to".split())
_TOPICS = frozenset({"cooperate", "finance", "secure", "project", "knowledge", "security", "market_rules"})
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


def _zone(hit: Hit, text: str, found: Sequence[Word], head: Hit | None, subordinate: int) -> Zone:
    """Where in the clause a cue stands: before the predicate, near it (its object), far from it, or in a subordinate stretch.

    In Japanese the predicate comes last: what leads up to it (``を念頭に``) is before it.
    """
    if hit.row["note"] == "Japanese":
        stretch = text[hit.end : found[-1].end]
        return "before" if _LEADS_UP.search(stretch) else "near" if len(stretch) <= _LAST else "far"
    if foreign(hit.row) or (head is not None and foreign(head.row)):
        return "near"  # the order of words is not told
    if hit.start >= subordinate:
        return "subordinate"
    if head is None:
        return "far"
    if hit.end <= head.start:
        return "before"
    between = bisect_left(found, hit.start, key=lambda w: w.start) - bisect_left(found, head.end, key=lambda w: w.start)
    return "near" if between < _OBJECT else "far"


def _names(text: str, found: Sequence[Word]) -> frozenset[int]:
    """Where the words of long names begin: runs with three capitals or more, small words between them included."""
    out: set[int] = set()
    run: list[int] = []
    capitals = 0
    for word in found:
        if text[word.start].isupper():
            run.append(word.start)
            capitals += 1
        elif run and word.text in _IN_NAMES:
            run.append(word.start)
        elif run:
            out.update(run if capitals >= 3 else ())
            run, capitals = [], 0
    return frozenset(out.union(run if capitals >= 3 else ()))


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


Told = dict[str, tuple[float, tuple[Hit, ...]]]
"""By family the sum of its cues and the cues themselves."""
_Heard = dict[str, list[tuple[Hit, float, Zone]]]


def _cues_of(text: str, found: Sequence[Word], head: Hit | None) -> _Heard:
    """By family its cues, their weights wherever they stand, and where they stand."""
    subordinate = _subordinate_from(text, found, head.end if head else found[0].start)
    names = _names(text, found)
    silent = [(h.start, h.end) for h in cues("families_silent").find(text, found)]
    by_family: dict[str, list[tuple[Hit, float, Zone]]] = {f: [] for f in FAMILIES}
    for hit in cues("families").find(text, found):
        if hit.row["where"] == "head" and (head is None or not head.start - 1 <= hit.start <= head.end + 14):
            continue
        if any(hit.start < end and hit.end > start for start, end in silent):
            continue
        family, weight = hit.row["family"], float(hit.row["weight"])
        if family in _TOPICS and hit.start in names:
            weight *= IN_A_NAME
        by_family[family].append((hit, weight, _zone(hit, text, found, head, subordinate)))
    return by_family


def _sum(hits: Iterable[tuple[Hit, float]]) -> tuple[float, tuple[Hit, ...]]:
    kept = _strongest(hits)
    return sum((w * REPEAT**i for i, (_, w) in enumerate(kept)), 0.0), tuple(h for h, _ in kept)


def told(text: str, found: Sequence[Word], head: Hit | None) -> Told:
    """Per family the sum of its cues and the cues themselves, most telling first."""
    return _told(_cues_of(text, found, head)) or _silence(found, head)


def told_and_signals(text: str, found: Sequence[Word], head: Hit | None) -> tuple[Told, dict[str, float]]:
    """What ``told`` answers, and what the word list tells the labeller, by name (``SIGNALS``).

    Per family the sum, the sums by place (``near:finance``), and ``first:<family>`` 1 for the family of the first cue from the
    predicate on, which is mostly that of the object.
    """
    heard = _cues_of(text, found, head)
    sums = _told(heard) or _silence(found, head)
    return sums, {name: value for name, (value, _) in sums.items()} | _by_place(heard)


def _told(heard: _Heard) -> Told:
    return {name: _sum((h, w * PLACE[z]) for h, w, z in hits) for name, hits in heard.items() if hits}


def _silence(found: Sequence[Word], head: Hit | None) -> Told:
    return {family: (value, ()) for family, value in _without_cue(found, head).items()}


def _by_place(heard: _Heard) -> dict[str, float]:
    """The sums of each family by the part of the clause, and the family of the first cue from the predicate on."""
    out: dict[str, float] = {}
    opening: list[tuple[int, float, int]] = []
    for name, hits in heard.items():
        for zone in PLACE if hits else ():
            here = [(h, w) for h, w, z in hits if z == zone]
            if here:
                out[f"{zone}:{name}"] = _sum(here)[0]
        opening += [(h.start, -w, FAMILIES.index(name)) for h, w, z in hits if z in ("near", "far")]  # type: ignore[arg-type]
    if opening:
        out[f"first:{FAMILIES[min(opening)[2]]}"] = 1.0
    return out


def by_word_list(text: str, found: Sequence[Word]) -> Family:
    """The first family by the word list alone: quick, for comparing two halves of a sentence."""
    sums = sums_of(text, found, head_of(text, found)) if found else {"other": 1.0}
    return min(FAMILIES, key=lambda f: (-sums.get(f, 0.0), FAMILIES.index(f)))
