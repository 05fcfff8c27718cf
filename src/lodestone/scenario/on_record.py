"""Export measures on record: what governments have done, with its address, its state on a day, and the runs it gives."""

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from lodestone.atlas.chainfile import load_chain
from lodestone.evidence.validity import day_after
from lodestone.scenario.check import check, mechanism
from lodestone.scenario.dates import Dates, dates
from lodestone.scenario.readings import NOT_SIMULATED, REGIMES, VAGUE_READINGS, Reading, kind_label, prior_of
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.terms.commodity import chains_of, commodities, commodity
from lodestone.terms.errors import BadInput
from lodestone.terms.month import Month, months_since
from lodestone.terms.place import members, place
from lodestone.terms.source import FactRef
from lodestone.terms.tables import unknown

Phase = Literal["announced", "in force", "suspended", "over", "unknown"]
NOTICE_MONTHS = 12  # an announcement older than this before its effect counts from here: markets do not hold their breath
CARD = "measures"
AGAIN, PAUSED = "in force again", "still suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A measure as a publication states it; dates ISO at the precision known, None where nothing was seen.

    ``kind`` is an id of tables/measures.csv, ``targets`` and ``commodities`` are codes and ids (targets empty: everyone),
    ``stages`` the stages of the goods (empty: all). ``suspended_to`` is the last day of a pause; what follows is not known.
    ``confidence`` is the compiler's: ``high`` where an official page or two sources say so, ``medium`` for one other.
    """

    id: str
    kind: str
    actor: str
    targets: tuple[str, ...]
    commodities: tuple[str, ...]
    stages: tuple[str, ...]
    announced: str | None
    effective: str | None
    suspended_from: str | None
    suspended_to: str | None
    lifted: str | None
    goods: str
    title: str | None
    publisher: str
    source: str
    confidence: str
    note: str

    @property
    def basis(self) -> FactRef:
        """Where it stands written."""
        return FactRef(CARD, ", ".join(filter(None, (self.title or self.publisher, self.source))))


@cache
def on_record() -> tuple[Recorded, ...]:
    """Every measure of the packaged table, by id."""
    text = (files("lodestone.data") / "measures.csv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        lists = {name: tuple(filter(None, row[name].split("|"))) for name in ("targets", "commodities", "stages")}
        silent = {n: row[n] or None for n in ("announced", "effective", "suspended_from", "suspended_to", "lifted", "title")}
        fields: dict[str, Any] = {**row, **lists, **silent}
        found.append(Recorded(**fields))
    return tuple(found)


def recorded(id_: str) -> Recorded:
    """The measure called ``id_``; raises ``UnknownTerm`` with the nearest ids."""
    by_id = {measure.id: measure for measure in on_record()}
    if id_ not in by_id:
        raise unknown(id_, "measure on record", by_id)
    return by_id[id_]


def phase(measure: Recorded, day: str) -> Phase:
    """Where a measure stands on a day, as far as the record tells.

    After the last day of a pause nothing is known, unless the record says more: such a measure has to be run both ways.

    >>> phase(recorded("chn-2025-57"), "2026-03-01"), phase(recorded("chn-2025-57"), "2026-11-22")
    ('suspended', 'unknown')
    """

    def begun(date: str | None) -> bool:
        return date is not None and date <= day[: len(date)]

    if begun(measure.lifted):
        return "over"
    if measure.suspended_to is not None and day > measure.suspended_to:
        return "unknown"
    if begun(measure.suspended_from):
        return "suspended"
    if measure.effective is None:
        return "announced" if measure.announced else "unknown"
    return "in force" if begun(measure.effective) else "announced"


def chains_met(measure: Recorded) -> tuple[str, ...]:
    """Chains whose goods the measure names, in table order."""
    return tuple(dict.fromkeys(chain for id_ in measure.commodities for chain in chains_of(id_)))


def why_not(measure: Recorded) -> str | None:
    """Why a measure gives no run, in one sentence; None when it gives one."""
    if measure.kind not in REGIMES:
        reason = NOT_SIMULATED.get(mechanism(measure.kind), "it acts on the buyer's side, which no scenario covers yet")
        return f"{kind_label(measure.kind)}: {reason}"
    if not measure.commodities:
        return "it names no goods that a chain has"
    if not chains_met(measure):
        return f"there is no chain for {', '.join(commodity(c).label for c in measure.commodities)}"
    if measure.announced is None and measure.effective is None:
        return "no date of its start was seen"
    if place(measure.actor).members:
        return f"{place(measure.actor).label} acts as a group; a scenario needs the one economy the goods leave"
    return None


def scenarios_of_record(measure: Recorded, chain: str, *, start: Month, months: int = 24) -> tuple[Scenario, ...]:
    """The runs a measure gives for one chain, at least ``months`` long; empty where ``why_not`` says why.

    Sizes are priors of the kind (tables/priors.csv), as for a measure read from a text. A vague scope gives three readings.
    A pause with an end gives two runs: in force again from the day after it, and still suspended. ``start`` is moved to three
    months before the announcement.
    """
    if why_not(measure) is not None or chain not in chains_met(measure):
        return ()
    vague = measure.kind == "end_use_ban"
    part = not any(chain in (id_, *_groups(id_)) for id_ in measure.commodities)
    plain = Reading("as stated", "scope.member" if part else "", "the goods the record names")
    when = dates(measure, start, months)
    found = []
    for reading in VAGUE_READINGS if vague else (plain,):
        whole = _scenario(measure, chain, reading, when)
        found += _paused(measure, whole) if measure.suspended_from else [whole]
    return tuple(check(one) for one in found if one.shocks)


def _groups(id_: str) -> tuple[str, ...]:
    """Members of a named group, so that "rare earths" names the light ones as a whole."""
    return commodities()[id_].members if id_ in commodities() else ()


def _scenario(measure: Recorded, chain: str, reading: Reading, when: Dates) -> Scenario:
    kind = reading.kind or measure.kind
    regime = reading.regime or REGIMES[measure.kind]
    actor, goods = place(measure.actor), commodities()[chain].label
    announced, start, notes = when.announced, when.start, [*when.notes]
    if months_since(start, when.effective) - months_since(start, announced) > NOTICE_MONTHS:
        announced = str(Month.of(when.effective) + -NOTICE_MONTHS)
        start = Month.of(announced) + -3
        notes = [f"Announced {when.announced}; the run takes the last {NOTICE_MONTHS} months of notice."]
    months = when.months - (start - when.start)
    shock = Shock(
        id=measure.id, kind=kind, origin=actor.iso3, commodity=chain, forms=_forms(measure, chain),
        destinations=tuple(code for word in measure.targets for code in members(word)),
        announced=announced, effective=when.effective, lifted=when.lifted,
        openness=prior_of(regime.openness), delay_months=prior_of(regime.delay), ramp_months=prior_of(regime.ramp),
        severity=prior_of(regime.severity), exposed=prior_of(reading.exposed or regime.exposed),
        duration_months=None if when.lifted or measure.suspended_from else prior_of(regime.duration),
        basis=(measure.basis,), note=reading.meaning,
    )  # fmt: skip
    whom = ", ".join(place(word).label for word in measure.targets) or "everyone"
    if reading.name != "as stated":
        notes.append(f"Scope is vague; this is the reading '{reading.name}': {reading.meaning}.")
    notes += [f"Goods: {measure.goods}.", *([f"{measure.note}."] if measure.note else [])]
    notes.append("Sizes are those of other measures of its kind, not of this one.")
    if start.year <= 2024:
        notes.append(f"Run it on the network of the year before: --year {start.year - (start.month <= 6)}.")
    slug = ":".join((measure.id, chain, *([reading.name] if reading.name != "as stated" else [])))
    return Scenario(
        id=slug, title=f"{actor.label}: {kind_label(measure.kind)} on {goods} to {whom}", commodity=chain, start=start,
        months=months, shocks=(shock,), reading=reading.name, notes=tuple(notes),
    )  # fmt: skip


def _forms(measure: Recorded, chain: str) -> tuple[str, ...]:
    """Forms of the chain at the stages the record names; all where it names none that the chain has."""
    forms = load_chain(chain).form
    named = tuple(form.id for form in forms if form.stage in measure.stages)
    return named if len(named) < len(forms) else ()


def _paused(measure: Recorded, whole: Scenario) -> list[Scenario]:
    """A measure with a pause: in force until it, then either again from the day after its end, or not."""
    (shock,) = whole.shocks
    assert measure.suspended_from is not None
    paused = measure.suspended_from
    notes = whole.notes
    if paused <= shock.effective:
        paused = day_after(shock.effective)
        notes = (*notes, "Paused before it took effect; the run gives it one day, so that the alarm of its announcement shows.")
    first = replace(shock, lifted=paused)
    still = replace(whole, id=f"{whole.id}:{PAUSED}", shocks=(first,), notes=(*notes, "Run as if the pause goes on."))
    if measure.suspended_to is None:
        return [still]
    again = day_after(measure.suspended_to)
    second = replace(shock, id=f"{shock.id}-again", announced=again, effective=again, lifted=measure.lifted)
    end = Month.of(again) - whole.start + 12
    note = f"The pause ends on {measure.suspended_to} and what follows is not on record: run as if it is in force again."
    back = replace(whole, id=f"{whole.id}:{AGAIN}", shocks=(first, second), months=max(whole.months, end), notes=(*notes, note))
    return [back, replace(still, months=back.months)]


def named(name: str) -> tuple[Scenario, ...]:
    """The runs called ``name``: ``measure``, ``measure:chain`` or longer; raises ``UnknownTerm`` or ``BadInput``.

    >>> [one.id for one in named("chn-2025-18")]
    ['chn-2025-18:rare_earths_heavy']
    """
    measure = recorded(name.split(":")[0])
    reason = why_not(measure)
    if reason is not None:
        raise BadInput(f"{measure.id} is on record and cannot be simulated: {reason}")
    start = Month.of(_monthly(measure.announced or measure.effective or ""))
    made = [one for chain in chains_met(measure) for one in scenarios_of_record(measure, chain, start=start)]
    found = tuple(one for one in made if one.id == name or one.id.startswith(f"{name}:"))
    if not found:
        raise BadInput(f"{name}: {measure.id} has the runs {', '.join(one.id for one in made)}")
    return found


def _monthly(date: str) -> str:
    return f"{date}-07" if len(date) == 4 else date
