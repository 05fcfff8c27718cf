"""From a file's bytes to a document: decoded text, language, title, publisher and date, each with its basis."""

import datetime
import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from lodestone.evidence import docx, encoding, html, masthead, pdf
from lodestone.evidence.claim import Document
from lodestone.evidence.language import language
from lodestone.terms.errors import BadInput
from lodestone.terms.source import Source

MAX_BYTES = 50_000_000
MAX_CHARS = 5_000_000
"""Characters of text, about three thousand pages, which take under a minute to read."""
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class _Form:
    """What a file gives whatever its form: text, how it was decoded, and what its own metadata say."""

    text: str
    encoding: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    published_basis: str | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()


def _day(published: str) -> bool:
    """Whether a date, at any precision, is one of the calendar."""
    if not _ISO.fullmatch(published):
        return False
    try:
        datetime.date.fromisoformat(f"{published[:10]}{'-01' * (2 - published[:10].count('-'))}")
    except ValueError:
        return False
    return True


def document(
    raw: bytes,
    name: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    address: str | None = None,
    retrieved: str | None = None,
    charset: str | None = None,
) -> Document:
    r"""The document in ``raw``, the bytes of the txt, HTML, PDF or DOCX file called ``name``.

    A txt is decoded verbatim (line ends and byte order mark kept): every offset is a code point of that text, and for
    UTF-8 files equals an offset of ``raw.decode("utf-8")``. For a web page the text is the main text as extracted, and
    offsets refer to it; the rules for PDF and DOCX stand in their modules. ``published`` (ISO, at any precision) and
    ``publisher`` go before what the text says. A text from the web has its ``address``, the day it was ``retrieved`` and the
    ``charset`` its server named. Raises ``BadInput`` for empty, binary, undecodable, oversized, locked and
    damaged files.

    >>> document(b"Ministers met in Lima.", "note.txt").source.language
    'en'
    """
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{name} is {len(raw) / 1e6:.0f} MB: texts up to {MAX_BYTES / 1e6:.0f} MB are read; split it")
    if published is not None and not _day(published):
        raise BadInput(f"published date {published!r} for {name}: want YYYY, YYYY-MM or YYYY-MM-DD")
    form = _form(raw, name, charset)
    text = form.text
    if len(text) > MAX_CHARS:
        raise BadInput(
            f"{name} holds {len(text) / 1e6:.0f} million characters: up to {MAX_CHARS / 1e6:.0f} million are read; split it"
        )
    if not any(c.isalnum() for c in text):
        raise BadInput(f"{name} has no words in it: give a text with sentences")
    tongue = form.language or language(text)
    date, date_basis = _published(text, tongue, published, form)
    digest = hashlib.sha256(raw).hexdigest()
    source = Source(
        id=f"t{digest[:10]}",
        file=PurePath(name.replace("\\", "/")).name,
        sha256=digest,
        chars=len(text),
        title=form.title or masthead.title(text),
        publisher=publisher or form.publisher or masthead.publisher(text),
        published=date,
        published_basis=date_basis,
        language=tongue,
        encoding=form.encoding,
        address=address,
        retrieved=retrieved,
    )
    return Document(source=source, text=text, pages=form.pages, joins=form.joins, cells=form.cells)


def _form(raw: bytes, name: str, charset: str | None) -> _Form:
    """The text of the bytes by their own form: PDF, DOCX, web page or plain text."""
    if pdf.is_pdf(raw):
        found = pdf.read(raw, name)
        layer = "PDF text layer (pypdfium2)"
        return _Form(found.text, layer, title=found.title, pages=found.pages, joins=found.joins, cells=found.cells)
    if docx.is_docx(raw):
        written = docx.read(raw, name)
        return _Form(written.text, "DOCX (its own XML)", title=written.title)
    text, encoded = encoding.decode(raw, name, charset)
    if not html.is_html(text, name):
        return _Form(text, encoded)
    page = html.page(text, name)
    return _Form(page.text, encoded, page.title, page.publisher, page.published, page.published_basis, page.language)


def _published(text: str, tongue: str, given: str | None, form: _Form) -> tuple[str | None, str]:
    if given:
        return given, "given by the reader"
    if form.published:
        return form.published, form.published_basis or "page metadata"
    found = masthead.published(text, tongue)
    return found if found else (None, "not stated")
