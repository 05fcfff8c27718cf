"""What drives an outcome: how far each drawn number moves it, by ranks, over the runs of a simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.slack import Slack
from lodestone.scenario.draws import SHOCK_FIELDS, Draws, draw
from lodestone.scenario.scenario import Scenario
from lodestone.shock.params import PARAMETERS, Params, drawn
from lodestone.shock.slack import draw_slack
from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]
TAIL = 0.2  # the fifth of runs with the lowest, and with the highest, value of a number
OF_DUTIES = "tariff."  # parameters that move nothing where no duty stands
FLAT = 1e-9  # a number that varies less does not vary


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One drawn number and its pull on an outcome.

    ``rank_correlation`` is Spearman's; ``partial`` the same with the influence of all other numbers taken out (PRCC). Both
    lie within ``noise`` of nought in 95 % of cases where there is no pull. ``at_low`` and ``at_high`` are the mean outcome in
    the fifth of runs where the number is lowest and highest, ``low`` and ``high`` its medians there.
    """

    name: str
    rank_correlation: float
    partial: float
    noise: float
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the outcome moves between the two fifths."""
        return abs(self.at_high - self.at_low)


def drawn_numbers(scenario: Scenario, runs: int, seed: int, slack: Sequence[Slack] = ()) -> dict[str, Floats]:
    """Every number drawn for a simulation, ``(run,)``, made again from its seed.

    Of the market by prior id (``shock.h_p``), of events and promises as ``<id>.<field>``, of what the chain states of single
    forms as ``<form>.<quantity>``.
    """
    return numbers_of(scenario, draw(scenario, runs, seed), drawn(runs, seed)) | draw_slack(slack, runs, seed).named()


def numbers_of(scenario: Scenario, draws: Draws, params: Params) -> dict[str, Floats]:
    """The same for given draws: of the market, then of the events, then of the promises."""
    taxed = any(shock.duty is not None for shock in scenario.shocks)
    used = {name: id_ for name, (id_, _, _) in PARAMETERS.items() if taxed or not id_.startswith(OF_DUTIES)}
    columns: dict[str, Floats] = {id_: getattr(params, name) for name, id_ in used.items()}
    # An event that may not come at all has drawn ``exposed`` 0 or 1 along with its odds: one number, told once.
    keys = [(s.id, f) for s in scenario.shocks for f in SHOCK_FIELDS if f != "exposed" or s.exposed is not None]
    keys += [(f"intervention:{i}", f) for i in range(len(scenario.interventions)) for f in ("tonnes", "odds", "trigger", "rate")]
    keys += [(f"pact:{pact.id}", f) for pact in scenario.pacts for f in ("floor", "trigger", "lead_months")]
    return columns | {f"{key}.{f}": draws.values[key, f] for key, f in keys if (key, f) in draws.values}


def drivers(outcome: Floats, numbers: Mapping[str, Floats]) -> tuple[Driver, ...]:
    """Rank the drawn numbers by their pull on an outcome ``(run,)``, strongest partial rank correlation first.

    Infinite outcomes (never short) rank above all others and are left out of the means. Numbers that do not vary are left
    out. Ranks bear any monotone answer, a partial correlation also one that other numbers blur; neither sees a pull that
    turns round. Saltelli et al., Global Sensitivity Analysis (2008), ch. 1; Marino et al., J. Theor. Biol. 254 (2008). Raises
    ``BadInput`` where lengths differ, a value is missing, or there are too few runs to tell.
    """
    varying = {name: column for name, column in numbers.items() if float(np.ptp(column)) > FLAT}
    if any(len(column) != len(outcome) for column in varying.values()):
        raise BadInput("drivers: want as many draws of every number as outcomes")
    if np.isnan(outcome).any():
        raise BadInput("drivers: the outcome of some runs is missing")
    if len(outcome) < len(varying) + 10:
        raise BadInput(f"drivers: {len(outcome)} runs cannot tell {len(varying)} numbers apart; want {len(varying) + 10} or more")
    ranks = np.array([_ranks(column) for column in varying.values()])
    result = _ranks(outcome)
    partial = _partial(ranks, result)
    noise = 1.96 / np.sqrt(len(outcome) - len(varying) - 2)
    found = [
        Driver(name=name, rank_correlation=_correlation(rank, result), partial=p, noise=float(noise), **_fifths(outcome, column))
        for (name, column), rank, p in zip(varying.items(), ranks, partial, strict=True)
    ]
    return tuple(sorted(found, key=lambda d: (-abs(d.partial), d.name)))


def _ranks(values: Floats) -> Floats:
    """Ranks, the mean of their places for equal values; centred."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    place = np.cumsum(counts) - (counts + 1) / 2
    return np.asarray(place[inverse] - (len(values) - 1) / 2)


def _correlation(one: Floats, two: Floats) -> float:
    size = float(np.sqrt((one @ one) * (two @ two)))
    return float(one @ two) / size if size > 0 else 0.0


def _partial(ranks: Floats, result: Floats) -> list[float]:
    """Correlation of each row with the result when both are freed of all other rows, from the inverse of all correlations."""
    every = np.vstack([ranks, result])
    if result @ result == 0:
        return [0.0] * len(ranks)
    inverse = np.linalg.pinv(np.corrcoef(every), rcond=1e-10, hermitian=True)
    scale = np.sqrt(np.maximum(np.diag(inverse) * inverse[-1, -1], 1e-300))[:-1]
    return [float(np.clip(p, -1, 1)) for p in -inverse[-1, :-1] / scale]


def _fifths(outcome: Floats, column: Floats) -> dict[str, float]:
    order = np.argsort(column, kind="stable")
    count = max(1, round(TAIL * len(order)))
    low, high = order[:count], order[-count:]

    def mean(values: Floats) -> float:
        finite = values[np.isfinite(values)]
        return float(finite.mean()) if len(finite) else float("inf")

    return {
        "low": float(np.median(column[low])), "high": float(np.median(column[high])),
        "at_low": mean(outcome[low]), "at_high": mean(outcome[high]),
    }  # fmt: skip
