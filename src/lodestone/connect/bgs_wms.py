"""British Geological Survey, World Mineral Statistics: mine and refinery output by country."""

import csv
from collections.abc import Iterator
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
FIRST_YEAR = 2018
UNITS = {"tonnes (metal content)": "t", "tonnes (metric)": "t", "kilograms (metal content)": "kg"}
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
    """Production since 2018 of the series in tables/bgs_wms.csv, in tonnes contained, of oxide or gross as their basis says.

    Lithium is left out: the publisher prints minerals, concentrates and chemicals in one table. Raises ``BadInput`` naming
    file and row.
    """
    yield from checked(path, _facts(path))


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
