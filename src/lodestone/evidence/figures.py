"""Amounts and dates of a statement, each with the part it plays there: pledged, signed, a target; a deadline, a start."""

import re
from collections.abc import Sequence

from lodestone.evidence.claim import ClaimAmount, ClaimDate, Family, Mention
from lodestone.evidence.cues import Hit, cues
from lodestone.evidence.hedges import on_slot
from lodestone.evidence.slots import Clause

_REACH = 45
_OR = re.compile(r",?\s*(?:or|i\.e\.|equivalent to|which is|that is)\b", re.I)
_PHYSICAL = frozenset("t kg g kt Mt lb oz m3 km GW MW kW TW GWh MWh TWh bbl".split())
_DEFAULT_DATE: dict[str, str] = {"sign": "signed", "restrict": "effective"}
_SAYS = r"\b(?:announc|unveil|declar|publish|notif)\w*|\b(?:said|says|stated|told|issued)\b"
_SAID = re.compile(_SAYS, re.I)
_SAID_AFTER = re.compile(rf",?\s*(?:{_SAYS})", re.I)
_ACTS = re.compile(
    r"\b(?:will|would|shall|to|take[sn]?|took|came|come|enter\w*|impos\w*|implement\w*|introduc\w*|tighten\w*|"
    r"bans|banned|prohibit\w*|restrict(?:s|ed)|halt\w*|stop\w*|requir\w*|effective|from|starting|beginning)\b",
    re.I,
)
"""What stands between ``announced`` and a date that is the day of the deed, not of its announcement."""


def amounts_of(clause: Clause, status: str | None) -> tuple[ClaimAmount, ...]:
    """The money and the tonnes (watts, kilometres) of a clause in order, with their roles and the hedge on each.

    Bare counts and shares (``150 documents``, ``40 %``) are mentions, not amounts of a claim.
    """
    if not any(m.type == "amount" for m in clause.mentions):
        return ()
    hits = cues("claims_amounts").find(clause.text, clause.words)
    out: list[ClaimAmount] = []
    for m in clause.mentions:
        if m.type != "amount" or not isinstance(m.value, int | float) or not (m.currency or _physical(m.unit)):
            continue
        hedge = on_slot(clause.hedging, m.span.start)
        out.append(
            ClaimAmount(
                value=float(m.value), currency=m.currency, unit=m.unit, role=_amount_role(clause, m, hits, out, status),
                span=m.span, hedge=hedge.hedge if hedge else "asserted",
            )
        )  # fmt: skip
    return tuple(out)


def _physical(unit: str | None) -> bool:
    return unit is not None and unit.split("/")[0] in _PHYSICAL


def _amount_role(
    clause: Clause, mention: Mention, hits: Sequence[Hit], earlier: Sequence[ClaimAmount], status: str | None
) -> str:
    if mention.currency and earlier and earlier[-1].currency and earlier[-1].currency != mention.currency:
        between = clause.text[earlier[-1].span.end : mention.span.start]
        if len(between) <= 25 and (any(mark in between for mark in "(（=~≈/") or _OR.match(between)):
            return "converted"
    if not mention.currency:
        return "capacity"
    if status == "target":
        return "target"
    before = [h for h in hits if h.end <= mention.span.start and mention.span.start - h.end <= 3 * _REACH]
    if before:
        return max(before, key=lambda h: h.end).row["role"]
    after = [h for h in hits if h.start >= mention.span.end and h.start - mention.span.end <= _REACH]
    if after:
        return after[0].row["role"]
    return "signed" if status == "signed" else "pledged" if status else "stated"


def dates_of(clause: Clause, family: Family, status: str | None) -> tuple[ClaimDate, ...]:
    """The dates of a clause in order, with their roles; how each was resolved travels in ``basis``."""
    if not any(m.type == "date" for m in clause.mentions):
        return ()
    hits = cues("claims_dates").find(clause.text, clause.words)
    out = []
    for m in clause.mentions:
        if m.type == "date":
            role = _date_role(clause, m, hits, family, status)
            out.append(ClaimDate(value=str(m.value), role=role, precision=m.precision or "day", span=m.span, basis=m.basis))
    return tuple(out)


def _date_role(clause: Clause, mention: Mention, hits: Sequence[Hit], family: Family, status: str | None) -> str:
    start, end = mention.span.start, mention.span.end
    near = [h for h in hits if (h.end <= start and start - h.end <= 6) or start <= h.start < end]
    if near:
        role = max(near, key=lambda h: h.end).row["role"]
        return "effective" if family == "restrict" and role == "date" else role
    if family == "restrict" and _of_announcement(clause, start, end):
        return "announced"
    if family in _DEFAULT_DATE and status not in ("planned", "scheduled"):
        return _DEFAULT_DATE[family]
    return "scheduled" if status in ("scheduled", "planned") and family == "consult" else "date"


def _of_announcement(clause: Clause, start: int, end: int) -> bool:
    """Whether a date says when something was announced: ``on Wednesday announced``, ``announced curbs on Wednesday``."""
    if _SAID_AFTER.match(clause.text, end, clause.end):
        return True
    said = [m.end() for m in _SAID.finditer(clause.text, clause.start, start)]
    return bool(said) and not _ACTS.search(clause.text, said[-1], start)
