"""Which facts a brief needs, as conditions for the shelf: every chain's own and related minerals, trade of one year only."""

from collections.abc import Mapping

from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.atlas.family import family

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


def needs(year: int) -> tuple[Mapping[str, tuple[object, ...]], ...]:
    """Conditions (commodities, quantities, periods) to load one after another; together they are all ``brief`` looks at."""
    commodities = tuple(sorted({c for chain in chain_ids() for c in (*load_chain(chain).commodities, *family(chain))}))
    return (
        {"commodities": commodities, "quantities": OUTPUT},
        {"commodities": commodities, "quantities": TRADE, "periods": (year,)},
    )
