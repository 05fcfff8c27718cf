"""Cue patterns: word sequences with wildcards, found in one pass over the words of a text.

A pattern is a few words of a table: ``price floor*`` (any ending), ``reduc* .. dependen*`` (up to four words between),
``a|b goal`` (either word). Patterns in Japanese characters are found as they stand. No regular expression is run per
pattern, so that the time does not grow with the number of patterns.

A table that names languages (``note``: French, German, Italian, Japanese) is read by language: a row speaks only where the
words around it are of its language, and a row without one is English.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from lodestone.evidence.language import spoken
from lodestone.evidence.lexicon import table

_WORD = re.compile(r"https?://\S+|\b[Cc]o-(?:operat|ordinat)[a-z]*|[^\W_]+(?:[’'][^\W_]+)?|[$€£¥%]")
_ELIDED = re.compile(r"^(?:l|d|s|n|qu|un|dell|all|nell|sull|dall)'")
"""French and Italian articles that lose their vowel: ``l'accord`` is looked up as ``accord``."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GAP = 4
_LANGUAGES = {"French": "fr", "German": "de", "Italian": "it", "Japanese": "ja"}
"""What a row's note calls the language of its cue."""
_WITH_CUES = frozenset({"fr", "de", "it"})
"""Languages of Latin letters with cues of their own; Japanese cues are known by their script."""


class Word(NamedTuple):
    """One word in lower case with its place in the text; a tuple, because a text has a hundred thousand of them."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in a text: its row in the table and the characters it covers."""

    row: Mapping[str, str]
    start: int
    end: int


_START = attrgetter("start")


@lru_cache(maxsize=8)
def every_word(text: str) -> tuple[Word, ...]:
    """The words of a whole text; remembered for the few texts in hand, because every step of a reading asks for them."""
    return words(text)


def words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of ``text[start:end]`` with their offsets in ``text``; web addresses left out.

    Possessive endings and elided articles are cut off.
    """
    found = []
    for m in _WORD.finditer(text, start, len(text) if end is None else end):
        written = m[0]
        if written.startswith("http") and ":" in written:
            continue
        found.append(Word(_as_looked_up(written), *m.span()))
    return tuple(found)


@lru_cache(maxsize=32768)
def _as_looked_up(written: str) -> str:
    word = written.lower().replace("’", "'")
    word = word.removesuffix("'s").replace("co-o", "coo")  # co-operation is cooperation
    return _ELIDED.sub("", word) if "'" in word else word


def inside(all_words: Sequence[Word], start: int, end: int) -> Sequence[Word]:
    """The words of a longer list that lie within ``[start, end)``."""
    first = bisect_left(all_words, start, key=_START)
    last = bisect_left(all_words, end, first, key=_START)
    return all_words[first:last]


@dataclass(frozen=True, slots=True)
class _Part:
    """One place of a pattern: words that fit as they are, and beginnings that fit; or a gap."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]
    gap: bool = False

    def fits(self, word: str) -> bool:
        return word in self.exact or (bool(self.beginnings) and word.startswith(self.beginnings))


def _part(written: str) -> _Part:
    ways = written.split("|")
    return _Part(
        frozenset(w for w in ways if not w.endswith("*")), tuple(w[:-1] for w in ways if w.endswith("*")), written == ".."
    )


_Pattern = tuple[tuple[_Part, ...], Mapping[str, str]]


def foreign(row: Mapping[str, str]) -> bool:
    """Whether a cue is of another language than English, whose order of words is not told."""
    return row.get("note") in _LANGUAGES


@dataclass(frozen=True, slots=True)
class _Index:
    """Every hit of a table in a whole text, in order of place, and what was answered for stretches of it."""

    text: str
    found: Sequence[Word]
    hits: Sequence[Hit]
    starts: Sequence[int]
    known: dict[tuple[int, int, int], list[Hit]]


_Opened = tuple[tuple[int, tuple[_Part, ...], Mapping[str, str]], ...]


class Cues:
    """A table of patterns, ready to be looked for. Built once a table by ``cues``."""

    def __init__(self, rows: Iterable[Mapping[str, str]], column: str = "cue") -> None:
        """Part each pattern into words; patterns in Japanese characters are kept whole."""
        self._patterns: list[_Pattern] = []
        self._literal: list[tuple[str, Mapping[str, str]]] = []
        self._by_word: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        self._opening: dict[str, _Opened] = {}
        self._index = _Index("", (), (), (), {})
        self._gated = False
        for row in rows:
            self._gated = self._gated or foreign(row)
            pattern = row[column].strip()
            if _CJK.search(pattern):
                self._literal.append((pattern, row))
            else:
                parts = tuple(map(_part, pattern.lower().split()))
                for word in parts[0].exact:
                    self._by_word.setdefault(word, []).append(len(self._patterns))
                for beginning in parts[0].beginnings:
                    self._by_beginning.setdefault(beginning, []).append(len(self._patterns))
                self._patterns.append((parts, row))
        self._lengths = sorted({len(beginning) for beginning in self._by_beginning})
        self._shortest = self._lengths[0] if self._lengths else 0
        self._first_letters = {beginning[: self._shortest] for beginning in self._by_beginning}

    def _opened_by(self, word: str) -> _Opened:
        """The patterns whose first word fits; remembered, because a language has few words and a text repeats them.

        They are looked up by the word and by its beginnings, so that a longer table costs no more.
        """
        if word not in self._by_word and word[: self._shortest] not in self._first_letters:
            self._opening[word] = ()
            return ()
        found = {*self._by_word.get(word, ())}
        for n in self._lengths:
            if n > len(word):
                break
            found.update(self._by_beginning.get(word[:n], ()))
        fitting = self._opening[word] = tuple((i, *self._patterns[i]) for i in sorted(found))
        return fitting

    def find(self, text: str, found: Sequence[Word]) -> list[Hit]:
        """Every pattern that occurs in the words ``found`` of ``text``, in order of place; one hit per place and row.

        ``found`` is a run of words without gaps. The whole text is looked through once, at its first stretch, and answers
        are remembered: status, slots and family all ask.
        """
        if not found:
            return []
        index = self._index
        if index.text is not text:
            everything = every_word(text)
            hits = self._look(everything, _places(text))
            index = self._index = _Index(text, everything, hits, [h.start for h in hits], {})
        key = (found[0].start, found[-1].end, len(found))
        answer = index.known.get(key)
        if answer is None:
            answer = index.known[key] = self._stretch(index, found)
        return answer.copy()

    def _stretch(self, index: _Index, found: Sequence[Word]) -> list[Hit]:
        """The hits that lie within the words ``found``, as far as they speak there."""
        first, end = found[0].start, found[-1].end
        if _is_run_of(index.found, found):
            begun = index.hits[bisect_left(index.starts, first) : bisect_left(index.starts, end)]
            hits = [h for h in begun if h.end <= end]
        else:
            hits = self._look(found, _places_of(found))
        if hits and self._gated:
            tongue = spoken(index.text, (w.text for w in found))
            hits = [h for h in hits if _heard(h.row, tongue)]
        if self._literal and _CJK.search(index.text, first, end):
            stretch = index.text[first:end]
            for literal, row in self._literal:
                at = stretch.find(literal)
                if at >= 0:
                    hits.append(Hit(row, first + at, first + at + len(literal)))
            hits.sort(key=lambda h: (h.start, h.end))
        return hits

    def _look(self, found: Sequence[Word], places: Mapping[str, Sequence[int]]) -> list[Hit]:
        """The hits of the patterns in Latin letters in a run of words, whose places by word are ``places``."""
        hits: list[tuple[int, int, int, Mapping[str, str]]] = []
        for word, where in places.items():
            fitting = self._opening.get(word)
            if fitting is None:
                fitting = self._opened_by(word)
            for order, parts, row in fitting:
                for i in where if len(parts) == 1 or parts[1].gap else _followed(parts[1], found, where):
                    last = i if len(parts) == 1 else _run(parts, found, i)
                    if last is not None:
                        hits.append((found[i].start, found[last].end, order, row))
        hits.sort(key=lambda h: h[:3])
        return [Hit(row, start, end) for start, end, _, row in hits]


@lru_cache(maxsize=8)
def _places(text: str) -> dict[str, list[int]]:
    """Where each word of a whole text stands in ``every_word``; shared by all tables."""
    return _places_of(every_word(text))


def _places_of(found: Sequence[Word]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, word in enumerate(found):
        places.setdefault(word.text, []).append(i)
    return places


def _is_run_of(all_words: Sequence[Word], found: Sequence[Word]) -> bool:
    """Whether ``found`` is a run of ``all_words``: words read from a place inside a word on are none."""
    first = bisect_left(all_words, found[0].start, key=_START)
    last = first + len(found) - 1
    return last < len(all_words) and all_words[first] == found[0] and all_words[last] == found[-1]


def _heard(row: Mapping[str, str], tongue: str) -> bool:
    """Whether a row speaks among words of the language ``tongue``; where cues of that language are unknown, English ones do."""
    own = _LANGUAGES.get(row["note"], "en")
    return own == tongue or (own == "en" and tongue not in _WITH_CUES)


def _followed(part: _Part, found: Sequence[Word], where: Sequence[int]) -> list[int]:
    """Those of the places ``where`` whose next word fits ``part``."""
    end, exact, beginnings = len(found) - 1, part.exact, part.beginnings
    if not beginnings:
        return [i for i in where if i < end and found[i + 1].text in exact]
    return [i for i in where if i < end and ((word := found[i + 1].text) in exact or word.startswith(beginnings))]


def _run(parts: Sequence[_Part], found: Sequence[Word], i: int) -> int | None:
    """The index of the last word of a match whose first word is word ``i``, or None."""
    at, k, n = i, 1, len(found)
    while k < len(parts):
        if parts[k].gap:
            k += 1
            nxt = next((j for j in range(at + 1, min(at + 2 + _GAP, n)) if parts[k].fits(found[j].text)), None)
        else:
            nxt = at + 1 if at + 1 < n and parts[k].fits(found[at + 1].text) else None
        if nxt is None:
            return None
        at, k = nxt, k + 1
    return at


@cache
def cues(name: str) -> Cues:
    """The patterns of ``lexicon/<name>.csv`` (column ``cue``), indexed once."""
    return Cues(table(name))
