"""From a measure in a text to the scenarios it may mean: hedges, scope and silent slots become owned-up ranges."""

import re
from dataclasses import dataclass

from lodestone.scenario.check import chain, check, mechanism
from lodestone.scenario.dates import Dates, dates
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.terms.commodity import chains_of, commodities, commodity
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Measure
from lodestone.terms.month import Month
from lodestone.terms.place import members, place, places
from lodestone.terms.prior import prior
from lodestone.terms.said import HEDGES, Hedge, Said, weakest
from lodestone.terms.source import Span
from lodestone.terms.tables import rows


@dataclass(frozen=True, slots=True)
class Regime:
    """How a kind of measure works when nothing is known of its size: ids of priors, None where it has no such number."""

    openness: str
    severity: str | None
    exposed: str | None = None
    delay: str | None = None
    ramp: str | None = None
    duration: str | None = None


_LICENCE = Regime("licence.plateau", "licence.severity", "scope.listed", "licence.delay", "licence.ramp")
_REFUSAL = Regime("refusal.leak", "ban.severity", "scope.refusal", duration="refusal.duration")
REGIMES = {
    "export_licence": _LICENCE,
    "export_control": _LICENCE,
    "export_quota": Regime("quota.openness", "quota.severity", "scope.listed"),
    "export_ban": Regime("ban.leak", "ban.severity", duration="stop.duration"),
    "end_use_ban": Regime("refusal.leak", "ban.severity"),
    "outage": Regime("outage.capacity", None, duration="outage.duration"),
    "mining_ban": Regime("outage.capacity", None, duration="outage.duration"),
    "production_quota": Regime("quota.openness", "quota.severity"),
}
NOT_SIMULATED = {
    "price": "the text gives no rate for the step to use",
    "route": "the text does not say which trade uses the route; write a scenario of kind route_closure",
    "none": "it moves no tonnes by itself",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One understanding of a measure whose scope is vague. ``kind`` and ``regime`` None keep those of the measure."""

    name: str
    exposed: str
    meaning: str
    kind: str | None = None
    regime: Regime | None = None


VAGUE_READINGS = (
    Reading("narrow", "scope.narrow", "only trade that ends with the users the text names is touched"),
    Reading(
        "over-compliant",
        "scope.over_compliant",
        "exporters send most consignments through the licence office",
        "export_licence",
        _LICENCE,
    ),
    Reading("refusal of new contracts", "scope.refusal", "signed contracts run on, new ones are refused", "export_ban", _REFUSAL),
)
_VAGUE_GOODS = re.compile(
    r"dual[- ]use|military[- ](end[- ]?)?(use|user|purpose|application|strength)|軍民両用|军民两用|デュアルユース", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Cover:
    """How a measure touches a chain: the word that says so (None: goods are not named), and whether it is one member only."""

    word: Said[str] | None
    hedge: Hedge
    vague: bool
    member: bool = False


def scenarios(measure: Measure, *, commodity: str, start: Month, months: int, economy: str) -> tuple[Scenario, ...]:
    """What a measure may mean for the chain of one commodity, as scenarios of ``months`` months from ``start``.

    Named goods give one scenario, ``as stated``; goods not named, dual-use goods or named end users give three readings.
    A weak hedge on the measure, its goods or its targets becomes the chance that it happens at all; a kind the text leaves
    open is run as a licence; silent dates take the defaults of ``dates`` and say so. Sizes are never read from a text: every
    number is a prior of tables/priors.csv with its reason. The run is moved when the dates fall outside it. ``economy`` is
    whose view the notes take. Empty when the measure cannot touch the chain: ``why_not`` says why.
    """
    chain_id = chain(commodity)
    if why_not(measure, commodity=commodity) is not None:
        return ()
    cover = _cover(measure, chain_id)
    assert cover is not None
    when = dates(measure, start, months)
    vague = cover.vague or bool(measure.end_users) or measure.kind.value == "end_use_ban" or _names_vague_goods(measure)
    plain = Reading("as stated", "scope.member", "the goods the text names") if cover.member else Reading("as stated", "", "")
    return tuple(
        check(_scenario(measure, chain_id, cover, reading, when, economy)) for reading in (VAGUE_READINGS if vague else (plain,))
    )


def why_not(measure: Measure, *, commodity: str) -> str | None:
    """Why a measure gives no scenario for the chain of a commodity, in one sentence; None when it gives one."""
    chain_id = chain(commodity)
    label = commodities()[chain_id].label
    if measure.kind.value not in REGIMES:
        reason = NOT_SIMULATED.get(mechanism(measure.kind.value), "it acts on the buyer's side, which no scenario covers yet")
        return f"{kind_label(measure.kind.value)}: {reason}"
    if measure.actor is None:
        return "the text does not say who restricts"
    try:
        found = place(measure.actor.value[:3] if ":" in measure.actor.value else measure.actor.value)
    except UnknownTerm:
        return f"{measure.actor.value} is not an economy goods come from"
    if found.members:
        return f"{found.label} acts as a group; a scenario needs the one economy the goods leave"
    if _cover(measure, chain_id) is None:
        named = ", ".join(s.value.replace("_", " ") for s in measure.commodities)
        return f"the measure names {named}, not {label}"
    return None


def _cover(measure: Measure, chain_id: str) -> _Cover | None:
    """The best word of the measure for a chain: the chain or its group before one member, the firmer hedge first."""
    whole: list[Said[str]] = []
    part: list[Said[str]] = []
    vague: list[Said[str]] = []
    for said in measure.commodities:
        try:
            found = commodity(said.value)
        except UnknownTerm:
            continue
        if found.scope == "vague":
            vague.append(said)
        elif chain_id in chains_of(found.id):
            (part if found.scope == "mineral" and found.id != chain_id else whole).append(said)
    named = commodities()[chain_id].members
    if named and 2 * len({s.value for s in part}) >= len(named):
        whole, part = whole + part, []
    for words, member in ((whole, False), (part, True)):
        if words:
            best = max(words, key=lambda s: HEDGES.index(s.hedge))
            return _Cover(best, best.hedge, False, member)
    if vague or not measure.commodities:
        return _Cover(vague[0] if vague else None, "possible", True)
    return None


def _names_vague_goods(measure: Measure) -> bool:
    words = [span.quote for span in measure.basis] + [s.value.replace("_", " ") for s in (*measure.forms, *measure.commodities)]
    return any(_VAGUE_GOODS.search(word) for word in words)


def _scenario(measure: Measure, chain_id: str, cover: _Cover, reading: Reading, when: Dates, economy: str) -> Scenario:
    assert measure.actor is not None
    origin = place(measure.actor.value[:3] if ":" in measure.actor.value else measure.actor.value).iso3
    kind = reading.kind or ("export_licence" if measure.kind.value == "export_control" else measure.kind.value)
    regime = reading.regime or REGIMES[measure.kind.value]
    destinations, unknown = _destinations(measure, origin)
    notes = [*when.notes, *_notes(measure, chain_id, cover, reading, destinations, unknown, economy)]
    shock = Shock(
        id=measure.id,
        kind=kind,
        origin=origin,
        destinations=destinations,
        commodity=chain_id,
        announced=when.announced,
        effective=when.effective,
        lifted=when.lifted,
        openness=prior_of(regime.openness),
        delay_months=prior_of(regime.delay),
        ramp_months=prior_of(regime.ramp),
        severity=prior_of(regime.severity),
        exposed=prior_of(reading.exposed or regime.exposed),
        duration_months=None if when.lifted else prior_of(regime.duration),
        odds=_odds(measure, cover),
        basis=_basis(measure, cover),
        note=reading.meaning,
    )
    goods = commodities()[chain_id].label
    whom = ", ".join(place(d).label for d in destinations) if measure.targets else "everyone"
    if measure.spared and not measure.targets:
        whom += f" but {', '.join(s.span.quote for s in measure.spared)}"
    slug = re.sub(r"\W+", "-", f"{measure.id}-{chain_id}-{reading.name}").strip("-")
    return Scenario(
        id=slug,
        title=f"{place(origin).label}: {kind_label(measure.kind.value)} on {goods} to {whom} ({reading.name})",
        commodity=chain_id,
        start=when.start,
        months=when.months,
        shocks=(shock,),
        reading=reading.name,
        notes=tuple(notes),
    )


def kind_label(kind: str) -> str:
    """What a kind of measure is called."""
    return next(row["label"] for row in rows("measures") if row["id"] == kind)


def prior_of(id_: str | None) -> Estimate | None:
    """The estimate of a prior; None for none."""
    return prior(id_).estimate() if id_ else None


def _weakest(measure: Measure, cover: _Cover) -> Hedge:
    return weakest([cover.hedge, measure.kind.hedge, *(t.hedge for t in measure.targets)])


def _odds(measure: Measure, cover: _Cover) -> Estimate | None:
    """The chance behind the weakest hedge; None when everything is asserted."""
    hedge = _weakest(measure, cover)
    return None if hedge == "asserted" else prior(f"hedge.{hedge}").estimate()


def _destinations(measure: Measure, origin: str) -> tuple[tuple[str, ...], list[str]]:
    """Every economy the text names as target, blocs opened, less those it spares, and the words that are no place.

    Where it only names whom it spares: everybody else. Empty stands for everybody.
    """
    unknown: list[str] = []
    named, spared = _economies(measure.targets, unknown), _economies(measure.spared, unknown)
    if spared and not named:
        named = [code for code, p in places().items() if p.kind == "economy" or code == "ROW"]
    return tuple(code for code in named if code != origin and code not in spared), unknown


def _economies(said: tuple[Said[str], ...], unknown: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for word in said:
        try:
            found |= dict.fromkeys(members(word.value))
        except UnknownTerm:
            unknown.append(word.value)
    return list(found)


def _basis(measure: Measure, cover: _Cover) -> tuple[Span, ...]:
    said = [measure.kind, measure.actor, cover.word, *measure.targets, *measure.end_users]
    words = [span for s in said if s is not None for span in (s.span, s.hedge_span) if span is not None]
    return tuple(dict.fromkeys([*measure.basis, *words]))


def _notes(
    measure: Measure,
    chain_id: str,
    cover: _Cover,
    reading: Reading,
    destinations: tuple[str, ...],
    unknown: list[str],
    economy: str,
) -> list[str]:
    """Everything a reader must know that the numbers do not show, one sentence each."""
    label = commodities()[chain_id].label
    notes = []
    if measure.kind.value == "export_control" and reading.regime is not _REFUSAL:
        notes.append("The text does not say how exports are restricted; run as a licence regime.")
    if cover.vague:
        notes.append(f"The text does not name the goods; whether {label} is among them is open.")
    elif cover.member and cover.word:
        notes.append(f"The text names {cover.word.value.replace('_', ' ')}; the chain holds all {label}.")
    if reading.name != "as stated":
        notes.append(f"Scope is vague; this is the reading '{reading.name}': {reading.meaning}.")
    for said in (measure.kind, cover.word, *measure.targets):
        if said is not None and said.hedge != "asserted":
            words = f' by "{said.hedge_span.quote}"' if said.hedge_span else ""
            notes.append(f'The text hedges "{said.span.quote}"{words}: {said.hedge}.')
    hedge = _weakest(measure, cover)
    if hedge != "asserted":
        odds = prior(f"hedge.{hedge}")
        notes.append(
            f"The measure comes true for {label} in about {odds.mode:.0%} of runs (range {odds.low:.0%} to {odds.high:.0%})."
        )
    if measure.forms:
        notes.append(f"The text names {', '.join(s.value.replace('_', ' ') for s in measure.forms)}; the run covers every form.")
    if unknown:
        notes.append(f"{', '.join(unknown)} could not be read as places and are left out of the targets.")
    if measure.spared:
        notes.append(f"The text leaves out {', '.join(s.span.quote for s in measure.spared)}.")
    if destinations and economy not in destinations:
        notes.append(f"{place(economy).label} is not a target; it is reached through the market only.")
    return notes
