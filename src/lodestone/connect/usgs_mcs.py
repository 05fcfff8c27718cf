"""U.S. Geological Survey, Mineral Commodity Summaries: the 2026 data release and the 2025 world table."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from lodestone.atlas.fact import Fact
from lodestone.connect.country import WORLD, iso3
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit, from_unit

Basis = Literal["contained", "oxide", "gross", "none"]
CARD_2026, CARD_2025 = "usgs_mcs_2026", "usgs_mcs_2025"
COLUMNS_2026 = (
    "MCS chapter",
    "Section",
    "Commodity",
    "Country",
    "Statistics",
    "Statistics_detail",
    "Unit",
    "Year",
    "Value",
    "Notes",
)
COLUMNS_2025 = ("SOURCE", "COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS", "PROD_2023", "PROD_NOTES", "CAP_EST_ 2024", "CAP_NOTES")
UNITS = {
    "metric tons": "t",
    "kilograms": "kg",
    "percent": "%",
    "dollars per kilogram": "USD/kg",
    "dollars per pound": "USD/lb",
    "dollars per metric ton": "USD/t",
}
WORLD_2025: dict[str, tuple[str, str, str, Basis]] = {  # commodity of the 2025 table -> id, form, stage, basis
    "Cobalt": ("cobalt", "ore", "mine", "contained"),
    "Gallium": ("gallium", "crude", "refine", "contained"),
    "Lithium": ("lithium", "ore", "mine", "contained"),
    "Rare earths": ("rare_earths", "reo", "mine", "oxide"),
}


@cache
def _series() -> dict[tuple[str, str, str, str, str], dict[str, str]]:
    """The series we package (tables/usgs_mcs.csv), by chapter, section, commodity, statistic and detail."""
    text = (files("lodestone.connect") / "tables" / "usgs_mcs.csv").read_text("utf-8")
    table = csv.DictReader(text.splitlines())
    return {(r["chapter"], r["section"], r["commodity"], r["statistic"], r["detail"]): r for r in table}


def _section(name: str) -> str:
    words = name.split()
    return {"World": "world", "Salient": "salient", "Import": "sources"}.get(words[0] if words else "", "")


def _detail(text: str) -> str:
    """World totals carry a suffix that says they are rounded; the series is the same."""
    return re.sub(r": rounded$", "", text.strip())


def read_2026(path: Path) -> Iterator[Fact]:
    """Facts of the MCS 2026 data release (CSV or CSV.GZ, cp1252) for the series in tables/usgs_mcs.csv.

    World production and reserves by country, US salient statistics 2021-2025 and US import sources 2021-24. Raises ``BadInput``
    naming file and row for a wrong release, changed columns, an unknown place, unit or sign, a negative or doubled cell.
    """
    yield from checked(path, _facts_2026(path))


def _facts_2026(path: Path) -> Iterator[tuple[int, Fact]]:
    found = False
    for line, r in records(path, "cp1252", COLUMNS_2026):
        key = (r["MCS chapter"], _section(r["Section"]), r["Commodity"].strip(), r["Statistics"], _detail(r["Statistics_detail"]))
        series = _series().get(key)
        if series is None:
            continue
        found = True
        yield line, _fact_2026(r, series, path, line)
    if not found:
        raise BadInput(f"{path}: no known series of Mineral Commodity Summaries 2026 in it; is it another year's release?")


def _fact_2026(r: Mapping[str, str], series: Mapping[str, str], path: Path, line: int) -> Fact:
    quantity, commodity = series["quantity"], series["id"]
    by = from_unit(1.0, _unit(r["Unit"], path, line), quantity, commodity)
    reading = cell(r["Value"], path, line).scaled(by)
    period, period_end = _period(r["Year"], path, line)
    estimated = reading.value is not None and any(note.startswith("Estimated") for note in r["Notes"].split(" -- "))
    place = series["place"] or iso3(r["Country"], path, line)  # world prices stand under the United States in the file
    return Fact(
        quantity=quantity, commodity=commodity, form=series["form"], stage=series["stage"],
        place=place, partner="USA" if series["section"] == "sources" else None,
        period=period, period_end=period_end, value=reading.value, low=reading.low, high=reading.high,
        unit=canonical_unit(quantity), flag="estimated" if estimated else reading.flag,
        basis=series["basis"],  # type: ignore[arg-type]
        card=CARD_2026, row=f"line {line}", note=_note(reading.sign, place, quantity),
    )  # fmt: skip


def _note(sign: str, place: str, quantity: str) -> str:
    if place == WORLD and quantity in ("production", "capacity", "reserves"):
        return "; ".join(filter(None, (sign, "rounded world total")))
    return sign


def _unit(word: str, path: Path, line: int) -> str:
    if word not in UNITS:
        raise BadInput(f'{path}, line {line}: unit "{word}" is new in this release; known: {", ".join(UNITS)}')
    return UNITS[word]


def _period(text: str, path: Path, line: int) -> tuple[int, int | None]:
    """``2024`` or a span of years such as ``2021–24``."""
    match = re.fullmatch(r"(\d{4})(?:[–-](\d{2}))?", text.strip())
    if not match:
        raise BadInput(f'{path}, line {line}: "{text}" is not a year')
    year = int(match[1])
    return year, (year // 100 * 100 + int(match[2])) if match[2] else None


def read_2025(path: Path) -> Iterator[Fact]:
    """Facts of the MCS 2025 world table (CSV): production 2023 and, for gallium, capacity 2024.

    Production 2024 is left to the 2026 release, which revised it. An empty cell is no fact, unless the note says withheld.
    """
    yield from checked(path, _facts_2025(path))


def _facts_2025(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8-sig", COLUMNS_2025):
        if r["SOURCE"] != "MCS2025":
            raise BadInput(f'{path}, line {line}: SOURCE "{r["SOURCE"]}", want MCS2025: another year\'s release')
        known = WORLD_2025.get(r["COMMODITY"].strip())
        if known is None:
            continue
        for quantity, value, notes, year in (
            ("production", r["PROD_2023"], r["PROD_NOTES"], 2023),
            ("capacity", r["CAP_EST_ 2024"], r["CAP_NOTES"], 2024),
        ):
            withheld = not value.strip() and notes.startswith("W ")
            if value.strip() or withheld:
                yield line, _fact_2025(r, known, quantity, "W" if withheld else value, notes, year, path, line)


def _fact_2025(
    r: Mapping[str, str],
    known: tuple[str, str, str, Basis],
    quantity: str,
    value: str,
    notes: str,
    year: int,
    path: Path,
    line: int,
) -> Fact:
    commodity, form, stage, basis = known
    by = from_unit(1.0, _unit(r["UNIT_MEAS"], path, line), quantity, commodity)
    reading = cell(value, path, line).scaled(by)
    place = iso3(r["COUNTRY"], path, line)
    said = f"{r['TYPE']} {notes}".lower()
    estimated = reading.value is not None and (quantity == "capacity" or "estimated" in said)
    return Fact(
        quantity=quantity, commodity=commodity, form=form, stage=stage, place=place, period=year,
        value=reading.value, low=reading.low, high=reading.high, unit=canonical_unit(quantity),
        flag="estimated" if estimated else reading.flag, basis=basis, card=CARD_2025,
        row=f"line {line}", note=_note(reading.sign, place, quantity),
    )  # fmt: skip
