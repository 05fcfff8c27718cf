"""Eurostat Comext: imports of the EU member states by eight-digit code, in euro."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.country import iso3
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit, from_unit

CARD = "comext_cn8"
COLUMNS = ("DECLARANT_ISO", "PARTNER_ISO", "PRODUCT_NC", "FLOW", "PERIOD", "VALUE_IN_EUROS")
IMPORTS = "1"
EDITION = "CN8"


@cache
def _codes() -> dict[str, dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "comext.csv").read_text("utf-8")
    return {r["code"]: r for r in csv.DictReader(text.splitlines())}


def read(path: Path) -> Iterator[Fact]:
    """Value of imports (quantity ``trade_value_eur``, kEUR a year; place = origin, partner = declaring member state).

    The file has no mass. Combined codes are kept under the smallest group of the vocabulary that holds all their elements.
    Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    by, unit = from_unit(1.0, "EUR", "trade_value_eur"), canonical_unit("trade_value_eur")
    for line, r in records(path, "utf-8", COLUMNS):
        series = _codes().get(r["PRODUCT_NC"])
        if series is None:
            continue
        if r["FLOW"] != IMPORTS or not (r["PERIOD"].isdigit() and len(r["PERIOD"]) == 4):
            raise BadInput(f'{path}, line {line}: flow "{r["FLOW"]}" in "{r["PERIOD"]}", want imports (1) of a whole year')
        reading = cell(r["VALUE_IN_EUROS"], path, line).scaled(by)
        yield line, Fact(
            quantity="trade_value_eur", commodity=series["id"], form=series["form"], stage=series["stage"],
            place=iso3(r["PARTNER_ISO"], path, line), partner=iso3(r["DECLARANT_ISO"], path, line), period=int(r["PERIOD"]),
            value=reading.value, unit=unit, flag=reading.flag, basis="none", code=r["PRODUCT_NC"], code_edition=EDITION,
            card=CARD, row=f"line {line}", note="mixed code" if series["mixed"] else "",
        )  # fmt: skip
