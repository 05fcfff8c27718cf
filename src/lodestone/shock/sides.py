"""All that moves goods beside the market: closed routes, hubs, public stocks, sharing pacts, and whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.doors import Door
from lodestone.shock.hubs import Hubs, hubs
from lodestone.shock.layout import Layout
from lodestone.shock.pacts import Pool, pools
from lodestone.shock.params import Params
from lodestone.shock.routes import Routes, routes
from lodestone.shock.stocks import Stocks, stocks
from lodestone.shock.turns import Turns, turns

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["indirect", "released", "shared"]


@dataclass(frozen=True, slots=True)
class SideRow:
    """One thing that is counted apart: goods of ``form`` that ``seller`` sent to ``place`` by way of kind and ``of``.

    ``indirect``: users in the hub ``seller`` resold to ``place``, under the shock ``of``. ``released``: a public stock of
    ``place``. ``shared``: ``place`` got from (or, negative, gave to) the pact ``of``.
    """

    kind: Kind
    of: str
    seller: str
    place: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Ways beside the market of one case; each is None or empty where the scenario does not use it.

    ``rows`` label what is counted apart, ``at`` says which of them belong to a kind (and, for ``shared``, a pool).
    """

    turns: Turns
    routes: Routes | None
    hubs: Hubs | None
    stocks: Stocks | None
    pools: tuple[Pool, ...]
    rows: tuple[SideRow, ...]
    at: Mapping[tuple[str, int], slice]

    @property
    def used(self) -> bool:
        """Whether anything moves beside the market or by a longer way."""
        return bool(self.routes is not None or self.rows)

    @property
    def coming_slots(self) -> int:
        """Steps ahead in which goods sent by other users may arrive."""
        by_pact = max((int(pool.whole.max()) + 1 for pool in self.pools), default=0)
        return max(self.hubs.lead if self.hubs is not None else 0, by_pact)


def sides(
    layout: Layout, scenario: Scenario, draws: Draws, params: Params, step_months: float, cover: Floats,
    doors: list[Door], arcs_of: list[Ints], forms_of: list[tuple[str, ...]], routed: dict[int, Door],
) -> Sides:  # fmt: skip
    """Resolve what a scenario moves beside the market.

    ``doors``, ``arcs_of`` and ``forms_of`` are those of the shocks, ``routed`` the doors of closed routes before any dock
    limit, ``cover (node, run)`` the users' normal stock in months.
    """
    resold = hubs(layout, scenario, draws, step_months, doors, arcs_of, cover)
    public = stocks(layout, scenario, draws, step_months, cover, forms_of)
    shared = pools(layout, scenario, draws, step_months, cover)
    rows: list[SideRow] = []
    at: dict[tuple[str, int], slice] = {}

    def add(kind: Kind, p: int, found: list[SideRow]) -> None:
        at[kind, p] = slice(len(rows), len(rows) + len(found))
        rows.extend(found)

    def where(node: int) -> tuple[str, str]:
        return layout.places[layout.node_place[node]], layout.forms[layout.node_form[node]]

    if resold is not None:
        add("indirect", -1, [
            SideRow("indirect", resold.measures[g], where(i)[0], *where(j))
            for i, j, g in zip(resold.seller, resold.buyer, resold.group, strict=True)
        ])  # fmt: skip
    if public is not None:
        add("released", -1, [SideRow("released", "", where(n)[0], *where(n)) for n in public.nodes])
    for p, pool in enumerate(shared):
        add("shared", p, [SideRow("shared", scenario.pacts[pool.pact].id, "", *where(n)) for n in pool.nodes])
    return Sides(
        turns=turns(layout, scenario, params, step_months, doors, arcs_of),
        routes=routes(layout, scenario, draws, step_months, routed, arcs_of), hubs=resold, stocks=public, pools=shared,
        rows=tuple(rows), at=at,
    )  # fmt: skip
