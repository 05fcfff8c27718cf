"""What to doubt: which assumptions move an outcome most, what the data do not show, what the model cannot see."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from lodestone.brief.breaks import Outcome
from lodestone.scenario.draws import SHOCK_FIELDS, draw
from lodestone.scenario.scenario import Scenario
from lodestone.shock.params import PARAMETERS, drawn
from lodestone.terms.prior import Prior, priors

Floats = NDArray[np.float64]
TAIL = 0.2  # the fifth of runs with the lowest, and with the highest, value of an assumption
FLAT = 1e-9

MODEL_BLIND = (
    "One mineral at a time: a shortage of one does not idle a plant that also needs another.",
    "Users do not switch to another mineral and makers build no new plant within the run; only price saves use.",
    "Government stocks are left out: no open source says what is held. A release would lengthen every cover figure.",
    "Quality is left out: a tonne of one grade replaces a tonne of another.",
    "Stocks are those of users and makers at a normal month; an economy that has stocked up since is better off than shown.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """One assumption and the mean outcome in the fifth of runs where it is lowest and where it is highest."""

    id: str
    label: str
    prior: Prior | None
    value_low: float
    value_high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the assumption moves the outcome."""
        return abs(self.at_high - self.at_low)

    @property
    def anchor(self) -> str:
        """Anchor of the assumption on the page."""
        return f"a-{(self.prior.id if self.prior else self.id).replace('.', '-').replace('_', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """The movers of one outcome, widest first; ``measure`` says which number they move and ``centre`` is its mean."""

    outcome: Outcome
    measure: str
    unit: str
    centre: float
    movers: tuple[Mover, ...]


@cache
def labels() -> dict[str, str]:
    """Words for assumptions and for fields of a shock, by id."""
    text = (files("lodestone.brief") / "assumptions.csv").read_text("utf-8")
    return {row["id"]: row["label"] for row in csv.DictReader(text.splitlines())}


def doubts(outcome: Outcome, scenario: Scenario, *, runs: int, seed: int, top: int = 6) -> Doubts:
    """Rank the drawn assumptions by how far the outcome moves between their lowest and highest fifth of runs.

    The outcome is the share of a year's use lost; where next to nothing is lost, the thinnest month of cover. No further
    simulation: the draws of the run are made again from the same seed. Assumptions drawn independently, so that a difference
    of means over fifths is a fair first-order effect; its noise is the outcome's spread over the root of a fifth of the runs.
    """
    if outcome.lost_share.high > 0.005:
        values, measure, unit = outcome.lost_by_run, "share of a year's use lost", "share"
    else:
        values, measure, unit = outcome.cover_by_run, "months of cover at the thinnest", "month"
    movers = [_mover(id_, values, column, prior) for id_, column, prior in _columns(scenario, runs, seed)]
    ranked = sorted((m for m in movers if m is not None), key=lambda m: (-m.swing, m.id))
    return Doubts(outcome=outcome, measure=measure, unit=unit, centre=float(values.mean()), movers=tuple(ranked[:top]))


def _columns(scenario: Scenario, runs: int, seed: int) -> list[tuple[str, Floats, Prior | None]]:
    """Every drawn number with its prior: of the market, then of the first event."""
    known = priors()
    params = drawn(runs, seed)
    columns: list[tuple[str, Floats, Prior | None]] = [
        (id_, getattr(params, name), known.get(id_)) for name, (id_, _, _) in PARAMETERS.items()
    ]
    draws = draw(scenario, runs, seed)
    for shock in scenario.shocks[:1]:
        for name in SHOCK_FIELDS:
            estimate = getattr(shock, name)
            if estimate is not None and name != "odds" and (shock.id, name) in draws.values:
                columns.append((name, draws.values[shock.id, name], known.get(estimate.prior or "")))
    return columns


def _mover(id_: str, values: Floats, column: Floats, prior: Prior | None) -> Mover | None:
    """Mean outcome over the fifths of runs with the lowest and highest value; None for a number that does not vary."""
    if float(np.ptp(column)) < FLAT:
        return None
    order = np.argsort(column, kind="stable")
    count = max(1, round(TAIL * len(order)))
    low, high = order[:count], order[-count:]
    return Mover(
        id=id_,
        label=labels().get(id_, prior.quantity.replace("_", " ") if prior else id_),
        prior=prior,
        value_low=float(np.median(column[low])),
        value_high=float(np.median(column[high])),
        at_low=float(values[low].mean()),
        at_high=float(values[high].mean()),
    )


def used_priors(scenarios: Sequence[Scenario]) -> tuple[Prior, ...]:
    """Every assumption behind a set of scenarios: those of the market, then of the events, each once, in table order."""
    ids = {id_ for id_, _, _ in PARAMETERS.values()}
    for scenario in scenarios:
        for shock in scenario.shocks:
            ids |= {e.prior for name in SHOCK_FIELDS if (e := getattr(shock, name)) is not None and e.prior}
        for promise in scenario.interventions:
            ids |= {e.prior for e in (promise.tonnes, promise.odds) if e is not None and e.prior}
    return tuple(p for id_, p in priors().items() if id_ in ids)
