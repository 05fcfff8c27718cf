"""Grids on which months of many runs are counted, and the quantiles of such counts."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 256
NEVER = BINS - 1  # of months to the first shortage
Floats = NDArray[np.float64]
Counts = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Grid:
    """Points ``low + step * bin``; the last holds everything above."""

    low: float
    step: float

    def points(self) -> Floats:
        """Value of every bin."""
        return self.low + self.step * np.arange(BINS, dtype=np.float64)

    def bin(self, value: float) -> int:
        """The bin of a value."""
        return min(max(round((value - self.low) / self.step), 0), BINS - 1)

    def quantiles(self, counts: NDArray[Any], q: tuple[float, ...]) -> Floats:
        """Quantiles of counts ``(..., bin)`` as ``(quantile, ...)``: the grid point of the run that stands there.

        Within half a step of the runs' own quantile. NaN where nothing was counted.
        """
        below = np.cumsum(counts, axis=-1, dtype=np.float64)
        total = below[..., -1]
        at = [np.argmax(below >= np.maximum(share * total, 1e-9)[..., None], axis=-1) for share in q]
        return np.asarray(np.where(total > 0, self.points()[np.array(at)], np.nan), dtype=np.float64)

    def widened(self, counts: NDArray[Any], sd: float) -> Floats:
        """Counts with a normal error of ``sd`` laid over every run, ``(..., bin)``: what the model leaves out."""
        reach = int(np.ceil(4 * sd / self.step))
        if reach == 0:
            return np.asarray(counts, dtype=np.float64)
        edges = (np.arange(-reach, reach + 2) - 0.5) * self.step
        weight = np.diff([NormalDist(0, sd).cdf(e) for e in edges])
        spread = np.zeros((*counts.shape[:-1], BINS + 2 * reach))
        for k, w in enumerate(weight / weight.sum()):
            spread[..., k : k + BINS] += w * counts
        spread[..., reach] += spread[..., :reach].sum(axis=-1)
        spread[..., reach + BINS - 1] += spread[..., reach + BINS :].sum(axis=-1)
        return spread[..., reach : reach + BINS]


# Normal (no shortage, a price of 1) is a point of its grid.
SHORT = Grid(0.0, 0.005)  # share of normal need
COVER = Grid(0.0, 0.05)  # months of normal need
PRICE = Grid(-1.512, 0.018)  # ln(price / normal)
MONTHS = Grid(0.0, 1.0)  # whole months; the last bin is "never"
