"""U.S. Geological Survey, Mineral Commodity Summaries: the 2026 data release and the 2025 world table."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.country import WORLD, iso3
from lodestone.connect.sheet import Reading, cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit, from_unit

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
    "thousand metric tons": "kt",
    "thousand metric dry tons": "kt",
    "percent": "%",
    "dollars per kilogram": "USD/kg",
    "dollars per pound": "USD/lb",
    "cents per pound": "cents/lb",
    "dollars per metric ton": "USD/t",
    "dollars per troy ounce": "USD/troy oz",
    "dollars per metric ton unit": "USD/mtu",
    "dollars per dry metric ton unit": "USD/mtu WO3",
}
TWO_TABLES = "World total (ilmenite and rutile, rounded)"  # a sum over two series of the 2025 table: no fact of either


@cache
def _series() -> dict[tuple[str, str, str, str, str], dict[str, str]]:
    """The series we package (tables/usgs_mcs.csv), by chapter, section, commodity, statistic and detail."""
    text = (files("lodestone.connect") / "tables" / "usgs_mcs.csv").read_text("utf-8")
    table = csv.DictReader(text.splitlines())
    return {(r["chapter"], r["section"], r["commodity"], r["statistic"], r["detail"].lower()): r for r in table}


@cache
def _series_2025() -> tuple[dict[str, str], ...]:
    """The series we package of the 2025 world table (tables/usgs_mcs_2025.csv); ``type`` is how the file's TYPE begins."""
    text = (files("lodestone.connect") / "tables" / "usgs_mcs_2025.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _section(name: str) -> str:
    words = name.split()
    return {"World": "world", "Salient": "salient", "Import": "sources"}.get(words[0] if words else "", "")


def _detail(text: str) -> str:
    """World totals carry a suffix that says they are rounded, and their own capitals; the series is the same."""
    return re.sub(r"[:,] rounded$", "", text.strip().lower())


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
    unit = _unit(r["Unit"], path, line)
    if series["unit"]:  # the release names the mass but not what it is of, or shortens the unit
        if r["Unit"] != series["their_unit"]:
            raise BadInput(f'{path}, line {line}: {series["id"]} in "{r["Unit"]}", want {series["their_unit"]}')
        unit = series["unit"]
    reading = _reading(r["Value"], r["Notes"], path, line).scaled(from_unit(1.0, unit, quantity, commodity))
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


def _reading(text: str, notes: str, path: Path, line: int) -> Reading:
    """A cell of the release: a small ``s`` is less than half a unit, or counted in another row; only its note tells which."""
    if text.strip() == "s":
        if "½ unit" in notes:
            return Reading(0.25, 0.0, 0.5, "estimated", "less than half a unit; middle of the interval")
        return Reading(None, flag="withheld", sign="counted in another row")
    if text.strip() == "Small":
        return Reading(None, flag="withheld", sign="printed as small")
    return cell(text, path, line)


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
    """Facts of the MCS 2025 world table (CSV): production 2023 and, where it is given, capacity 2024.

    Production 2024 is left to the 2026 release, which revised it. An empty cell is no fact, unless the note says withheld.
    """
    yield from checked(path, _facts_2025(path))


def _facts_2025(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8-sig", COLUMNS_2025):
        if r["SOURCE"] != "MCS2025":
            raise BadInput(f'{path}, line {line}: SOURCE "{r["SOURCE"]}", want MCS2025: another year\'s release')
        known = next((k for k in _series_2025() if _is_of(r, k)), None)
        if known is None or r["COUNTRY"].strip() == TWO_TABLES:
            continue
        if r["UNIT_MEAS"] not in (known["their_unit"], ""):
            raise BadInput(f'{path}, line {line}: {known["commodity"]} in "{r["UNIT_MEAS"]}", want {known["their_unit"]}')
        for quantity, value, notes, year in (
            ("production", r["PROD_2023"], r["PROD_NOTES"], 2023),
            ("capacity", r["CAP_EST_ 2024"], r["CAP_NOTES"], 2024),
        ):
            withheld = not value.strip() and notes.startswith("W ")
            if value.strip() or withheld:
                yield line, _fact_2025(r, known, quantity, "W" if withheld else value, notes, year, path, line)


def _is_of(r: Mapping[str, str], series: Mapping[str, str]) -> bool:
    return r["COMMODITY"].strip() == series["commodity"] and r["TYPE"].startswith(series["type"])


def _fact_2025(
    r: Mapping[str, str], series: Mapping[str, str], quantity: str, value: str, notes: str, year: int, path: Path, line: int
) -> Fact:
    reading = cell(value, path, line).scaled(from_unit(1.0, series["unit"], quantity, series["id"]))
    place = iso3(r["COUNTRY"], path, line)
    said = f"{r['TYPE']} {notes}".lower()
    estimated = reading.value is not None and (quantity == "capacity" or "estimated" in said)
    note = "; ".join(filter(None, (series["note"], _note(reading.sign, place, quantity))))
    return Fact(
        quantity=quantity, commodity=series["id"], form=series["form"], stage=series["stage"], place=place, period=year,
        value=reading.value, low=reading.low, high=reading.high, unit=canonical_unit(quantity),
        flag="estimated" if estimated else reading.flag,
        basis=series["basis"],  # type: ignore[arg-type]
        card=CARD_2025, row=f"line {line}", note=note,
    )  # fmt: skip
