"""Candidate statements of a text, recall first: every clause that may carry a promise, measure, event or judgement.

Headings, boiler-plate, procedural clauses (binding character, notice, languages) and bare introductions are left out.
An item of a list keeps its introduction as ``lead``, so that the actor outside the item is not lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.claim import Document, Zone
from lodestone.evidence.clauses import split
from lodestone.evidence.cues import Word, cues, every_word, inside, words
from lodestone.evidence.predicates import head_of
from lodestone.evidence.trim import after_attribution, end_of, start_of
from lodestone.evidence.verbs import FINITE, finite, form
from lodestone.terms.source import Span

SHORTEST = 24
"""Characters under which a stretch cannot hold a statement."""

_ITEM_MARK = re.compile(
    r"(?:^|[\s:;,])(?:\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\(?[ivxIVX]{1,4}[.)]|[-–—•·*▪◦○●・■◆]|"
    r"[(（](?:\d{1,2}|[ア-コ])[)）]|[①-⑳]|[ア-コ](?=\s))\s*$"
)
_FULL_STOPS = (".", "!", "?", ";", ":", "”", '"')
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ANNOUNCES = re.compile(
    r"(?:以下|次|下記)の(?:点|とおり|通り|取組|措置|事項|分野|内容|行動|諸点|[0-9０-９一二三四五六七八九十]+)|以下を|左記"
)
_ANNOUNCED = frozenset("following areas pillars objectives goals priorities components elements topics".split())
"""Words near a colon that only say a list comes."""
_LONG_INTRODUCTION = 18
_SHORT_REST = 8
_ONLY_SAID = re.compile(r"[^、。]{2,24}[がは](?:明らかに|述べ|語っ|話し|説明し|発表し)(?:した|た|ました)。")
"""A sentence that only says who told what stands around it."""
_JAPANESE_SHORTEST = 10
_JAPANESE_ITEM = 14
_WHOLE_SENTENCES = frozenset({"fr", "it", "de", "es", "pt"})
"""Languages in which a claim is a whole sentence: their verbs are not known well enough to cut it."""
_WHOLE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters ``[start, end)`` that may be a claim; ``sentence`` is the sentence around them, ``lead`` what governs them.

    ``bare`` are words that only introduce a list (``The Participants intend to:``): no claim, but their subject is that of the
    items.
    """

    start: int
    end: int
    sentence: Span
    lead: tuple[int, int] | None = None
    bare: bool = False


def _heading(text: str, start: int, end: int, found: Sequence[Word]) -> bool:
    """Whether a line is a heading: no finite verb, or a short line without a full stop whose words are mostly capitalised."""
    if text[end - 1 : end] in _FULL_STOPS or text[end : end + 1] in _FULL_STOPS:
        return len(found) < 5
    if not any(finite(w.text) or (form(w.text) == "base" and i > 0) for i, w in enumerate(found)):
        return True
    capital = sum(text[w.start].isupper() for w in found if len(w.text) > 3)
    longer = sum(len(w.text) > 3 for w in found)
    return not any(w.text in FINITE for w in found) and longer > 0 and capital / longer > 0.6


def _bare_introduction(text: str, start: int, end: int, found: Sequence[Word]) -> bool:
    """``Following the discussion, the minister said:`` or ``We are:``, which only announce what comes."""
    if found[-1].text in ("to", "by") and end - found[-1].end <= 2:
        return True
    if not text[start:end].rstrip().endswith(":"):
        return False
    if any(w.text in _ANNOUNCED for w in found[-3:]) and len(found) < _LONG_INTRODUCTION:
        return True
    return len(found) < 9 or found[-1].text in ("said", "says", "stated", "following", "told", "added", "declared", "follows")


def _opens_list(text: str, start: int, end: int, found: Sequence[Word]) -> bool:
    """Whether the part before a colon in a sentence only introduces what follows, or needs it: ``This enabled us: to share``."""
    return text.startswith(": to ", end) or (text.startswith(":", end) and _bare_introduction(text, start, end + 1, found))


def _procedural(text: str, found: Sequence[Word]) -> bool:
    """Whether a sentence only orders the text itself; a name given in passing (``hereinafter``) makes none of it."""
    hits = cues("claims_drop").find(text, found)
    return any(h.row["cue"] != "hereinafter" or len(inside(found, h.end, found[-1].end)) < _SHORT_REST for h in hits)


def _statement(text: str, found: Sequence[Word], listed: bool) -> bool:
    """Whether the words can carry a statement: a predicate, or, in a list, a noun that names an action."""
    if len(found) < 4:
        return False
    if listed:
        return True
    first = found[0].text
    if head_of(text, found) is not None or form(first) is not None or first == "to":
        return True
    return any(finite(w.text) or w.text.endswith("ed") or form(w.text) == "base" for w in found)


def candidates(document: Document, zones: Sequence[Zone], sentences: Sequence[Span]) -> tuple[Candidate, ...]:
    """Every candidate statement of ``document`` in order; none begins inside boiler-plate, a headline or a dateline."""
    text = document.text
    found = every_word(text)
    closed = [z for z in zones if z.kind in ("boilerplate", "headline", "dateline")]
    out: list[Candidate] = []
    other = document.source.language in _WHOLE_SENTENCES
    lead: tuple[int, int] | None = None
    read_to = 0
    for sentence in sentences:
        gap, read_to = text[min(read_to, sentence.start) : sentence.start], sentence.end
        marked = _ITEM_MARK.search(gap) is not None or _ITEM_MARK.match(sentence.quote[:6].split(" ")[0] + " ") is not None
        if not marked and "\n" in gap:
            lead = None
        sentence = _outside(sentence, closed)
        governing = lead if marked else None
        here = _whole(text, found, sentence, governing) if other else _of_sentence(text, found, sentence, governing, marked)
        out += [c for c in here if not any(z.start <= c.start < z.end for z in closed)]
        if _introduces(sentence.quote):
            lead = (sentence.start, sentence.end)
    return tuple(out)


def _introduces(quote: str) -> bool:
    """Whether a sentence announces a list; ``The parties will`` and ``We intend to`` do before numbered items."""
    if quote.rstrip().endswith((":", "：", " as", " as follows", " including", " to", " will", " shall", " by")):
        return True
    return not quote.isascii() and _ANNOUNCES.search(quote) is not None


def _outside(sentence: Span, closed: Sequence[Zone]) -> Span:
    """The sentence without a zone it begins in (a dateline such as ``PARIS -``); empty when the zone holds all of it."""
    cut = max((z.end for z in closed if z.start <= sentence.start < z.end), default=sentence.start)
    cut = min(cut, sentence.end)
    return Span(sentence.source, cut, sentence.end, sentence.quote[cut - sentence.start :])


def _of_sentence(
    text: str, all_words: Sequence[Word], sentence: Span, lead: tuple[int, int] | None, marked: bool
) -> list[Candidate]:
    """The candidates of one sentence; ``marked`` is whether a bullet or number stands before it."""
    if _CJK.search(sentence.quote):
        return _japanese(text, sentence, lead, marked)
    if not sentence.quote:
        return []
    start, end = start_of(text, sentence.start, sentence.end), sentence.end
    found = inside(all_words, start, end)
    if found and _introduces(sentence.quote) and _bare_introduction(text, start, end, found):
        return [Candidate(start, end, sentence, lead, bare=True)]
    if end - start < SHORTEST or not found or _bare_introduction(text, start, end, found) or _procedural(text, found):
        return []
    if lead is None and _heading(text, start, end, found):
        return []
    start = after_attribution(text, start, end)
    end = end_of(text, start, end)
    parts = split(text, all_words, start, end)
    out: list[Candidate] = []
    governs = lead
    for i, (a, b) in enumerate(parts):
        a = start_of(text, a, b)
        b = end_of(text, a, b)
        inner = inside(all_words, a, b)
        if i == 0 and len(parts) > 1 and inner and _opens_list(text, a, b, inner):
            out.append(Candidate(a, b, sentence, governs, bare=True))
        elif b - a >= SHORTEST and _statement(text, inner, lead is not None or i > 0):
            out.append(Candidate(a, b, sentence, governs))
        if i == 0:
            governs = (a, b)
    return out


def _whole(text: str, all_words: Sequence[Word], sentence: Span, lead: tuple[int, int] | None) -> list[Candidate]:
    """A sentence or list item of a language whose clauses are not cut: one candidate where it is long enough and ends as one."""
    start = start_of(text, sentence.start, sentence.end)
    end = end_of(text, start, sentence.end)
    if end - start < SHORTEST or len(inside(all_words, start, end)) < _WHOLE_WORDS:
        return []
    ends = text[end - 1] in ".!?" or text[end : end + 1] == ";"
    return [Candidate(start, end, sentence, lead)] if ends or lead is not None else []


def _japanese(text: str, sentence: Span, lead: tuple[int, int] | None, marked: bool) -> list[Candidate]:
    """A Japanese sentence is one candidate when it ends with a full stop, follows an introduction, or is a telling list item."""
    start, end = sentence.start, sentence.end
    while start < end and text[start] in "・●○◦-–—　 \t\n「":
        start += 1
    while end > start and text[end - 1] in " \t\n　」":
        end -= 1
    if end - start < _JAPANESE_SHORTEST or _ONLY_SAID.fullmatch(text, start, end) or _procedural(text, words(text, start, end)):
        return []
    if text[end - 1] == "。" or lead is not None:
        return [Candidate(start, end, sentence, lead)]
    telling = marked and end - start >= _JAPANESE_ITEM and bool(cues("families").find(text, words(text, start, end)))
    return [Candidate(start, end, sentence)] if telling else []
