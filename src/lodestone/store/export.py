"""A table into a file of the user's: CSV, XLSX, Parquet or JSON, with units, sources and notes in it."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import Card
from lodestone.store.files import write_files
from lodestone.store.xlsx import workbook
from lodestone.terms.errors import BadInput

Cell = str | float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table to hand on. ``columns`` maps each name to its unit ("" for words); ``rows`` hold a cell for every column.

    ``sources`` are the cards the rows cite.
    """

    title: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    sources: Sequence[Card] = ()

    def names(self) -> list[str]:
        """Column heads with their units."""
        return [f"{name} [{unit}]" if unit else name for name, unit in self.columns.items()]


def export(sheet: Sheet, path: Path) -> Path:
    """Write ``sheet`` as the kind the file name ends in; raises ``BadInput`` for another kind or a place that cannot be written.

    CSV (UTF-8 with the mark that Excel wants) carries notes and sources in rows below the table that begin with a number sign;
    XLSX on sheets of their own; Parquet in the file's metadata; JSON beside the rows.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise BadInput(f"{path}: tables are written as {', '.join(KINDS)}; end the name with one of them")
    return write_files(path.parent, {path.name: KINDS[kind](sheet)})[0]


def _csv(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.names())
    writer.writerows([[_harmless(cell) for cell in row] for row in sheet.rows])
    writer.writerows([[f"# {line}"] for line in (sheet.title, *sheet.notes, *map(_cited, sheet.sources))])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets a quote before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _cited(card: Card) -> str:
    return f"{card.id}: {card.publisher}, {card.title} ({card.version}); licence: {card.licence}; {card.address}"


def _xlsx(sheet: Sheet) -> bytes:
    return workbook(
        {
            "table": (sheet.names(), sheet.rows),
            "notes": ([sheet.title], [[note] for note in sheet.notes]),
            "sources": (CARD_HEAD, [[getattr(c, name) for name in CARD_HEAD] for c in sheet.sources]),
        }
    )


CARD_HEAD = ("id", "publisher", "title", "version", "licence", "address", "read", "note")


def _json(sheet: Sheet) -> bytes:
    document: dict[str, Any] = {
        "title": sheet.title,
        "units": {name: unit for name, unit in sheet.columns.items() if unit},
        "rows": [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows],
        "notes": list(sheet.notes),
        "sources": [asdict(card) for card in sheet.sources],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _parquet(sheet: Sheet) -> bytes:
    import duckdb

    kinds = ["VARCHAR" if _wordy([row[i] for row in sheet.rows]) else "DOUBLE" for i in range(len(sheet.columns))]
    about = {"title": sheet.title, "units": json.dumps(dict(sheet.columns)), "notes": "\n".join(sheet.notes)}
    about["sources"] = json.dumps([asdict(card) for card in sheet.sources], ensure_ascii=False)
    metadata = ", ".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in about.items())
    declared = ", ".join(f'"{name}" {kind}' for name, kind in zip(sheet.columns, kinds, strict=True))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as db:
        path = Path(folder) / "table.parquet"
        db.execute(f"create table sheet ({declared})")
        if sheet.rows:
            db.executemany(f"insert into sheet values ({', '.join('?' * len(kinds))})", [list(row) for row in sheet.rows])
        quoted = str(path).replace("'", "''")
        db.execute(f"copy sheet to '{quoted}' (format parquet, compression zstd, kv_metadata {{{metadata}}})")
        return path.read_bytes()


def _wordy(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) for cell in cells) or all(cell is None for cell in cells)


KINDS: dict[str, Callable[[Sheet], bytes]] = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet, ".json": _json}
