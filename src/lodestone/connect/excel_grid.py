"""One named sheet of a publisher's workbook as a grid of text, titles and blank rows included."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lodestone.terms.errors import BadInput


def grid(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Each row of ``sheet`` as (row number, cells); an empty cell is "". Raises ``BadInput`` for no such sheet or no workbook."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, EOFError, ValueError) as error:
        raise BadInput(f"{path}: not a whole Excel workbook ({error}); download it again") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    try:
        if sheet not in book.sheetnames:
            raise BadInput(f'{path}: wrong release: lacks the sheet "{sheet}"; has {", ".join(book.sheetnames)}')
        for number, cells in enumerate(book[sheet].iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in cells]
    finally:
        book.close()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
