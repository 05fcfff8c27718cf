"""CEPII BACI: bilateral trade by customs code, reconciled by the publisher, in tonnes and thousand dollars."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import Fact
from lodestone.connect import baci_zip
from lodestone.connect.country import iso3
from lodestone.connect.sheet import checked
from lodestone.terms.errors import BadInput

RELEASE = "202601"
CARD = f"baci_{RELEASE}"
FIRST_YEAR = 2005
CODE_COLUMN = {"HS92": "hs92", "HS17": "hs6"}
NO_MASS = "mass not reported"


@cache
def codes(edition: str) -> dict[str, dict[str, str]]:
    """The codes we package of one HS edition (tables/baci.csv), by code."""
    return {r["code"]: r for r in _table("baci") if r["edition"] == edition}


@cache
def strange(edition: str) -> frozenset[str]:
    """Codes that another HS edition has and this one has not (tables/hs_editions.csv)."""
    return frozenset(r["code"] for r in _table("hs_editions") if r["edition"] != edition)


def _table(name: str) -> list[dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def read_hs92(path: Path) -> Iterator[Fact]:
    """Trade since 2005 of the HS 1992 codes in tables/baci.csv.

    From CEPII's zip or one of its yearly CSV files, or from a Parquet file with the columns ``year exporter importer hs92
    value_kusd qty_t``. Every row yields ``trade`` (gross tonnes; None and flagged withheld where the row has no mass) and
    ``trade_value`` (thousand current dollars). Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path, "HS92"))


def read_hs17(path: Path) -> Iterator[Fact]:
    """The same of the HS 2017 codes, from CEPII's files or a Parquet file whose code column is ``hs6``."""
    yield from checked(path, _facts(path, "HS17"))


def _facts(path: Path, edition: str) -> Iterator[tuple[int, Fact]]:
    wanted, alien = codes(edition), strange(edition)
    own = path.suffix.lower() == ".parquet"
    rows = _parquet(path, edition) if own else baci_zip.rows(path, edition, RELEASE, [*wanted, *alien], FIRST_YEAR)
    empty = True
    for where, line, year, exporter, importer, code, value, mass in rows:
        empty = False
        if code in alien:
            raise BadInput(f"{where}: code {code} does not exist in {edition}; the file is of another HS edition")
        if exporter is None or importer is None or value is None:
            raise BadInput(f"{where}: exporter, importer and value must stand in every row")
        if not isfinite(value) or value < 0:
            raise BadInput(f"{where}: value {value:g}: want a finite number of thousand dollars, not negative")
        series, missing = wanted[code], mass is None or mass != mass  # NaN stands for an empty cell in float columns
        note = series["note"] if series["mixed"] else ""
        shared: dict[str, Any] = {
            "commodity": series["id"], "form": series["form"], "stage": series["stage"], "period": year, "code": code,
            "place": iso3(exporter, path, line), "partner": iso3(importer, path, line), "code_edition": edition, "card": CARD,
        }  # fmt: skip
        yield line, Fact(
            quantity="trade", value=None if missing else mass, unit="t/year", basis="gross", **shared,
            flag="withheld" if missing else "reported", note="; ".join(filter(None, (note, NO_MASS if missing else ""))),
        )  # fmt: skip
        yield line, Fact(quantity="trade_value", value=value, unit="kUSD/year", basis="none", note=note, **shared)
    if empty:
        raise BadInput(f"{path}: none of the {edition} codes {', '.join(sorted(wanted))} in it; is it another HS edition?")


def _parquet(path: Path, edition: str) -> Iterator[tuple[Any, ...]]:
    """Rows as of ``baci_zip.rows``, sorted by year, code and places."""
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
                [str(path), sorted({*codes(edition), *strange(edition)}), FIRST_YEAR],
            ).fetchall()
        except duckdb.Error as error:
            raise BadInput(f"{path}: not a whole Parquet file ({str(error).splitlines()[0]})") from None
    for number, *cells in rows:
        yield f"{path}, row {number}", number, *cells
