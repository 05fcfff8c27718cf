"""A workbook of plain sheets: text and numbers only, never a formula, and the same rows give the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

LONGEST = 32_767
"""Characters a cell may hold; longer texts are cut with an ellipsis (CSV and JSON hold them whole)."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML 1.0
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can say: a workbook does not tell when it was written
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """An XLSX of the sheets by name, each a header (bold, frozen) and rows; None and "" are empty cells.

    Numbers stay numbers; everything else is text, also where it looks like a formula, and what no number can say is too.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book, bold = Workbook(write_only=True), Font(bold=True)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([_text(sheet, str(word), bold) for word in header])
        for row in rows:
            cells = [_plain(value) for value in row]
            sheet.append([_text(sheet, c) if isinstance(c, str) and c[0] in "=#" else c for c in cells])
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _text(sheet: Any, said: str, font: Any = None) -> Any:
    """A cell that is text whatever it looks like: the library would take ``=1+1`` for a formula and ``#N/A`` for an error."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, said)
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell


def _plain(value: object) -> str | int | float | None:
    """A cell's number or text; what XML cannot say is replaced."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return value
    said = _FORBIDDEN.sub("\ufffd", str(value))
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _timeless(content: bytes) -> bytes:
    """The same workbook without the time it was written, in its properties and in the archive that holds it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in read.namelist():
            part = read.read(name)
            if name == "docProps/core.xml":
                part = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            archive.writestr(zipfile.ZipInfo(name, _WHEN), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
