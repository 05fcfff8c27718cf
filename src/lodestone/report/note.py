"""A note as blocks: what it says and shows, independent of the writer (HTML today; PDF, Word and Markdown the same way)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Tone = Literal["plain", "hedged", "missing", "strong", "code", "mute", "served", "lost", "choke", "partner"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words. ``to`` is the anchor it opens (a sentence, a fact, an assumption); ``tip`` shows on hover and in print.

    ``hedged`` words carry their hedge in ``tip``; ``missing`` marks what a text does not say.
    """

    text: str
    tone: Tone = "plain"
    to: str | None = None
    tip: str | None = None


Words: TypeAlias = tuple[str | Run, ...]


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; ``lead`` is set larger and ``small`` smaller than the running text."""

    words: Words
    style: Literal["plain", "lead", "small"] = "plain"
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One number to stand out: the figure, what it is, and its band or source in small print."""

    figure: str
    label: str
    detail: str = ""
    to: str | None = None
    tone: Literal["plain", "served", "lost", "choke", "partner"] = "plain"


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of key numbers."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence with the clause that matters highlighted, who published it and when, and what was read out of it.

    ``slots`` are (name, words) pairs under the sentence; ``missing`` names what the sentence does not say.
    """

    anchor: str
    before: str
    clause: str
    after: str
    source: Words
    tags: tuple[str, ...] = ()
    slots: tuple[tuple[str, Words], ...] = ()
    missing: tuple[str, ...] = ()
    hedges: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; ``numeric`` columns are set flush right. Cells are words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    numeric: tuple[int, ...] = ()
    caption: str = ""
    anchors: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drawing of a figure: the SVG for wide pages, and one for phones where the wide one would not read."""

    wide: str
    narrow: str | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Drawings under one title, a label for those who cannot see them, a table twin, a source line and a key."""

    anchor: str
    title: str
    unit: str
    panels: tuple[Panel, ...]
    label: str
    table: Table
    source: Words
    key: Words = ()
    layout: Literal["single", "multiples"] = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Blocks shown on demand (and in print)."""

    summary: Words
    blocks: "tuple[Block, ...]"
    anchor: str | None = None
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """Words set apart: ``note`` for a caveat, ``hypothetical`` for a what-if nobody announced, ``clash`` for a contradiction."""

    kind: Literal["note", "hypothetical", "clash"]
    title: str
    words: Words
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two or more statements that do not agree, side by side."""

    anchor: str
    kind: str
    message: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section, with an anchor."""

    text: str
    anchor: str | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short items."""

    items: tuple[Words, ...]


Block: TypeAlias = "Para | Figures | Quote | Table | Figure | Details | Callout | Clash | Heading | Bullets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of the note; ``short`` is its name in the table of contents."""

    anchor: str
    title: str
    short: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A whole note. ``head`` are (name, words) pairs under the title; ``footer`` the lines at the end of the page.

    ``numbers`` are the figures' values by figure anchor, written beside the page as ``numbers_file``.
    """

    title: str
    kicker: str
    language: str
    head: tuple[tuple[str, Words], ...]
    sections: tuple[Section, ...]
    footer: tuple[Words, ...]
    label: str
    numbers_file: str = "numbers.json"
    numbers: Mapping[str, object] = field(default_factory=dict)


def words(*parts: str | Run) -> Words:
    """Words from strings and runs."""
    return tuple(parts)


def plain(text: Sequence[str | Run]) -> str:
    """The bare text of words."""
    return "".join(part if isinstance(part, str) else part.text for part in text)
