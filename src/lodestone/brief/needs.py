"""Which facts a brief needs, as conditions for the shelf: the chains' own and related minerals, trade of one year only."""

from collections.abc import Collection
from typing import Any

from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.atlas.family import family
from lodestone.atlas.rates import QUANTITY

TRADE = ("trade", "trade_value", "trade_value_eur")
OUTPUT = (
    "production",
    "share",
    "secondary",
    "use",
    "stock",
    "stock_change",
    "capacity",
    "content",
    "unit_value",
    "price",
    "yield",
)


def needs(chains: Collection[str], year: int) -> tuple[dict[str, Any], ...]:
    """Conditions (commodities, quantities, periods) to load one by one; together all that a brief on ``chains`` looks at.

    Exchange rates come first: sums in two currencies are held against them.
    """
    commodities = tuple(sorted({c for chain in chains for c in (*_commodities(chain), *family(chain))}))
    return (
        {"quantities": (QUANTITY,), "commodities": ("",)},
        {"commodities": commodities, "quantities": OUTPUT},
        {"commodities": commodities, "quantities": TRADE, "periods": _periods(chains, year)},
    )


def _periods(chains: Collection[str], year: int) -> tuple[int, ...]:
    """The year, and the years around it from which a chain file lets a code be carried."""
    reach = max((c.years for chain in chains if chain in chain_ids() for c in load_chain(chain).carry), default=0)
    return tuple(range(year - reach, year + reach + 1))


def _commodities(chain: str) -> tuple[str, ...]:
    return tuple(load_chain(chain).commodities) if chain in chain_ids() else ()
