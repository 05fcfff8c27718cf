"""How far a statement has come (status), what sort it is (kind) and how much it pins down (specificity)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lodestone.evidence.claim import ClaimAmount, ClaimDate, Family, Kind
from lodestone.evidence.cues import Hit, Word, cues, inside
from lodestone.terms.commodity import commodities
from lodestone.terms.said import Said

_EVENT = frozenset({"held", "signed", "scheduled"})
_DONE = frozenset({"in_force", "adopted"})
_POSITIONS = frozenset({"cooperate", "assess"})
_AHEAD = frozenset({"will", "shall", "is|are to"})
_MEETING = frozenset("held hold holding meet convene convened host hosted visit attend participate place".split())
"""Words that tell of a meeting: after ``will`` or ``is to`` it lies ahead (``place`` as in ``take place``)."""


def _heads(text: str, found: Sequence[Word]) -> list[Hit]:
    return cues("claims_heads").find(text, found)


def status_of(text: str, found: Sequence[Word], family: Family, inherited: str | None) -> str | None:
    """The rung of the ladder a statement stands on, from its first telling verb; judgements have none.

    ``inherited`` is the status of the introduction that governs a list item without a verb of its own.
    """
    if family == "assess":
        return None
    ahead = {b.start for a, b in pairwise(found) if a.text == "be"}
    heads = [h for h in _heads(text, found) if h.start not in ahead or h.row["status"] not in _EVENT]  # will be signed
    progressive = _progressive(found)
    for hit in heads:
        status = hit.row["status"]
        if status and not (status == "announced" and progressive is not None and progressive < hit.start):
            if family == "consult" and hit.row["cue"] in _AHEAD and any(w.text in _MEETING for w in found if w.start >= hit.end):
                return "scheduled"
            return _for_family(status, family, heads)
        if progressive is not None and hit.start <= progressive <= hit.end + 40:
            return "ongoing"
    return inherited


def _progressive(found: Sequence[Word]) -> int | None:
    """Where ``is`` or ``are`` is followed by an -ing form: the place of that form."""
    for a, b in pairwise(found):
        if a.text in ("is", "are") and b.text.endswith("ing") and b.text not in ("planning", "during", "according"):
            return b.start
    return None


def _for_family(status: str, family: Family, heads: Sequence[Hit]) -> str:
    all_status = [h.row["status"] for h in heads]
    if family == "sign" and "signed" in all_status:
        return "signed"
    if family == "consult" and "held" in all_status and status != "planned":
        return "held"
    if family == "finance" and "target" in all_status:
        return "target"
    if (
        family == "policy"
        and status == "announced"
        and all_status[0] == "announced"
        and heads[0].row["cue"] in ("launch*", "unveil*")
    ):
        return "adopted"
    if family == "restrict" and status == "announced" and "in_force" in all_status:
        return "in_force"
    return status


def kind_of(family: Family, status: str | None) -> Kind:
    """Commitment, measure, event or assessment."""
    if family == "assess" or (family in _POSITIONS and status is None):
        return "assessment"
    if family == "restrict" and status not in ("planned", "agreed", "target"):
        return "measure"
    if family == "policy" and status in _DONE:
        return "measure"
    if status in _EVENT:
        return "event"
    return "commitment" if status is not None or family not in ("other",) else "assessment"


def specificity_of(slots: Mapping[str, Sequence[Said[str]]], amounts: Sequence[ClaimAmount], dates: Sequence[ClaimDate]) -> int:
    """0 aspiration, 1 topic, 2 named instrument, place or mineral, 3 amount or deadline."""
    if any(a.role != "count" for a in amounts) or any(d.role in ("deadline", "effective", "signed", "end") for d in dates):
        return 3
    named = [s for s in slots["minerals"] if s.value in commodities() and commodities()[s.value].scope != "vague"]
    if slots["instruments"] or slots["places"] or named:
        return 2
    return 1 if any(slots[name] for name in ("minerals", "stages", "sectors", "about")) else 0


def predicate_end(text: str, found: Sequence[Word]) -> int:
    """Where the predicate's verb group ends: hedges up to here weaken the whole statement."""
    if not found:
        return 0
    heads = _heads(text, found)
    if not heads:
        return found[0].end
    first = heads[0]
    tail = inside(found, first.end, found[-1].end + 1)
    return tail[0].start if tail else first.end
