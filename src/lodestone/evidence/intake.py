"""From a file's bytes to a document: decoded text, language, title, publisher and date, each with its basis."""

import hashlib
import re
from pathlib import PurePath

from lodestone.evidence import encoding, html, masthead
from lodestone.evidence.claim import Document
from lodestone.evidence.language import language
from lodestone.terms.errors import BadInput
from lodestone.terms.source import Source

MAX_BYTES = 50_000_000
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def document(raw: bytes, name: str, *, published: str | None = None, publisher: str | None = None) -> Document:
    r"""The document in ``raw``, the bytes of the txt or HTML file called ``name``.

    A txt is decoded verbatim (line ends and byte order mark kept): every offset is a code point of that text, and for
    UTF-8 files equals an offset of ``raw.decode("utf-8")``. For a web page the text is the main text as extracted, and
    offsets refer to it. ``published`` (ISO, at any precision) and ``publisher`` go before what the text says.
    Raises ``BadInput`` for empty, binary, undecodable, oversized files and for PDF and DOCX.

    >>> document(b"Ministers met in Lima.", "note.txt").source.language
    'en'
    """
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{name} is {len(raw) / 1e6:.0f} MB: texts up to {MAX_BYTES / 1e6:.0f} MB are read; split it")
    if published is not None and not _ISO.fullmatch(published):
        raise BadInput(f"published date {published!r} for {name}: want YYYY, YYYY-MM or YYYY-MM-DD")
    text, encoded = encoding.decode(raw, name)
    page = html.page(text, name) if html.is_html(text, name) else None
    if page:
        text = page.text
    if not any(c.isalnum() for c in text):
        raise BadInput(f"{name} has no words in it: give a text or HTML file with sentences")
    tongue = (page.language if page and page.language else None) or language(text)
    date, date_basis = _published(text, tongue, published, page)
    digest = hashlib.sha256(raw).hexdigest()
    source = Source(
        id=f"t{digest[:10]}",
        file=PurePath(name.replace("\\", "/")).name,
        sha256=digest,
        chars=len(text),
        title=(page.title if page else None) or masthead.title(text),
        publisher=publisher or (page.publisher if page else None) or masthead.publisher(text),
        published=date,
        published_basis=date_basis,
        language=tongue,
        encoding=encoded,
    )
    return Document(source=source, text=text)


def _published(text: str, tongue: str, given: str | None, page: html.Page | None) -> tuple[str | None, str]:
    if given:
        return given, "given by the reader"
    if page and page.published:
        return page.published, page.published_basis or "page metadata"
    found = masthead.published(text, tongue)
    return found if found else (None, "not stated")
