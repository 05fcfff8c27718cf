"""GeoPolRisk: concentration of world output times the political risk of an economy's imports."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.risk.concentration import hhi
from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]


def instability(political_stability: ArrayLike) -> Floats:
    """Political instability on a 0-1 scale from the WGI estimate of political stability: (2.5 - PV) / 5, cut at the ends."""
    return np.clip((2.5 - np.asarray(political_stability, dtype=np.float64)) / 5.0, 0.0, 1.0)


def import_risk(imports: ArrayLike, partner_instability: ArrayLike, domestic_production: ArrayLike) -> Floats:
    """Instability of the partners weighted by what they supply: sum of g f over (domestic production + imports), 0-1.

    ``imports`` and ``partner_instability`` ``(..., partner)`` in one unit of mass and on the 0-1 scale, ``domestic_production``
    ``(...)`` in the same unit. A partner inside the importing region has instability 0 but stays in the sum of imports.
    An unknown instability (NaN) of a partner who ships makes the result NaN; nothing imported or made gives NaN.
    """
    shipped = np.asarray(imports, dtype=np.float64)
    made = np.asarray(domestic_production, dtype=np.float64)
    unstable = np.asarray(partner_instability, dtype=np.float64)
    if np.any(shipped < 0) or np.any(made < 0):
        raise BadInput("imports and domestic production must not be negative")
    if np.any((unstable < 0) | (unstable > 1)):
        raise BadInput("instability of a partner must lie between 0 and 1")
    weighted = np.sum(np.where(shipped > 0, shipped * unstable, 0.0), axis=-1)
    supply = made + np.sum(shipped, axis=-1)
    return np.asarray(weighted / np.where(supply > 0, supply, np.nan))


def score(production: ArrayLike, imports: ArrayLike, partner_instability: ArrayLike, domestic_production: ArrayLike) -> Floats:
    """GeoPolRisk score, 0-1: HHI of world production times :func:`import_risk`.

    ``production (..., producer)`` of the world, ``imports (..., partner)``; others as in :func:`import_risk`. Gemechu et al.
    2016, 10.1111/jiec.12205; Koyamparambath et al. 2024 for the mid-point built on it.

    >>> round(float(score([50, 50], [10], [0.4], 30)), 3)
    0.05
    """
    return np.asarray(hhi(production) * import_risk(imports, partner_instability, domestic_production))
