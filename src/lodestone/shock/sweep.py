"""A scenario over a grid of its numbers and dates, and of the market's parameters."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.draws import SHOCK_FIELDS
from lodestone.scenario.scenario import Scenario
from lodestone.shock.ensemble import Ensemble
from lodestone.shock.monte_carlo import monte_carlo
from lodestone.shock.result import quantiles
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate

Progress = Callable[[str, float], None]
Floats = NDArray[np.float64]
BAND = (0.5, 0.05, 0.95)
DATES = ("announced", "effective", "lifted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """Outcomes over a grid: arrays ``(axis 1, ..., axis k, place, 3)`` of median, 5 % and 95 % points over runs.

    ``axes`` names each axis and its values. ``lost_share`` is final use not met in the year from the effect, ``shortage_t``
    tonnes short over all months, ``months_to_shortage`` infinite where most runs never run short.
    """

    axes: tuple[tuple[str, tuple[object, ...]], ...]
    places: tuple[str, ...]
    lost_share: Floats
    shortage_t: Floats
    months_to_shortage: Floats


def sweep(
    network: Network,
    scenario: Scenario,
    grid: Mapping[str, Sequence[object]],
    *,
    places: Sequence[str] | None = None,
    runs: int = 256,
    seed: int = 0,
    executor: Executor | None = None,
    traced: Traced | None = None,
    progress: Progress | None = None,
) -> Swept:
    """Simulate every combination of some numbers or dates of a scenario, with common random numbers.

    Keys of ``grid`` are ``<shock id>.<field>`` (``licence.openness``, ``ban.lifted``) or ``market.<parameter>``
    (``market.panic_cover``); values are numbers or dates. ``places`` (single economies) default to every user of the mineral.
    Raises ``BadInput`` for a key that names nothing.
    """
    points = list(_points(scenario, grid))
    tables: dict[str, list[list[Floats]]] = {"lost_share": [], "shortage_t": [], "months_to_shortage": []}
    layout_places: tuple[str, ...] = ()
    for k, (case, market) in enumerate(points):
        found = monte_carlo(network, case, runs, seed=seed, params=market, traced=traced, executor=executor)
        if found.partial:
            raise KeyboardInterrupt
        layout_places = tuple(places) if places is not None else _users(found)
        for name, values in (
            ("lost_share", found.lost_use_share), ("shortage_t", found.shortage), ("months_to_shortage", found.months_to_shortage)
        ):  # fmt: skip
            tables[name].append([quantiles(values(p), BAND) for p in layout_places])
        if progress is not None:
            progress(scenario.title, (k + 1) / len(points))
    shape = (*(len(values) for values in grid.values()), len(layout_places), 3)
    arrays = {name: np.array(rows).reshape(shape) for name, rows in tables.items()}
    return Swept(axes=tuple((key, tuple(values)) for key, values in grid.items()), places=layout_places, **arrays)


def _users(found: Ensemble) -> tuple[str, ...]:
    layout = found.case.layout
    return tuple(p for i, p in enumerate(layout.places) if layout.needed[layout.node_place == i].sum() > 0)


def _points(scenario: Scenario, grid: Mapping[str, Sequence[object]]) -> Iterator[tuple[Scenario, dict[str, ArrayLike]]]:
    """Every combination as a scenario and market parameters, last axis fastest."""
    for values in product(*grid.values()):
        case, market = scenario, {}
        for key, value in zip(grid, values, strict=True):
            head, _, field = key.rpartition(".")
            if head == "market":
                market[field] = value
            else:
                case = _changed(case, head, field, value)
        yield case, market  # type: ignore[misc]


def _changed(scenario: Scenario, shock_id: str, field: str, value: object) -> Scenario:
    shocks = {s.id: s for s in scenario.shocks}
    if shock_id not in shocks or field not in (*SHOCK_FIELDS, *DATES):
        known = ", ".join(f"{s}.{f}" for s in shocks for f in ("openness", "duration_months", "effective"))
        raise BadInput(f"sweep of {shock_id}.{field}: there is no such number; there are for instance {known}")
    if isinstance(value, int | float):
        number = float(value)
        new: object = Estimate(field, number, number, number, note="set by a sweep")
    else:
        new = value
    if isinstance(new, str) != (field in DATES):
        raise BadInput(f"sweep of {shock_id}.{field}: {value!r} is not a {'date' if field in DATES else 'number'}")
    return replace(scenario, shocks=tuple(replace(s, **{field: new}) if s.id == shock_id else s for s in scenario.shocks))  # type: ignore[arg-type]
