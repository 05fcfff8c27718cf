"""Random factors of a scenario: one named stream of draws for every uncertain number of every event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.scenario import Scenario, Shock
from lodestone.scenario.ways import completed, completed_pact, completed_stock
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention, Pact
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]

SHOCK_FIELDS = ("openness", "delay_months", "ramp_months", "exposed", "severity", "duration_months", "duty", "use_factor",
                "odds", "extra_months", "hub_share", "hub_cost", "compliance", "tonnes", "months_of_use")  # fmt: skip
DOMAIN: Mapping[str, tuple[float, float]] = {
    "openness": (0.0, 1.5),
    "delay_months": (0.0, np.inf),
    "ramp_months": (0.01, np.inf),
    "exposed": (0.0, 1.0),
    "severity": (0.0, 1.0),
    "duration_months": (0.0, np.inf),
    "duty": (0.0, np.inf),
    "use_factor": (0.0, np.inf),
    "odds": (0.0, 1.0),
    "tonnes": (0.0, np.inf),
    "extra_months": (0.0, np.inf),
    "hub_share": (0.0, np.inf),
    "hub_cost": (0.01, np.inf),
    "compliance": (0.0, 1.0),
    "months_of_use": (0.0, np.inf),
    "trigger": (0.0, 1.0),
    "rate": (0.0, np.inf),
    "floor": (0.0, np.inf),
    "lead_months": (0.0, np.inf),
}
TAIL = 0.05  # low and high of every estimate are its 5 % and 95 % points
_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(1 - TAIL)


@dataclass(frozen=True, slots=True)
class Draws:
    """Every uncertain number of one scenario, ``runs`` values each.

    Keys are the ids of the shocks (fields of ``SHOCK_FIELDS``) and ``intervention:<i>`` (fields ``tonnes`` and ``odds``,
    1 where the promise is kept in that run and 0 where it is not; ``trigger`` and ``rate`` of a stock that has them) and
    ``pact:<id>`` (``floor``, ``trigger``, ``lead_months``, ``odds``). The ``odds`` of a shock are 1 where it happens; its
    ``exposed`` is already 0 in the runs where it does not. Fields the scenario leaves open have no draws.
    """

    runs: int
    seed: int
    values: Mapping[tuple[str, str], Floats]

    def of(self, key: str, field: str, default: float | None = None) -> Floats:
        """Draws ``(run,)`` of one field; ``default`` everywhere where the scenario says nothing of it.

        Raises ``LookupError`` when there are none and no default is given.
        """
        found = self.values.get((key, field))
        if found is not None:
            return found
        if default is None:
            has = ", ".join(f"{k}.{f}" for k, f in self.values) or "nothing"
            raise LookupError(f"no draws of {key}.{field}: the scenario leaves it open; drawn are {has}")
        return np.full(self.runs, float(default))


def draw(scenario: Scenario, runs: int, seed: int) -> Draws:
    """Draw every uncertain number of a scenario, independently of one another.

    Common random numbers: the stream of a field depends on ``seed``, its key and its name only. Another reading of the same
    measure, one more shock or one more intervention therefore changes no other draw, and the first k draws of n are the
    draws of k. Raises ``BadInput`` for fewer than one run or two shocks of the same id.
    """
    if runs < 1:
        raise BadInput(f"runs = {runs}: want at least 1")
    ids = [shock.id for shock in scenario.shocks]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice is not None:
        raise BadInput(f"scenario {scenario.id}: two shocks are called {twice!r}; give each its own id")
    values: dict[tuple[str, str], Floats] = {}
    for shock in scenario.shocks:
        values |= {(shock.id, name): column for name, column in _shock(completed(shock), runs, seed)}
    for i, promise in enumerate(scenario.interventions):
        key = f"intervention:{i}"
        values[key, "tonnes"] = sample(promise.tonnes, uniforms(seed, key, "tonnes", runs), "tonnes")
        values[key, "odds"] = _happens(promise.odds, seed, key, runs)
        values |= _numbers(completed_stock(promise), key, ("trigger", "rate"), runs, seed)
    for pact in map(completed_pact, scenario.pacts):
        key = f"pact:{pact.id}"
        values[key, "odds"] = _happens(pact.odds, seed, key, runs)
        values |= _numbers(pact, key, ("floor", "trigger", "lead_months"), runs, seed)
    for column in values.values():
        column.flags.writeable = False
    return Draws(runs, seed, values)


def _numbers(
    promise: Intervention | Pact, key: str, names: tuple[str, ...], runs: int, seed: int
) -> dict[tuple[str, str], Floats]:
    """Draws of the numbers a promise gives."""
    given = {name: getattr(promise, name) for name in names}
    return {(key, n): sample(e, uniforms(seed, key, n, runs), n) for n, e in given.items() if e is not None}


def _shock(shock: Shock, runs: int, seed: int) -> Iterator[tuple[str, Floats]]:
    for name in SHOCK_FIELDS:
        estimate: Estimate | None = getattr(shock, name)
        if name == "odds" or estimate is None:
            continue
        column = sample(estimate, uniforms(seed, shock.id, name, runs), name)
        if name == "exposed" and shock.odds is not None:
            column = column * _happens(shock.odds, seed, shock.id, runs)
        yield name, column
    if shock.odds is not None:
        happens = _happens(shock.odds, seed, shock.id, runs)
        yield "odds", happens
        if shock.exposed is None:
            yield "exposed", happens.copy()


def _happens(odds: Estimate | None, seed: int, key: str, runs: int) -> Floats:
    """1 where an uncertain thing comes about, 0 where not; the odds themselves are drawn from their range first."""
    if odds is None:
        return np.ones(runs)
    chance = sample(odds, uniforms(seed, key, "odds", runs), "odds")
    return (uniforms(seed, key, "happens", runs) < chance).astype(np.float64)


def uniforms(seed: int, key: str, field: str, runs: int) -> Floats:
    """Uniform draws ``(run,)`` behind one field: a PCG64 stream named by a hash of seed, key and field."""
    digest = sha256(f"{seed}|{key}|{field}".encode()).digest()
    stream = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
    return np.maximum(stream.random(runs), 2.0**-54)


def sample(estimate: Estimate, uniform: Floats, field: str) -> Floats:
    """Values of an estimate at uniform draws ``(run,)``, kept within the domain of the field.

    ``low`` and ``high`` are 5 % and 95 % points. The shape is that of the prior behind the estimate; a three-point estimate
    without one is triangular. Lognormal: median at ``mode``; normal: mean at ``mode``; both take their spread from the
    distance of ``low`` to ``high``. Equal points give a constant.
    """
    low, mode, high = estimate.low, estimate.mode, estimate.high
    shape = prior(estimate.prior).shape if estimate.prior else "triangular"
    if low == high or shape == "fixed":
        values = np.full(len(uniform), mode)
    elif shape == "triangular":
        values = _triangular(low, mode, high, uniform)
    else:
        z = np.fromiter(map(_NORMAL.inv_cdf, uniform.tolist()), np.float64, len(uniform))
        if shape == "normal":
            values = mode + z * (high - low) / (2 * _Z)
        elif low > 0:
            values = mode * np.exp(z * np.log(high / low) / (2 * _Z))
        else:
            raise BadInput(f"{estimate.quantity}: a lognormal estimate needs low above 0, got {low:g}")
    floor, ceiling = DOMAIN[field]
    return np.asarray(np.clip(values, floor, ceiling), dtype=np.float64)


def _triangular(low: float, mode: float, high: float, uniform: Floats) -> Floats:
    """Quantiles of the triangle with its peak at ``mode`` whose 5 % and 95 % points are ``low`` and ``high``.

    With arms p = mode - a and q = b - mode the two conditions read (p - (mode - low))^2 = 0.05 p (p + q) and the mirror
    image; iterated to rest (a contraction, since an arm enters its own equation under a small root).
    """
    left, right = mode - low, high - mode
    p, q = max(left, 1e-6 * (high - low)), max(right, 1e-6 * (high - low))
    for _ in range(80):
        p, q = left + (TAIL * p * (p + q)) ** 0.5, right + (TAIL * q * (p + q)) ** 0.5
    width = p + q
    return np.where(
        uniform < p / width,
        mode - p + np.sqrt(uniform * width * p),
        mode + q - np.sqrt((1 - uniform) * width * q),
    )
