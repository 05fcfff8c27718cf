"""Sums given in two currencies, held against the exchange rate of their day."""

from collections.abc import Mapping
from dataclasses import dataclass

from lodestone.evidence.claim import Claim, ClaimAmount, Conflict, Reading
from lodestone.terms.money import Money

RATE_OFF = 0.10
"""How far an implied exchange rate may lie from the rate of its day."""

Rates = Mapping[tuple[str, str], Mapping[str, float]]
"""Units of the first currency for one of the second, by month (``2025-12``) and by year (``2025``)."""

_HEAD = 2500


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum and the same sum in another currency; ``rate`` is that of ``period``, units of the first for one of the second."""

    claim: Claim
    first: ClaimAmount
    second: ClaimAmount
    rate: float
    period: str

    @property
    def implied(self) -> float:
        """The rate the two sums imply."""
        return self.first.value / self.second.value

    @property
    def off(self) -> bool:
        """Whether the implied rate is not that of the day."""
        return abs(self.implied / self.rate - 1) > RATE_OFF


def conversions(reading: Reading, rates: Rates) -> tuple[Converted, ...]:
    """Every sum of ``reading`` that the text converts itself and for whose day a rate is known."""
    day = day_of(reading)
    found = []
    for claim in reading.claims:
        for first, second in zip(claim.amounts, claim.amounts[1:], strict=False):
            if second.role != "converted" or not first.value or not second.value:
                continue
            known = rate_of(rates, first.currency, second.currency, day)
            if known is not None:
                found.append(Converted(claim, first, second, *known))
    return tuple(found)


def day_of(reading: Reading) -> str | None:
    """The date a text speaks at: of its publication, else the first day it names near its head; None without either."""
    if reading.document.source.published:
        return reading.document.source.published
    days = (m for m in reading.mentions if m.type == "date" and m.precision == "day" and m.span.start < _HEAD)
    return next((str(m.value) for m in days), None)


def rate_of(rates: Rates, first: str | None, second: str | None, day: str | None) -> tuple[float, str] | None:
    """The rate of the month of ``day``, else of its year, with the period it is of; None where none is known.

    Two currencies of which only the rates in a third are known are crossed through that.

    >>> rate_of({("JPY", "USD"): {"2025": 150.0}, ("EUR", "USD"): {"2025": 0.75}}, "JPY", "EUR", "2025-12-20")
    (200.0, '2025')
    """
    if not first or not second or day is None:
        return None
    for period in (day[:7], day[:4]):
        direct = _direct(rates, first, second, period)
        if direct is not None:
            return direct, period
        for third in sorted({b for _, b in rates}):
            one, other = _direct(rates, first, third, period), _direct(rates, second, third, period)
            if one and other:
                return one / other, period
    return None


def _direct(rates: Rates, first: str, second: str, period: str) -> float | None:
    if value := rates.get((first, second), {}).get(period):
        return value
    back = rates.get((second, first), {}).get(period)
    return 1 / back if back else None


def exchange_conflicts(reading: Reading, rates: Rates) -> list[Conflict]:
    """Sums given in two currencies whose implied rate is more than ``RATE_OFF`` from that of their day."""
    return [_conflict(c) for c in conversions(reading, rates) if c.off]


def _conflict(c: Converted) -> Conflict:
    message = (
        f"{said(c.first)} for {said(c.second)} implies {c.implied:,.4g} {c.first.currency} for one {c.second.currency}; "
        f"the rate of {c.period} was {c.rate:,.4g}"
    )
    return Conflict(type="currency", message=message, spans=(c.first.span, c.second.span), claims=(c.claim.id,))


def fits(found: Mapping[tuple[int, int], Converted], amount: ClaimAmount) -> str:
    """What to add about a figure whose own conversion is right: then a slip, if there is one, came before the conversion."""
    c = found.get((amount.span.start, amount.span.end))
    if c is None or c.off:
        return ""
    return (
        f"; its own conversion into {said(c.second)} fits the rate of {c.period} ({c.rate:,.4g} {c.first.currency} for one "
        f"{c.second.currency}), so a slip would have come before the conversion"
    )


def said(amount: ClaimAmount) -> str:
    """A sum as words for people."""
    return str(Money(amount.value, amount.currency or ""))
