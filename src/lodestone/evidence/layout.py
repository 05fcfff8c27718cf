"""How a text was laid out: lines broken at a fixed width, and what a printer repeats on every page."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from lodestone.evidence.claim import Document

_PAGE_NUMBER = re.compile(r"\W*(?:page\s+|p\.\s*|seite\s+|pagina\s+)?\d{1,4}(?:\s*(?:of|/|von|sur|di|de)\s*\d{1,4})?\W*$", re.I)
_FIGURES = re.compile(r"\d+")
_REPEATED = 3
"""A line at the head or foot of at least so many pages is the printer's, not the text's."""
_EDGE = 2
"""Lines from the top or bottom of a page that can be such."""


def line_width(document: Document, plain: str) -> int | None:
    """The usual length of a full line where lines are broken at a fixed width, else None.

    So it is in a PDF, and in a text most of whose lines have 50 to 100 characters and none many more.
    """
    lengths = [len(line) for line in plain.splitlines() if len(line) > 20]
    if len(lengths) < 8 and not document.pages:
        return None
    usual = int(median(lengths)) if lengths else 0
    if document.pages:
        return max(usual, 40)
    return usual if 50 <= usual <= 100 and max(lengths) <= 120 else None


def furniture(document: Document, lines: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Which of ``lines`` (offset, words) are page numbers or running heads of a paged text, as their places in the sequence."""
    if not document.pages:
        return frozenset()
    page_of = [bisect_right(document.pages, start) - 1 for start, _ in lines]
    edges: dict[str, list[int]] = {}
    for i, (_, words) in enumerate(lines):
        near = page_of[max(0, i - _EDGE)] != page_of[i] or page_of[min(len(lines) - 1, i + _EDGE)] != page_of[i]
        if near or i < _EDGE or i >= len(lines) - _EDGE:
            edges.setdefault(_FIGURES.sub("#", words.strip().lower()), []).append(i)
    found = {i for places in edges.values() if len({page_of[i] for i in places}) >= _REPEATED for i in places}
    found |= {i for places in edges.values() for i in places if _PAGE_NUMBER.match(lines[i][1])}
    return frozenset(found)
