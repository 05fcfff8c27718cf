"""Austrian Federal Ministry of Finance, World Mining Data 2026: mine and primary output by country, 2018-2024."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact, Flag
from lodestone.connect.country import iso3
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import from_unit

CARD = "wmd_2026"
COLUMNS = ("commodity", "Country", "Country_ISO", "unit", "data_source", "year", "quantity")
FLAGS: dict[str, Flag] = {"r": "reported", "e": "estimated", "p": "estimated", "nan": "reported", "": "reported"}


@cache
def _series() -> dict[str, dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "wmd.csv").read_text("utf-8")
    return {r["commodity"]: r for r in csv.DictReader(text.splitlines())}


def read(path: Path) -> Iterator[Fact]:
    """Production of the series in tables/wmd.csv, in tonnes contained; lithium and titanium are printed as oxides and converted.

    Provisional figures count as estimated. An empty cell is no fact. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        series = _series().get(r["commodity"])
        if series is None or not r["quantity"].strip():
            continue
        if r["unit"] != series["their_unit"]:
            raise BadInput(f'{path}, line {line}: {r["commodity"]} in "{r["unit"]}", want {series["their_unit"]}')
        if r["data_source"] not in FLAGS:
            raise BadInput(f'{path}, line {line}: data_source "{r["data_source"]}", want r, e or p')
        if not r["year"].isdigit():
            raise BadInput(f'{path}, line {line}: "{r["year"]}" is not a year')
        reading = cell(r["quantity"], path, line).scaled(from_unit(1.0, series["unit"], "production", series["id"]))
        yield line, Fact(
            quantity="production", commodity=series["id"], form=series["form"], stage=series["stage"],
            place=iso3(r["Country_ISO"], path, line), period=int(r["year"]), value=reading.value, unit="t/year",
            flag=FLAGS[r["data_source"]],
            basis=series["basis"],  # type: ignore[arg-type]
            card=CARD, row=f"line {line}", note=series["note"],
        )  # fmt: skip
