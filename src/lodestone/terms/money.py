"""An amount of money that keeps its currency and price year."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """``value`` units (not millions) of ISO 4217 ``currency``; ``price_year`` where the text gives one."""

    value: float
    currency: str
    price_year: int | None = None

    def __str__(self) -> str:
        """A short form a reader would write: ``JPY 3 trillion``."""
        for factor, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
            if abs(self.value) >= factor:
                return f"{self.currency} {self.value / factor:,.4g}{word}"
        return f"{self.currency} {self.value:,.6g}"
