"""US Federal Reserve, H.10: exchange rates, annual and monthly means, units of a currency a US dollar."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit

CARD = "fed_h10"
COLUMNS = ("Date", "Country", "Exchange rate")
FIRST_YEAR = 2005


@cache
def _currencies() -> dict[str, dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "currencies.csv").read_text("utf-8")
    return {r["country"]: r for r in csv.DictReader(text.splitlines())}


def read_annual(path: Path) -> Iterator[Fact]:
    """Annual means since 2005 (quantity ``exchange_rate``; form = currency code; place = its economy, EUU for the euro).

    Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path, monthly=False))


def read_monthly(path: Path) -> Iterator[Fact]:
    """Monthly means since 2005, with ``month`` 1 to 12; otherwise as ``read_annual``."""
    yield from checked(path, _facts(path, monthly=True))


def _facts(path: Path, *, monthly: bool) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        day = _day(r["Date"], path, line)
        if day.year < FIRST_YEAR or not r["Exchange rate"].strip():
            continue
        if not monthly and day.month != 1:
            raise BadInput(f"{path}, line {line}: {r['Date']} in a table of years; is it the monthly file?")
        known = _currencies().get(r["Country"].strip())
        if known is None:
            raise BadInput(f'{path}, line {line}: "{r["Country"]}" has no row in connect/tables/currencies.csv; add its currency')
        reading = cell(r["Exchange rate"], path, line)
        if reading.value == 0:
            raise BadInput(f"{path}, line {line}: an exchange rate of zero; leave the cell empty where there is none")
        yield line, Fact(
            quantity="exchange_rate", commodity="", form=known["currency"], stage="", place=known["place"], period=day.year,
            month=day.month if monthly else None, value=reading.value, unit=canonical_unit("exchange_rate"), flag=reading.flag,
            basis="none", card=CARD, row=f"line {line}",
        )  # fmt: skip


def _day(text: str, path: Path, line: int) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(f'{path}, line {line}: "{text}" is not a date such as 2024-05-01') from None
    if day.day != 1:
        raise BadInput(f"{path}, line {line}: {text} is a day; want annual or monthly means, dated on the first")
    return day
