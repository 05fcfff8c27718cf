"""British Geological Survey, World Mineral Statistics: mine and refinery output by country."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.country import iso3
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import from_unit

CARD = "bgs_wms"
COLUMNS = (
    "bgs_commodity_trans", "bgs_sub_commodity_trans", "bgs_statistic_type_trans", "country_iso3_code", "country_trans",
    "year", "quantity", "units", "concat_figure_notes_text",
)  # fmt: skip
FIRST_YEAR = 2005
UNITS = {"tonnes (metal content)": "t", "tonnes (metric)": "t", "kilograms (metal content)": "kg"}
LITHIUM, LITHIUM_YEARS = "lithium minerals", (2012, 2017)  # other publishers print contained lithium from 2018
CONTAINED = (
    "Li content"  # ends the name of the series in contained lithium; the others are minerals and chemicals by gross weight
)
AGAIN = ("Hydroxide", "Carbonate")  # made from what stands in another row already, or gross weight under a wrong name
MISCODED = {("COD", "Congo"): "COG"}  # the publisher's file gives both Congos one code; their names differ
NOTES = {
    "Years ending": "fiscal year",
    "Metal and/or refined": "metal or refined product",
    "is recorded in": "part of one producer's output is counted in another",
    "Nickel content": "nickel content",
    "may include nickel content of matte": "may include nickel in matte or other intermediates",
    "Including leach cathodes": "includes leach cathodes",
    "secondary metal": "includes secondary metal",
}


@cache
def _series() -> dict[tuple[str, str], dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "bgs_wms.csv").read_text("utf-8")
    return {(r["commodity"], r["sub"]): r for r in csv.DictReader(text.splitlines())}


def read(path: Path) -> Iterator[Fact]:
    """Production since 2005 of the series in tables/bgs_wms.csv, in tonnes contained, of oxide or gross as their basis says.

    Lithium is the sum of a country's rows in contained lithium, 2012 to 2017: the publisher prints minerals, concentrates and
    chemicals in one table, contained and gross. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))
    yield from checked(path, _lithium(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        series = _series().get((r["bgs_commodity_trans"], r["bgs_sub_commodity_trans"]))
        if series is None:
            continue
        if not r["year"].isdigit():
            raise BadInput(f'{path}, line {line}: "{r["year"]}" is not a year')
        if int(r["year"]) < FIRST_YEAR:
            continue
        if r["units"] != series["unit"] or r["bgs_statistic_type_trans"] != "Production":
            raise BadInput(
                f'{path}, line {line}: {r["bgs_statistic_type_trans"]} in "{r["units"]}", want Production in {series["unit"]}'
            )
        reading = cell(r["quantity"], path, line).scaled(from_unit(1.0, UNITS[r["units"]], "production", series["id"]))
        said, code = r["concat_figure_notes_text"], r["country_iso3_code"]
        notes = [series["note"], *(ours for theirs, ours in NOTES.items() if theirs in said)]
        yield line, Fact(
            quantity="production", commodity=series["id"], form=series["form"], stage=series["stage"],
            place=iso3(MISCODED.get((code, r["country_trans"]), code), path, line),
            period=int(r["year"]), value=reading.value, unit="t/year",
            basis=series["basis"],  # type: ignore[arg-type]
            flag="estimated" if reading.value is not None and "Estimate" in said else reading.flag,
            card=CARD, row=f"line {line}", note="; ".join(filter(None, notes)),
        )  # fmt: skip


def _lithium(path: Path) -> Iterator[tuple[int, Fact]]:
    """Contained lithium by country and year, the rows of its minerals and salts added up."""
    found: dict[tuple[str, int], tuple[int, Fact]] = {}
    for line, r in records(path, "utf-8", COLUMNS):
        said = r["concat_figure_notes_text"]
        if r["bgs_commodity_trans"] != LITHIUM or CONTAINED not in r["bgs_sub_commodity_trans"] or not r["year"].isdigit():
            continue
        if not LITHIUM_YEARS[0] <= int(r["year"]) <= LITHIUM_YEARS[1] or any(word in said for word in AGAIN):
            continue
        reading = cell(r["quantity"], path, line)
        if reading.value is None:
            continue
        fact = Fact(
            quantity="production", commodity="lithium", form="ore", stage="mine",
            place=iso3(r["country_iso3_code"], path, line), period=int(r["year"]), value=reading.value, unit="t/year",
            basis="contained", flag="estimated" if "Estimate" in said else reading.flag, card=CARD, row=f"line {line}",
        )  # fmt: skip
        key = (fact.place, fact.period)
        if key in found:
            first, other = found[key]
            flag = "estimated" if "estimated" in (other.flag, fact.flag) else fact.flag
            added = (other.value or 0.0) + reading.value
            found[key] = first, replace(other, value=added, flag=flag, row=f"{other.row} and {line}")
        else:
            found[key] = line, fact
    yield from found.values()
