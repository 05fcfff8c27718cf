"""Supply risk of the European Commission's criticality assessments (2017, 2020, 2023)."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]
Scope = Literal["both", "global", "eu"]


def supply_risk(
    h_gs: ArrayLike, h_eu: ArrayLike, import_reliance: ArrayLike, eol_rir: ArrayLike, si_sr: ArrayLike, scope: Scope = "both"
) -> Floats:
    """Supply risk SR of a raw material at one stage; 1.0 and above is critical beside an economic importance of 2.8.

    ``h_gs`` and ``h_eu``: HHI-WGI-t (0-10 times the trade parameter) of global supply and of the EU's sourcing;
    ``import_reliance``, ``eol_rir`` (end-of-life recycling input rate) and ``si_sr`` (substitution index) are fractions 0-1; all
    of one broadcast shape. ``scope`` says which supply data are good: with both,
    SR = [h_gs IR/2 + h_eu (1 - IR/2)] (1 - EoL-RIR) SI; with one only, that h alone. Raises ``BadInput`` outside the domains.
    European Commission, Study on the review of the list of critical raw materials (2017), pages 48-49.

    >>> round(float(supply_risk(4.0, 2.0, 0.5, 0.1, 0.9)), 3)
    2.025
    """
    parts = {"h_gs": h_gs, "h_eu": h_eu, "import_reliance": import_reliance, "eol_rir": eol_rir, "si_sr": si_sr}
    ceiling = {"h_gs": np.inf, "h_eu": np.inf, "import_reliance": 1.0, "eol_rir": 1.0, "si_sr": 1.0}
    value = {name: np.asarray(part, dtype=np.float64) for name, part in parts.items()}
    unused = {"both": (), "global": ("h_eu", "import_reliance"), "eu": ("h_gs", "import_reliance")}
    if scope not in unused:
        raise BadInput(f"scope {scope!r}: want both, global or eu")
    for name, array in value.items():
        if name not in unused[scope] and np.any((array < 0) | (array > ceiling[name])):
            raise BadInput(f"{name} must lie between 0 and {ceiling[name]:g}; percentages are to be divided by 100")
    if scope == "both":
        half = value["import_reliance"] / 2
        h = value["h_gs"] * half + value["h_eu"] * (1 - half)
    else:
        h = value["h_gs" if scope == "global" else "h_eu"]
    return np.asarray(h * (1 - value["eol_rir"]) * value["si_sr"])
