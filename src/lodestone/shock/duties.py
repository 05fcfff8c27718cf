"""Tariffs and export taxes: by how much goods cost more where they arrive."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.doors import in_force
from lodestone.shock.params import Params
from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Duties by arc. ``arcs (taxed,)`` lists arcs under some duty, ``group (taxed,)`` which set of duties each meets.

    ``markup (step, group, run)`` is ln(delivered price / price without duty) as far as buyers bear it, ``shocks`` the duties of
    each group.
    """

    arcs: Ints
    group: Ints
    markup: Floats
    shocks: tuple[tuple[int, ...], ...]

    def on_arcs(self, k: int, runs: slice) -> Floats:
        """Markups of step ``k`` on the taxed arcs, ``(taxed, run)``."""
        return np.asarray(self.markup[k][self.group, runs])


def duties(
    layout_arcs: int, scenario: Scenario, draws: Draws, params: Params, step_months: float, met: Mapping[int, Ints]
) -> Duties:
    """Resolve duties (``met``: index of the shock, its arcs) to markups.

    Duties on one arc add up: the goods cost 1 + the sum of exposed x duty, in the share of the step in which each stands.
    Buyers bear ``duty_pass_through`` of the logarithm (Amiti, Redding and Weinstein 2019 found nearly all of it).
    """
    on_arc: list[tuple[int, ...]] = [()] * layout_arcs
    for i, arcs in met.items():
        for a in arcs:
            on_arc[a] = (*on_arc[a], i)
    taxed = np.array([a for a, by in enumerate(on_arc) if by], dtype=np.int64)
    groups: dict[tuple[int, ...], int] = {}
    group = np.array([groups.setdefault(on_arc[a], len(groups)) for a in taxed], dtype=np.int64)
    each = {i: _duty(scenario, draws, step_months, i) for i in met}
    steps = round(scenario.months / step_months)
    markup = np.zeros((steps, len(groups), draws.runs))
    for shocks, g in groups.items():
        markup[:, g] = params.duty_pass_through * np.log1p(sum(each[i] for i in shocks))
    return Duties(arcs=taxed, group=group, markup=markup, shocks=tuple(groups))


def _duty(scenario: Scenario, draws: Draws, step_months: float, i: int) -> Floats:
    """Duty per tonne traded, as a share of the price, ``(step, run)``."""
    shock = scenario.shocks[i]
    if shock.duty is None:
        raise BadInput(f"shock {shock.id} ({shock.kind}): say its duty as a share of the price (0.25 for 25 %)")
    begins, ends = in_force(shock, scenario, draws, step_months)
    return np.asarray((ends - begins) * draws.of(shock.id, "exposed", 1.0) * draws.of(shock.id, "duty"))
