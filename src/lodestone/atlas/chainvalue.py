"""The numbers of a chain file: each with the source it comes from or the reason it is assumed."""

from typing import Literal

from msgspec import Struct, field

Kind = Literal["derived", "publisher", "press", "typical", "assumption"]
CellStatus = Literal["observed", "estimated", "carried", "imputed"]
CONTENT_STATUS: dict[str, CellStatus] = {
    "derived": "observed", "publisher": "observed", "press": "estimated", "typical": "estimated", "assumption": "imputed",
}  # fmt: skip


class Row(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every table of a chain file: immutable, and a key it does not know is an error."""


class Reasoned(Row, frozen=True, kw_only=True):
    """Anything that carries a number.

    Where it comes from (``source``, an id of the file's sources or a card), or why it is assumed.
    """

    kind: Kind
    source: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """A number without a source or a reason is refused."""
        if self.kind == "assumption" and not self.reason:
            raise ValueError('kind = "assumption" needs a reason')
        if self.kind != "assumption" and not self.source:
            raise ValueError(f'kind = "{self.kind}" needs a source')


class Range(Reasoned, frozen=True, kw_only=True):
    """5 %, central and 95 % points of a factor between 0 and 1."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        """Keep the points in order and inside [0, 1]."""
        Reasoned.__post_init__(self)
        if not 0 <= self.low <= self.mode <= self.high <= 1:
            raise ValueError(f"want 0 <= low <= mode <= high <= 1, got {self.low}, {self.mode}, {self.high}")


class Price(Reasoned, frozen=True, kw_only=True):
    """Money per kilogram contained, with 5 % and 95 % points; ``currency`` is that of the customs rows it divides."""

    currency: Literal["USD", "EUR"]
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        """Keep the points in order and above zero."""
        Reasoned.__post_init__(self)
        if not 0 < self.low <= self.mode <= self.high:
            raise ValueError(f"want 0 < low <= mode <= high, got {self.low}, {self.mode}, {self.high}")


class ByValue(Reasoned, frozen=True, kw_only=True):
    """Value-implied content.

    0 at ``empty_usd_per_kg``, full at ``full_usd_per_kg``, linear between, held in [``least``, ``most``].

    ``sd`` is the relative error of reading one row that way: within a code prices differ for other reasons than content.
    """

    full_usd_per_kg: float
    sd: float
    empty_usd_per_kg: float = 0.0
    least: float = 0.0
    most: float = 1.0

    def at(self, usd_per_kg: float) -> float:
        """Share of a full content that a unit value implies (dimensionless)."""
        share = (usd_per_kg - self.empty_usd_per_kg) / (self.full_usd_per_kg - self.empty_usd_per_kg)
        return min(max(share, self.least), self.most)


class Share(Reasoned, frozen=True, kw_only=True):
    """A relative size, with other values in named places."""

    share: float
    at: dict[str, float] = field(default_factory=dict)
