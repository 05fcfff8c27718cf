r"""The text layer of a PDF, page by page, with where each page begins.

Offset rules: the text is that of pdfium's text layer, pages in order, joined by one line feed; line ends inside a page stay
as they are (``\r\n``). Where a word was parted at the end of a line, pdfium marks the hyphen (U+FFFE): the two halves are
joined, with the hyphen only where the same word is written with it elsewhere in the text, and ``joins`` holds the offsets
where this was done. A ruled table comes out row by row, a line a row, its cells parted by tabs and without line ends of their
own; ``cells`` holds where each begins and ends. Everything else is verbatim. Tables without lines come out as lines; pictures
of text do not come out at all.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lodestone.evidence import pdf_tables
from lodestone.terms.errors import BadInput

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_PAGES = 5000
_BROKEN = re.compile(r"(\w*)[\ufffe\x02](\w*)")
_BINDING = re.compile(r"[\ufffe\x02]")


@dataclass(frozen=True, slots=True)
class Pdf:
    """Text, the offset at which each page begins, those of joined words and of table cells, and the title the file declares."""

    text: str
    pages: tuple[int, ...]
    joins: tuple[int, ...]
    title: str | None
    cells: tuple[tuple[int, int], ...] = ()


def is_pdf(raw: bytes) -> bool:
    """Whether the bytes are a PDF: its mark stands within the first kilobyte."""
    return b"%PDF-" in raw[:1024]


def read(raw: bytes, name: str) -> Pdf:
    """The text of the PDF ``raw``, a file called ``name``. Needs the extra ``pdf`` (pypdfium2).

    Raises ``BadInput`` for a damaged or locked file, for more than ``MAX_PAGES`` pages, for pages that are pictures only,
    and when pypdfium2 is not installed.
    """
    pages, title = _pages(raw, name)
    letters = [sum(map(str.isalnum, page)) for page in pages]
    if sum(letters) < 20 or sum(letters) < 4 * len(pages):
        raise BadInput(
            f"{name} is a PDF of {len(pages)} pages without text (scanned pictures): run character recognition (OCR) on it, "
            "check what it reads, and give the result"
        )
    text, joins, starts, cells, written = [], [], [], [], _hyphenated(pages)
    at = 0
    for page in pages:
        starts.append(at)
        mended, here = _mend(page, written)
        joins += [at + j for j in here]
        cells += [(at + start, at + end) for start, end in pdf_tables.cells(mended)]
        text.append(pdf_tables.unmarked(mended))
        at += len(mended) + 1
    return Pdf("\n".join(text), tuple(starts), tuple(joins), title, tuple(cells))


def _pages(raw: bytes, name: str) -> tuple[list[str], str | None]:
    try:
        import pypdfium2
    except ImportError:
        raise BadInput(
            f"{name} is a PDF, and the part that reads PDF is not installed: pip install 'lodestone[pdf]', or save it as text"
        ) from None
    try:
        opened = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BadInput(f"{name} is locked with a password: save a copy without one and give that") from None
        raise BadInput(f"{name} is a damaged PDF ({error}): open it in a reader and save it again, or save it as text") from None
    try:
        if len(opened) > MAX_PAGES:
            raise BadInput(f"{name} has {len(opened)} pages: up to {MAX_PAGES} are read; split it")
        title = " ".join((opened.get_metadata_dict().get("Title") or "").split()) or None
        tables = pdf_tables.boxes(raw, [n for n, page in enumerate(opened) if pdf_tables.ruled(page)])
        return [_page(page, tables.get(n)) for n, page in enumerate(opened)], title
    except pypdfium2.PdfiumError as error:
        raise BadInput(f"{name} has a page that cannot be read ({error}): save it again, or save it as text") from None
    finally:
        opened.close()


def _page(page: "PdfPage", tables: "list[list[list[pdf_tables.Box | None]]] | None") -> str:
    """The words of one page, its tables row by row."""
    layer = page.get_textpage()
    try:
        return (
            pdf_tables.page_text(page, layer, tables)
            if tables
            else pdf_tables.without_marks(layer.get_text_range().replace("\x00", " "))
        )
    finally:
        layer.close()
        page.close()


def _hyphenated(pages: list[str]) -> frozenset[str]:
    """Every word that is written with a hyphen inside a line."""
    return frozenset(w.lower() for page in pages for w in re.findall(r"\w+-\w+", page))


def _mend(page: str, written: frozenset[str]) -> tuple[str, list[int]]:
    """The page with its parted words joined, and where."""
    out: list[str] = []
    joins: list[int] = []
    at = length = 0
    for mark in _BROKEN.finditer(page):
        keep = "-" if f"{mark[1]}-{mark[2]}".lower() in written else ""
        piece = page[at : mark.end(1)] + keep
        out.append(piece)
        length += len(piece)
        joins.append(length)
        at = mark.start(2)
    out.append(page[at:])
    return _BINDING.sub("-", "".join(out)), joins
