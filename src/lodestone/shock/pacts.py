"""Sharing pacts: whose users pool what they hold above a floor, and who is helped below a trigger."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.layout import Layout
from lodestone.shock.stocks import users
from lodestone.shock.turns import in_days
from lodestone.terms.errors import BadInput
from lodestone.terms.measure import Pact
from lodestone.terms.place import members

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """One pact for one form; ``nodes (member,)`` are its members' users.

    ``floor``, ``trigger (member, run)`` are tonnes, ``active (step,)`` the share of each step in which the pact stands,
    ``whole``, ``part (run,)`` the lead in steps. ``weight (member, run)`` is what a member gets of the pool for each unit of a
    common level; ``counts`` whether what it holds already counts against that (equal cover).
    """

    pact: int
    nodes: Ints
    floor: Floats
    trigger: Floats
    active: Floats
    weight: Floats
    counts: bool
    whole: Ints
    part: Floats


def pools(layout: Layout, scenario: Scenario, draws: Draws, step_months: float, cover: Floats) -> tuple[Pool, ...]:
    """Resolve the scenario's pacts, a pool for each form that two or more members use.

    ``cover (node, run)`` is the users' normal stock in months. Raises ``BadInput`` for a pact no form of which two members use.
    """
    found: list[Pool] = []
    for p, pact in enumerate(scenario.pacts):
        key = f"pact:{pact.id}"
        lead = np.round(draws.of(key, "lead_months") / step_months, 9)
        whole = np.floor(lead).astype(np.int64)
        active = in_days(scenario, pact.from_date, pact.until, step_months)
        before = len(found)
        for form in pact.forms or layout.forms:
            nodes = np.array([n for word in pact.members for n in users(layout, (form,), word)], dtype=np.int64)
            if len(nodes) < 2:
                continue
            normal = cover[nodes] * layout.needed[nodes, None]
            found.append(Pool(
                pact=p, nodes=nodes, floor=draws.of(key, "floor") * normal, trigger=draws.of(key, "trigger") * normal,
                active=active, weight=_weight(layout, pact, nodes, normal), counts=pact.rule == "equal cover",
                whole=whole, part=lead - whole,
            ))  # fmt: skip
        if len(found) == before:
            able = sorted({layout.places[layout.node_place[n]] for n in users(layout, pact.forms or layout.forms, "")})
            raise BadInput(f"pact {pact.id}: no two of its members use the same goods; users are {', '.join(able)}")
    return tuple(found)


def _weight(layout: Layout, pact: Pact, nodes: Ints, normal: Floats) -> Floats:
    """Tonnes a member gets for each unit of the common level ``(member, run)``: of cover, of need, or of its given weight."""
    if pact.rule == "equal cover":
        return normal
    need = layout.needed[nodes]
    if pact.rule == "pro rata":
        return np.repeat(need[:, None], normal.shape[1], axis=1)
    given = np.zeros(len(nodes))
    place = np.array(layout.places)[layout.node_place[nodes]]
    for word, weight in pact.weights:  # a bloc's weight is split by its members' need
        inside = np.isin(place, members(word))
        if inside.any():
            given[inside] = weight * need[inside] / need[inside].sum()
    return np.repeat(given[:, None], normal.shape[1], axis=1)
