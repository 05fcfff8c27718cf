"""Public stocks: held until users' cover falls below a trigger, or handed out by order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.layout import Layout
from lodestone.terms.errors import BadInput
from lodestone.terms.month import months_since
from lodestone.terms.place import members

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocks:
    """Public stocks of ``nodes``, a row each; tonnes.

    ``stocked (step, row, run)`` goes in, ``ordered`` of the same shape is to be handed out, out of the stock where it is
    ``backed (row,)`` by one that is simulated. ``most (row, run)`` is what can leave in a step, ``level (row, run)`` the users'
    stock below which it leaves by itself.
    """

    nodes: Ints
    stocked: Floats
    ordered: Floats
    backed: NDArray[np.bool_]
    most: Floats
    level: Floats


def stocks(
    layout: Layout, scenario: Scenario, draws: Draws, step_months: float, cover: Floats, forms_of: list[tuple[str, ...]]
) -> Stocks | None:
    """Public stocks with a trigger and release orders, resolved to nodes; None where there are none.

    ``cover (node, run)`` is the users' normal stock in months, ``forms_of`` the forms of each shock. Tonnes ordered, or held,
    for a bloc are split by normal need. An order is believed: where no stock of its owner is simulated, its tonnes come from
    outside the network. Raises ``BadInput`` where nobody of the owner uses the goods.
    """
    orders = any(shock.tonnes is not None or shock.months_of_use is not None for shock in scenario.shocks)
    if not orders and not any(promise.kind == "stock" for promise in scenario.interventions):
        return None
    steps, runs, count = round(scenario.months / step_months), draws.runs, len(layout.needed)
    stocked, ordered = np.zeros((steps, count, runs)), np.zeros((steps, count, runs))
    most, level = np.zeros((count, runs)), np.zeros((count, runs))
    held = np.zeros(count, dtype=bool)
    for i, promise in enumerate(scenario.interventions):
        if promise.kind != "stock":
            continue
        nodes = users(layout, (promise.form,), promise.buyer or promise.place)
        held[nodes] = True
        key = f"intervention:{i}"
        if (key, "trigger") not in draws.values or not len(nodes):
            continue  # a last resort, or nobody's: both are seen to with the other promises
        need = layout.needed[nodes]
        begins = months_since(scenario.start, promise.from_date) / step_months
        inflow = np.diff(np.clip(np.arange(1, steps + 1) - begins, 0.0, 1.0), prepend=0.0)
        stocked[:, nodes] += (inflow[:, None] * (need / need.sum()))[:, :, None] * draws.of(key, "tonnes")
        most[nodes] += need[:, None] * draws.of(key, "rate") * step_months
        wanted = need[:, None] * cover[nodes] * draws.of(key, "trigger")
        level[nodes] = np.maximum(level[nodes], wanted)
    for i, shock in enumerate(scenario.shocks):
        if shock.tonnes is None and shock.months_of_use is None:
            continue
        forms = forms_of[i]
        nodes = users(layout, forms, shock.origin)
        if not len(nodes):
            able = sorted({layout.places[layout.node_place[n]] for n in users(layout, forms, "")})
            raise BadInput(
                f"shock {i} ({shock.kind}): nobody in {shock.origin} uses {', '.join(forms)}; users are {', '.join(able)}"
            )
        share = _spread(scenario, shock.effective, shock.lifted, draws.of(shock.id, "duration_months", 1.0), step_months)
        need = layout.needed[nodes]
        given = draws.of(shock.id, "tonnes", 0.0) / need.sum() + draws.of(shock.id, "months_of_use", 0.0)
        ordered[:, nodes] += share[:, None] * need[:, None] * (given * draws.of(shock.id, "odds", 1.0))
    at = np.flatnonzero(stocked.any(axis=(0, 2)) | ordered.any(axis=(0, 2)))
    if not len(at):
        return None
    return Stocks(nodes=at, stocked=stocked[:, at], ordered=ordered[:, at], backed=held[at], most=most[at], level=level[at])


def users(layout: Layout, forms: tuple[str, ...], place: str) -> Ints:
    """Nodes that use some forms in a place or bloc; anywhere where ``place`` is empty."""
    used = np.isin(np.array(layout.forms)[layout.node_form], forms) & (layout.needed > 0)
    if place:
        used &= np.isin(np.array(layout.places)[layout.node_place], members(place))
    return np.flatnonzero(used)


def _spread(scenario: Scenario, begins: str, ends: str | None, months: Floats, step_months: float) -> Floats:
    """Share of an order handed out in each step, evenly from its date on, ``(step, run)``; the run may end before it."""
    start = months_since(scenario.start, begins)
    length = np.full(len(months), months_since(scenario.start, ends) - start) if ends else np.maximum(months, step_months)
    after = np.arange(round(scenario.months / step_months) + 1)[:, None] * step_months
    return np.asarray(np.diff(np.clip((after - start) / length, 0.0, 1.0), axis=0))
