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


@dataclass(frozen=True, slots=True)
class Word:
    """One word in lower case with its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in a text: its row in the table and the characters it covers."""

    row: Mapping[str, str]
    start: int
    end: int


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
        if m[0].startswith("http") and ":" in m[0]:
            continue
        word = m[0].lower().replace("’", "'")
        word = word.removesuffix("'s").replace("co-o", "coo")  # co-operation is cooperation
        if "'" in word:
            word = _ELIDED.sub("", word)
        found.append(Word(word, m.start(), m.end()))
    return tuple(found)


def inside(all_words: Sequence[Word], start: int, end: int) -> Sequence[Word]:
    """The words of a longer list that lie within ``[start, end)``."""
    first = bisect_left(all_words, start, key=lambda w: w.start)
    last = bisect_left(all_words, end, key=lambda w: w.start)
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


class Cues:
    """A table of patterns, ready to be looked for. Built once a table by ``cues``."""

    def __init__(self, rows: Iterable[Mapping[str, str]], column: str = "cue") -> None:
        """Part each pattern into words; patterns in Japanese characters are kept whole."""
        self._patterns: list[_Pattern] = []
        self._literal: list[tuple[str, Mapping[str, str]]] = []
        self._by_word: dict[str, list[int]] = {}
        self._by_beginning: dict[str, list[int]] = {}
        self._opening: dict[str, tuple[_Pattern, ...]] = {}
        self._known: tuple[str, dict[tuple[int, int, int], list[Hit]]] = ("", {})
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

    def _opened_by(self, word: str) -> tuple[_Pattern, ...]:
        """The patterns whose first word fits; remembered, because a language has few words and a text repeats them.

        They are looked up by the word and by each of its beginnings, so that a longer table costs no more.
        """
        found = {*self._by_word.get(word, ())}
        for n in range(1, len(word) + 1):
            found.update(self._by_beginning.get(word[:n], ()))
        fitting = self._opening[word] = tuple(self._patterns[i] for i in sorted(found))
        return fitting

    def find(self, text: str, found: Sequence[Word]) -> list[Hit]:
        """Every pattern that occurs in the words ``found`` of ``text``, in order of place; one hit per place and row.

        ``found`` is a run of words without gaps. Hits in the text in hand are remembered: status, slots and family all ask.
        """
        if not found:
            return []
        known_text, known = self._known
        if known_text is not text:
            known = {}
            self._known = (text, known)
        key = (found[0].start, found[-1].end, len(found))
        hits = known.get(key)
        if hits is None:
            hits = known[key] = self._look(text, found)
        return hits.copy()

    def _look(self, text: str, found: Sequence[Word]) -> list[Hit]:
        hits: list[Hit] = []
        opening = self._opening
        tongue = spoken(text, (w.text for w in found)) if self._gated else None
        for i, word in enumerate(found):
            fitting = opening.get(word.text)
            if fitting is None:
                fitting = self._opened_by(word.text)
            for parts, row in fitting:
                if tongue is not None and not _heard(row, tongue):
                    continue
                last = _run(parts, found, i)
                if last is not None:
                    hits.append(Hit(row, word.start, found[last].end))
        if self._literal and found and _CJK.search(text, found[0].start, found[-1].end):
            stretch = text[found[0].start : found[-1].end]
            for literal, row in self._literal:
                at = stretch.find(literal)
                if at >= 0:
                    hits.append(Hit(row, found[0].start + at, found[0].start + at + len(literal)))
        if len(hits) > 1:
            hits.sort(key=lambda h: (h.start, h.end))
        return hits


def _heard(row: Mapping[str, str], tongue: str) -> bool:
    """Whether a row speaks among words of the language ``tongue``; where cues of that language are unknown, English ones do."""
    own = _LANGUAGES.get(row["note"], "en")
    return own == tongue or (own == "en" and tongue not in _WITH_CUES)


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
