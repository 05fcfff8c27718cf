"""Where sentences, list items and headings begin and end."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from lodestone.evidence.claim import Document, Zone
from lodestone.evidence.fold import fold
from lodestone.evidence.layout import line_width
from lodestone.terms.source import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr gen col lt sgt rep sen gov hon rev amb adm capt cmdr messrs "
"no nos art arts sec secs para paras ch vol vols pp fig figs "
    "eq approx ca cf etc vs e.g i.e viz al est ed eds inc ltd co corp bros dept univ assn mt "
"ft jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed "
    "thu fri sat sun u.s u.k u.n e.u d.c a.m p.m mio mrd tril bil mil bn tn z.b d.h u.a bzw usw nr s bd abs p hr str "
    "sig sigg dott on ecc m mm mme mlle env av".split()
)  # fmt: skip
_STOP = re.compile(r"(?P<stop>[.!?]+|…)(?P<close>[\"')\]]*)(?P<gap>\s+|(?=[A-Z][a-z]|$)|$)|(?P<ja>[。！？]+[」』）)\"']*)")
_WORD_BEFORE = re.compile(r"[\w.&'-]+$")
_LABEL = re.compile(
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[ivxlc]{1,6}|[IVXLC]{1,6}|[a-zA-Z])[.)]|"
    r"\([ivxlca-zA-Z\d]{1,4}\)|[-*•·●■◆▶○–—‣▪]|[（(]?[0-9①-⑳][)）]?)(?=\s)\s*|[①-⑳]\s*|・"
    r"|(?:\((?:\d{1,2}|[ア-コ])\)|\d{1,2}[.)])(?=[\u3040-\u30ff\u3400-\u9fff「])"
    r"|(?:[ア-コ]|\d{1,2}) +(?=[\u3040-\u30ff\u3400-\u9fff「])"
)
"""Numbers and bullets before an item; Japanese ones (``(1)``, ``ア``) need no blank after them."""
_BRACKET = re.compile(r"[「『()』」]")
_ONE_QUOTATION = 300
"""Characters up to which bracketed sentences stay inside the sentence around them; a longer speech is cut like any text."""
_GOES_ON = re.compile(r"[、。」』)]|と(?!りわけ|ころ|もに)|を|が|に|の|など|は(?!じめ)|旨|等")
"""What follows a closing bracket where the sentence around it goes on: a particle or a mark."""
_ORDINAL = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert)\b"
)
"""What a German day or ordinal stands before: its full stop ends nothing (``ab dem 1. Januar``)."""
_INLINE = re.compile(r"(?<=[\s:;,])(?:\(([a-z]|[ivx]{1,4}|\d{1,2})\)|(\d{1,2})\))\s")
_SEMICOLON = re.compile(r";\s+(?:and |or )?(?=\S)")


def sentences(document: Document, zones: Sequence[Zone]) -> tuple[Span, ...]:
    """The sentences, list items and headings of ``document`` in order, outside boilerplate and date lines.

    A list item starts after its number or bullet; items of a list inside a sentence ("1) ...; 2) ...") are spans of
    their own, and so is what introduces them. Lines broken by hand at a fixed width are read as one paragraph.
    """
    text, plain = document.text, fold(document.text)
    spans = []
    for start, end in _paragraphs(document, plain, zones):
        for a, b in _split(plain, start, end):
            a, b = _trim(plain, a, b)
            if b > a and any(c.isalnum() for c in plain[a:b]):
                spans.append(Span(document.source.id, a, b, text[a:b]))
    return tuple(spans)


def _paragraphs(document: Document, plain: str, zones: Sequence[Zone]) -> Iterator[tuple[int, int]]:
    """Runs of lines that read on; a zone or table cell is a paragraph of its own, boilerplate and date lines are left out."""
    silent = [(z.start, z.end) for z in zones if z.kind in ("boilerplate", "dateline")]
    alone = {z.start for z in zones if z.kind in ("headline", "caption")}
    alone |= {start for start, _ in document.cells}
    lines = list(_lines(document, plain))
    wrapped = line_width(document, plain) is not None
    at, pending = 0, None
    for start, end in lines:
        first = start + len(plain[start:end]) - len(plain[start:end].lstrip())
        while at < len(silent) and silent[at][1] <= first:
            at += 1
        if (at < len(silent) and silent[at][0] <= first < silent[at][1]) or first >= end:
            if pending:
                yield pending
            pending = None
        elif pending and _reads_on(plain, pending, first, wrapped) and first not in alone and pending[0] not in alone:
            pending = (pending[0], end)
        else:
            if pending:
                yield pending
            pending = (first, end)
    if pending:
        yield pending


def _lines(document: Document, plain: str) -> Iterator[tuple[int, int]]:
    """Every line, and every cell of the lines that are rows of a table."""
    at = 0
    for line in re.finditer(r"[^\r\n]+", plain):
        first = at
        while at < len(document.cells) and document.cells[at][0] < line.end():
            yield document.cells[at]
            at += 1
        if at == first:
            yield line.start(), line.end()


def _reads_on(plain: str, pending: tuple[int, int], start: int, wrapped: bool) -> bool:
    before, between = plain[pending[0] : pending[1]].rstrip(), plain[pending[1] : start]
    if between.replace("\r\n", "\n").count("\n") > 1 or not before or _LABEL.match(plain, start):
        return False
    if before[-1] in ".!?:;。！？：；\"'":
        return wrapped and before[-1] not in ":;" and plain[start].islower()
    return plain[start].islower() or (wrapped and len(before) > 40)


def _split(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if label := _LABEL.match(plain, start, end):
        start = label.end()
    at = start
    brackets = _brackets(plain, start, end) if plain.find("。", start, end) >= 0 else []
    for stop in _STOP.finditer(plain, start, end):
        if brackets and stop["ja"] and _bracketed(plain, at, stop, end, brackets):
            continue
        if stop["ja"] or _ends(plain, at, stop, end):
            yield from _items(plain, at, stop.end() if stop["ja"] else stop.end("close"))
            at = stop.end()
    if at < end:
        yield from _items(plain, at, end)


def _brackets(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the outermost brackets of a paragraph open and close, in order, as far as they are short."""
    opened: list[int] = []
    found = []
    for bracket in _BRACKET.finditer(plain, start, end):
        if bracket[0] in "「『(":
            opened.append(bracket.start())
        elif opened:
            first = opened.pop()
            if not opened and bracket.start() - first <= _ONE_QUOTATION:
                found.append((first, bracket.start()))
    return found


def _bracketed(plain: str, at: int, stop: re.Match[str], end: int, brackets: Sequence[tuple[int, int]]) -> bool:
    """Whether a full stop stands inside brackets whose sentence, begun at ``at``, goes on after them."""
    k = bisect_right(brackets, (stop.start(), end)) - 1
    if k < 0 or stop.start() > brackets[k][1]:
        return False
    first, last = brackets[k]
    if stop.end() <= last:
        return True
    aside = plain[first] == "(" and first > at
    return stop.end() < end and (aside or _GOES_ON.match(plain, stop.end()) is not None)


def _ends(plain: str, at: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop closes a sentence: not an abbreviation, an initial, a number, or a name like ``U.S. Secretary``."""
    after = stop.end()
    if after >= end:
        return True
    if stop["stop"] not in (".", "…"):
        return plain[after].isupper() or plain[after] in "\"'([" or plain[after].isdigit()
    found = _WORD_BEFORE.search(plain, max(at, stop.start() - 24), stop.start())
    word = found.group() if found else ""
    following = plain[after]
    if not stop["gap"]:
        # A stop without a blank ends a sentence only between two ordinary words ("funds.Meeting").
        return len(word) >= 3 and word.isalpha() and word.islower() and plain[after : after + 3].istitle() and not stop["close"]
    if following.islower():
        return False
    if stop["close"] and word.lower().rstrip(".") not in _ABBREVIATIONS:
        return True
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    if word.isdigit() and len(word) <= 2 and _ORDINAL.match(plain, after):
        return False
    if word.isdigit() and len(word) <= 2 and at == stop.start() - len(word):
        return False
    lower = word.lower().rpartition("-")[2]
    if lower in (
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "d.c",
        "a.m",
        "p.m",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "jr",
        "sr",
        "al",
        "tril",
        "bil",
        "mil",
    ):
        return bool(re.match(r"(?:The|This|These|In|It|They|We|He|She|Our|On|At|As|For|Both|But|And|A|An)\b", plain[after:]))
    return lower not in _ABBREVIATIONS


def _items(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that lists ("such as: 1) ...; 2) ...; and 3) ..."), or the sentence whole."""
    marks = [m for m in _INLINE.finditer(plain, start, end)]
    if len(marks) >= 2 and _counts(marks):
        if plain[start : marks[0].start()].strip():
            yield start, marks[0].start()
        for here, following in zip(marks, [*marks[1:], None], strict=True):
            yield here.end(), following.start() if following else end
    else:
        yield start, end


def _counts(marks: Sequence[re.Match[str]]) -> bool:
    """Whether labels run on: 1, 2, 3 or a, b, c or i, ii, iii."""
    labels = [m[1] or m[2] for m in marks]
    for run in (
        list("abcdefghijklmnopqrstuvwxyz"),
        [str(n) for n in range(1, 40)],
        "i ii iii iv v vi vii viii ix x xi xii".split(),
    ):
        if labels == run[: len(labels)]:
            return True
    return False


def _trim(plain: str, start: int, end: int) -> tuple[int, int]:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    if re.search(r";\s*(?:and|or)$", plain[start:end]):
        end = start + plain[start:end].rfind(";") + 1
    if label := _LABEL.match(plain, start, end):
        start = label.end()
    return start, end
