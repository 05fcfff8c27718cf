"""A past episode beside what the model says of it: one row a figure, bands with the model's own error."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.shock import replay
from lodestone.shock.episode import Episode, TargetRow
from lodestone.shock.params import Params
from lodestone.shock.result import Run, widened
from lodestone.shock.score import error, rms
from lodestone.terms.errors import NothingToAnswer
from lodestone.terms.month import Month
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]

BAND = (0.05, 0.95)
GROUPS = ("price", "volume")
DIGITS = 6
TINY = 1e-9  # of the normal month: logs of nothing


def document(
    episode: Episode, *, runs: int = 400, seed: int = 1, params: Params | Mapping[str, ArrayLike] | None = None
) -> dict[str, Any]:
    """The contract of ``lodestone backtest``: observed figures, the model's median and 90 % band, and their log errors.

    Rows stand in the order of the targets and in their own measure: log change since the month before the first announcement
    for prices, ratio to the normal month for volumes, months for user cover. Bands hold the draws of every uncertain number,
    of how well the observed path is known, and the model's structural error. ``rms`` and ``nothing_changes`` (the error of
    saying that all stays normal) are by group, null without a figure. Raises ``NothingToAnswer`` without targets.
    """
    if not episode.targets:
        raise NothingToAnswer(f"{episode.id} has no [[targets]]: nothing to compare with")
    set_up = replay.stage(episode)
    run = replay.replay(set_up, runs=runs, seed=seed, params=params)
    rows, errors, naive = [], dict[str, list[float]](), dict[str, list[float]]()
    for target in episode.targets:
        place = set_up.code[target.place]
        values = observable(run, target, place, episode)
        median = float(np.median(values))
        low, high = np.quantile(with_error(values, target.series), BAND)
        missed = error(target.series, median, target.value)
        rows.append(
            {"name": target.name, "series": target.series, "group": target.group, "place": target.place, "month": target.month,
             "observed": target.value, "median": _short(median), "low": _short(low), "high": _short(high),
             "log_error": _short(missed)}
        )  # fmt: skip
        errors.setdefault(target.group, []).append(missed)
        naive.setdefault(target.group, []).append(error(target.series, replay.normal(run, target.series, place), target.value))
    groups = list(dict.fromkeys((*GROUPS, *errors)))
    return {
        "episode": episode.id,
        "rows": rows,
        "rms": {g: _rms(errors.get(g)) for g in groups},
        "nothing_changes": {g: _rms(naive.get(g)) for g in groups},
    }


def observable(run: Run, target: TargetRow, place: str, episode: Episode) -> Floats:
    """A target's measure in every run, ``(run,)``; prices as change since the month before the first announcement."""
    values = replay.path(run, target.series, place)
    month = run.months.index(str(Month.of(target.month)))
    if target.series != "price":
        return np.asarray(values[month])
    before = min(Month.of(event.announced) for event in episode.events) + -1
    return np.asarray(values[month] - (values[run.months.index(str(before))] if str(before) in run.months else 0.0))


def with_error(values: Floats, series: str) -> Floats:
    """Draws of an observable ``(..., run)`` with the model's structural error (priors ``structural.*``) on top, in logs."""
    if series == "price":
        return widened(values, prior("structural.price").mode)
    return np.exp(widened(np.log(np.maximum(values, TINY)), prior("structural.volume").mode))


def _rms(errors: list[float] | None) -> float | None:
    return _short(rms(errors)) if errors else None


def _short(value: float) -> float:
    return round(float(value), DIGITS) + 0.0
