"""CEPII's own layout of BACI: a zip of yearly CSV files (columns t, i, j, k, v, q; numeric country codes), or one of them."""

import csv
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lodestone.terms.errors import BadInput

NAME = re.compile(r"BACI_(HS\d\d)_Y(\d{4})_V(\d{6})\.csv", re.IGNORECASE)
COLUMNS = ("t", "i", "j", "k", "v", "q")
NO_VALUE = ("", "NA")  # the publisher pads them with blanks

Row = tuple[str, int, int, str, str, str, float | None, float | None]


def rows(path: Path, edition: str, release: str, codes: Collection[str], first_year: int) -> Iterator[Row]:
    """Rows of the ``codes``: (where, line, year, exporter, importer, code, value in kUSD, mass in t), year by year.

    Places are ISO codes; ``where`` names file, member and line. Raises ``BadInput``
    for a truncated zip, another HS edition or release, changed columns, or a
    cell that is no number.
    """
    if path.suffix.lower() != ".zip":
        _expect(path.name, path, edition, release)
        yield from _year(path, path.name, path, codes, first_year)
        return
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            members = sorted(n for n in archive.namelist() if NAME.fullmatch(Path(n).name))
            if not members:
                raise BadInput(f"{path}: no yearly file such as BACI_{edition}_Y2024_V{release}.csv in it; is it CEPII's zip?")
            for member in members:
                year = _expect(Path(member).name, path, edition, release)
                if year >= first_year:
                    sheet = Path(folder) / Path(member).name
                    with archive.open(member) as packed, sheet.open("wb") as out:
                        shutil.copyfileobj(packed, out)
                    yield from _year(sheet, member, path, codes, first_year)
                    sheet.unlink()
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadInput(f"{path}: not a whole zip file ({error}); download it again") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be unpacked ({error.strerror or error})") from None


def _expect(name: str, path: Path, edition: str, release: str) -> int:
    """The year in a file's name; raises ``BadInput`` when the name says another edition or release."""
    said = NAME.fullmatch(name)
    if not said:
        raise BadInput(f"{path}: {name} is not named as CEPII does (BACI_{edition}_Y2024_V{release}.csv); keep the name")
    if said[1].upper() != edition:
        raise BadInput(f"{path}: {name} is of edition {said[1].upper()}, want {edition}: codes mean other goods there")
    if said[3] != release:
        raise BadInput(f"{path}: {name} is release {said[3]}, the card says {release}; releases must not be mixed")
    return int(said[2])


def _year(sheet: Path, name: str, path: Path, codes: Collection[str], first_year: int) -> Iterator[Row]:
    import duckdb

    said = f"{path}, {name}" if name != path.name else str(path)
    table = "read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"', strict_mode = true)"
    query = (
        "select line, t, i, j, lpad(trim(k), 6, '0'), v, q "
        f"from (select row_number() over () + 1 as line, * from {table}) "
        "where list_contains(?, lpad(trim(k), 6, '0')) order by line"
    )
    with duckdb.connect() as db:
        try:
            found = [r[0] for r in db.execute(f"describe select * from {table}", [str(sheet)]).fetchall()]
            if any(c not in found for c in COLUMNS):
                raise BadInput(f"{said}: wrong release or changed columns: want {', '.join(COLUMNS)}; has {', '.join(found[:8])}")
            cells = db.execute(query, [str(sheet), sorted(codes)]).fetchall()
        except duckdb.Error as error:
            raise BadInput(f"{said}: not a whole CSV file ({str(error).splitlines()[0]})") from None
    for line, t, i, j, code, value, mass in cells:
        where = f"{said}, line {line}"
        year = int(_number(t, where) or 0)
        if year >= first_year:
            yield where, line, year, _country(i, where), _country(j, where), code, _number(value, where), _number(mass, where)


def _number(text: Any, where: str) -> float | None:
    text = (text or "").strip()
    if text in NO_VALUE:
        return None
    try:
        return float(text)
    except ValueError:
        raise BadInput(f'{where}: "{text}" is not a number') from None


@cache
def _countries() -> dict[int, str]:
    text = (files("lodestone.connect") / "tables" / "baci_countries.csv").read_text("utf-8")
    return {int(r["numeric"]): r["iso3"] for r in csv.DictReader(text.splitlines())}


def _country(text: Any, where: str) -> str:
    number = _number(text, where)
    code = _countries().get(int(number)) if number is not None else None
    if code is None:
        raise BadInput(f'{where}: "{text}" is a country code nobody knows; add it to connect/tables/baci_countries.csv')
    return code
