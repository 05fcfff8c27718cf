"""Weighted least squares under exact balances, solved in the dual: the engine that closes a network."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MAX_STEPS = 200
RIDGE = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Unknowns with what is believed of each, and the equations that must hold exactly.

    ``mean`` and ``sd (variable,)`` in one unit; ``free (variable,)`` may be negative, every other unknown may not. A variable with
    ``sd`` 0 stays at its mean. Equation ``i`` reads ``sum(value[k] * z[column[k]] for k where row[k] == i) == target[i]``;
    ``row``, ``column``, ``value`` are ``(entry,)`` with no (row, column) twice.
    """

    mean: Floats
    sd: Floats
    free: NDArray[np.bool_]
    row: Ints
    column: Ints
    value: Floats
    target: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Which entries of a system meet in its normal matrix; depends on ``row`` and ``column`` only, so draws share it."""

    left: Ints
    right: Ints
    column: Ints
    at: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Reconciled values ``z (variable,)``, the multipliers to start a neighbour from, and how it went.

    ``residual`` is the largest violated equation in the unit of the system, ``objective`` is ``sum((z - mean)**2 / (2 sd**2))``.
    """

    z: Floats
    multipliers: Floats
    steps: int
    residual: float
    objective: float


def pattern(system: System) -> Pattern:
    """Pairs of entries that share a column, ready for ``A D A'`` by one ``bincount``."""
    order = np.argsort(system.column, kind="stable")
    column = system.column[order]
    starts = np.flatnonzero(np.r_[True, column[1:] != column[:-1]]) if column.size else np.zeros(0, np.int64)
    counts = np.diff(np.r_[starts, column.size])
    size = np.repeat(counts, counts)
    left = np.repeat(order, size)
    begin = np.repeat(np.repeat(starts, counts), size)
    within = np.arange(left.size) - np.repeat(np.cumsum(size) - size, size)
    right = order[begin + within]
    at = system.row[left] * system.target.size + system.row[right]
    return Pattern(left=left, right=right, column=system.column[left], at=at)


def solve(system: System, *, shared: Pattern | None = None, start: Floats | None = None, tolerance: float = 1e-11) -> Solution:
    """The most plausible values that obey every equation: minimise ``sum((z - mean)**2 / (2 sd**2))``.

    The dual of this quadratic programme is concave and unconstrained: with multipliers ``l``,
    ``z(l) = max(0, mean + sd**2 A'l)`` (no maximum where ``free``), and its gradient is the residual ``target - A z(l)``. Newton
    steps solve ``A D A' d = residual`` with ``D = sd**2`` on the unknowns off their bound, and an Armijo search keeps the dual rising
    (Bertsekas, Nonlinear Programming, 3rd ed., section 6.4; least-squares balancing after Stone, Champernowne and Meade, 1942).
    Normal matrices have one row per equation (tens to hundreds), so a dense Cholesky factor beats a sparse one.

    ``shared`` is ``pattern(system)`` when many systems differ only in numbers; ``start`` the multipliers of a neighbour.
    ``tolerance`` is relative to the largest equation. Raises ``BadInput`` when the equations contradict each other.
    """
    shared = shared or pattern(system)
    variance = system.sd**2
    multipliers = np.zeros(system.target.size) if start is None else start.copy()
    scale = _scale(system)
    rise, z = _dual(system, variance, multipliers)
    residual = system.target - _apply(system, z)
    steps = 0
    while np.abs(residual).max(initial=0.0) > tolerance * scale and steps < MAX_STEPS:
        weight = np.where(system.free | (z > 0), variance, 0.0)
        direction = _newton(system, shared, weight, residual)
        multipliers, rise, z, residual, moved = _search(system, variance, multipliers, direction, rise, residual)
        steps += 1
        if not moved:
            break
    if np.abs(residual).max(initial=0.0) > 1e-6 * scale:
        raise BadInput(f"the balances cannot all hold: the worst is off by {np.abs(residual).max():.3g} after {steps} steps; "
                       "look for a place that must ship or use what nothing can supply")
    z = polish(system, z, shared)
    left_over = float(np.abs(system.target - _apply(system, z)).max(initial=0.0))
    active = system.sd > 0
    objective = float(np.sum(((z - system.mean)[active] / system.sd[active]) ** 2) / 2)
    return Solution(z=z, multipliers=multipliers, steps=steps, residual=left_over, objective=objective)


def polish(system: System, z: Floats, shared: Pattern | None = None, rounds: int = 4) -> Floats:
    """``z`` with the last rounding error of the equations removed by the smallest relative change of the positive unknowns."""
    shared = shared or pattern(system)
    best, best_error = z, float(np.abs(system.target - _apply(system, z)).max(initial=0.0))
    for _ in range(rounds):
        residual = system.target - _apply(system, z)
        weight = np.where((system.sd > 0) & (system.free | (z > 0)), z**2, 0.0)
        z = z + weight * _transpose(system, _newton(system, shared, weight, residual))
        z = np.where(system.free, z, np.maximum(z, 0.0))
        error = float(np.abs(system.target - _apply(system, z)).max(initial=0.0))
        if error >= best_error:
            break
        best, best_error = z, error
    return best


def _apply(system: System, z: Floats) -> Floats:
    return np.bincount(system.row, system.value * z[system.column], minlength=system.target.size)


def _transpose(system: System, multipliers: Floats) -> Floats:
    return np.bincount(system.column, system.value * multipliers[system.row], minlength=system.mean.size)


def _scale(system: System) -> float:
    size = np.bincount(system.row, np.abs(system.value * system.mean[system.column]), minlength=system.target.size)
    return float(max(size.max(initial=0.0), np.abs(system.target).max(initial=0.0), 1e-300))


def _dual(system: System, variance: Floats, multipliers: Floats) -> tuple[float, Floats]:
    """Value of the dual and the unknowns that attain it."""
    pull = _transpose(system, multipliers)
    z = system.mean + variance * pull
    z = np.where(system.free | (variance == 0), z, np.maximum(z, 0.0))
    spent = np.divide((z - system.mean) ** 2, 2 * variance, out=np.zeros_like(z), where=variance > 0)
    return float(system.target @ multipliers - np.sum(pull * z - spent)), z


def _newton(system: System, shared: Pattern, weight: Floats, residual: Floats) -> Floats:
    """Solve ``A diag(weight) A' d = residual``, scaled to a unit diagonal.

    An equation whose unknowns all sit on their bound has an empty row: it takes a gradient step of its own, which lifts them off.
    """
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    size = system.target.size
    product = system.value[shared.left] * system.value[shared.right] * weight[shared.column]
    normal = np.bincount(shared.at, product, minlength=size * size).reshape(size, size)
    diagonal = np.diagonal(normal).copy()
    stuck = diagonal <= 0
    reserve = np.bincount(system.row, (system.value * system.sd[system.column]) ** 2, minlength=size)
    diagonal = np.where(stuck, np.where(reserve > 0, reserve, 1.0), diagonal)
    unit = 1 / np.sqrt(diagonal)
    normal = normal * unit[:, None] * unit[None, :]
    ridge = RIDGE
    while True:
        damped: Any = normal + np.diag(np.where(stuck, 1.0, ridge))
        try:
            return unit * np.asarray(cho_solve(cho_factor(damped, check_finite=False), unit * residual, check_finite=False))
        except LinAlgError:
            ridge *= 100


def _search(
    system: System, variance: Floats, multipliers: Floats, direction: Floats, rise: float, residual: Floats
) -> tuple[Floats, float, Floats, Floats, bool]:
    """Halve the step until the dual rises enough, or, where rounding hides the rise, until the residual falls."""
    slope = float(residual @ direction)
    error = float(np.abs(residual).max())
    step = 1.0
    for _ in range(50):
        trial = multipliers + step * direction
        value, z = _dual(system, variance, trial)
        left = system.target - _apply(system, z)
        falls = np.abs(left).max() < 0.9 * error and value >= rise - 1e-9 * abs(rise)
        if value >= rise + 1e-4 * step * slope or falls:
            return trial, value, z, left, True
        step /= 2
    return multipliers, rise, z, residual, False
