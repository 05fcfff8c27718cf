"""Weighted least squares under exact balances, solved in the dual: the engine that closes a network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.arrays import Floats, Ints, add_up
from lodestone.terms.errors import BadInput

MAX_STEPS = 200
RIDGE = 1e-13
LARGEST_EXPONENT = 50.0  # a line search may try far; e^50 is far enough
Method = Literal["least_squares", "entropy"]
Dual = Callable[[Floats], tuple[float, Floats, Floats]]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Unknowns with what is believed of each, and the equations that must hold exactly.

    ``mean`` and ``sd (variable,)`` in one unit; ``free (variable,)`` may be negative, every other unknown may not. A variable
    with ``sd`` 0 stays at its mean. Equation ``i`` reads ``sum(value[k] * z[column[k]] for k where row[k] == i) == target[i]``;
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
    """Which entries of a system meet in its normal matrix; depends on ``row`` and ``column`` only, so draws share it.

    ``left``, ``right``, ``column (pair,)``: two entries of one column; ``cell (pair,)`` is the non-zero of the matrix they add
    to. ``indices``, ``pointers`` hold the non-zeros by column, the whole diagonal among them at ``diagonal (equation,)``.
    """

    left: Ints
    right: Ints
    column: Ints
    cell: Ints
    indices: Ints
    pointers: Ints
    diagonal: Ints


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
    pairs = np.repeat(counts, counts)
    left = np.repeat(order, pairs)
    begin = np.repeat(np.repeat(starts, counts), pairs)
    within = np.arange(left.size) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    right = order[begin + within]
    size = system.target.size
    diagonal = np.arange(size) * (size + 1)
    filled, cell = np.unique(np.r_[system.row[left] * size + system.row[right], diagonal], return_inverse=True)
    return Pattern(
        left=left, right=right, column=system.column[left], cell=cell[: left.size], indices=filled % size,
        pointers=np.searchsorted(filled // size, np.arange(size + 1)), diagonal=cell[left.size :],
    )  # fmt: skip


def solve(
    system: System,
    *,
    shared: Pattern | None = None,
    start: Floats | None = None,
    tolerance: float = 1e-11,
    method: Method = "least_squares",
) -> Solution:
    """The most plausible values that obey every equation: minimise ``sum((z - mean)**2 / (2 sd**2))``.

    The dual of this quadratic programme is concave and unconstrained: with multipliers ``l``, ``z(l) = max(0, mean + sd**2
    A'l)`` (no maximum where ``free``), and its gradient is the residual ``target - A z(l)``. Newton steps solve ``A D A' d =
    residual`` with ``D = sd**2`` on the unknowns off their bound, and an Armijo search keeps the dual rising (Bertsekas,
    Nonlinear Programming, 3rd ed., section 6.4; least-squares balancing after Stone, Champernowne and Meade, 1942). The normal
    matrix has one row per equation (tens to hundreds) and a fixed sparsity, so its sparse factor takes under a millisecond on
    one thread; a dense factor is no faster and stalls when threads compete.

    ``method="entropy"`` keeps proportions instead of differences, as a check on how much the answer owes to the method: ``z(l) =
    mean exp(w A'l)`` with ``w = sd**2 / mean`` (minimum discrimination information; the RAS of input-output tables is the case of
    equal ``w``). It cannot fill a cell that was believed to be zero, and ``sd`` counts as ``mean`` at most, else small cells with
    a wide ``sd`` explode. ``free`` unknowns stay quadratic.

    ``shared`` is ``pattern(system)`` when many systems differ only in numbers; ``start`` the multipliers of a neighbour.
    ``tolerance`` is relative to the largest equation. Raises ``BadInput`` when the equations contradict each other.
    """
    shared = shared or pattern(system)
    dual = _DUALS[method](system)
    multipliers = np.zeros(system.target.size) if start is None else start.copy()
    scale = _scale(system)
    rise, z, weight = dual(multipliers)
    residual = system.target - _apply(system, z)
    steps = 0
    while np.abs(residual).max(initial=0.0) > tolerance * scale and steps < MAX_STEPS:
        direction = _newton(system, shared, weight, residual)
        multipliers, moved = _search(system, dual, multipliers, direction, rise, residual)
        rise, z, weight = dual(multipliers)
        residual = system.target - _apply(system, z)
        steps += 1
        if not moved:
            break
    if np.abs(residual).max(initial=0.0) > 1e-6 * scale:
        raise BadInput(
            f"the balances cannot all hold: the worst is off by {np.abs(residual).max():.3g} after {steps} steps; "
            "look for a place that must ship or use what nothing can supply"
        )
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
    return add_up(system.row, system.value * z[system.column], system.target.size)


def _transpose(system: System, multipliers: Floats) -> Floats:
    return add_up(system.column, system.value * multipliers[system.row], system.mean.size)


def _scale(system: System) -> float:
    size = add_up(system.row, np.abs(system.value * system.mean[system.column]), system.target.size)
    return float(max(size.max(initial=0.0), np.abs(system.target).max(initial=0.0), 1e-300))


def _quadratic(system: System) -> Dual:
    """Value of the dual at some multipliers, the unknowns that attain it, and how much each gives way ``(variable,)``."""
    variance = system.sd**2
    unbound = system.free | (variance == 0)

    def at(multipliers: Floats) -> tuple[float, Floats, Floats]:
        pull = _transpose(system, multipliers)
        z = system.mean + variance * pull
        z = np.where(unbound, z, np.maximum(z, 0.0))
        spent = np.divide((z - system.mean) ** 2, 2 * variance, out=np.zeros_like(z), where=variance > 0)
        return float(system.target @ multipliers - np.sum(pull * z - spent)), z, np.where(system.free | (z > 0), variance, 0.0)

    return at


def _entropy(system: System) -> Dual:
    """The same for ``sum((z log(z / mean) - z + mean) / w)``; unknowns that are ``free`` as in the quadratic."""
    variance = np.where(system.free, system.sd, np.minimum(system.sd, np.maximum(system.mean, 0.0))) ** 2
    bends = ~system.free & (variance > 0)
    w = np.divide(variance, system.mean, out=np.zeros_like(variance), where=bends)

    def at(multipliers: Floats) -> tuple[float, Floats, Floats]:
        pull = _transpose(system, multipliers)
        grown = system.mean * np.exp(np.minimum(w * pull, LARGEST_EXPONENT))
        z = np.where(bends, grown, system.mean + variance * pull)
        spent = np.divide(grown - system.mean, w, out=system.mean * pull + variance * pull**2 / 2, where=bends)
        return float(system.target @ multipliers - np.sum(spent)), z, np.where(bends, w * grown, variance)

    return at


_DUALS: dict[Method, Callable[[System], Dual]] = {"least_squares": _quadratic, "entropy": _entropy}


def _newton(system: System, shared: Pattern, weight: Floats, residual: Floats) -> Floats:
    """Solve ``A diag(weight) A' d = residual``, scaled to a unit diagonal.

    An equation whose unknowns all sit on their bound has an empty row: it takes a gradient step of its own, which lifts them off.
    """
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    size = system.target.size
    product = system.value[shared.left] * system.value[shared.right] * weight[shared.column]
    normal = add_up(shared.cell, product, shared.indices.size)
    diagonal = normal[shared.diagonal]
    stuck = diagonal <= 0
    reserve = add_up(system.row, (system.value * system.sd[system.column]) ** 2, size)
    diagonal = np.where(stuck, np.where(reserve > 0, reserve, 1.0), diagonal)
    unit = 1 / np.sqrt(diagonal)
    columns = np.repeat(np.arange(size), np.diff(shared.pointers))
    normal = normal * unit[shared.indices] * unit[columns]
    normal[shared.diagonal] = np.where(stuck, 1.0, 1.0 + RIDGE)
    matrix = csc_array((normal, shared.indices, shared.pointers), shape=(size, size))
    factor = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.asarray(unit * factor.solve(unit * residual), dtype=np.float64)


def _search(
    system: System, dual: Dual, multipliers: Floats, direction: Floats, rise: float, residual: Floats
) -> tuple[Floats, bool]:
    """Halve the step until the dual rises enough, or, where rounding hides the rise, until the residual falls."""
    slope = float(residual @ direction)
    error = float(np.abs(residual).max())
    step = 1.0
    for _ in range(50):
        trial = multipliers + step * direction
        value, z, _ = dual(trial)
        falls = value >= rise - 1e-9 * abs(rise) and np.abs(system.target - _apply(system, z)).max() < 0.9 * error
        if value >= rise + 1e-4 * step * slope or falls:
            return trial, True
        step /= 2
    return multipliers, False
