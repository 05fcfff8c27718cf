"""Network, scenario and draws as one frozen case: everything a step needs, resolved to arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.kinds import HOST_CUT, WORLD, host_forms
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.scenario.ways import starts
from lodestone.shock.doors import Door, hang, meet, no_door, still_lost
from lodestone.shock.duties import Duties, duties
from lodestone.shock.layout import Layout
from lodestone.shock.making import Making, by_product_lines, making
from lodestone.shock.params import Params
from lodestone.shock.promises import Promises, promised
from lodestone.shock.sides import Sides, sides
from lodestone.shock.slack import BOUNDLESS, Slacks, by_form, held_by_form, no_slack
from lodestone.shock.turns import pooled
from lodestone.terms.commodity import chains_of
from lodestone.terms.errors import BadInput
from lodestone.terms.place import members
from lodestone.terms.tables import rows, unknown

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SIMULATED = ("flow", "capacity", "price", "use", "route", "stock")  # mechanisms of tables/measures.csv
STEPS_PER_MONTH: Mapping[str, int] = {"month": 1, "week": 4}  # a week is a quarter of a month: 7 to 7.75 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scenario on a laid-out network, for all runs.

    ``doors`` has one door for every set of shocks that meet on some arc, door 0 for arcs without any; ``arc_door (arc,)``
    says which is whose and ``door_shocks`` which shocks close a door; ``room_door (arc,)`` is the same without quotas that
    customers draw on together. ``hit`` lists nodes whose capacity a shock cuts,
    ``capacity (step, hit, run)`` what is left of it, ``hit_shocks`` by which. ``cover_months (node, run)`` is the users'
    normal stock, ``thin (node,)`` where it is less than a step; ``maker_cover``, ``utilisation (form, run)`` are those of
    ``params`` but for what ``slack`` states of a form, ``maker_room`` the most months of output that makers can store.
    ``duties`` holds what makes goods dearer, ``making`` what meets use and single lines, ``side``
    what moves beside the market.
    """

    layout: Layout
    scenario: Scenario
    params: Params
    step_months: float
    steps: int
    cover_months: Floats
    maker_cover: Floats
    maker_room: Floats
    utilisation: Floats
    thin: NDArray[np.bool_]
    slack: Slacks
    doors: Door
    arc_door: Ints
    room_door: Ints
    door_shocks: tuple[tuple[int, ...], ...]
    hit: Ints
    capacity: Floats
    hit_shocks: tuple[tuple[int, ...], ...]
    promises: Promises
    duties: Duties
    making: Making
    side: Sides
    flow_shocks: frozenset[int]
    shock_openness: Floats


def compile_case(
    layout: Layout, scenario: Scenario, draws: Draws, params: Params, cover_months: Mapping[str, float] | None = None,
    slack: Slacks | None = None,
) -> Case:  # fmt: skip
    """Resolve every shock to the arcs and nodes it meets.

    A limit on flows meets the arcs from its origin (where the goods were made, not where they were last shipped) to its
    destinations, home supply only where it is named; so does a duty. An outage cuts what its origin makes, a host cut what
    comes with the host there; a surge raises what its origin uses. ``cover_months`` overrides the normal user stock by place
    code, or ``default``, and ``slack`` stocks and idle capacity by form.
    Raises ``BadInput`` or ``UnknownTerm`` for a shock that meets nothing, an unknown form or place, a
    kind that moves nothing, or a normal stock too small for the step.
    """
    if scenario.months < 1 or draws.runs != params.runs:
        raise BadInput(f"scenario {scenario.id}: want at least one month, and as many draws as parameter runs")
    step_months = 1 / STEPS_PER_MONTH[scenario.step]
    steps = scenario.months * STEPS_PER_MONTH[scenario.step]
    arcs_of, doors, outages, cuts = [], [], [], []
    acts = [_mechanism(shock, i) for i, shock in enumerate(scenario.shocks)]
    surges = [(i, _users(layout, shock, i)) for i, shock in enumerate(scenario.shocks) if acts[i] == "use"]
    for i, (shock, mechanism) in enumerate(zip(scenario.shocks, acts, strict=True)):
        limits = mechanism in ("flow", "capacity", "route")
        met = _meets(layout, shock, i, mechanism) if mechanism not in ("use", "stock") else np.zeros(0, dtype=np.int64)
        doors.append(hang(shock, scenario, draws, params, step_months, mechanism) if limits else no_door(steps, draws.runs))
        arcs_of.append(met)
        if shock.kind == HOST_CUT:
            cuts.append((i, by_product_lines(layout, np.unique(layout.arc_from[met])), doors[i]))
        elif mechanism == "capacity":
            outages.append((i, np.unique(layout.arc_from[met])))
    flows = [i for i, mechanism in enumerate(acts) if mechanism == "flow"]
    lost = {i: layout.made[nodes].sum() for i, nodes in outages} | {i: layout.line_made[lines].sum() for i, lines, _ in cuts}
    shut = {i: _outage_doors(layout, scenario.shocks[i], draws, params, doors[i], arcs_of[i], t) for i, t in lost.items()}
    routed = {i: doors[i] for i, mechanism in enumerate(acts) if mechanism == "route"}
    shut |= {i: _route_doors(layout, scenario.shocks[i], draws, params, door, arcs_of[i]) for i, door in routed.items()}
    hung = [(i, arcs_of[i], doors[i]) for i in flows] + [(i, *pair) for i, pairs in shut.items() for pair in pairs]
    taxed = {i: arcs_of[i] for i, mechanism in enumerate(acts) if mechanism == "price"}
    arc_door, room_door, door_shocks, combined = _combine(layout, hung, (steps, draws.runs), pooled(scenario))
    slack = slack or no_slack(draws.runs)
    cover = _cover(layout, params, cover_months or {}, step_months, scenario)
    finished = by_form(layout, slack, "maker_cover", params.maker_cover)
    room = by_form(layout, slack, "maker_room", np.full(draws.runs, BOUNDLESS))  # what is there has room, however it was drawn
    cover, thin = held_by_form(layout, slack, cover, step_months, f"scenario {scenario.id}")
    forms_of = [_forms(layout, shock) for shock in scenario.shocks]
    hit, capacity, hit_shocks = _capacity(outages, doors, (steps, draws.runs))

    def reach(form: str, origin: str, user: str) -> Floats:
        """Share of a promised flow that can be made and may pass, ``(step, run)``."""
        share = np.ones((steps, draws.runs))
        for i, shock in enumerate(scenario.shocks):
            named = form in forms_of[i] and origin in _starts(shock)
            to = i not in (*flows, *routed) or (user in _destinations(shock) if shock.destinations else user != origin)
            share = np.minimum(share, doors[i].openness) if named and to else share
        return share

    return Case(
        layout=layout, scenario=scenario, params=params, step_months=step_months, steps=steps,
        cover_months=cover, thin=thin, slack=slack, maker_cover=finished, maker_room=np.maximum(room, finished),
        utilisation=by_form(layout, slack, "utilisation", params.utilisation),
        doors=combined, arc_door=arc_door, room_door=room_door, door_shocks=door_shocks,
        hit=hit, capacity=capacity, hit_shocks=hit_shocks,
        promises=promised(layout, scenario, draws, step_months, reach),
        duties=duties(len(layout.arc_flow), scenario, draws, params, step_months, taxed),
        making=making(layout, scenario, draws, params, step_months, surges, cuts),
        side=sides(layout, scenario, draws, params, step_months, cover, doors, arcs_of, forms_of, routed),
        flow_shocks=frozenset([*flows, *routed]),
        shock_openness=np.array([door.openness.mean() for door in doors]),
    )  # fmt: skip


def _mechanism(shock: Shock, i: int) -> str:
    kinds = {r["id"]: r["mechanism"] for r in rows("measures")}
    if shock.kind not in kinds:
        raise unknown(shock.kind, "measure", kinds)
    if kinds[shock.kind] not in SIMULATED:
        raise BadInput(f"shock {i} ({shock.kind}) cannot be simulated; it acts on the {kinds[shock.kind]}")
    return kinds[shock.kind]


def _forms(layout: Layout, shock: Shock) -> tuple[str, ...]:
    """Forms a shock covers: those it names (by form or by stage), or all."""
    if not shock.forms and shock.kind == HOST_CUT and shock.host is not None:
        with_it = host_forms(layout.mineral, shock.host, f"shock {shock.id}")
        if not set(with_it) & set(layout.forms):
            here = ", ".join(layout.forms)
            raise BadInput(f"shock {shock.id}: {', '.join(with_it)} comes with {shock.host}; the chain has {here}")
        return tuple(form for form in with_it if form in layout.forms)
    if not shock.forms:
        return layout.forms
    known = {*layout.forms, *layout.stages}
    for word in shock.forms:
        if word not in known:
            raise BadInput(f"shock {shock.id}: form {word!r} is not in the chain; it has {', '.join(layout.forms)}")
    pairs = zip(layout.forms, layout.stages, strict=True)
    return tuple(form for form, stage in pairs if form in shock.forms or stage in shock.forms)


def _users(layout: Layout, shock: Shock, i: int) -> Ints:
    """Nodes whose final use a surge raises; raises ``BadInput`` where nobody there uses the goods."""
    here = np.isin(np.array(layout.places)[layout.node_place], members(shock.origin))
    used = np.isin(np.array(layout.forms)[layout.node_form], _forms(layout, shock)) & (layout.final_use > 0)
    if not (here & used).any():
        users = sorted({layout.places[p] for p in layout.node_place[used]})
        where = f"users are in {', '.join(users)}" if users else "nobody has final use of it"
        what = ", ".join(shock.forms) or layout.mineral
        raise BadInput(f"shock {i} ({shock.kind}) meets no final use of {what} in {shock.origin}; {where}")
    return np.flatnonzero(here & used)


def _starts(shock: Shock) -> set[str]:
    return {p for word in starts(shock) for p in members(word)}


def _destinations(shock: Shock) -> set[str]:
    return {p for word in shock.destinations for p in members(word)}


def _meets(layout: Layout, shock: Shock, i: int, mechanism: str) -> Ints:
    """Arcs a shock meets ``(met,)``; an outage meets all that leave its nodes, home supply included."""
    if shock.commodity != layout.mineral and layout.mineral not in chains_of(shock.commodity):
        raise BadInput(f"shock {i} ({shock.kind}) is on {shock.commodity}, the network is of {layout.mineral}")
    forms = _forms(layout, shock)
    place = np.array(layout.places)
    form = np.array(layout.forms)[layout.node_form[layout.arc_from]]
    origin, user = place[layout.node_place[layout.arc_from]], place[layout.node_place[layout.arc_to]]
    scope = np.isin(form, forms)
    met = scope & (np.isin(origin, sorted(_starts(shock))) | (shock.origin == WORLD))
    if mechanism == "route" and not shock.destinations:
        met &= ~np.isin(user, sorted(_starts(shock)))  # goods between places on this side of the gate do not pass it
    elif mechanism in ("flow", "price", "route"):
        met &= np.isin(user, sorted(_destinations(shock))) if shock.destinations else ~layout.home
    if mechanism == "price":
        met &= ~layout.home
    if not met.any():
        abroad = scope & (mechanism == "capacity" or ~layout.home)
        to = f", destination={','.join(shock.destinations)}" if shock.destinations else ""
        ends = sorted(set(user[abroad & np.isin(origin, sorted(_starts(shock)))]))
        there = f"from there goes to {', '.join(ends)}" if ends else f"starts in {', '.join(sorted(set(origin[abroad])))}"
        what = layout.mineral if forms == layout.forms else f"{layout.mineral} ({', '.join(forms)})"
        raise BadInput(f"shock {i} ({shock.kind}) meets no arc: origin={','.join(starts(shock))}{to}; {what} {there}")
    return np.flatnonzero(met)


def _outage_doors(
    layout: Layout, shock: Shock, draws: Draws, params: Params, door: Door, met: Ints, out_t: float
) -> list[tuple[Ints, Door]]:
    """The alarm of an outage, as doors that stay open: on the arcs it meets, and for prices on every arc of its goods.

    ``out_t`` tonnes a month are made by what is out. Goods lost at one maker are missing in the whole market, since the others'
    may be bid away: prices everywhere take the alarm ``1 - exp(-k L)`` of the share L of all output lost, k =
    ``scarcity_alarm``. A stated severity is taken at its word and alarms those who buy there.
    """
    steps, runs = door.alarm_price.shape
    calm, none = no_door(steps, runs), np.zeros((steps, runs))
    if (shock.id, "severity") in draws.values:
        return [(met, replace(calm, alarm_orders=door.alarm_orders, alarm_price=door.alarm_price))]
    lost = still_lost(door.permitted)
    nodes = np.unique(layout.arc_from[met])
    goods = np.isin(layout.node_form, np.unique(layout.node_form[nodes]))
    world = lost * out_t / layout.made[goods].sum()
    louder = np.divide(-np.expm1(-params.scarcity_alarm * world), lost, out=np.zeros_like(lost), where=lost > 0)
    everywhere = np.flatnonzero(goods[layout.arc_from])
    return [
        (met, replace(calm, alarm_orders=door.alarm_orders * (out_t / layout.made[nodes].sum()), alarm_price=none)),
        (everywhere, replace(calm, alarm_orders=none, alarm_price=door.alarm_price * louder)),
    ]


def _route_doors(layout: Layout, shock: Shock, draws: Draws, params: Params, door: Door, met: Ints) -> list[tuple[Ints, Door]]:
    """A closed route on the arcs that use it, and its alarm for prices on every arc of its goods, as of an outage.

    What cannot leave is missing in the whole market. Where all of the flow still finds a way only docks limit it. A stated
    severity is taken at its word and alarms those who buy over the route.
    """
    passable = replace(door, permitted=np.where(door.permitted >= 1.0, params.dock_limit, door.permitted))
    if (shock.id, "severity") in draws.values:
        return [(met, passable)]
    steps, runs = door.alarm_price.shape
    calm, none = no_door(steps, runs), np.zeros((steps, runs))
    lost = still_lost(door.permitted)
    goods = np.isin(layout.node_form, np.unique(layout.node_form[layout.arc_from[met]]))
    world = lost * layout.arc_flow[met].sum() / layout.made[goods].sum()
    louder = np.divide(-np.expm1(-params.scarcity_alarm * world), lost, out=np.zeros_like(lost), where=lost > 0)
    return [
        (met, replace(passable, alarm_price=none)),
        (np.flatnonzero(goods[layout.arc_from]), replace(calm, alarm_orders=none, alarm_price=door.alarm_price * louder)),
    ]


def _combine(
    layout: Layout, hung: list[tuple[int, Ints, Door]], shape: tuple[int, int], common: tuple[int, ...]
) -> tuple[Ints, Ints, tuple[tuple[int, ...], ...], Door]:
    """One door for every set that hangs on some arc (``hung``: shock, its arcs, its door); stacked ``(step, door, run)``.

    Returns the door of each arc, its door without the shocks in ``common``, the shocks of each door, and the doors.
    """
    on_arc: list[list[int]] = [[] for _ in range(len(layout.arc_from))]
    for h, (_, arcs, _) in enumerate(hung):
        for a in arcs:
            on_arc[a].append(h)
    sets: dict[tuple[int, ...], int] = {(): 0}
    arc_door = np.array([sets.setdefault(tuple(s), len(sets)) for s in on_arc], dtype=np.int64)
    room_door = arc_door
    if common:
        without = [tuple(h for h in s if hung[h][0] not in common) for s in on_arc]
        room_door = np.array([sets.setdefault(s, len(sets)) for s in without], dtype=np.int64)
    open_door = no_door(*shape)
    each = [meet([hung[h][2] for h in s]) if s else open_door for s in sets]
    stacked = {name: np.stack([getattr(d, name) for d in each], axis=1) for name in Door.__slots__}
    closing = [bool((door.free < 1).any()) for _, _, door in hung]  # the others sound the alarm only
    shocks = tuple(tuple(sorted({hung[h][0] for h in s if closing[h]})) for s in sets)
    return arc_door, room_door, shocks, Door(**stacked)


def _capacity(
    outages: list[tuple[int, Ints]], doors: list[Door], shape: tuple[int, int]
) -> tuple[Ints, Floats, tuple[tuple[int, ...], ...]]:
    """Nodes with an outage, the share of capacity left ``(step, hit, run)``, and the shocks behind each."""
    hit = np.unique(np.concatenate([nodes for _, nodes in outages])) if outages else np.zeros(0, dtype=np.int64)
    left = np.ones((shape[0], len(hit), shape[1]))
    by: list[tuple[int, ...]] = [()] * len(hit)
    for i, nodes in outages:
        for n in np.searchsorted(hit, nodes):
            left[:, n] = np.minimum(left[:, n], doors[i].openness)
            by[n] = (*by[n], i)
    return hit, left, tuple(by)


def _cover(layout: Layout, params: Params, override: Mapping[str, float], step_months: float, scenario: Scenario) -> Floats:
    """Normal user stock in months of use, ``(node, run)``; draws under one step count as one, stated stocks do not."""
    cover = np.repeat(np.maximum(params.user_cover, step_months)[None, :], len(layout.needed), axis=0)
    cover[:] = override.get("default", cover)
    for place, months in override.items():
        if not months >= step_months:
            remedy = "simulate it with step='week'" if step_months > 0.25 else "a week is the shortest step"
            raise BadInput(
                f"scenario {scenario.id}: normal stock of {months:g} months in {place} is less than one step; {remedy}"
            )
        if place != "default":
            at = [layout.places.index(p) for p in members(place) if p in layout.places]
            cover[np.isin(layout.node_place, at)] = months
    return cover
