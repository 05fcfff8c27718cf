"""Concentration of supply: how much of it hangs on how few."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]


def shares(supply: ArrayLike) -> Floats:
    """Share of each supplier in the sum of the last axis.

    ``supply (..., supplier)`` in any one unit, not negative; no supply at all gives NaN, and so does an unknown (NaN) supplier.
    Raises ``BadInput`` for a negative or infinite supply.

    >>> shares([30, 10]).tolist()
    [0.75, 0.25]
    """
    tonnes = np.atleast_1d(np.asarray(supply, dtype=np.float64))
    if np.any(tonnes < 0) or np.any(np.isinf(tonnes)):
        raise BadInput(f"supply must be finite and not negative, got {tonnes[(tonnes < 0) | np.isinf(tonnes)][0]:g}")
    if tonnes.shape[-1] == 0:
        return np.full((*tonnes.shape[:-1], 1), np.nan)
    largest = np.max(tonnes, axis=-1, keepdims=True, initial=0.0)
    scaled = tonnes / np.where(largest > 0, largest, np.nan)  # no overflow or underflow whatever the unit
    return np.asarray(scaled / np.sum(scaled, axis=-1, keepdims=True))


def hhi(supply: ArrayLike) -> Floats:
    """Herfindahl-Hirschman index of the last axis, on the 0-1 scale.

    ``supply (..., supplier)`` in any one unit, not negative; no supply at all gives NaN.
    Sum of squared shares. The US DoJ/FTC Merger Guidelines (2023) quote it times 10 000.

    >>> float(hhi([50, 50]))
    0.5
    """
    return np.asarray(np.sum(shares(supply) ** 2, axis=-1))


def top_share(supply: ArrayLike, n: int = 1) -> Floats:
    """Share of the ``n`` largest suppliers of the last axis.

    ``supply (..., supplier)`` as in :func:`hhi`; fewer than ``n`` suppliers give 1. The IEA (Global Critical Minerals
    Outlook) quotes it for n = 3, as the combined share of the three largest countries.

    >>> float(top_share([50, 30, 20], n=2))
    0.8
    """
    if n < 1:
        raise BadInput(f"n = {n}: want the share of at least one supplier")
    ordered = np.sort(shares(supply), axis=-1)
    return np.asarray(np.sum(ordered[..., -n:], axis=-1))


def effective_number(supply: ArrayLike) -> Floats:
    """Number of equal suppliers with the same concentration: one over :func:`hhi` (Hill number of order 2).

    >>> float(effective_number([25, 25, 25, 25]))
    4.0
    """
    return np.asarray(1.0 / hhi(supply))


def weighted_hhi(supply: ArrayLike, weight: ArrayLike) -> Floats:
    """Herfindahl-Hirschman index with each squared share times a weight of its supplier.

    ``supply`` and ``weight`` ``(..., supplier)``. With the governance weights of :func:`governance_weight` (0-10) this is the
    HHI-WGI of the European Commission's criticality assessments (methodology 2017, ISBN 978-92-79-68051-9), without its trade
    parameter. A supplier without a share counts nothing, whatever its weight; an unknown weight of a supplier makes NaN.
    """
    share = shares(supply)
    return np.asarray(np.sum(np.where(share > 0, share**2 * np.asarray(weight, dtype=np.float64), share), axis=-1))


def governance_weight(estimate: ArrayLike) -> Floats:
    """Bad governance on a 0-10 scale from the mean of the six World Governance Indicators (about -2.5 to 2.5).

    Linear, 0 at 2.5 and 10 at -2.5, cut at the ends; the scale that reproduces the Commission's published values.

    >>> float(governance_weight(-0.325))
    5.65
    """
    return np.clip(2.0 * (2.5 - np.asarray(estimate, dtype=np.float64)), 0.0, 10.0)
