"""How much each kind of figure is believed when a network is balanced: the rows ``network.*`` of tables/priors.csv."""

import csv
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from math import hypot, log

from lodestone.atlas.chainvalue import Price, Range
from lodestone.terms.prior import prior

SPREAD = 1.6448536269514722  # standard deviations from the median to the 95 % point


@dataclass(frozen=True, slots=True)
class Weights:
    """One relative error or threshold a field; what each means is the reason of the row ``network.<field>``."""

    cell_sd: float
    cell_sd_entrepot: float
    cell_sd_no_mass: float
    publisher_sd: float
    single_publisher_sd: float
    carry_sd: float
    carry_cell_sd_large: float
    carry_cell_sd_middling: float
    carry_cell_sd_small: float
    derived_sd: float
    least_use: float
    floor: float
    fold_share: float
    gap_share: float
    sizeable_part: float
    moved_share: float
    print_imputed: float
    print_band: float
    own_sd: float


@cache
def weights() -> Weights:
    """The central value of every row ``network.*``."""
    return Weights(*(prior(f"network.{f.name}").mode for f in fields(Weights)))


@cache
def entrepots() -> frozenset[str]:
    """Places whose exports are largely somebody else's goods."""
    text = (files("lodestone.atlas.tables") / "entrepots.csv").read_text("utf-8")
    return frozenset(row["place"] for row in csv.DictReader(text.splitlines()))


def log_sd(factor: Range | Price) -> float:
    """Standard deviation in log of a factor whose ``low`` and ``high`` are its 5 % and 95 % points; 0 for a factor of 0."""
    return log(factor.high / factor.low) / (2 * SPREAD) if factor.low > 0 else 0.0


def cell_sd(exporter: str, *, mass_missing: bool) -> float:
    """Relative error of one customs cell before the error of its content."""
    w = weights()
    if mass_missing:
        return w.cell_sd_no_mass
    return w.cell_sd_entrepot if exporter in entrepots() else w.cell_sd


def joint(*errors: float) -> float:
    """Independent relative errors together."""
    return hypot(*errors)
