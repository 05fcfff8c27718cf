"""Whose turn it is: customers served first, and quotas that all customers of an origin draw on together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.scenario import Scenario
from lodestone.scenario.ways import FIRST_COME
from lodestone.shock.doors import Door
from lodestone.shock.layout import Layout
from lodestone.shock.params import Params
from lodestone.terms.errors import BadInput
from lodestone.terms.month import months_since
from lodestone.terms.place import members

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Priority and pooled quotas, resolved to arcs.

    ``first (step, row, run)`` is the share of a step in which the arc ``first_arcs (row,)`` is served before others abroad.
    ``pools`` lists for each pooled quota and form its arcs, ``pool_flow (pool,)`` their normal tonnes a month together and
    ``pool_room (step, pool, run)`` what all of them may ship, in multiples of that.
    """

    first_arcs: Ints
    first: Floats
    pools: tuple[Ints, ...]
    pool_flow: Floats
    pool_room: Floats

    @property
    def any(self) -> bool:
        """Whether anybody is served first or draws on a common quota."""
        return bool(len(self.first_arcs) or self.pools)


def pooled(scenario: Scenario) -> tuple[int, ...]:
    """Shocks whose quota is first come, first served."""
    return tuple(i for i, shock in enumerate(scenario.shocks) if shock.allocation == FIRST_COME)


def turns(
    layout: Layout, scenario: Scenario, params: Params, step_months: float, doors: list[Door], arcs_of: list[Ints]
) -> Turns:
    """Resolve priorities and pooled quotas; ``doors`` and ``arcs_of`` are those of the shocks.

    Raises ``BadInput`` for a priority destination that buys nothing there.
    """
    steps, runs = round(scenario.months / step_months), params.runs
    named = any(shock.priority for shock in scenario.shocks) or any(pact.priority for pact in scenario.pacts)
    weight = np.zeros((steps, len(layout.arc_flow) if named else 0, runs))
    for i, shock in enumerate(scenario.shocks):
        if shock.priority:
            arcs = _to(layout, _sold(layout, shock.origin, arcs_of[i]), shock.priority, f"shock {i} ({shock.kind})")
            weight[:, arcs] = np.maximum(weight[:, arcs], (1 - doors[i].free)[:, None])
    for pact in scenario.pacts:
        if pact.priority:
            forms = np.isin(np.array(layout.forms)[layout.node_form], pact.forms or layout.forms)
            inside = np.isin(np.array(layout.places)[layout.node_place], [m for word in pact.members for m in members(word)])
            arcs = np.flatnonzero((forms & inside)[layout.arc_from] & inside[layout.arc_to] & ~layout.home)
            active = in_days(scenario, pact.from_date, pact.until, step_months)
            weight[:, arcs] = np.maximum(weight[:, arcs], active[:, None, None])
    first_arcs = np.flatnonzero(weight.any(axis=(0, 2)))
    pools, rooms = [], []
    for i in pooled(scenario):
        door, form = doors[i], layout.node_form[layout.arc_from[arcs_of[i]]]
        free_rate = np.where(door.surge > 0, params.dock_limit, 1.0)
        room = door.free * free_rate + (1 - door.free) * np.minimum(door.permitted, params.dock_limit)
        for one in np.unique(form):
            pools.append(arcs_of[i][form == one])
            rooms.append(room)
    return Turns(
        first_arcs=first_arcs, first=weight[:, first_arcs], pools=tuple(pools),
        pool_flow=np.array([layout.arc_flow[pool].sum() for pool in pools]),
        pool_room=np.stack(rooms, axis=1) if rooms else np.zeros((steps, 0, runs)),
    )  # fmt: skip


def in_days(scenario: Scenario, begins: str, ends: str | None, step_months: float) -> Floats:
    """Share of each step between two dates, ``(step,)``."""
    steps = round(scenario.months / step_months)
    from_ = months_since(scenario.start, begins) / step_months
    to = months_since(scenario.start, ends) / step_months if ends else np.inf
    after = np.arange(1, steps + 1)
    return np.asarray(np.clip(np.minimum(after, to) - np.maximum(after - 1, from_), 0.0, 1.0))


def _sold(layout: Layout, origin: str, met: Ints) -> Ints:
    """All arcs that leave an origin in the forms a shock meets."""
    forms = np.unique(layout.node_form[layout.arc_from[met]])
    here = np.isin(np.array(layout.places)[layout.node_place], members(origin)) & np.isin(layout.node_form, forms)
    return np.flatnonzero(here[layout.arc_from] & ~layout.home)


def _to(layout: Layout, arcs: Ints, words: tuple[str, ...], where: str) -> Ints:
    """The arcs that end in one of some places; ``BadInput`` for a place none of them ends in."""
    user = np.array(layout.places)[layout.node_place[layout.arc_to[arcs]]]
    for word in words:
        if not np.isin(user, members(word)).any():
            raise BadInput(f"{where}: priority names {word}, which buys nothing there; buyers are {', '.join(sorted(set(user)))}")
    return arcs[np.isin(user, [m for word in words for m in members(word)])]
