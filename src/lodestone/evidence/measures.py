"""Limits on exports that a text states, as values a scenario can be built from.

A measure needs a state that imposes it: a general complaint about export restrictions names nobody and is none. A later
sentence that takes the measure up (``the items``, ``these controls``) adds what it says to the same measure, with its own hedge.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from lodestone.evidence.claim import Claim, Reading
from lodestone.evidence.cues import Cues, Word, cues, words
from lodestone.evidence.force import why_same
from lodestone.evidence.hedges import hedgings, on_slot
from lodestone.evidence.predicates import head_of
from lodestone.evidence.undoing import RUNS_OUT, Undoing, undoing_cue, undoings
from lodestone.evidence.validity import day_after, first_day
from lodestone.terms.measure import Measure
from lodestone.terms.place import places
from lodestone.terms.said import Hedge, Said
from lodestone.terms.source import Span

FOLLOW_ON = 3
"""How many statements further a measure may still be taken up by ``the items``, ``these controls``."""

_NEAR = 400
_LEFT_OUT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|other than|excluding|apart from|with the exception of|but not)\W+"
    r"(?:(?!(?:to|in|from|into|by)\b)\w+\W+){0,3}$",
    re.I,
)
_PROLONGS = frozenset({"extend*", "expand*"})
_WEAKER: dict[str, Hedge] = {"planned": "planned", "agreed": "planned", "target": "planned"}


def measures(reading: Reading, denied: Collection[tuple[str, str]] = ()) -> tuple[Measure, ...]:
    """Every limit on exports in ``reading``, in order; the same measure told twice is one.

    Where the text names no goods, ``commodities`` is empty: the scope is open, and stays open. ``denied`` are pairs of claims
    (one that ends, one that imposes; the same twice where one sentence says both) of which a person says that no end follows.
    """
    found: list[Measure] = []
    for i, claim in enumerate(reading.claims):
        measure = _stated(reading, claim)
        if measure is None:
            continue
        if (claim.id, claim.id) in denied:
            measure = replace(measure, lifted=None)
        for later in reading.claims[i + 1 : i + 1 + FOLLOW_ON]:
            if later.span.start - claim.span.end <= _NEAR and _takes_up(reading, later):
                more = _with(measure, later, words(reading.document.text, later.span.start, later.span.end), reading)
                measure = replace(more, lifted=measure.lifted) if (later.id, claim.id) in denied else more
        same = next((k for k, known in enumerate(found) if _same(known, measure)), None)
        if same is None:
            found.append(measure)
        else:
            found[same] = _merged(found[same], measure)
    undone = [u for u in undoings(reading) if found]
    return tuple(
        replace(m, lifted=_lifted(m, [u for u in undone if (u.claim.id, m.claim) not in denied]) or m.lifted) for m in found
    )


def _lifted(measure: Measure, undone: Sequence[Undoing]) -> str | None:
    """The first day on which a measure is over, as the same text says outright; None where it does not."""
    ends = [u.step.start for u in undone if u.deed == "ends" and not u.open and u.step and why_same(u, measure)]
    return min(ends, key=first_day, default=None)


def _stated(reading: Reading, claim: Claim) -> Measure | None:
    """The export measure a claim states, or None."""
    if claim.kind == "assessment" or "restrict" not in [label.family for label in claim.labels[:2]]:
        return None
    text = reading.document.text
    found = words(text, claim.span.start, claim.span.end)
    kinds = cues("claims_measures").find(text, found)
    effects = cues("claims_imposing").find(text, found)
    if not kinds or not effects or not claim.slots["actors"]:
        return None
    first = effects[0].row["effect"]
    telling = next((h.row["effect"] for h in effects if h.row["effect"] != "announce"), first)
    if telling in ("lift", "refrain") or undoing_cue(text, claim) is not None:
        return None
    actor = claim.slots["actors"][0]
    if not _a_state(actor.value) or len(claim.slots["actors"]) > 1:
        return None
    kind = max(kinds, key=lambda h: (h.row["kind"] != "export_control", -h.start))
    said_kind = _kind(reading, claim, kind.row["kind"], kind.start, kind.end)
    announced, effective, basis = _dates(reading, claim, planned=first == "announce")
    told = [s for s in claim.slots["counterparts"] if _within(s.span, claim.span)]
    return Measure(
        id=_id(claim),
        kind=said_kind,
        actor=replace(actor, value=actor.value.split(":")[0]),
        targets=tuple(s for s in told if not _spared(text, claim, s)),
        spared=tuple(s for s in told if _spared(text, claim, s)),
        commodities=tuple(s for s in claim.slots["minerals"] if not _spared(text, claim, s)),
        end_users=_end_users(reading, claim, found),
        announced=announced,
        effective=effective,
        lifted=next((day_after(d.value) for d in claim.dates if d.role == "end"), None) or _expiry(reading, claim),
        date_basis=basis,
        claim=claim.id,
        basis=(claim.span,),
    )


def _spared(text: str, claim: Claim, said: Said[str]) -> bool:
    """Whether a place or good is named only to be left out (``other than lanthanum``)."""
    return _LEFT_OUT.search(text, claim.span.start, max(claim.span.start, said.span.start)) is not None


def _expiry(reading: Reading, claim: Claim) -> str | None:
    """The day after the one on which the next sentences let the measure expire (``it expires on``), claims or not."""
    text, reach = reading.document.text, claim.span.end + _NEAR
    for date in reading.mentions:
        if date.type == "date" and claim.span.end <= date.span.start < reach and isinstance(date.value, str):
            begins = max(claim.span.end, text.rfind(". ", claim.span.end, date.span.start) + 1)
            if any(h.row["cue"] in RUNS_OUT for h in cues("undoing").find(text, words(text, begins, date.span.start))):
                return day_after(date.value)
    return None


def _id(claim: Claim) -> str:
    return "m" + hashlib.sha256(claim.id.encode()).hexdigest()[:10]


def _a_state(value: str) -> bool:
    """Whether a value is an economy or bloc, or somebody who speaks for one."""
    return value.split(":")[0] in places()


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _kind(reading: Reading, claim: Claim, kind: str, start: int, end: int) -> Said[str]:
    """The kind with the hedge on it: what stands on the very words, or the plan the whole clause states."""
    text = reading.document.text
    span = Span(claim.span.source, start, end, text[start:end])
    hedge = on_slot(hedgings(text, words(text, claim.span.start, claim.span.end)), start)
    if hedge is not None:
        return Said(kind, span, hedge.hedge, Span(claim.span.source, hedge.start, hedge.end, text[hedge.start : hedge.end]))
    return Said(kind, span, _WEAKER.get(claim.status or "", "asserted"))


def _end_users(reading: Reading, claim: Claim, found: Sequence[Word]) -> tuple[Said[str], ...]:
    text = reading.document.text
    hedging = hedgings(text, found)
    out: dict[str, Said[str]] = {}
    for hit in cues("claims_end_users").find(text, found):
        hedge = on_slot(hedging, hit.start)
        span = Span(claim.span.source, hit.start, hit.end, text[hit.start : hit.end])
        out.setdefault(hit.row["value"], Said(hit.row["value"], span, hedge.hedge if hedge else "asserted"))
    return tuple(out.values())


def _dates(reading: Reading, claim: Claim, *, planned: bool) -> tuple[str | None, str | None, str | None]:
    """Announced and effective dates with how they are known; the day of publication stands in for a missing announcement."""
    effective = next((d for d in claim.dates if d.role in ("effective", "start", "date", "scheduled")), None)
    published = reading.document.source.published
    said = next((d for d in claim.dates if d.role == "announced"), None)
    day = said.value.split("/")[0] if said is not None else None
    if effective is not None:
        value = effective.value.split("/")[0]
        basis = f"{effective.span.quote!r}" + (f" ({effective.basis})" if effective.basis else "")
        ahead = published is not None and first_day(published) < first_day(value)  # told before its day: announced by then
        late = published is not None and first_day(published) > first_day(value)  # "will" of an older sentence told again
        announced = day or (published if ahead or (planned and not late) else value)
        return announced, value, basis
    if said is not None:
        return day, None, f"announced {said.span.quote!r}; the sentence does not say from when"
    if published:
        return published, published, "no date in the sentence: the day of publication, at the latest"
    return None, None, None


def _takes_up(reading: Reading, later: Claim) -> bool:
    """Whether a statement's subject refers back to a measure just told, without naming one of its own."""
    text = reading.document.text
    found = words(text, later.span.start, later.span.end)
    head = head_of(text, found)
    subject = [w for w in found if head is None or w.start < head.start][:12]
    return bool(subject) and any(h.start == subject[0].start for h in _references().find(text, subject))


def _references() -> Cues:
    return cues("claims_measure_references")


def _with(measure: Measure, later: Claim, found: Sequence[Word], reading: Reading) -> Measure:
    """The measure with what a later sentence adds to it; what it already says stays."""
    known = {s.value for s in measure.commodities}
    more = tuple(s for s in later.slots["minerals"] if s.value not in known)
    users = {s.value for s in measure.end_users}
    more_users = tuple(s for s in _end_users(reading, later, found) if s.value not in users)
    ends = next((day_after(d.value) for d in later.dates if d.role == "end"), None)
    longer = ends is not None and any(
        h.row["cue"] in _PROLONGS for h in cues("claims_imposing").find(reading.document.text, found)
    )
    undone = bool(cues("undoing").find(reading.document.text, found))  # its date is the day something stopped, not began
    effective = next((d.value for d in later.dates if d.role == "effective" and not undone), None)
    return replace(
        measure,
        commodities=measure.commodities + more,
        end_users=measure.end_users + more_users,
        effective=effective or measure.effective,
        lifted=ends if longer or not measure.lifted else measure.lifted,
        basis=(*measure.basis, later.span),
    )


def _same(a: Measure, b: Measure) -> bool:
    """Whether two tellings are one measure: same state, kinds that agree, and neither names what the other leaves out."""
    if a.actor is None or b.actor is None or a.actor.value != b.actor.value:
        return False
    kinds = {a.kind.value, b.kind.value}
    if len(kinds) > 1 and "export_control" not in kinds:
        return False
    return _compatible(a.targets, b.targets) and _compatible(a.commodities, b.commodities)


def _compatible(a: Sequence[Said[str]], b: Sequence[Said[str]]) -> bool:
    one, other = {s.value for s in a}, {s.value for s in b}
    return not one or not other or one <= other or other <= one


def _merged(a: Measure, b: Measure) -> Measure:
    def union(x: tuple[Said[str], ...], y: tuple[Said[str], ...]) -> tuple[Said[str], ...]:
        return x + tuple(s for s in y if s.value not in {k.value for k in x})

    return replace(
        a,
        kind=a.kind if a.kind.value != "export_control" else b.kind,
        targets=union(a.targets, b.targets),
        commodities=union(a.commodities, b.commodities),
        end_users=union(a.end_users, b.end_users),
        announced=a.announced or b.announced,
        effective=a.effective or b.effective,
        lifted=a.lifted or b.lifted,
        date_basis=a.date_basis or b.date_basis,
        basis=tuple(dict.fromkeys((*a.basis, *b.basis))),
    )
