"""Closed routes: which goods take the long way, how long it is, and what their users expect to be under way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.doors import Door
from lodestone.shock.layout import Layout

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Arcs that use a closed route: a row is an arc and a route.

    ``whole``, ``part (row, run)`` split the longer lead into whole steps and a fraction. Of what an arc ships in a step, goods
    on the share ``force (step, row, run)`` of its days meet the closed route and ``long (step, row, run)`` of them take the
    long way, loaded between ``load_from`` and ``load_to`` (parts of the step). ``late (step, row, run)`` tonnes of a normal
    flow are still on the road for it when users order, which ``expected (step, node row, run)`` sums up for ``nodes``.
    """

    arcs: Ints
    shock: Ints
    whole: Ints
    part: Floats
    force: Floats
    long: Floats
    load_from: Floats
    load_to: Floats
    late: Floats
    nodes: Ints
    expected: Floats

    @property
    def slots(self) -> int:
        """Steps ahead that goods on the long way may arrive."""
        return int(self.whole.max(initial=0)) + 1


def routes(
    layout: Layout, scenario: Scenario, draws: Draws, step_months: float, doors: dict[int, Door], arcs_of: list[Ints]
) -> Routes | None:
    """Resolve closed routes (``doors`` by shock, before any dock limit) to the arcs that use them; None where there are none.

    Trade that does not use the route (1 - exposed) goes on as ever, so of what passes on closed days the share
    ``(permitted - (1 - exposed)) / permitted`` takes the long way.
    """
    longer = {i: draws.of(scenario.shocks[i].id, "extra_months", 0.0) / step_months for i in doors}
    doors = {i: door for i, door in doors.items() if longer[i].any()}
    if not doors:
        return None
    shock = np.concatenate([np.full(len(arcs_of[i]), i) for i in doors])
    arcs = np.concatenate([arcs_of[i] for i in doors])
    lead = layout.arc_lead_months[arcs, None] / step_months
    total = np.round(lead + np.stack([longer[i] for i in shock]), 9)
    whole = np.floor(total).astype(np.int64)
    force = np.stack([1 - doors[i].free for i in shock], axis=1)
    passing = {i: np.minimum(door.permitted, 1.0) for i, door in doors.items()}
    other = {i: 1 - draws.of(scenario.shocks[i].id, "exposed", 1.0) for i in doors}
    detour = {i: np.maximum(0.0, passing[i] - other[i]) for i in doors}
    long = {i: np.divide(d, passing[i], out=np.zeros_like(d), where=passing[i] > 0) for i, d in detour.items()}
    shut = {i: closed_days(door) for i, door in doors.items()}
    load_from, load_to = (np.stack([shut[i][end] for i in shock], axis=1) for end in (0, 1))
    flow = layout.arc_flow[arcs, None] * step_months
    sent = flow * np.stack([detour[i] for i in shock], axis=1) * force
    late = _still_out(sent, np.round(lead, 9), whole, total - whole, load_from, load_to)
    users = layout.arc_to[arcs]
    nodes = np.unique(users)
    expected = np.zeros((len(late), len(nodes), draws.runs))
    for row, node in enumerate(np.searchsorted(nodes, users)):
        expected[:, node] += late[:, row]
    return Routes(
        arcs=arcs, shock=shock, whole=whole, part=total - whole, force=force, long=np.stack([long[i] for i in shock], axis=1),
        load_from=load_from, load_to=load_to, late=late, nodes=nodes, expected=expected,
    )  # fmt: skip


def closed_days(door: Door) -> tuple[Floats, Floats]:
    """Where in each step a door is closed, as one interval; the whole step where it is never free."""
    early = door.free_from <= 0.0
    whole = door.free <= 0.0
    return np.where(whole | ~early, 0.0, door.free_to), np.where(whole | early, 1.0, door.free_from)


def in_time(part: Floats, load_from: Floats, load_to: Floats) -> Floats:
    """Share of goods loaded evenly between two moments of a step that arrive after the whole steps of their lead."""
    return np.where(part > 0, np.clip((1 - part - load_from) / np.maximum(load_to - load_from, 1e-12), 0.0, 1.0), 1.0)


def _still_out(sent: Floats, lead: Floats, whole: Ints, part: Floats, load_from: Floats, load_to: Floats) -> Floats:
    """Tonnes ``(step, row, run)`` of ``sent`` on the road when users order, beyond those there would be with the old lead."""
    steps, rows, runs = sent.shape
    old_whole = np.broadcast_to(np.floor(lead).astype(np.int64), (rows, runs))
    old_part = np.broadcast_to(lead - np.floor(lead), (rows, runs))
    change = np.zeros((steps + int(whole.max(initial=0)) + 2, rows, runs))
    row, run = np.indices((rows, runs))
    for k in range(steps):
        if not sent[k].any():
            continue
        ways = ((old_whole, in_time(old_part, load_from[k], load_to[k]), 1), (whole, in_time(part, load_from[k], load_to[k]), -1))
        for steps_on, on_time, sign in ways:
            np.add.at(change, (k + steps_on, row, run), sign * sent[k] * on_time)
            np.add.at(change, (k + steps_on + 1, row, run), sign * sent[k] * (1 - on_time))
    return np.asarray(np.cumsum(change[:steps], axis=0))
