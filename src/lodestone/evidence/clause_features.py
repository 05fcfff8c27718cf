"""The words of a clause as a labeller sees them: stems, pairs of stems, the act, its object and how firmly it is meant."""

from collections.abc import Sequence
from itertools import pairwise

from lodestone.evidence.acts import act_of
from lodestone.evidence.cues import Hit, Word

STEM = 6
"""Letters of a word that are kept: ``cooperation`` and ``cooperate`` are one."""
MARK = "@"
"""What the features of the act begin with; they count apart from the words (``acts``)."""


def features(text: str, found: Sequence[Word], head: Hit | None) -> list[str]:
    """The word features of a clause, each once: stems, pairs of stems, and the stems at and after the predicate."""
    stems = ["#" if w.text.isdigit() else w.text[:STEM] for w in found]
    out = dict.fromkeys(stems)
    out |= dict.fromkeys(f"{a} {b}" for a, b in pairwise(stems))
    if head is not None:
        at = next((k for k, w in enumerate(found) if w.start >= head.start), 0)
        after = next((k for k, w in enumerate(found) if w.start >= head.end), len(found))
        out |= dict.fromkeys(f"at:{s}" for s in stems[at : at + 3])
        out |= dict.fromkeys(f"after:{s}" for s in stems[after : after + 3])
    return list(out)


def acts(found: Sequence[Word], head: Hit | None) -> list[str]:
    """What is done, to what, and the rung of the ladder the predicate stands on, as features that begin with ``@``."""
    act = act_of(found, head)
    status = (head.row["status"] if head is not None else "") or "none"
    return list(dict.fromkeys([f"{MARK}act {act.verb}", f"{MARK}status {status}", *(f"{MARK}to {w[:STEM]}" for w in act.object)]))
