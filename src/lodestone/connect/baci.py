"""CEPII BACI: bilateral trade by customs code, reconciled by the publisher, in tonnes and thousand dollars."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import Fact
from lodestone.connect.country import iso3
from lodestone.connect.sheet import checked
from lodestone.terms.errors import BadInput

CARD = "baci_202601"
FIRST_YEAR = 2005
CODE_COLUMN = {"HS92": "hs92", "HS17": "hs6"}
NO_MASS = "mass not reported"


@cache
def codes(edition: str) -> dict[str, dict[str, str]]:
    """The codes we package of one HS edition (tables/baci.csv), by code."""
    text = (files("lodestone.connect") / "tables" / "baci.csv").read_text("utf-8")
    return {r["code"]: r for r in csv.DictReader(text.splitlines()) if r["edition"] == edition}


def read_hs92(path: Path) -> Iterator[Fact]:
    """Trade since 2005 of the HS 1992 codes in tables/baci.csv.

    From a Parquet file with the columns ``year exporter importer hs92 value_kusd qty_t``. Every row yields ``trade`` (gross
    tonnes; None and flagged withheld where the row has no mass) and ``trade_value`` (thousand current dollars). Raises
    ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path, "HS92"))


def read_hs17(path: Path) -> Iterator[Fact]:
    """The same of the HS 2017 codes, from a Parquet file whose code column is ``hs6``."""
    yield from checked(path, _facts(path, "HS17"))


def _facts(path: Path, edition: str) -> Iterator[tuple[int, Fact]]:
    for row, year, exporter, importer, code, value, mass in _rows(path, edition):
        series = codes(edition)[code]
        if exporter is None or importer is None or value is None:
            raise BadInput(f"{path}, row {row}: exporter, importer and value must stand in every row")
        if not isfinite(value) or value < 0:
            raise BadInput(f"{path}, row {row}: value_kusd {value:g}: want a finite number, not negative")
        missing = mass is None or mass != mass  # NaN stands for an empty cell in files written through float columns
        shared: dict[str, Any] = {
            "commodity": series["id"], "form": series["form"], "stage": series["stage"],
            "place": iso3(exporter, path, row), "partner": iso3(importer, path, row), "period": year,
            "code": code, "code_edition": edition, "card": CARD, "note": series["note"] if series["mixed"] else "",
        }  # fmt: skip
        note = "; ".join(filter(None, (shared["note"], NO_MASS)))
        yield row, Fact(
            quantity="trade", value=None if missing else mass, unit="t/year", basis="gross",
            **(shared | {"note": note} if missing else shared), flag="withheld" if missing else "reported",
        )  # fmt: skip
        yield row, Fact(quantity="trade_value", value=value, unit="kUSD/year", basis="none", **shared)


def _rows(path: Path, edition: str) -> Iterator[tuple[Any, ...]]:
    import duckdb

    if not path.is_file():
        raise BadInput(f"{path}: no such file")
    column = CODE_COLUMN[edition]
    wanted = ("year", "exporter", "importer", column, "value_kusd", "qty_t")
    with duckdb.connect() as db:
        try:
            found = [r[0] for r in db.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()]
            missing = [c for c in wanted if c not in found]
            if missing:
                raise BadInput(f"{path}: wrong release or HS edition: lacks {', '.join(missing)}; has {', '.join(found)}")
            rows = db.execute(
                f"select file_row_number + 1, {', '.join(wanted)} from read_parquet(?, file_row_number = true) "
                f"where list_contains(?, {column}) and year >= ? order by year, {column}, exporter, importer, file_row_number",
                [str(path), sorted(codes(edition)), FIRST_YEAR],
            ).fetchall()
        except duckdb.Error as error:
            raise BadInput(f"{path}: not a whole Parquet file ({str(error).splitlines()[0]})") from None
    if not rows:
        raise BadInput(
            f"{path}: none of the {edition} codes {', '.join(sorted(codes(edition)))} in it; is it another HS edition?"
        )
    yield from rows
