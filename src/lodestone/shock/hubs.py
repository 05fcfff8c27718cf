"""Third countries that resell: who can sell to whom while a measure stands, how much, and at what price gap."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.doors import Door
from lodestone.shock.layout import Layout
from lodestone.terms.errors import BadInput
from lodestone.terms.place import members
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hubs:
    """Links from a hub's users to users that a measure cuts off, a row each.

    ``seller``, ``buyer (link,)`` are nodes; ``group (link,)`` the allowance a link draws on, ``most (step, group, run)`` its
    tonnes a step, ``measures (group,)`` the shock it belongs to. ``cost (link, run)`` is the gap of log prices from which
    reselling pays. ``keep (hub, run)`` tonnes stay with the users of ``nodes (hub,)``. Goods are ``lead`` steps on the road.
    """

    seller: Ints
    buyer: Ints
    group: Ints
    measures: tuple[str, ...]
    most: Floats
    cost: Floats
    nodes: Ints
    keep: Floats
    lead: int


def hubs(
    layout: Layout, scenario: Scenario, draws: Draws, step_months: float, doors: list[Door], arcs_of: list[Ints], cover: Floats
) -> Hubs | None:
    """Resolve the hubs that measures name; None where there are none.

    A hub resells up to ``hub_share`` of its normal inflow from the measure's origin, on closed days, less what a ban on re-export
    stops. ``cover (node, run)`` is the users' normal stock in months. Raises ``BadInput`` for a hub that buys nothing from the
    origin.
    """
    links: list[tuple[int, int, int]] = []
    most: list[Floats] = []
    cost: list[Floats] = []
    measures: list[str] = []
    for i, shock in enumerate(scenario.shocks):
        if not shock.hubs:
            continue
        closed = (1 - doors[i].free) * step_months
        closed = closed * draws.of(shock.id, "hub_share") * (1 - draws.of(shock.id, "compliance", 0.0))
        for node, inflow in _sellers(layout, shock, arcs_of[i], f"shock {i} ({shock.kind})"):
            buyers = np.unique(layout.arc_to[arcs_of[i]])
            buyers = buyers[(layout.node_form[buyers] == layout.node_form[node]) & (buyers != node)]
            links += [(node, int(j), len(most)) for j in buyers]
            most.append(inflow * closed)
            measures.append(shock.id)
            cost += [draws.of(shock.id, "hub_cost")] * len(buyers)
    if not links:
        return None
    seller, buyer, group = (np.array(column, dtype=np.int64) for column in zip(*links, strict=True))
    order = np.argsort(layout.node_form[seller], kind="stable")
    seller, buyer, group = seller[order], buyer[order], group[order]
    nodes = np.unique(seller)
    return Hubs(
        seller=seller, buyer=buyer, group=group, measures=tuple(measures), most=np.stack(most, axis=1),
        cost=np.stack(cost)[order], nodes=nodes, keep=prior("hub.keep").mode * cover[nodes] * layout.needed[nodes, None],
        lead=round(1 / step_months),
    )  # fmt: skip


def _sellers(layout: Layout, shock: Shock, met: Ints, where: str) -> list[tuple[int, float]]:
    """Nodes of the hubs with their normal inflow from the origin, tonnes a month, in the forms a shock meets."""
    forms = np.unique(layout.node_form[layout.arc_from[met]])
    origin = np.isin(np.array(layout.places)[layout.node_place], members(shock.origin)) & np.isin(layout.node_form, forms)
    from_there = origin[layout.arc_from] & ~layout.home
    inflow = np.bincount(layout.arc_to[from_there], layout.arc_flow[from_there], len(layout.needed))
    place, found = np.array(layout.places)[layout.node_place], []
    for hub in shock.hubs:
        nodes = np.flatnonzero(np.isin(place, members(hub)) & (inflow > 0))
        if not len(nodes):
            able = ", ".join(sorted(set(place[inflow > 0])))
            raise BadInput(f"{where}: the hub {hub} buys nothing from {shock.origin} that it could resell; {able} do")
        found += [(int(n), float(inflow[n])) for n in nodes]
    return found
