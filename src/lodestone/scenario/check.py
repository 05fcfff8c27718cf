"""What makes a scenario impossible: every check of its words, dates, numbers and overlaps."""

from itertools import combinations
from math import isfinite

from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.scenario import ways
from lodestone.scenario.kinds import WORLD, fits
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.terms.commodity import commodities, commodity
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.month import Month, months_since
from lodestone.terms.place import members, place
from lodestone.terms.tables import rows, unknown

# Widest values that still make sense, per number of a shock.
RANGES = {
    "openness": (0.0, 1.5, "the permitted flow as a multiple of the normal flow"),
    "exposed": (0.0, 1.0, "a share of the trade"),
    "severity": (0.0, 1.0, "a share of the normal flow"),
    "odds": (0.0, 1.0, "a chance"),
    "delay_months": (0.0, 120.0, "months"),
    "ramp_months": (0.0, 120.0, "months"),
    "duration_months": (0.0, 1200.0, "months"),
    "duty": (0.0, 3.0, "a share of the price (0.25 for 25 %)"),
    "extra_months": (0.0, 24.0, "months"),
    "hub_share": (0.0, 50.0, "a multiple of the hub's normal inflow"),
    "hub_cost": (0.0, 3.0, "a difference of log prices"),
    "compliance": (0.0, 1.0, "a share of the indirect trade"),
    "tonnes": (0.0, 1e12, "tonnes"),
    "months_of_use": (0.0, 60.0, "months"),
    "use_factor": (0.0, 10.0, "final use as a multiple of normal"),
}
SIMULATED = ("flow", "capacity", "price", "use", "route", "stock")
PRIOR_TAIL = {"openness": 2.0}  # the upper 5 % point of a licence prior lies above 1.5; its draws are cut there


def mechanism(kind: str) -> str:
    """What a measure acts on (``flow``, ``price``, ``capacity``, ``use``); raises ``UnknownTerm`` for an unknown kind."""
    table = {row["id"]: row["mechanism"] for row in rows("measures")}
    if kind not in table:
        raise unknown(kind, "kind of event", table)
    return table[kind]


def chain(word: str) -> str:
    """The id of the chain called ``word``; raises ``BadInput`` when the commodity has no chain to run on."""
    found = commodity(word)
    if found.chain is None:
        known = sorted({c.chain for c in commodities().values() if c.chain})
        raise BadInput(f"{found.label} has no chain to run a scenario on; there are chains for {', '.join(known)}")
    return found.chain


def check(scenario: Scenario) -> Scenario:
    """The scenario itself when it can be run; otherwise ``BadInput`` or ``UnknownTerm`` in one sentence."""
    where = f"scenario {scenario.id}"
    if not scenario.id:
        raise BadInput("the scenario has no id; give it a short name")
    if not 1 <= scenario.months <= 600:
        raise BadInput(f"{where}: months = {scenario.months}; want 1 to 600")
    if scenario.step not in ("month", "week"):
        raise BadInput(f"{where}: step = {scenario.step!r}; want month or week")
    if chain(scenario.commodity) != scenario.commodity:
        raise BadInput(f"{where}: commodity = {scenario.commodity!r}; write the chain's id, {chain(scenario.commodity)}")
    seen: set[str] = set()
    for shock in scenario.shocks:
        if shock.id in seen:
            raise BadInput(f"{where}: two shocks are called {shock.id!r}; give each its own id")
        seen.add(shock.id)
        _shock(shock, scenario, f"{where}, shock {shock.id}")
    for one, other in combinations(scenario.shocks, 2):
        _contradiction(one, other, scenario, where)
    for i, promise in enumerate(scenario.interventions):
        _forms((promise.form,), scenario.commodity, f"{where}, intervention {i}")
        place(promise.place)
        if promise.buyer:
            place(promise.buyer)
        if promise.tonnes.low < 0:
            raise BadInput(f"{where}, intervention {i}: tonnes = {promise.tonnes.low:g}; want 0 or more")
        when(promise.from_date, scenario.start, f"{where}, intervention {i}: from_date")
        ways.check_stock(promise, f"{where}, intervention {i}")
    if len({pact.id for pact in scenario.pacts}) < len(scenario.pacts):
        raise BadInput(f"{where}: two pacts have the same id; give each its own")
    for pact in scenario.pacts:
        _forms(pact.forms, scenario.commodity, f"{where}, pact {pact.id}")
        ways.check_pact(pact, scenario, f"{where}, pact {pact.id}")
    return scenario


def _shock(shock: Shock, scenario: Scenario, where: str) -> None:
    if mechanism(shock.kind) not in SIMULATED:
        able = ", ".join(row["id"] for row in rows("measures") if row["mechanism"] in SIMULATED)
        raise BadInput(f"{where}: {shock.kind} cannot be simulated; kinds that can are {able}")
    if chain(shock.commodity) != scenario.commodity:
        raise BadInput(f"{where}: commodity {shock.commodity} is not on the chain {scenario.commodity} of its scenario")
    for word in (shock.origin, *shock.destinations):
        if place(word).iso3 != word:
            raise BadInput(f"{where}: write {word!r} as its code, {place(word).iso3}")
    _forms(shock.forms, scenario.commodity, where)
    fits(shock, mechanism(shock.kind), where)
    ways.fits(shock, mechanism(shock.kind), where)
    if set(ways.starts(shock)) & set(shock.destinations):
        raise BadInput(f"{where}: {shock.origin} is both origin and destination; take it out of destinations")
    _dates(shock, scenario, where)
    for name, (low, high, meaning) in RANGES.items():
        estimate: Estimate | None = getattr(shock, name)
        if estimate is None:
            continue
        ceiling = PRIOR_TAIL.get(name, high) if estimate.prior else high
        if not (low <= estimate.low and estimate.high <= ceiling):
            raise BadInput(
                f"{where}: {name} runs from {estimate.low:g} to {estimate.high:g}; {meaning} lies between {low:g} and {high:g}"
            )
    months = [month for month, _ in shock.path]
    if months != sorted(set(months)):
        raise BadInput(f"{where}: the months of path must rise and not repeat, got {', '.join(months)}")
    for month, value in shock.path:
        _inside(month, scenario, f"{where}: path")
        if not (isfinite(value) and 0 <= value <= 1.5):
            raise BadInput(f"{where}: path has {value} in {month}; openness lies between 0 and 1.5")
    if shock.path_after is not None and not (isfinite(shock.path_after) and 0 <= shock.path_after <= 1.5):
        raise BadInput(f"{where}: path_after = {shock.path_after}; openness lies between 0 and 1.5")
    if not shock.path and shock.openness is None and mechanism(shock.kind) in ("flow", "capacity"):
        raise BadInput(f"{where}: nothing says how open the door stays; give openness or path")


def _forms(forms: tuple[str, ...], chain_id: str, where: str) -> None:
    known = [form.id for form in load_chain(chain_id).form] if chain_id in chain_ids() else list(forms)
    for form in forms:
        if form not in known:
            raise BadInput(f"{where}: {unknown(form, f'form of {chain_id}', known)}")


def _dates(shock: Shock, scenario: Scenario, where: str) -> None:
    announced = when(shock.announced, scenario.start, f"{where}: announced")
    effective = when(shock.effective, scenario.start, f"{where}: effective")
    same_month = Month.of(shock.announced) == Month.of(shock.effective) and 7 in (len(shock.announced), len(shock.effective))
    if effective < announced and not same_month:
        raise BadInput(
            f"{where}: effective {shock.effective} lies before announced {shock.announced}; exchange or mend the dates"
        )
    if shock.lifted is not None and when(shock.lifted, scenario.start, f"{where}: lifted") <= effective:
        raise BadInput(
            f"{where}: lifted {shock.lifted} is not after effective {shock.effective}; mend the dates or leave lifted out"
        )
    _inside(shock.announced, scenario, f"{where}: announced")
    _inside(shock.effective, scenario, f"{where}: effective")


def when(date: str, start: Month, where: str) -> float:
    """Real months from ``start`` to a date; ``BadInput`` naming ``where`` the date stands."""
    try:
        return months_since(start, date)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None


def _inside(date: str, scenario: Scenario, where: str) -> None:
    when(date, scenario.start, where)
    if not 0 <= Month.of(date) - scenario.start < scenario.months:
        last = scenario.start + (scenario.months - 1)
        raise BadInput(f"{where} {date} lies outside the run, {scenario.start} to {last}; move the start or add months")


def _contradiction(one: Shock, other: Shock, scenario: Scenario, where: str) -> None:
    """Refuse two events that give different permissions to the same goods on the same way at the same time."""
    together = set(ways.starts(one)) & set(ways.starts(other)) or WORLD in (one.origin, other.origin)
    if not together or mechanism(one.kind) == "stock":  # releases add up
        return
    if _acts(one) != _acts(other) or not _meet(one, other):
        return
    begin = max(months_since(scenario.start, s.effective) for s in (one, other))
    end = min(_end(s, scenario) for s in (one, other))
    parts = sum(s.exposed.mode if s.exposed else 1.0 for s in (one, other))
    if begin < end and parts > 1:
        since = max(one.effective, other.effective)
        raise BadInput(
            f"{where}: shocks {one.id} and {other.id} both rule the same goods out of {one.origin} from {since}; let one end "
            "before the other starts, or give each its exposed share of the trade (together at most 1)"
        )


def _acts(shock: Shock) -> tuple[str, str]:
    """What two shocks must share to contradict each other; a tariff and an export tax, or two hosts, add up instead."""
    acts_on = mechanism(shock.kind)
    return acts_on, shock.kind if acts_on == "price" else shock.host or ""


def _meet(one: Shock, other: Shock) -> bool:
    def overlap(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
        return not left or not right or bool(set(left) & set(right))

    def economies(shock: Shock) -> tuple[str, ...]:
        return tuple(m for d in shock.destinations for m in members(d))

    return overlap(one.forms, other.forms) and overlap(economies(one), economies(other))


def _end(shock: Shock, scenario: Scenario) -> float:
    if shock.lifted is not None:
        return months_since(scenario.start, shock.lifted)
    if shock.duration_months is not None:
        return months_since(scenario.start, shock.effective) + shock.duration_months.mode
    return float(scenario.months)
