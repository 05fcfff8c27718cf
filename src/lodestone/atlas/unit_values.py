"""Customs rows whose mass and value do not fit each other: flagged by unit value, never dropped."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal

from lodestone.atlas.fact import Fact
from lodestone.terms.prior import prior

MAD_TO_SD = 1.4826  # median absolute deviation of a normal distribution, in standard deviations
FEWEST = 8  # flows of a code and year below which no usual unit value can be told
Flow = tuple[str, str | None, str | None, str | None, int]  # place, partner, code, edition, period


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A flow far from its code's usual unit value. ``usual`` and ``kusd_per_t`` in thousand dollars a tonne.

    ``wrong`` says which reading the distance suggests: ``mass_high`` (worth too little for its mass: mass too large, or other
    goods under the code) or ``mass_low``. ``distance`` is in standard deviations of the code.
    """

    tonnes: float
    kusd_per_t: float
    usual: float
    distance: float
    wrong: Literal["mass_high", "mass_low"]

    def sentence(self) -> str:
        """What is odd, for a table's note."""
        return f"{self.tonnes:,.0f} t at {_dollars(self.kusd_per_t)} USD a tonne, where {_dollars(self.usual)} is usual"


def _dollars(kusd_per_t: float) -> str:
    """Dollars a tonne to three figures, without an exponent."""
    return f"{float(f'{1000 * kusd_per_t:.3g}'):,.10g}"


def doubtful(facts: Iterable[Fact]) -> dict[Flow, Doubtful]:
    """Flows whose log unit value lies more than ``trade.outlier_sds`` standard deviations from the centre of code and year.

    Centre and spread are the median and the median absolute deviation weighted by value, so that dollars and not oddments say
    what is usual; the spread is at least ``trade.unit_value_sd``, of a mixed code ``trade.mixed_unit_value_sd``.
    Needs ``trade`` and ``trade_value`` facts of all partners; rows without mass or value are not judged.
    """
    worth: dict[Flow, float] = {}
    mass: dict[Flow, float] = {}
    mixed: set[str | None] = set()
    for f in facts:
        if f.value and f.partner is not None and f.month is None and f.quantity in ("trade", "trade_value"):
            mixed |= {f.code} if f.note.startswith("mixed code") else set()
            (mass if f.quantity == "trade" else worth)[f.place, f.partner, f.code, f.code_edition, f.period] = f.value
    groups: dict[tuple[str | None, str | None, int], list[Flow]] = defaultdict(list)
    for flow in mass:
        if flow in worth:
            groups[flow[2:]].append(flow)
    sds = prior("trade.outlier_sds").mode
    found: dict[Flow, Doubtful] = {}
    for (code, _, _), flows in groups.items():
        if len(flows) < FEWEST:
            continue
        price = [log(worth[flow] / mass[flow]) for flow in flows]
        weight = [worth[flow] for flow in flows]
        centre = _weighted_median(price, weight)
        least = prior("trade.mixed_unit_value_sd" if code in mixed else "trade.unit_value_sd").mode
        spread = max(MAD_TO_SD * _weighted_median([abs(p - centre) for p in price], weight), least)
        for flow, p in zip(flows, price, strict=True):
            if abs(p - centre) > sds * spread:
                found[flow] = Doubtful(
                    tonnes=mass[flow], kusd_per_t=exp(p), usual=exp(centre), distance=(p - centre) / spread,
                    wrong="mass_high" if p < centre else "mass_low",
                )  # fmt: skip
    return found


def _weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """The smallest value with at least half of the weight at or below it."""
    half, below = sum(weights) / 2, 0.0
    for value, weight in sorted(zip(values, weights, strict=True)):
        below += weight
        if below >= half:
            return value
    return max(values)
