"""A past episode beside what the model says of it: one row a figure, bands with the model's own error."""

from collections.abc import Callable, Mapping, Sequence
from math import hypot
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.shock import calibrate, replay
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
    for prices, ratio to the normal month for volumes, months for user cover. Bands say where the reported figure
    should lie: they hold the draws of every uncertain number, how well the observed path is known, the model's structural
    error and that of the figure. ``rms`` and ``nothing_changes`` (the error of
    saying that all stays normal) are by group, null without a figure. Raises ``NothingToAnswer`` without targets.
    """
    if not episode.targets:
        raise NothingToAnswer(f"{episode.id} has no [[targets]]: nothing to compare with")
    set_up = replay.stage(episode)
    run = replay.replay(set_up, runs=runs, seed=seed, params=params)
    rows, errors, naive = [], dict[str, list[float]](), dict[str, list[float]]()
    for target in episode.targets:
        place = set_up.code[target.place]
        values = observable(run, target, place, episode)[run.months.index(str(Month.of(target.month)))]
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


def documents(
    episodes: Sequence[Episode],
    *,
    leave_one_out: bool = False,
    runs: int = 400,
    seed: int = 1,
    progress: Callable[[str, float], None] | None = None,
) -> tuple[list[dict[str, Any]], calibrate.Trials | None]:
    """The contract of several episodes, and the fit behind them where each is told by parameters fitted without it."""
    tried = calibrate.trials(progress=progress) if leave_one_out else None
    found = []
    for i, one in enumerate(episodes):
        params = calibrate.posterior(tried, calibrate.weights(tried, (one.id,)), runs) if tried else None
        found.append(document(one, runs=runs, seed=seed, params=params))
        if progress is not None:
            progress(one.id, (i + 1) / len(episodes))
    return found, tried


def observable(run: Run, target: TargetRow, place: str, episode: Episode) -> Floats:
    """A target's measure in every month and run, ``(month, run)``; prices since the month before the first announcement."""
    values = replay.path(run, target.series, place)
    before = str(min(Month.of(event.announced) for event in episode.events) + -1)
    return values - values[run.months.index(before)] if target.series == "price" and before in run.months else values


def paths(episode: Episode, *, runs: int = 400, seed: int = 1) -> list[dict[str, Any]]:
    """What a chart of the episode needs, by series and place: months, band, median, normal value and observed figures."""
    set_up = replay.stage(episode)
    run = replay.replay(set_up, runs=runs, seed=seed)
    found = []
    for series, place in dict.fromkeys((t.series, t.place) for t in episode.targets):
        same = [t for t in episode.targets if (t.series, t.place) == (series, place)]
        values = observable(run, same[0], set_up.code[place], episode)
        low, high = np.quantile(with_error(values, series), BAND, axis=-1)
        found.append(
            {"episode": episode.id, "series": series, "place": place, "start": run.months[0], "low": low.tolist(),
             "median": np.median(values, axis=-1).tolist(), "high": high.tolist(),
             "normal": replay.normal(run, series, set_up.code[place]),
             "observed": [(run.months.index(str(Month.of(t.month))), t.value) for t in same]}
        )  # fmt: skip
    return found


def with_error(values: Floats, series: str, noise: float | None = None) -> Floats:
    """Draws of an observable ``(..., run)`` with what else keeps it from the reported figure on top, in logs.

    That is the model's structural error (priors ``structural.*``) and the ``noise`` of the figure (``figure.*`` where None).
    """
    group = "price" if series == "price" else "volume"
    sd = hypot(prior(f"structural.{group}").mode, prior(f"figure.{group}").mode if noise is None else noise)
    return widened(values, sd) if group == "price" else np.exp(widened(np.log(np.maximum(values, TINY)), sd))


def _rms(errors: list[float] | None) -> float | None:
    return _short(rms(errors)) if errors else None


def _short(value: float) -> float:
    return round(float(value), DIGITS) + 0.0
