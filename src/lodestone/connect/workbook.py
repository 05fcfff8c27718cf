"""Excel workbooks at the door: the first sheet as rows of text, merged cells and formulas without a value refused."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lodestone.terms.errors import BadInput

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def workbook_records(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row below the header of the first sheet as (row number, column -> text); rows without any text are left out.

    Numbers are written as Python writes them. Raises ``BadInput`` for merged cells, a missing or doubled column, a formula whose
    value was never saved, or a file that is no workbook.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path).worksheets[0]
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); close it elsewhere and try again") from None
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        zlib.error,
        LookupError,
        EOFError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        if locked(path):
            raise BadInput(f"{path}: protected by a password, or an old .xls; save it as .xlsx without a password") from None
        raise BadInput(f"{path}: not a whole Excel workbook ({_short(error)}); save it as .xlsx again") from None
    sheet = book.worksheets[0]
    if sheet.merged_cells.ranges:
        merged = ", ".join(sorted(str(r) for r in sheet.merged_cells.ranges)[:3])
        raise BadInput(f"{path}, sheet {sheet.title}: merged cells at {merged}; unmerge them, one figure a row")
    table = sheet.iter_rows(values_only=True)
    header = _header(sheet)
    next(table, ())
    missing = [c for c in columns if c not in header]
    if missing or len(set(header)) < len(header):
        fault = f"lacks the columns {', '.join(missing)}" if missing else "has two columns of one name"
        other = next((s.title for s in book.worksheets[1:] if set(columns) <= set(_header(s))), "")
        remedy = f"; sheet {other} has them: move it to the front" if missing and other else ""
        raise BadInput(f"{path}, sheet {sheet.title}: {fault}; has {', '.join(header[:12]) or 'nothing'}{remedy}")
    for row, cells in enumerate(table, start=2):
        record = {name: _text(cell) for name, cell in zip(header, cells, strict=False)}
        for column, (name, cell) in enumerate(zip(header, cells, strict=False), start=1):
            if cell is None and formulas.cell(row, column).data_type == "f":
                raise BadInput(f"{path}, row {row}, {name}: a formula without a saved value; save the workbook in Excel first")
        if any(record.values()):
            yield row, record


def locked(path: Path) -> bool:
    """Whether a file is a compound file: what Excel makes of a workbook with a password, and of every old .xls."""
    with path.open("rb") as file:
        return file.read(8) == COMPOUND


def _short(error: Exception) -> str:
    """The first line of what a library says, without its full stop."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")[:120]


def _header(sheet: Any) -> list[str]:
    """The words of the first row, without empty cells at its end."""
    header = [_text(cell) for cell in next(sheet.iter_rows(values_only=True), ())]
    while header and not header[-1]:
        header.pop()
    return header


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
