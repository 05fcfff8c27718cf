"""Which words of trade and transport each kind of event takes, what they may say, and what stands in where they are silent."""

from collections.abc import Mapping
from dataclasses import replace

from lodestone.scenario.scenario import Scenario, Shock
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention, Pact
from lodestone.terms.month import months_since
from lodestone.terms.place import members, place
from lodestone.terms.prior import prior

# word of a shock: mechanisms that understand it
_FOR: Mapping[str, tuple[str, ...]] = {
    "origins": ("route",),
    "extra_months": ("route",),
    "hubs": ("flow",),
    "hub_share": ("flow",),
    "hub_cost": ("flow",),
    "re_export": ("flow",),
    "compliance": ("flow",),
    "priority": ("flow", "capacity"),
    "allocation": ("flow",),
    "tonnes": ("stock",),
    "months_of_use": ("stock",),
}
_FOREIGN: Mapping[str, tuple[str, ...]] = {  # mechanism: words of other events that say nothing there
    "route": ("delay_months", "ramp_months", "duty", "use_factor", "host"),
    "stock": ("openness", "path", "path_after", "delay_months", "ramp_months", "severity", "duty", "use_factor", "host",
              "exposed", "destinations"),
}  # fmt: skip
QUOTA = "export_quota"
FIRST_COME = "first come"


def starts(shock: Shock) -> tuple[str, ...]:
    """Where the goods of a shock start: its origin, or the origins a route names."""
    return shock.origins or (shock.origin,)


def completed(shock: Shock) -> Shock:
    """A shock with the priors that stand in for numbers its words call for and do not give."""
    wanted = {}
    if shock.hubs:
        wanted = {"hub_share": "hub.share", "hub_cost": "hub.cost"} | (
            {"compliance": "hub.compliance"} if shock.re_export else {}
        )
    elif shock.tonnes is not None or shock.months_of_use is not None:
        wanted = {} if shock.lifted else {"duration_months": "stock.release_months"}
    return replace(shock, **_missing(shock, wanted))  # type: ignore[arg-type]


def completed_stock(promise: Intervention) -> Intervention:
    """A stock that states one of trigger and rate, with the other; everything else as it is."""
    if promise.trigger is None and promise.rate is None:
        return promise
    return replace(promise, **_missing(promise, {"trigger": "stock.trigger", "rate": "stock.rate"}))  # type: ignore[arg-type]


def completed_pact(pact: Pact) -> Pact:
    """A pact with the priors that stand in for its silent numbers."""
    wanted = {"floor": "sharing.floor", "trigger": "sharing.trigger", "lead_months": "sharing.lead"}
    return replace(pact, **_missing(pact, wanted))  # type: ignore[arg-type]


def _missing(thing: Shock | Intervention | Pact, wanted: Mapping[str, str]) -> dict[str, Estimate]:
    return {name: prior(id_).estimate() for name, id_ in wanted.items() if getattr(thing, name) is None}


def fits(shock: Shock, mechanism: str, where: str) -> None:
    """Refuse words of trade and transport that a kind of event cannot mean, or that contradict each other."""
    for name, able in _FOR.items():
        if getattr(shock, name) not in (None, (), False) and mechanism not in able:
            raise BadInput(f"{where}: {name} means nothing in a {shock.kind}; leave it out")
    for name in _FOREIGN.get(mechanism, ()):
        if getattr(shock, name) not in (None, ()):
            raise BadInput(f"{where}: {name} means nothing in a {shock.kind}; leave it out")
    _codes((*shock.origins, *shock.hubs, *shock.priority), where)
    if mechanism == "route":
        _route(shock, where)
    elif mechanism == "stock" and (shock.tonnes is None) == (shock.months_of_use is None):
        raise BadInput(f"{where}: say how much is released, either as tonnes or as months_of_use")
    if not shock.hubs and (given := [n for n in ("hub_share", "hub_cost", "compliance") if getattr(shock, n) is not None]):
        raise BadInput(f"{where}: {given[0]} says how much hubs resell, but there are no hubs; name them or leave it out")
    for hub in shock.hubs:
        if set(members(hub)) & {m for word in (*starts(shock), *shock.destinations) for m in members(word)}:
            raise BadInput(
                f"{where}: the hub {hub} is itself an origin or destination of the measure; take it out of one of them"
            )
    if shock.allocation is not None and shock.kind != QUOTA:
        raise BadInput(f"{where}: allocation says how a quota is shared out; it belongs to kind = {QUOTA!r}, not {shock.kind}")
    if set(shock.priority) & set(starts(shock)):
        raise BadInput(f"{where}: {shock.origin} comes first at home anyway; take it out of priority")


def _route(shock: Shock, where: str) -> None:
    if shock.origins and shock.origins[0] != shock.origin:
        raise BadInput(f"{where}: origin is {shock.origin} and origins begins with {shock.origins[0]}; give one of the two")
    if shock.openness is None and not shock.path and shock.extra_months is None:
        raise BadInput(
            f"{where}: nothing says what the closure does; give openness (the share that still finds a way) or extra_months"
        )
    if shock.openness is not None and shock.openness.high > 1:
        raise BadInput(
            f"{where}: openness reaches {shock.openness.high:g}; of a route it is a share of the flow through it, at most 1"
        )
    if shock.exposed is None:
        raise BadInput(
            f"{where}: nothing says how much of the trade uses the route; give exposed with a range and a reason, or "
            '{ value = 1, note = "there is no other way" }'
        )


def _codes(words: tuple[str, ...], where: str) -> None:
    for word in words:
        if place(word).iso3 != word:
            raise BadInput(f"{where}: write {word!r} as its code, {place(word).iso3}")


def check_stock(promise: Intervention, where: str) -> None:
    """Refuse a trigger or rate that cannot be."""
    if promise.kind != "stock" and (promise.trigger is not None or promise.rate is not None):
        raise BadInput(f"{where}: trigger and rate say when a stock is released; leave them out of {promise.kind}")
    _between(promise.trigger, 0.0, 1.0, f"{where}: trigger", "a share of normal cover")
    _between(promise.rate, 0.0, 12.0, f"{where}: rate", "months of use a month")


def check_pact(pact: Pact, scenario: Scenario, where: str) -> None:
    """Refuse a pact that cannot be: too few members, a trigger above the floor, weights that leave a member out."""
    _codes(pact.members, where)
    codes = [m for word in pact.members for m in members(word)]
    if len(set(codes)) < 2 or len(set(codes)) < len(codes):
        raise BadInput(f"{where}: members = {', '.join(pact.members)}; want two or more different economies")
    done = completed_pact(pact)
    assert done.floor is not None
    assert done.trigger is not None
    _between(done.floor, 0.0, 10.0, f"{where}: floor", "a share of normal cover")
    _between(done.trigger, 0.0, 1.0, f"{where}: trigger", "a share of normal cover")
    _between(done.lead_months, 0.0, 24.0, f"{where}: lead_months", "months")
    if done.trigger.high > done.floor.low:
        raise BadInput(
            f"{where}: trigger reaches {done.trigger.high:g} and floor begins at {done.floor.low:g} of normal cover; members "
            "would send away what they are about to ask for: put the trigger below the floor"
        )
    given = {word for word, weight in pact.weights if weight > 0}
    if (pact.rule == "given") != bool(pact.weights) or (pact.weights and given != set(pact.members)):
        raise BadInput(f'{where}: weights go with rule = "given" and want one above 0 for each of {", ".join(pact.members)}')
    begins = months_since(scenario.start, pact.from_date)
    if begins >= scenario.months:
        raise BadInput(f"{where}: from_date {pact.from_date} lies after the run's {scenario.months} months from {scenario.start}")
    if pact.until is not None and months_since(scenario.start, pact.until) <= begins:
        raise BadInput(f"{where}: until {pact.until} is not after from_date {pact.from_date}; mend the dates or leave until out")


def _between(estimate: Estimate | None, low: float, high: float, where: str, meaning: str) -> None:
    if estimate is not None and not low <= estimate.low <= estimate.high <= high:
        raise BadInput(f"{where} runs from {estimate.low:g} to {estimate.high:g}; {meaning} lies between {low:g} and {high:g}")
