"""World Bank, Commodity Markets ("Pink Sheet"): monthly world prices in current US dollars."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.excel_grid import grid
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit, from_unit

CARD = "wb_pink_sheet_2026"
FIRST_YEAR = 2005
NO_PRICE = ("…", "..", "")  # the publisher's sign for a month without a price
SHEET = "Monthly Prices"
MONTH = re.compile(r"(\d{4})M(0[1-9]|1[0-2])")


@cache
def _series() -> tuple[dict[str, str], ...]:
    text = (files("lodestone.connect") / "tables" / "pink_sheet.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def read(path: Path) -> Iterator[Fact]:
    """Monthly prices since 2005 of the series in tables/pink_sheet.csv (quantity ``price``, USD/kg, ``month`` 1 to 12).

    From the publisher's workbook, or from a CSV with the columns ``month`` and ``Name (unit)``. Gas is printed by energy and kept
    by mass, approximately. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Months as (row number, column -> text), whichever of the two the file is."""
    columns = ("month", *(s["column"] for s in _series()))
    if path.suffix.lower() != ".xlsx":
        yield from records(path, "utf-8", columns)
        return
    above: list[list[str]] = []  # titles, then a row of names (some with asterisks), then their units
    header: list[str] = []
    for line, cells in grid(path, SHEET):
        if not header and not MONTH.fullmatch(cells[0] if cells else ""):
            above.append(cells)
            continue
        if not header:
            names, units = above[-2:] if len(above) > 1 else ([], [])
            header = ["month", *(f"{n.rstrip('* ')} {u}" for n, u in zip(names[1:], units[1:], strict=False))]
            missing = [c for c in columns if c not in header]
            if missing:
                raise BadInput(f"{path}, row {line}: wrong release or changed columns: lacks {', '.join(missing)} above it")
        if any(cells):
            yield line, dict(zip(header, cells, strict=False))
    if not header:
        raise BadInput(f"{path}, sheet {SHEET}: no month such as 2024M05 in its first column")


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in _rows(path):
        when = MONTH.fullmatch(r["month"].strip())
        if not when:
            raise BadInput(f'{path}, line {line}: "{r["month"]}" is not a month such as 2024M05')
        if int(when[1]) < FIRST_YEAR:
            continue
        for series in _series():
            text = r[series["column"]].strip()
            if text in NO_PRICE:
                continue
            reading = cell(text, path, line).scaled(from_unit(1.0, series["unit"], "price", series["id"]))
            yield line, Fact(
                quantity="price", commodity=series["id"], form=series["form"], stage=series["stage"], place=series["place"],
                period=int(when[1]), month=int(when[2]), value=reading.value, unit=canonical_unit("price"), flag=reading.flag,
                basis="none", card=CARD, row=series["column"],
            )  # fmt: skip
