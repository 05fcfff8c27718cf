"""Fitting the market step to past episodes: parameters drawn from wide priors, weighted by how well they tell what was seen."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import sample, uniforms
from lodestone.shock import protocol, replay
from lodestone.shock.params import PARAMETERS, Params, altered, drawn
from lodestone.shock.score import error
from lodestone.terms.errors import NothingToAnswer
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]

# Fitted parameters and the priors they are drawn from before any episode is seen; all others keep their own priors.
FITTED: Mapping[str, str] = {
    "panic_cover": "fit.h_p",
    "price_on_cover": "fit.b_s",
    "price_on_alarm": "fit.b_e",
    "scarcity_alarm": "fit.scarcity",
}
DRAWS, SEED = 6000, 20101
TAILS = 5.0  # degrees of freedom of the errors: a single press figure may be far off
FEWEST = 30.0  # effective draws below which a fit is refused


@dataclass(frozen=True, slots=True)
class Trials:
    """Parameter draws and what each says of every conditional figure: ``errors (target, draw)`` in logs, model less observed."""

    params: Params
    targets: tuple[protocol.Target, ...]
    errors: Floats


def trials(draws: int = DRAWS, seed: int = SEED, progress: Callable[[str, float], None] | None = None) -> Trials:
    """Replay every case with parameters drawn from the wide priors, all draws of a case at once.

    Only conditional figures count: where the observed permission is the answer, the market step is not tested.
    """
    params = proposals(draws, seed)
    told = tuple(t for t in protocol.targets() if t.conditional)
    errors = np.zeros((len(told), draws))
    for done, (key, case) in enumerate(protocol.cases().items()):
        set_up = protocol.stage(case)
        run = replay.replay(set_up, runs=draws, seed=seed, params=params, path_error=0.0)
        for i, target in enumerate(told):
            if target.case == key:
                errors[i] = log_errors(protocol.predicted(run, target, set_up.code), target)
        if progress is not None:
            progress("fit", (done + 1) / len(protocol.cases()))
    return Trials(params, told, errors)


def proposals(draws: int, seed: int) -> Params:
    """Parameters before any episode is seen: wide priors for the fitted ones, their own priors for the others."""
    wide = {
        name: np.clip(sample(prior(id_).estimate(), uniforms(seed, id_, "parameter", draws), "tonnes"), *PARAMETERS[name][1:])
        for name, id_ in FITTED.items()
    }
    return altered(drawn(draws, seed), wide)


def log_errors(values: Floats, target: protocol.Target) -> Floats:
    """Log error of a figure in every draw, ``(draw,)``."""
    return np.array([error(target.series, value, target.observed) for value in values])


def weights(tried: Trials, without: Collection[str] = ()) -> Floats:
    """Weight of every draw given the figures of all episodes but those in ``without``, ``(draw,)``, summing to 1.

    Errors are Student-t about the model, their scale the figure's own noise and the model's structural error together.
    Figures of one episode hang together, which the product ignores: the posterior is somewhat too narrow. Raises
    ``NothingToAnswer`` when too few draws carry the weight.
    """
    log_weight = np.zeros(tried.params.runs)
    for target, missed in zip(tried.targets, tried.errors, strict=True):
        if target.episode not in without:
            scale = np.hypot(target.noise, prior(f"structural.{target.group}").mode)
            log_weight -= (TAILS + 1) / 2 * np.log1p((missed / scale) ** 2 / TAILS)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    if effective(weight) < FEWEST:
        raise NothingToAnswer(f"the fit rests on {effective(weight):.0f} draws; draw more than {tried.params.runs}")
    return np.asarray(weight)


def effective(weight: Floats) -> float:
    """How many evenly weighted draws the weights are worth."""
    return float(1 / np.sum(weight**2))


def posterior(tried: Trials, weight: Floats, runs: int) -> Params:
    """``runs`` draws of the fitted and all other parameters, resampled by weight at evenly spaced points.

    Drawn whole, so that what goes together stays together; in an order that does not follow the weights.
    """
    at = np.searchsorted(np.cumsum(weight), (np.arange(runs) + 0.5) / runs)
    at = np.minimum(at, len(weight) - 1)[np.argsort(uniforms(SEED, "posterior", "order", runs), kind="stable")]
    return Params(**{f.name: getattr(tried.params, f.name)[at] for f in fields(Params)})


def summary(tried: Trials, weight: Floats, q: tuple[float, ...] = (0.05, 0.5, 0.95)) -> dict[str, tuple[float, ...]]:
    """Weighted quantiles of the fitted parameters."""
    found = {}
    for name in FITTED:
        values = getattr(tried.params, name)
        order = np.argsort(values, kind="stable")
        share = np.cumsum(weight[order]) - 0.5 * weight[order]
        found[name] = tuple(float(v) for v in np.interp(q, share, values[order]))
    return found
