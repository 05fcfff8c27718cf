"""Assumptions, each with an id, a range, a shape and a reason (tables/priors.csv)."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from lodestone.terms.estimate import Estimate
from lodestone.terms.tables import rows, unknown


@dataclass(frozen=True, slots=True)
class Prior:
    """An assumption: ``low`` and ``high`` are its 5 % and 95 % points, ``mode`` its central value."""

    id: str
    quantity: str
    low: float
    mode: float
    high: float
    unit: str
    shape: Literal["triangular", "lognormal", "normal", "fixed"]
    reason: str
    source: str

    def estimate(self) -> Estimate:
        """The assumption as an owned-up estimate."""
        return Estimate(self.quantity, self.low, self.mode, self.high, note=self.reason, prior=self.id)


@cache
def priors() -> dict[str, Prior]:
    """Every assumption by id."""
    return {
        r["id"]: Prior(
            r["id"],
            r["quantity"],
            float(r["low"]),
            float(r["mode"]),
            float(r["high"]),
            r["unit"],
            r["shape"],  # type: ignore[arg-type]
            r["reason"],
            r["source"],
        )
        for r in rows("priors")
    }


def prior(id_: str) -> Prior:
    """The assumption called ``id_``; raises ``UnknownTerm``."""
    if id_ not in priors():
        raise unknown(id_, "prior", priors())
    return priors()[id_]
