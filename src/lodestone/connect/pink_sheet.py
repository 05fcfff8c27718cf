"""World Bank, Commodity Markets ("Pink Sheet"): monthly world prices in current US dollars."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit, from_unit

CARD = "wb_pink_sheet_2026"
FIRST_YEAR = 2005
NO_PRICE = ("…", "..", "")  # the publisher's sign for a month without a price


@cache
def _series() -> tuple[dict[str, str], ...]:
    text = (files("lodestone.connect") / "tables" / "pink_sheet.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def read(path: Path) -> Iterator[Fact]:
    """Monthly prices since 2005 of the series in tables/pink_sheet.csv (quantity ``price``, USD/kg, ``month`` 1 to 12).

    Gas is printed by energy and kept by mass, approximately. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", ("month", *(s["column"] for s in _series()))):
        when = re.fullmatch(r"(\d{4})M(0[1-9]|1[0-2])", r["month"].strip())
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
