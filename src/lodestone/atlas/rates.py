"""Exchange rates from facts, as a look-up by pair of currencies and period."""

from collections.abc import Iterable

from lodestone.atlas.fact import Fact

QUANTITY = "exchange_rate"
BASE = "USD"


def rates_of(facts: Iterable[Fact]) -> dict[tuple[str, str], dict[str, float]]:
    """Units of a currency for one US dollar by year (``2025``) and month (``2025-12``), both means of the period.

    Keys are (currency, ``USD``); facts of other quantities and cells without a value are passed over.
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for fact in facts:
        if fact.quantity == QUANTITY and fact.value:
            period = str(fact.period) if fact.month is None else f"{fact.period}-{fact.month:02d}"
            found.setdefault((fact.form, BASE), {})[period] = fact.value
    return found
