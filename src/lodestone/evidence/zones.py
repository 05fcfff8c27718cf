"""Which stretches of a text are not its own statement: menus, lists of other stories, captions, headlines, date lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lodestone.evidence import masthead
from lodestone.evidence.claim import Document, Zone
from lodestone.evidence.fold import fold
from lodestone.evidence.layout import furniture, line_width
from lodestone.evidence.lexicon import table

_SENTENCE_END = re.compile(r"(?:[.!?;:,]|[;,] (?:and|or)|。|！|？|；|：|、)['\"\])」』]*$")
_FULL_STOP = re.compile(r"(?:[.!?]|。|！|？)['\"\])」』]*$")
_BULLET_ONLY = re.compile(r"[-*•·●■◆▶›»|>]+$|\d{1,2}[.)]?$")
_BULLETED = re.compile(
    r"(?:[-*•·●■◆▶›»]|\d{1,2}[.)]|\((?:[a-z]{1,4}|\d{1,2})\)|[a-h]\))\s+\S|[・○●◦]\S|(?:\((?:\d{1,2}|[ア-コ])\)\s*|[①-⑳]\s*|[ア-コ]\s+)[\u3040-\u30ff\u3400-\u9fff]"
)
_LINK_ONLY = re.compile(r"(?:[-*•]\s*)?\[[^\]]{1,200}\]\([^)]{1,500}\)\W*$|https?://\S+$|www\.\S+$")
_RULE = re.compile(r"[\W_]{1,80}$")
_CAPTION = re.compile(
    r"^(?:photo|image|figure|fig\.|picture|caption|file photo|credit)\b.{0,12}:|\((?:photo|"
    r"image|file photo|credit|c|撮影)\b[^)]*\)\W*$|"
    r",? (?:\((?:left|right|center|centre|second from (?:left|right)|L|R)\)|(?:left|right|"
    r"second from (?:left|right)|pictured)),? ",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    plain: str
    kind: str | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def sentence(self) -> bool:
        """A line that states something: a full stop at its end and enough words before it."""
        return bool(_FULL_STOP.search(self.plain)) and (
            len(self.plain.split()) >= 7 or (not self.plain.isascii() and len(self.plain) >= 20)
        )


def zones(document: Document) -> tuple[Zone, ...]:
    """The zones of ``document`` in order, each covering whole lines, never overlapping.

    ``boilerplate`` never holds a claim; ``caption``, ``headline`` and ``dateline`` tell a reader what the line is.
    A line that ends as a sentence is boilerplate only when its own words say so ("Also read", cookies, copyright).
    """
    marked = [_Line(start, line, fold(line)) for start, line in masthead.lines(document.text)]
    printed = furniture(document, [(line.start, line.plain) for line in marked])
    marked = [replace(line, kind="boilerplate" if i in printed else _own_kind(line)) for i, line in enumerate(marked)]
    _residue(marked)
    _lists(marked)
    _menus(marked)
    _link_runs(marked)
    _heads(marked, line_width(document, document.text), frozenset(_rows(document)))
    return _merge(marked)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    kinds: dict[str, list[str]] = {}
    for row in table("boilerplate"):
        kinds.setdefault(row["where"], []).append(row["form"])
    joined = {where: "|".join(re.escape(f) for f in sorted(forms, key=lambda w: (-len(w), w))) for where, forms in kinds.items()}
    return {
        "line": re.compile(rf"\W*(?:{joined['line']})\W*$", re.I),
        "prefix": re.compile(rf"\W*(?:{joined['prefix']})(?![a-z])", re.I),
        "anywhere": re.compile(joined["anywhere"], re.I),
        "list": re.compile(rf"(?:{joined['list']})", re.I),
        "menu": re.compile(rf"\W*(?:{joined['menu']})\W*$", re.I),
    }


def _own_kind(line: _Line) -> str | None:
    rules, plain = _rules(), line.plain
    if rules["line"].match(plain) or _RULE.match(plain) or _LINK_ONLY.match(plain):
        return "boilerplate"
    if len(plain) <= 250 and (rules["prefix"].match(plain) or rules["anywhere"].search(plain)):
        return "boilerplate"
    if masthead.is_date_line(line.text):
        return "dateline"
    return "caption" if len(plain) <= 400 and _CAPTION.search(plain) else None


def _residue(lines: list[_Line]) -> None:
    """Buttons leave the same short word twice in a row ("close close")."""
    for i in range(1, len(lines)):
        a, b = lines[i - 1], lines[i]
        if a.plain.lower() == b.plain.lower() and len(a.plain.split()) <= 3 and not a.sentence:
            lines[i - 1], lines[i] = replace(a, kind="boilerplate"), replace(b, kind="boilerplate")


def _lists(lines: list[_Line]) -> None:
    """A heading such as "Popular articles" or "Ranking", and what follows it until the next sentence of the text."""
    rule, i = _rules()["list"], 0
    while i < len(lines):
        line = lines[i]
        if (
            len(line.plain.split()) > 8
            or len(line.plain) > 80
            or line.sentence
            or not rule.search(line.plain)
            or _is_prose_heading(lines, i)
        ):
            i += 1
            continue
        while i < len(lines) and not lines[i].sentence:
            lines[i] = replace(lines[i], kind="boilerplate")
            i += 1
            # A long sentence right after a bullet of its own is still a list item.
            if 0 < i < len(lines) and _BULLET_ONLY.match(lines[i - 1].plain) and len(lines[i].plain) <= 160:
                lines[i] = replace(lines[i], kind="boilerplate")
                i += 1


def _is_prose_heading(lines: Sequence[_Line], i: int) -> bool:
    """Whether the next line is a sentence: then this is a heading of the text itself."""
    return i + 1 < len(lines) and lines[i + 1].sentence


def _menus(lines: list[_Line]) -> None:
    """Runs of three or more short lines of which half are words of navigation."""
    menu, i = _rules()["menu"], 0
    while i < len(lines):
        j = i
        while (
            j < len(lines)
            and len(lines[j].plain.split()) <= 4
            and len(lines[j].plain) <= 40
            and not _SENTENCE_END.search(lines[j].plain)
        ):
            j += 1
        known = sum(bool(menu.match(line.plain)) for line in lines[i:j])
        if j - i >= 3 and 2 * known >= j - i:
            lines[i:j] = [replace(line, kind="boilerplate") for line in lines[i:j]]
        i = max(j, i + 1)


def _link_runs(lines: list[_Line]) -> None:
    """Two or more headlines, each after a line that holds only a bullet or a number: links to other stories."""
    i = 0
    while i < len(lines):
        j = i
        while (
            j + 1 < len(lines)
            and _BULLET_ONLY.match(lines[j].plain)
            and not lines[j + 1].sentence
            and not _BULLET_ONLY.match(lines[j + 1].plain)
        ):
            j += 2
        if j - i >= 4:
            lines[i:j] = [replace(line, kind="boilerplate") for line in lines[i:j]]
        i = max(j, i + 1)


def _rows(document: Document) -> Iterator[int]:
    """Where the lines begin that are rows of a table: the offset of their first cell."""
    end = -1
    for start, stop in document.cells:
        if end < 0 or "\n" in document.text[end:start]:
            yield start
        end = stop


def _heads(lines: list[_Line], width: int | None, rows: frozenset[int]) -> None:
    """Short lines without a sentence end, not bulleted, are headlines and section headings; rows of a table are not.

    Where lines are broken at a fixed ``width`` a full line is none, nor the line after an open one.
    """
    for i, line in enumerate(lines):
        if line.start in rows:
            continue
        if line.kind is None and not _SENTENCE_END.search(line.plain) and not _BULLETED.match(line.plain):
            words = len(line.plain.split())
            short = words <= 25 and len(line.plain) <= 240 if line.plain.isascii() or " " in line.plain else len(line.plain) <= 60
            follows = i + 1 < len(lines) and lines[i + 1].plain[:1].islower()
            if width and (len(line.plain) > 0.8 * width or (i and _open(lines[i - 1], width))):
                continue
            if short and not follows:
                lines[i] = replace(line, kind="headline")


def _open(line: _Line, width: int) -> bool:
    """Whether a full line of a hand-broken text goes on in the next."""
    return line.kind is None and len(line.plain) > 0.8 * width and not _SENTENCE_END.search(line.plain)


def _merge(lines: Sequence[_Line]) -> tuple[Zone, ...]:
    found: list[Zone] = []
    for i, line in enumerate(lines):
        if line.kind is None:
            continue
        joined = found and i and lines[i - 1].kind == line.kind == "boilerplate" and found[-1].kind == "boilerplate"
        if joined:
            found[-1] = replace(found[-1], end=line.end)
        else:
            found.append(Zone(line.start, line.end, line.kind))  # type: ignore[arg-type]
    return tuple(found)
