"""Ruled tables on the pages of a PDF, as rows of cells: the boxes by pdfplumber, the words in them by pdfium's text layer.

Only pages with ruling lines or filled boxes are looked at, because finding tables takes thirty times as long as reading text.
A table without lines stays what the text layer makes of it: lines.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

CELL, ROW = "\x1f", "\x1e"
"""What stands after a cell and after a row until the offsets are known; no text layer means them for words."""
FEWEST_RULES = 4
"""Lines or boxes on a page under which no table can be ruled: two rows of two cells need more."""
MOST_RULES = 20_000
"""Lines or boxes on a page above which it is a drawing (a map, a chart), not a table."""
_SLACK = 1.0  # points by which a cell is taken smaller, so that no letter of a neighbour is in it

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the top left corner of the page."""


def ruled(page: "PdfPage") -> bool:
    """Whether a page has as many lines and boxes as a table needs, and is not turned."""
    import pypdfium2.raw as pdfium

    if page.get_rotation() != 0:
        return False
    count = 0
    for found in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3):
        count += max(1, pdfium.FPDFPath_CountSegments(found.raw) // 2)
    return FEWEST_RULES <= count <= MOST_RULES


def boxes(raw: bytes, pages: Sequence[int]) -> dict[int, list[list[list[Box | None]]]]:
    """Tables of ``pages`` (numbers from 0) as rows of cell boxes, from top to bottom; a merged-away cell is None.

    Empty where pdfplumber is not installed or cannot make sense of the page: the text then stays as lines.
    """
    try:
        from pdfplumber.pdf import PDF
    except ImportError:
        return {}
    found: dict[int, list[list[list[Box | None]]]] = {}
    try:
        with PDF(io.BytesIO(raw), pages=[n + 1 for n in pages]) as opened:
            for number, page in zip(pages, opened.pages, strict=True):
                tables = [t for t in page.find_tables() if len(t.rows) > 1 and max(len(row.cells) for row in t.rows) > 1]
                if tables:
                    tables.sort(key=lambda t: (t.bbox[1], t.bbox[0]))
                    found[number] = [[list(row.cells) for row in t.rows] for t in tables]
                page.close()
    except Exception:  # a page that one library reads and the other does not: its text is there, only its cells are not known
        return {}
    return found


def page_text(page: "PdfPage", layer: "PdfTextPage", tables: Sequence[Sequence[Sequence[Box | None]]]) -> str:
    """The words of a page with its tables in place, cells ended by ``CELL`` and rows by ``ROW``; empty cells stay.

    Words beside a table come after those above it and before its rows.
    """
    width, height = page.get_size()
    left, bottom, _, _ = page.get_mediabox()
    shown: list[str] = []

    def words(box: Box) -> str:
        x0, top, x1, low = box
        text: str = layer.get_text_bounded(left + x0, bottom + height - low, left + x1, bottom + height - top)
        return _clean(text)

    at = 0.0
    for table in tables:
        x0, top, x1, low = _hull(table)
        if top < at - _SLACK:  # two tables side by side, or one in another: the first has the words
            continue
        shown += [words((0, at, width, top)), words((0, top, x0, low)), words((x1, top, width, low))]
        shown.append("".join(_row(row, words) for row in table))
        at = low
    shown.append(words((0, at, width, height)))
    parts = [part.strip("\r\n") for part in shown if part.strip()]
    return "".join(part if i == 0 or parts[i - 1].endswith(ROW) else f"\n{part}" for i, part in enumerate(parts))


def cells(text: str) -> Iterator[tuple[int, int]]:
    """Where the cells of the marked rows in ``text`` begin and end, without blanks around them; empty ones left out."""
    for line_start, line in _lines(text):
        if ROW not in line and CELL not in line:
            continue
        at = line_start
        for cell in line.replace(ROW, CELL).split(CELL):
            start = at + len(cell) - len(cell.lstrip())
            if cell.strip():
                yield start, start + len(cell.strip())
            at += len(cell) + 1


def unmarked(text: str) -> str:
    """The text with cells parted by tabs and rows by line feeds, as long as before."""
    return text.replace(CELL, "\t").replace(ROW, "\n")


def without_marks(text: str) -> str:
    """Text of a page in which the marks of cells and rows mean nothing."""
    return text.replace(CELL, " ").replace(ROW, " ")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.replace(ROW, "\n").splitlines(keepends=True):
        yield at, text[at : at + len(line)].rstrip("\r\n")
        at += len(line)


def _row(row: Iterable[Box | None], words: Any) -> str:
    parts = [" ".join(words(_shrunk(box)).split()) for box in row if box is not None]
    return CELL.join(parts) + ROW if any(parts) else ""


def _shrunk(box: Box) -> Box:
    x0, top, x1, low = box
    return x0 + _SLACK, top + _SLACK, x1 - _SLACK, low - _SLACK


def _hull(table: Sequence[Sequence[Box | None]]) -> Box:
    known = [box for row in table for box in row if box is not None]
    return min(b[0] for b in known), min(b[1] for b in known), max(b[2] for b in known), max(b[3] for b in known)


def _clean(text: str) -> str:
    return without_marks(text.replace("\x00", " "))
