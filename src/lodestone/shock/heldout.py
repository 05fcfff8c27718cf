"""How well the model tells an episode it was not fitted to, beside naive forecasts: the score table."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock import calibrate, protocol, replay
from lodestone.shock.backtest import BAND, with_error
from lodestone.shock.params import Params
from lodestone.shock.regime import unseen
from lodestone.shock.score import FLOOR, error, rms

Floats = NDArray[np.float64]
RUNS, SEED = 400, 1
CONDITIONAL, EX_ANTE = "conditional", "ex-ante"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One figure and what was said of it without its episode; all in the figure's own measure.

    ``model``, ``low``, ``high`` are the median and the 90 % band; ``others`` the mean of the other episodes in the same phase,
    ``openness`` trade that follows its permission.
    """

    target: protocol.Target
    model: float
    low: float
    high: float
    others: float
    openness: float

    def missed(self, forecast: str) -> float:
        """Log error of the model (``model``), of ``others`` or ``openness``, or of ``nothing`` changing."""
        nothing = 0.0 if self.target.group == "price" else 1.0
        return error(self.target.series, nothing if forecast == "nothing" else getattr(self, forecast), self.target.observed)

    @property
    def covered(self) -> bool:
        """Whether the figure lies in the band, next to nothing counting as the same on both sides."""
        if self.target.group == "price":
            return self.low <= self.target.observed <= self.high
        return max(self.low, FLOOR) <= max(self.target.observed, FLOOR) <= max(self.high, FLOOR)


FORECASTS = ("model", "nothing", "openness", "others")


def leave_one_out(
    tried: calibrate.Trials,
    *,
    seen: bool,
    runs: int = RUNS,
    seed: int = SEED,
    progress: Callable[[str, float], None] | None = None,
) -> list[Told]:
    """Every figure told by the model fitted to the other episodes; ``seen`` on the observed permission, else on a drawn one.

    Conditional scores (``seen``) hold the figures that are free of the observed permission, ex-ante scores hold all.
    """
    found, cases = [], protocol.cases()
    for done, (key, case) in enumerate(cases.items()):
        without = (case.episode,)
        params = calibrate.posterior(tried, calibrate.weights(tried, without), runs)
        found += tell(key, params, without, seen=seen, seed=seed)
        if progress is not None:
            progress("held out", (done + 1) / len(cases))
    return found


def tell(key: str, params: Params, without: Collection[str], *, seen: bool, seed: int = SEED) -> list[Told]:
    """The figures of one case as the model tells them at some parameters."""
    case = protocol.cases()[key]
    set_up = protocol.stage(case) if seen else protocol.stage(case, lambda shock: unseen(shock, without))
    run = replay.replay(set_up, runs=params.runs, seed=seed, params=params)
    told = []
    for target in protocol.targets():
        if target.case != key or (seen and not target.conditional):
            continue
        values = protocol.predicted(run, target, set_up.code)
        low, high = np.quantile(with_error(values, target.series, target.noise), BAND)
        told.append(
            Told(target=target, model=float(np.median(values)), low=float(low), high=float(high),
                 others=_others(target, conditional=seen),
                 openness=float(np.median(protocol.flow_is_openness(run, target, set_up.code))))
        )  # fmt: skip
    return told


def _others(target: protocol.Target, *, conditional: bool) -> float:
    """Mean of the figures of other episodes in the same phase, in logs; nothing changes where there are none."""
    same = [
        t.observed
        for t in protocol.targets()
        if t.group == target.group and t.phase == target.phase and t.episode != target.episode and t.conditional >= conditional
    ]
    if target.group == "price":
        return float(np.mean(same)) if same else 0.0
    return exp(float(np.mean([log(max(v, FLOOR)) for v in same]))) if same else 1.0


def table(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Scores by kind of event and group: figures, rms of every forecast, coverage and mean width of the band."""
    rows = []
    some = list(told)
    for outage in (False, True):
        for group in ("volume", "price"):
            part = [t for t in some if t.target.group == group and protocol.cases()[t.target.case].outage == outage]
            if part:
                rows.append({"kind": "outage" if outage else "trade measure", "group": group, **scores(part)})
    return rows


def tables(tried: calibrate.Trials) -> dict[str, list[dict[str, Any]]]:
    """Conditional and ex-ante scores of every past figure beside the naive forecasts."""
    return {name: table(leave_one_out(tried, seen=seen)) for name, seen in ((CONDITIONAL, True), (EX_ANTE, False))}


def scores(told: list[Told]) -> dict[str, Any]:
    """Scores of some figures of one group."""
    return {
        "episodes": list(dict.fromkeys(t.target.episode for t in told)),
        "figures": len(told),
        **{name: rms([t.missed(name) for t in told]) for name in FORECASTS},
        "coverage": sum(t.covered for t in told) / len(told),
        "stated_noise": rms([t.target.noise for t in told]),
        "by_episode": {
            e: rms([t.missed("model") for t in told if t.target.episode == e])
            for e in dict.fromkeys(t.target.episode for t in told)
        },
    }
