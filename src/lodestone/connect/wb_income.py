"""World Bank: income group of each economy, fiscal year 2026."""

from collections.abc import Iterator
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.country import iso3
from lodestone.connect.sheet import checked, records
from lodestone.terms.errors import BadInput

CARD = "wb_income_2026"
COLUMNS = ("Economy", "Code", "Income group")
FISCAL_YEAR = 2026  # July 2025 to June 2026, from income per head of 2024
GROUPS = ("Low income", "Lower middle income", "Upper middle income", "High income")
TWO_ECONOMIES = "CHI"  # the publisher's code for the Channel Islands, which have two of ISO 3166


def read(path: Path) -> Iterator[Fact]:
    """Income group (quantity ``income_class``): 1 low, 2 lower middle, 3 upper middle, 4 high; none where not classified.

    Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        if r["Code"] == TWO_ECONOMIES:
            continue
        group = r["Income group"].strip()
        if group and group not in GROUPS:
            raise BadInput(f'{path}, line {line}: income group "{group}", want one of {", ".join(GROUPS)}')
        yield line, Fact(
            quantity="income_class", commodity="", form="", stage="", place=iso3(r["Code"], path, line), period=FISCAL_YEAR,
            value=float(GROUPS.index(group) + 1) if group else None, unit="1", flag="reported" if group else "withheld",
            basis="none", card=CARD, row=f"line {line}", note=group or "not classified",
        )  # fmt: skip
