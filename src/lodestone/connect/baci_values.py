"""CEPII BACI by value: the largest flows of codes whose mass we hold for one year only, in thousand dollars."""

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

CARD = "baci_values_202601"
FIRST_YEAR, LAST_YEAR = 2005, 2023  # 2024 stands in the publisher's own files with its mass; later years are guesses
PUBLISHER = "CEPII BACI"
COLUMNS = ("year", "material", "exporter_iso2", "importer_iso2", "value_usd", "source")


@cache
def _materials() -> dict[str, dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "baci_values.csv").read_text("utf-8")
    return {r["material"]: r for r in csv.DictReader(text.splitlines())}


def read(path: Path) -> Iterator[Fact]:
    """Quantity ``trade_value`` of 2005 to 2023 for the materials in tables/baci_values.csv; no mass.

    From a Parquet file with the columns ``year material exporter_iso2 importer_iso2 value_usd source``, whose source names the HS
    edition of each row. Rows of another source than BACI are left out. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, year, material, exporter, importer, usd, source in _rows(path):
        edition = _edition(source, path, line)
        if exporter is None or importer is None or usd is None or not isfinite(usd) or usd < 0:
            raise BadInput(f"{path}, row {line}: want exporter, importer and a value of dollars that is not negative")
        series = _materials()[material]
        yield line, Fact(
            quantity="trade_value", commodity=series["id"], form=series["form"], stage=series["stage"],
            place=iso3(exporter, path, line), partner=iso3(importer, path, line), period=year, value=usd / 1000,
            unit="kUSD/year", basis="none", code=series["code"], code_edition=edition, card=CARD, row=f"row {line}",
            note=series["note"],
        )  # fmt: skip


def _edition(source: str, path: Path, line: int) -> str:
    """The HS edition that a source such as ``... CEPII BACI HS02 V202601`` names."""
    found = [word for word in (source or "").split() if len(word) == 4 and word.startswith("HS") and word[2:].isdigit()]
    if PUBLISHER not in (source or "") or len(found) != 1:
        raise BadInput(f'{path}, row {line}: source "{source}": want {PUBLISHER} with its HS edition')
    return found[0]


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """Rows of the materials and years we take, sorted, each with its number in the file."""
    import duckdb

    if not path.is_file():
        raise BadInput(f"{path}: no such file")
    with duckdb.connect() as db:
        try:
            found = [r[0] for r in db.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()]
            missing = [c for c in COLUMNS if c not in found]
            if missing:
                raise BadInput(f"{path}: wrong release: lacks {', '.join(missing)}; has {', '.join(found)}")
            yield from db.execute(
                f"select file_row_number + 1, {', '.join(COLUMNS)} from read_parquet(?, file_row_number = true) "
                "where list_contains(?, material) and year between ? and ? "
                "order by year, material, exporter_iso2, importer_iso2, file_row_number",
                [str(path), sorted(_materials()), FIRST_YEAR, LAST_YEAR],
            ).fetchall()
        except duckdb.Error as error:
            raise BadInput(f"{path}: not a whole Parquet file ({str(error).splitlines()[0]})") from None
