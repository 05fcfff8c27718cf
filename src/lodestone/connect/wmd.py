"""Austrian Federal Ministry of Finance, World Mining Data 2026: mine and primary output by country, 2018-2024."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from lodestone.atlas.fact import Fact, Flag
from lodestone.connect.country import iso3
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import from_unit

CARD = "wmd_2026"
COLUMNS = ("commodity", "Country", "Country_ISO", "unit", "data_source", "year", "quantity")
SERIES: dict[
    str, tuple[str, str, str, str, Literal["contained", "oxide"]]
] = {  # id, form, stage, unit of a tonne in the file, basis
    "Cobalt": ("cobalt", "ore", "mine", "t", "contained"),
    "Gallium": ("gallium", "crude", "refine", "t", "contained"),
    "Lithium (Li2O)": ("lithium", "ore", "mine", "t Li2O", "contained"),
    "Rare Earths (REO)": ("rare_earths", "reo", "mine", "t", "oxide"),
}
FLAGS: dict[str, Flag] = {"r": "reported", "e": "estimated", "p": "estimated", "nan": "reported", "": "reported"}


def read(path: Path) -> Iterator[Fact]:
    """Production in tonnes contained (rare earths: tonnes of oxide); lithium is printed as Li2O and converted here.

    Provisional figures count as estimated. An empty cell is no fact. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        series = SERIES.get(r["commodity"])
        if series is None or not r["quantity"].strip():
            continue
        commodity, form, stage, unit, basis = series
        if r["unit"] != "metr. t":
            raise BadInput(f'{path}, line {line}: {r["commodity"]} in "{r["unit"]}", want metr. t')
        if r["data_source"] not in FLAGS:
            raise BadInput(f'{path}, line {line}: data_source "{r["data_source"]}", want r, e or p')
        if not r["year"].isdigit():
            raise BadInput(f'{path}, line {line}: "{r["year"]}" is not a year')
        reading = cell(r["quantity"], path, line).scaled(from_unit(1.0, unit, "production", commodity))
        yield line, Fact(
            quantity="production", commodity=commodity, form=form, stage=stage, place=iso3(r["Country_ISO"], path, line),
            period=int(r["year"]), value=reading.value, unit="t/year", flag=FLAGS[r["data_source"]], basis=basis,
            card=CARD, row=f"line {line}", note="converted from Li2O" if unit == "t Li2O" else "",
        )  # fmt: skip
