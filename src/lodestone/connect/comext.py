"""Eurostat Comext: imports of the EU member states by eight-digit code, in euro."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
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
PARTS = ("XC", "XL")  # Ceuta and Melilla report apart from Spain


@cache
def _codes() -> dict[str, dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "comext.csv").read_text("utf-8")
    return {r["code"]: r for r in csv.DictReader(text.splitlines())}


def read(path: Path) -> Iterator[Fact]:
    """Value of imports (quantity ``trade_value_eur``, kEUR a year; place = origin, partner = declaring member state).

    The file has no mass. Combined codes are kept under the smallest group of the vocabulary that holds all their elements; parts
    of an economy that report apart are added to it. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _whole(path, _facts(path)))


def _facts(path: Path) -> Iterator[tuple[int, str, Fact]]:
    by, unit = from_unit(1.0, "EUR", "trade_value_eur"), canonical_unit("trade_value_eur")
    for line, r in records(path, "utf-8", COLUMNS):
        series = _codes().get(r["PRODUCT_NC"])
        if series is None:
            continue
        if r["FLOW"] != IMPORTS or not (r["PERIOD"].isdigit() and len(r["PERIOD"]) == 4):
            raise BadInput(f'{path}, line {line}: flow "{r["FLOW"]}" in "{r["PERIOD"]}", want imports (1) of a whole year')
        reading = cell(r["VALUE_IN_EUROS"], path, line).scaled(by)
        fact = Fact(
            quantity="trade_value_eur", commodity=series["id"], form=series["form"], stage=series["stage"],
            place=iso3(r["PARTNER_ISO"], path, line), partner=iso3(r["DECLARANT_ISO"], path, line), period=int(r["PERIOD"]),
            value=reading.value, unit=unit, flag=reading.flag, basis="none", code=r["PRODUCT_NC"], code_edition=EDITION,
            card=CARD, row=f"line {line}", note="mixed code" if series["mixed"] else "",
        )  # fmt: skip
        yield line, r["PARTNER_ISO"], fact


def _whole(path: Path, rows: Iterable[tuple[int, str, Fact]]) -> Iterator[tuple[int, Fact]]:
    """The rows with those of ``PARTS`` added to their economy's, or in its place where it has none."""
    found: list[tuple[int, Fact]] = []
    parts: dict[tuple[object, ...], tuple[int, Fact]] = {}
    seen: set[tuple[object, ...]] = set()
    for line, code, fact in rows:
        key = _key(fact)
        if code not in PARTS:
            found.append((line, fact))
        elif (code, key) in seen:
            raise BadInput(f"{path}, row {line}: the same cell stands already for {code}; remove the double")
        elif key in parts and fact.value is not None:
            seen.add((code, key))
            first, other = parts[key]
            parts[key] = first, replace(other, value=(other.value or 0.0) + fact.value)
        else:
            seen.add((code, key))
            parts[key] = line, fact
    for line, fact in found:
        _, part = parts.pop(_key(fact), (0, None))
        if part is None or part.value is None or fact.value is None:
            yield line, fact
        else:
            yield line, replace(fact, value=fact.value + part.value, row=f"{fact.row} and {part.row}")
    yield from parts.values()


def _key(fact: Fact) -> tuple[object, ...]:
    return fact.place, fact.partner, fact.code, fact.period
