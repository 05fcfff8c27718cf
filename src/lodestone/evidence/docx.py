r"""The paragraphs of a Word document (DOCX), read from its own XML without a word processor.

Offset rules: one line a paragraph, joined by one line feed, table cells as paragraphs of their own; a tab is ``\t`` and a
break inside a paragraph a line feed. Text that was deleted under change tracking is left out, inserted text is kept. Numbers
and bullets that the word processor makes by itself, notes, headers and footers are not part of the text.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

from lodestone.terms.errors import BadInput

MAX_XML = 60_000_000
_BODY, _CORE = "word/document.xml", "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SILENT = frozenset({"del", "moveFrom", "instrText", "pPr", "rPr", "sdtPr"})


@dataclass(frozen=True, slots=True)
class Docx:
    """Text and the title the file declares."""

    text: str
    title: str | None


def is_docx(raw: bytes) -> bool:
    """Whether the bytes are a zip container with a Word document inside."""
    return raw.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(raw)) and _BODY in _names(raw)


def read(raw: bytes, name: str) -> Docx:
    """The text of the DOCX ``raw``, a file called ``name``; raises ``BadInput`` where it is damaged, too big or without words."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            if box.getinfo(_BODY).file_size > MAX_XML:
                raise BadInput(f"{name} holds {box.getinfo(_BODY).file_size / 1e6:.0f} MB of text: split it")
            body = ElementTree.fromstring(_safe(box.read(_BODY), name))
            core = ElementTree.fromstring(_safe(box.read(_CORE), name)) if _CORE in box.namelist() else None
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, RuntimeError, EOFError, zlib.error) as error:
        raise BadInput(f"{name} is a damaged or locked DOCX ({error}): open it and save it again, or save it as text") from None
    text = "\n".join(_paragraphs(body))
    if not any(c.isalnum() for c in text):
        raise BadInput(f"{name} is a DOCX without words (perhaps pictures only): save it as text")
    title = " ".join((core.findtext(f".//{_TITLE}") or "").split()) if core is not None else ""
    return Docx(text, title or None)


def _names(raw: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            return box.namelist()
    except zipfile.BadZipFile:
        return []


def _safe(xml: bytes, name: str) -> bytes:
    """The XML, refused when it declares entities: no word processor writes them, and they can grow without end."""
    if b"<!ENTITY" in xml[:4096] or b"<!DOCTYPE" in xml[:4096]:
        raise BadInput(f"{name} declares entities in its XML, which no word processor does: save it again, or save it as text")
    return xml


def _paragraphs(body: ElementTree.Element) -> list[str]:
    """The text of every paragraph in order; a paragraph inside another (a text box) follows it."""
    lines: list[str] = []
    waiting = [body]
    while waiting:
        node = waiting.pop()
        tag = _tag(node)
        if tag in _SILENT:
            continue
        inner: list[ElementTree.Element] = []
        if tag == "p":
            line: list[str] = []
            _run(node, line, inner)
            lines.append("".join(line))
        waiting += reversed(inner if tag == "p" else list(node))
    return lines


def _tag(node: ElementTree.Element) -> str:
    return node.tag.removeprefix(_W).removeprefix(_STRICT)


def _run(node: ElementTree.Element, line: list[str], inner: list[ElementTree.Element]) -> None:
    """Add the words of a paragraph to ``line``; paragraphs inside it (text boxes) go to ``inner``."""
    for child in node:
        tag = _tag(child)
        if tag in _SILENT:
            continue
        if tag == "p":
            inner.append(child)
        elif tag == "t":
            line.append(child.text or "")
        elif tag in _BREAKS:
            line.append(_BREAKS[tag])
        else:
            _run(child, line, inner)
