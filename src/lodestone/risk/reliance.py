"""Net import reliance: the part of apparent consumption that net imports cover."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]


def net_import_reliance(
    production: ArrayLike,
    imports: ArrayLike,
    exports: ArrayLike,
    stock_draw: ArrayLike = 0.0,
    convention: Literal["usgs", "eu"] = "usgs",
) -> Floats:
    """Net imports over apparent consumption, between 0 (net exporter) and 1.

    All arguments of one broadcast shape and one unit; ``production`` counts primary and secondary output, ``stock_draw`` is
    what came out of stocks (negative: stocks were built). Production, imports and exports may not be negative (``BadInput``).

    ``usgs``: net imports = imports - exports + stock draw, over production plus net imports (USGS Mineral Commodity Summaries,
    appendix; Nassar et al. 2020, 10.1126/sciadv.aay8647). ``eu``: no stock term (European Commission, Methodology for
    establishing the EU list of critical raw materials, 2017, ISBN 978-92-79-68051-9). No consumption at all gives NaN.

    >>> float(net_import_reliance(production=20, imports=100, exports=20))
    0.8
    """
    if convention not in ("usgs", "eu"):
        raise BadInput(f"convention {convention!r}: want usgs or eu")
    made, came, left = (np.asarray(x, dtype=np.float64) for x in (production, imports, exports))
    for name, tonnes in (("production", made), ("imports", came), ("exports", left)):
        if np.any(tonnes < 0):
            raise BadInput(f"{name} must not be negative, got {np.min(tonnes):g}")
    net = came - left + (np.asarray(stock_draw, dtype=np.float64) if convention == "usgs" else 0.0)
    used = made + net
    active = (made + came) > 0
    ratio = np.where(net <= 0, 0.0, net / np.where(used > 0, used, np.nan))
    return np.asarray(np.where(active | (net > 0), np.clip(ratio, 0.0, 1.0), np.nan) + 0.0 * (made + net))
