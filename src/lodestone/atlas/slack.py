"""What a form of a chain can give at short notice: stocks of users and makers, capacity that stands idle."""

from typing import Literal

from lodestone.atlas.chainvalue import Reasoned

DEFAULT = "default"  # everywhere that has no row of its own


class Slack(Reasoned, frozen=True, kw_only=True):
    """One such figure, where it is not what the priors of the market say; 5 %, central and 95 % points.

    ``user_cover`` months of use that users of the ``form`` hold, in a ``place`` or by default; ``maker_cover`` months of
    output that its makers hold, ``maker_room`` the most they can store (no limit where nothing is stated); ``utilisation``
    the normal share of their capacity in use.
    """

    quantity: Literal["user_cover", "maker_cover", "maker_room", "utilisation"]
    form: str
    place: str = DEFAULT
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        """Keep the points in order and where a simulation can use them; only users differ by place."""
        Reasoned.__post_init__(self)
        least, most = (0.1, 1.0) if self.quantity == "utilisation" else (0.0, float("inf"))
        if not least <= self.low <= self.mode <= self.high <= most:
            raise ValueError(f"want {least:g} <= low <= mode <= high <= {most:g}, got {self.low}, {self.mode}, {self.high}")
        if self.place != DEFAULT and self.quantity != "user_cover":
            raise ValueError(f"{self.quantity} is stated for a form everywhere; leave place out")
