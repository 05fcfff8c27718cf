"""A number that knows its unit, its spread and its reason."""

from dataclasses import dataclass
from math import isfinite

from lodestone.terms.source import FactRef, Span


@dataclass(frozen=True, slots=True)
class Estimate:
    """A three-point estimate of one quantity, in the quantity's canonical unit (tables/quantities.csv).

    ``basis`` holds the spans and facts that support it. An empty basis means an owned-up assumption and
    ``note`` then says why; ``prior`` is the id in tables/priors.csv where it came from there.
    Raises ``ValueError`` when the points are not finite and in order, or when there is neither basis nor note.
    """

    quantity: str
    low: float
    mode: float
    high: float
    basis: tuple[Span | FactRef, ...] = ()
    note: str = ""
    prior: str | None = None

    def __post_init__(self) -> None:
        """Keep the three points in order and every assumption explained."""
        if not all(map(isfinite, (self.low, self.mode, self.high))):
            raise ValueError(f"{self.quantity}: low, mode, high must be finite, got {self.low}, {self.mode}, {self.high}")
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"{self.quantity}: want low <= mode <= high, got {self.low}, {self.mode}, {self.high}")
        if not self.basis and not self.note:
            raise ValueError(f"{self.quantity}: an estimate needs a basis or, if it is an assumption, a note that says why")

    @property
    def assumed(self) -> bool:
        """Whether this number is an assumption rather than read or measured."""
        return not self.basis
