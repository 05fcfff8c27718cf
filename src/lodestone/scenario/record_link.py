"""Which measure on record a text speaks of, and where the text draws it otherwise than the record does.

A text is linked by the number of the notice, or by state, kind, goods, target and day together. An undated text may fit several
measures: all are named, and a difference is told only where every one of them shows it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from lodestone.evidence.claim import Conflict, Reading
from lodestone.evidence.force import opened
from lodestone.evidence.measures import measures
from lodestone.evidence.validity import first_day
from lodestone.scenario.on_record import Recorded, on_record, phase
from lodestone.scenario.readings import kind_label
from lodestone.terms.commodity import chains_of, commodities
from lodestone.terms.measure import Measure
from lodestone.terms.place import place

How = Literal["number", "dated", "perhaps"]

APART = 31
"""Days that a text's day may lie from the record's: news gives the day of announcement or that of effect, or its own."""

_SAME_STEP = 3
"""Days within which an export measure of another kind is taken for the same one, told wrongly."""

_MOST = 4
"""Undated words that fit more measures than this are of none in particular."""

_TITLE = re.compile(r"\b0*(\d{1,4})(?: of |/(?:[A-Z]+/)?)((?:19|20)\d\d)\b")
_NUMBER = re.compile(
    r"(?:\bNo\.?|\b[Aa]nnouncement|\b[Nn]otice|\b[Dd]ecision|\b[Rr]egulation)\s?(?:No\.?\s?)?0*(\d{1,4})\b(?:(?:\s(?:of|in)\s|/)((?:19|20)\d\d))?"
)
_COUNTED = "counted from"  # a day worked out from the day of publication
_STAND_IN = "no date in the sentence"  # the day of publication, which is no day of the measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A measure of a text and the measures on record it speaks of: one by its number or its day, else those it may be."""

    measure: Measure
    records: tuple[Recorded, ...]
    how: How

    def sentence(self, day: str | None = None) -> str:
        """For people: ``on record as chn-2026-1 (...): military users ...; in force on 2026-11-22``."""
        first = self.records[0]
        ids = _listed(self.records)
        begin = f"{'perhaps ' if self.how == 'perhaps' else ''}on record as {ids}"
        if len(self.records) > 1:
            kinds = ", ".join(dict.fromkeys(kind_label(r.kind) for r in self.records))
            return f"{begin}: {kinds}; the text does not say which"
        return f"{begin} ({first.title or first.publisher}): {kind_label(first.kind)}; {first.goods}; {_times(first, day)}"

    def name(self) -> str:
        """The measure in a few words: ``export control of CHN (rare earths)``."""
        goods = ", ".join(s.value.replace("_", " ") for s in self.measure.commodities) or "goods not named"
        return f"{self.measure.name} ({goods})"

    def as_json(self, day: str | None = None) -> dict[str, Any]:
        """For ``--json``: the claim, the measures on record with their publishers, and the state on a day where one is given."""
        records = [
            {
                "id": r.id, "kind": r.kind, "goods": r.goods, "publisher": r.publisher, "source": r.source,
                "announced": r.announced, "effective": r.effective, **({"state": phase(r, day)} if day else {}),
            }
            for r in self.records
        ]  # fmt: skip
        return {"claim": self.measure.claim, "how": self.how, "records": records, "sentence": self.sentence(day)}


def links(found: Sequence[Measure]) -> tuple[Link, ...]:
    """The measures among ``found`` that are on record, in order."""
    return tuple(link for m in found if (link := link_of(m)) is not None)


def link_of(measure: Measure) -> Link | None:
    """The measure on record that a text's measure is; None where there is none."""
    if measure.actor is None:
        return None
    own = [r for r in on_record() if r.actor == measure.actor.value]
    numbered = [r for r in own if _numbered(measure, r) and _goods_agree(measure, r)]
    if numbered:
        return Link(measure=measure, records=(min(numbered, key=lambda r: (not _shared_goods(measure, r), r.id)),), how="number")
    fits = [r for r in own if _targets_agree(measure, r) and _goods_agree(measure, r)]
    near = [(gap, r) for r in fits if (gap := _gap(measure, r)) is not None and _one_kind(measure, r, gap)]
    near = [(gap, r) for gap, r in near if gap == 0 or _something_shared(measure, r)]
    if near:
        kind = measure.kind.value
        best = min(near, key=lambda found: (found[0] > _SAME_STEP, found[1].kind != kind, found[0], found[1].id))
        return Link(measure=measure, records=(best[1],), how="dated")
    if _days(measure):
        return None
    like = [r for r in fits if _something_shared(measure, r) and _one_kind(measure, r, None) and _not_after(measure, r)]
    named = [r for r in like if bool(r.targets) == bool(measure.targets)] or like
    return Link(measure=measure, records=tuple(named), how="perhaps") if 0 < len(named) <= _MOST else None


def record_conflicts(readings: Sequence[Reading], on: str | None = None) -> list[Conflict]:
    """Where a text draws a measure otherwise than the record: scope, kind, day of effect; on the day ``on`` also its state."""
    return [c for r in readings for link in links(measures(r)) for c in differences(link, on)]


def differences(link: Link, on: str | None = None) -> Iterator[Conflict]:
    """What the text says otherwise than every measure on record it may be."""
    measure = link.measure
    who = measure.name
    ids = _listed(link.records)
    known = f"{'perhaps ' if link.how == 'perhaps' else ''}on record as {ids}"
    shared = {t: m for t, m in _found(measure, link.records[0], on)}
    for other in link.records[1:]:
        kept = {t for t, _ in _found(measure, other, on)}
        shared = {t: m for t, m in shared.items() if t in kept}
    for (type_, _), message in shared.items():
        yield Conflict(
            type=type_, message=f"{who}, {known}: {message}", spans=measure.basis[:1],
            claims=(measure.claim,) if measure.claim else (),
        )  # fmt: skip


def _found(measure: Measure, record: Recorded, on: str | None) -> Iterator[tuple[tuple[str, str], str]]:
    """Differences from one record, each with its type and what it is about."""
    if record.kind == "end_use_ban" and not measure.end_users and measure.kind.value != "end_use_ban":
        yield ("scope", "users"), f"the text names no end user; the record is narrower: {record.goods}"
    if record.targets and not measure.targets and not any(_names(measure, target) for target in record.targets):
        whom = ", ".join(place(t).label for t in record.targets)
        yield ("scope", "targets"), f"the text names no destination; the record is for {whom} only"
    more = [s.value for s in measure.commodities if s.value in commodities() and not opened({s.value}) & _record_goods(record)]
    if more and record.commodities and record.kind != "end_use_ban":  # a list of all dual-use goods leaves out none
        names = ", ".join(commodities()[m].label for m in more if chains_of(m))
        if names:
            yield ("scope", "goods"), f"the text also names {names}; the goods on record are {record.goods}"
    if record.kind not in ("end_use_ban", measure.kind.value) and measure.kind.value not in ("export_control", "end_use_ban"):
        yield ("scope", "kind"), f"the text says {kind_label(measure.kind.value)}, the record {kind_label(record.kind)}"
    yield from _other_day(measure, record)
    now = phase(record, on) if on is not None else "in force"
    if now == "unknown":
        yield ("inactive", "state"), f"whether it is in force on {on} is not on record ({_state(record, now)})"
    elif now in ("suspended", "over"):
        yield ("inactive", "state"), f"{_state(record, now)}: a run from {on} on must not take it as in force"


def _names(measure: Measure, target: str) -> bool:
    """Whether the words of a measure name a place at all, as a destination or otherwise."""
    forms = (place(target).label, *place(target).aliases)
    return any(re.search(rf"\b{re.escape(form)}\b", span.quote) for span in measure.basis for form in forms)


def _other_day(measure: Measure, record: Recorded) -> Iterator[tuple[tuple[str, str], str]]:
    """Another day of effect, where the text writes one out: "last week" is none."""
    stated, known = measure.effective, record.effective
    if not stated or not known or any(word in (measure.date_basis or "") for word in (_STAND_IN, _COUNTED)):
        return
    most = min(len(stated), len(known))
    if most >= 7 and stated[:most] != known[:most]:
        of_announcement = stated == record.announced
        why = "it was announced on that day" if of_announcement else "the text may mean another step of it"
        yield ("date", "effect"), f"in force from {stated} in the text, from {known} on record: {why}"


def _listed(records: Sequence[Recorded]) -> str:
    ids = [r.id for r in records]
    return " or ".join(filter(None, (", ".join(ids[:-1]), ids[-1])))


def _times(record: Recorded, day: str | None) -> str:
    """When it was announced and in force, and its state on a day, as far as the record tells."""
    if day is not None:
        return f"{_state(record, phase(record, day))} on {day}"
    said = [("announced", record.announced), ("in force from", record.effective), ("paused from", record.suspended_from),
            ("to", record.suspended_to), ("over from", record.lifted)]  # fmt: skip
    return ", ".join(f"{word} {value}" for word, value in said if value) or "no date on record"


def _state(record: Recorded, now: str) -> str:
    if now == "unknown" and record.suspended_to:
        return f"paused until {record.suspended_to} and nothing on record since: state not known"
    if now == "suspended":
        return f"paused since {record.suspended_from}" + (f" until {record.suspended_to}" if record.suspended_to else "")
    return f"over since {record.lifted}" if now == "over" else now.replace("unknown", "state not known")


def _numbered(measure: Measure, record: Recorded) -> bool:
    """Whether the text gives the number of the notice on record, and no other year than its own."""
    title = _TITLE.search(record.title or "")
    if title is None:
        return False
    number, year = title.groups()
    years = {d[:4] for d in (measure.announced, measure.effective) if d and not (measure.date_basis or "").startswith(_STAND_IN)}
    for span in measure.basis:
        for said, of in _NUMBER.findall(span.quote):
            if said == number and (of == year if of else not years or year in years):
                return bool(of or years or _shared_goods(measure, record))
    return False


def _record_goods(record: Recorded) -> set[str]:
    return opened(record.commodities)


def _text_goods(measure: Measure) -> set[str]:
    """Goods a text names that a record could name; "critical minerals" names none."""
    return {s.value for s in measure.commodities if chains_of(s.value) or s.value not in commodities()}


def _shared_goods(measure: Measure, record: Recorded) -> set[str]:
    return opened(_text_goods(measure)) & _record_goods(record)


def _goods_agree(measure: Measure, record: Recorded) -> bool:
    return not _text_goods(measure) or not record.commodities or bool(_shared_goods(measure, record))


def _shared_targets(measure: Measure, record: Recorded) -> set[str]:
    return {t.value for t in measure.targets} & set(record.targets)


def _targets_agree(measure: Measure, record: Recorded) -> bool:
    return not measure.targets or not record.targets or bool(_shared_targets(measure, record))


def _something_shared(measure: Measure, record: Recorded) -> bool:
    return bool(_shared_goods(measure, record) or _shared_targets(measure, record))


def _days(measure: Measure) -> tuple[str, ...]:
    """Days of the measure that its text states; the day of publication is none of them."""
    if (measure.date_basis or "").startswith(_STAND_IN):
        return ()
    return tuple(dict.fromkeys(first_day(d) for d in (measure.announced, measure.effective) if d and len(d) >= 7))


def _gap(measure: Measure, record: Recorded) -> int | None:
    """Days between the nearest two days of text and record; None where they are more than ``APART``, or not known."""
    theirs = [first_day(d) for d in (record.announced, record.effective) if d and len(d) >= 7]
    gaps = [abs((date.fromisoformat(a) - date.fromisoformat(b)).days) for a in _days(measure) for b in theirs]
    return min(gaps) if gaps and min(gaps) <= APART else None


def _one_kind(measure: Measure, record: Recorded, gap: int | None) -> bool:
    """Whether kinds agree; news that calls a control of end users a ban or licence is taken for it by its very day."""
    kinds = {measure.kind.value, record.kind}
    if len(kinds) == 1 or "export_control" in kinds:
        return True
    return gap <= _SAME_STEP if gap is not None else "end_use_ban" in kinds


def _not_after(measure: Measure, record: Recorded) -> bool:
    """Whether the record began before a text of this day of publication, and was not over long before."""
    day, began = measure.announced or measure.effective, record.announced or record.effective
    if day is None:
        return True
    return not (began and first_day(began) > first_day(day)) and not (record.lifted and first_day(record.lifted) < first_day(day))
