"""Excel workbooks at the door: the first sheet as rows of text, merged cells and formulas without a value refused."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lodestone.terms.errors import BadInput


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
    except (zipfile.BadZipFile, InvalidFileException, KeyError, EOFError, ValueError) as error:
        raise BadInput(f"{path}: not a whole Excel workbook ({error}); save it as .xlsx again") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); close it elsewhere and try again") from None
    sheet = book.worksheets[0]
    if sheet.merged_cells.ranges:
        merged = ", ".join(sorted(str(r) for r in sheet.merged_cells.ranges)[:3])
        raise BadInput(f"{path}, sheet {sheet.title}: merged cells at {merged}; unmerge them, one figure a row")
    table = sheet.iter_rows(values_only=True)
    header = [_text(cell) for cell in next(table, ())]
    while header and not header[-1]:
        header.pop()
    missing = [c for c in columns if c not in header]
    if missing or len(set(header)) < len(header):
        fault = f"lacks the columns {', '.join(missing)}" if missing else "has two columns of one name"
        raise BadInput(f"{path}, sheet {sheet.title}: {fault}; has {', '.join(header[:12]) or 'nothing'}")
    for row, cells in enumerate(table, start=2):
        record = {name: _text(cell) for name, cell in zip(header, cells, strict=False)}
        for column, (name, cell) in enumerate(zip(header, cells, strict=False), start=1):
            if cell is None and formulas.cell(row, column).data_type == "f":
                raise BadInput(f"{path}, row {row}, {name}: a formula without a saved value; save the workbook in Excel first")
        if any(record.values()):
            yield row, record


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
