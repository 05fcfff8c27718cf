"""Facts as Parquet: one canonical row a fact, written and read through DuckDB."""

import csv
import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from lodestone.atlas.fact import Fact

COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(Fact))
WHOLE, NUMBERS = ("period", "period_end", "month"), ("value", "low", "high")
TYPES = dict.fromkeys(COLUMNS, "VARCHAR") | dict.fromkeys(WHOLE, "SMALLINT") | dict.fromkeys(NUMBERS, "DOUBLE")
_NULL = "\\N"


def canonical(fact: Fact) -> tuple[str, ...]:
    """The fact as text in column order: floats to the last bit, a backslash and N where there is nothing."""
    return tuple(_text(getattr(fact, name)) for name in COLUMNS)


def _text(value: object) -> str:
    if value is None:
        return _NULL
    return repr(value) if isinstance(value, float) else str(value)


def rows_hash(rows: Iterable[tuple[str, ...]]) -> str:
    """SHA-256 of the sorted canonical rows: the same facts give the same hash, whatever their order or the writer's version."""
    digest = hashlib.sha256()
    for row in sorted(rows):
        digest.update("\t".join(row).encode("utf-8"))
        digest.update(b"\n")
    return digest.hexdigest()


def write(rows: Sequence[tuple[str, ...]], path: Path) -> None:
    """Write canonical rows, sorted, as Parquet; raises ``OSError`` when the place cannot be written."""
    import duckdb

    types = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "facts.csv"
        with sheet.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(sorted(rows))
        with duckdb.connect() as db:
            db.execute("set threads = 1")
            query = (
                f"copy (select * from read_csv('{_quoted(sheet)}', header = false, columns = {{{types}}}, nullstr = '{_NULL}', "
                f"delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = true)) "
                f"to '{_quoted(path)}' (format parquet, compression zstd, compression_level 15)"
            )
            try:
                db.execute(query)
            except duckdb.IOException as error:
                raise OSError(str(error).splitlines()[0]) from None


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
