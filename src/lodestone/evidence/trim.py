"""Where a statement begins and ends inside its sentence: without bullets, labels, openers and attributions."""

import re
from functools import cache

from lodestone.evidence.cues import words
from lodestone.evidence.lexicon import table
from lodestone.evidence.verbs import finite

_BULLET = re.compile(r"\s*(?:\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\(?[ivxIVX]{1,4}[.)]|[-–—•·*▪◦○●]|#+)\s+")
_DATELINE = re.compile(r"\s*[A-Z][A-Z .,’'-]{2,40}(?:[(,][^—–\n]{2,40})?\s+[—–-]{1,2}\s+(?=[A-Z“])")
_MARKUP = re.compile(r"\s*(?:<[^<>]{1,400}>)+")
_UNDERLINED = re.compile(r"\s*<(u|b|strong|em|span)\b[^>]{0,80}>[^<]{0,120}</\1>\s*:?")
_LABEL = re.compile(r"\s*([A-Z][^.:;“”\"]{2,80}):\s+(?=[A-Z“\"])")
_ACCORDING = re.compile(r"According to [^,]{2,80},\s+", re.I)
_THAT = re.compile(
    r"(?:[^,.;:“”\"]{2,110}\s)?(?:said|says|mentioned|stated|states|added|reported|reports|explained|told \w+)"
    r"(?: (?:that\s+)|\s+(?=[A-Z]))"
)
_TEXT_SAYS = re.compile(
    r"(?:the|a|this|their|its)\s(?:[^,.;:“”\"]{0,40}\s)?(?:statement|declaration|document|communiqué|communique|text|release|report|policy|readout)\b"
    r"[^,.;:“”\"]{0,80}?\s"
    r"(?:noted|notes|highlighted|highlights|mentioned|mentions|says|said|stated|states|adds|added)(?: that)?\s+",
    re.I,
)
_SAID_TAIL = re.compile(
    r"(?:,[”\"’']?|[”\"’'],?|,)\s+(?:(?:\(?[A-Z][\w.’'-]*\)?|the|a|of|for|and|minister|president|prime|chancellor|spokes\w+|he|she|they)\s+){0,16}"
    r"(?:said|says|added|stated|told|noted|explained)\b[^.;]{0,80}\.?\s*$"
)
_SAYS_TAIL = re.compile(r"(?:,[”\"’']?|[”\"’'],?)\s+(?:said|says|added|stated)\s+[^.;,]{2,80}\.?\s*$")
_ACCORDING_TAIL = re.compile(r",\s+according to [^,;]{2,90}?\.?\s*$", re.I)
_CONJUNCTIONS = ("and", "but", "or", "therefore", "whereas", "thus", "hence")
_QUOTES = '“”"«»「」 \t\n\r\u3000'


@cache
def _openers() -> re.Pattern[str]:
    """Openers that a comma must follow, longest first, and conjunctions that need none."""
    phrases = sorted((r["cue"] for r in table("claims_openers")), key=len, reverse=True)
    with_comma = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases if p not in _CONJUNCTIONS)
    return re.compile(
        rf"(?:(?:{with_comma})(?:\s*,|(?=\s+(?:we|they|the|our|both)\b))|(?:{'|'.join(_CONJUNCTIONS)})\b\s*,?)\s*", re.I
    )


def _label(text: str, start: int, end: int) -> int | None:
    """Where the statement after a run-in heading such as ``Financing:`` begins, or None."""
    m = _LABEL.match(text, start, end)
    if not m or len(m[1].split()) > 9 or m[1].count("(") > m[1].count(")"):
        return None
    heading = words(m[1])
    return None if any(finite(w.text) for w in heading) and not m[1].isupper() else m.end()


def _opener(text: str, start: int, end: int) -> int | None:
    m = _openers().match(text, start, end)
    return m.end() if m and m.end() < end else None


def start_of(text: str, start: int, end: int) -> int:
    """The first character of the statement in ``text[start:end]``: past bullets, labels, openers, ``According to X,``."""
    for _ in range(6):
        before = start
        while start < end and text[start] in _QUOTES:
            start += 1
        for pattern in (_BULLET, _UNDERLINED, _MARKUP, _DATELINE):
            if m := pattern.match(text, start, end):
                start = m.end()
        for moved in (_label(text, start, end), _opener(text, start, end)):
            if moved is not None:
                start = moved
        if m := _ACCORDING.match(text, start, end):
            start = m.end()
        if start == before:
            break
    return min(start, end)


def after_attribution(text: str, start: int, end: int) -> int:
    """Past ``X said that`` and ``The statement notes that``, where enough is left to stand alone."""
    for pattern in (_TEXT_SAYS, _THAT):
        m = pattern.match(text, start, end)
        if m and end - m.end() >= 40 and any(finite(w.text) for w in words(text, m.end(), end)[:25]):
            return m.end()
    return start


def end_of(text: str, start: int, end: int) -> int:
    """The end of the statement: before ``, X said``, ``, according to reports`` and closing quotation marks."""
    for pattern in (_ACCORDING_TAIL, _SAID_TAIL, _SAYS_TAIL):
        m = pattern.search(text, max(start, end - 220), end)
        if m and m.start() - start >= 40:
            end = m.start()
            break
    while end > start and (text[end - 1] in _QUOTES or text[end - 1] in ",;:"):
        end -= 1
    return end
