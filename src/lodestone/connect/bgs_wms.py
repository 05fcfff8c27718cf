"""British Geological Survey, World Mineral Statistics: mine and refinery output by country."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

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
SERIES: dict[str, tuple[str, str, str, Literal["contained", "oxide"]]] = {  # id, form, stage, basis
    "cobalt, mine": ("cobalt", "ore", "mine", "contained"),
    "cobalt, refined": ("cobalt", "refined", "refine", "contained"),
    "gallium, primary": ("gallium", "crude", "refine", "contained"),
    "rare earth oxides": ("rare_earths", "reo", "mine", "oxide"),
}
NOTES = {
    "Years ending": "fiscal year",
    "Metal and/or refined": "metal or refined product",
    "is recorded in": "part of one producer's output is counted in another",
}


def read(path: Path) -> Iterator[Fact]:
    """Production since 2018 in tonnes contained (rare earths: tonnes of oxide).

    Lithium is left out: the publisher prints minerals, concentrates and chemicals in one table. Raises ``BadInput`` naming
    file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        series = SERIES.get(r["bgs_commodity_trans"])
        if series is None:
            continue
        if not r["year"].isdigit():
            raise BadInput(f'{path}, line {line}: "{r["year"]}" is not a year')
        if int(r["year"]) < FIRST_YEAR:
            continue
        if r["units"] not in UNITS or r["bgs_statistic_type_trans"] != "Production":
            raise BadInput(
                f'{path}, line {line}: {r["bgs_statistic_type_trans"]} in "{r["units"]}", want Production in {", ".join(UNITS)}'
            )
        commodity, form, stage, basis = series
        reading = cell(r["quantity"], path, line).scaled(from_unit(1.0, UNITS[r["units"]], "production", commodity))
        said = r["concat_figure_notes_text"]
        yield line, Fact(
            quantity="production", commodity=commodity, form=form, stage=stage, place=iso3(r["country_iso3_code"], path, line),
            period=int(r["year"]), value=reading.value, unit="t/year", basis=basis,
            flag="estimated" if reading.value is not None and "Estimate" in said else reading.flag,
            card=CARD, row=f"line {line}", note="; ".join(ours for theirs, ours in NOTES.items() if theirs in said),
        )  # fmt: skip
