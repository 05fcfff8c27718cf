"""Interventions as tonnes: what kept promises deliver to users, and what they put into reserves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.layout import Layout
from lodestone.terms.errors import BadInput
from lodestone.terms.measure import Intervention
from lodestone.terms.month import months_since
from lodestone.terms.place import members

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Reach = Callable[[str, str, str], Floats]  # (form, origin, user) -> share of the normal flow that may pass (step, run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """Tonnes that kept promises bring, known before the run: ``nodes`` lists the nodes that get any.

    ``arriving`` and ``contracted`` ``(step, node, run)``: new supply that reaches users, and what they count on when they
    order; ``stocked`` of the same shape: tonnes put into reserve.
    """

    nodes: Ints
    arriving: Floats
    contracted: Floats
    stocked: Floats


def promised(layout: Layout, scenario: Scenario, draws: Draws, step_months: float, reach: Reach) -> Promises:
    """Tonnes from the scenario's interventions.

    Production and secondary supply run at their full rate from their date, beside the existing makers; the buyer with first
    call takes up to its normal need, the rest goes to the other users in proportion to theirs. They travel as long as the
    maker's goods do, stop at closed doors like any other cargo of that origin (what cannot leave is not made), and users
    order that much less elsewhere. Stock without a trigger is held in reserve by its owner and given out only for what would
    otherwise be short; where its tonnes came from is not simulated. A promise on a form nobody in the network uses raises
    ``BadInput``.
    """
    steps, runs = round(scenario.months / step_months), draws.runs
    if not scenario.interventions:
        nothing = np.zeros((steps, 0, runs))
        return Promises(nodes=np.zeros(0, dtype=np.int64), arriving=nothing, contracted=nothing, stocked=nothing)
    shape = (steps, len(layout.needed), runs)
    arriving, contracted, stocked = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for i, promise in enumerate(scenario.interventions):
        form = _form(layout, promise)
        tonnes = draws.of(f"intervention:{i}", "tonnes")
        begins = months_since(scenario.start, promise.from_date)
        active = np.clip(np.arange(1, steps + 1) - begins / step_months, 0.0, 1.0)
        first_call = _users(layout, form, promise.buyer or "")
        if promise.kind == "stock":
            owners = first_call if len(first_call) else _users(layout, form, promise.place)
            if not len(owners):
                raise BadInput(
                    f"intervention {i}: nobody in {promise.buyer or promise.place} uses {form}, so a stock there helps nobody"
                )
            if (f"intervention:{i}", "trigger") in draws.values:
                continue  # a public stock with a rule of its own
            weight = layout.needed[owners] / layout.needed[owners].sum()
            stocked[:, owners] += (np.diff(active, prepend=0.0)[:, None] * weight)[:, :, None] * tonnes
            continue
        for user, rate in _shares(layout, form, first_call, tonnes / 12 * step_months):
            place = layout.places[layout.node_place[user]]
            flow = active[:, None] * rate * reach(form, promise.place, place)
            contracted[:, user] += flow
            arriving[:, user] += _late(flow, _lead(layout, form, promise.place, place) / step_months)
    nodes = np.flatnonzero((arriving + stocked).any(axis=(0, 2)))
    return Promises(nodes=nodes, arriving=arriving[:, nodes], contracted=contracted[:, nodes], stocked=stocked[:, nodes])


def _form(layout: Layout, promise: Intervention) -> str:
    if promise.form in layout.forms:
        return promise.form
    raise BadInput(
        f"intervention of {promise.commodity}: form {promise.form!r} is not in the chain; it has {', '.join(layout.forms)}"
    )


def _users(layout: Layout, form: str, place: str) -> Ints:
    """Nodes of a form in a place or bloc that use it."""
    found = [layout.node(form, p) for p in (members(place) if place else ())]
    return np.array([n for n in found if n >= 0 and layout.needed[n] > 0], dtype=np.int64)


def _shares(layout: Layout, form: str, first_call: Ints, rate: Floats) -> list[tuple[int, Floats]]:
    """Who gets how many of ``rate`` tonnes a step: first call up to the normal need, the rest by need."""
    users = np.flatnonzero((layout.node_form == layout.forms.index(form)) & (layout.needed > 0))
    if not len(users):
        raise BadInput(f"intervention: nobody in the network uses {form}")
    others = np.setdiff1d(users, first_call)
    called = np.minimum(rate, layout.needed[first_call].sum()) if len(first_call) else np.zeros_like(rate)
    if not len(others):
        called = rate
    groups = ((first_call, called), (others, rate - called))
    return [(int(n), tonnes * layout.needed[n] / layout.needed[group].sum()) for group, tonnes in groups for n in group]


def _lead(layout: Layout, form: str, origin: str, user: str) -> float:
    """Months on the road: of the existing arc, else the median of the user's other suppliers abroad, else one month."""
    if origin == user:
        return 0.0
    j, i = layout.node(form, user), layout.node(form, origin)
    into = (layout.arc_to == j) & ~layout.home
    same = into & (layout.arc_from == i)
    leads = layout.arc_lead_months[same if same.any() else into]
    return float(np.median(leads)) if len(leads) else 1.0


def _late(flow: Floats, lead_steps: float) -> Floats:
    """What was sent as it arrives; a part of a step spreads it over two."""
    whole = int(lead_steps)
    part = lead_steps - whole
    late = np.zeros_like(flow)
    late[whole:] += (1 - part) * flow[: max(0, len(flow) - whole)]
    late[whole + 1 :] += part * flow[: max(0, len(flow) - whole - 1)]
    return late
