"""Cue patterns: word sequences with wildcards, found in one pass over the words of a text.

A pattern is a few words of a table: ``price floor*`` (any ending), ``reduc* .. dependen*`` (up to four words between),
``a|b goal`` (either word). Patterns in Japanese characters are found as they stand. No regular expression is run per
pattern, so that the time does not grow with the number of patterns.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lodestone.evidence.lexicon import table

_WORD = re.compile(r"https?://\S+|[^\W_]+(?:[’'][^\W_]+)?|[$€£¥%]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_GAP = 4
_KEY = 3


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


def words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of ``text[start:end]`` with their offsets in ``text``; possessive endings are cut off, web addresses left out."""
    found = []
    for m in _WORD.finditer(text, start, len(text) if end is None else end):
        if m[0].startswith("http") and ":" in m[0]:
            continue
        word = m[0].lower().replace("’", "'")
        found.append(Word(word.removesuffix("'s"), m.start(), m.end()))
    return tuple(found)


def inside(all_words: Sequence[Word], start: int, end: int) -> Sequence[Word]:
    """The words of a longer list that lie within ``[start, end)``."""
    first = bisect_left(all_words, start, key=lambda w: w.start)
    last = bisect_left(all_words, end, key=lambda w: w.start)
    return all_words[first:last]


def _matches(want: str, word: str) -> bool:
    return any(word.startswith(w[:-1]) if w.endswith("*") else word == w for w in want.split("|"))


class Cues:
    """A table of patterns, ready to be looked for. Built once a table by ``cues``."""

    def __init__(self, rows: Iterable[Mapping[str, str]], column: str = "cue") -> None:
        """Index each pattern by the first letters of its first word."""
        self._by_key: dict[str, list[tuple[tuple[str, ...], Mapping[str, str]]]] = {}
        self._literal: list[tuple[str, Mapping[str, str]]] = []
        for row in rows:
            pattern = row[column].strip().lower()
            if _CJK.search(pattern):
                self._literal.append((row[column].strip(), row))
                continue
            parts = tuple(pattern.split())
            for first in parts[0].split("|"):
                self._by_key.setdefault(first.rstrip("*")[:_KEY], []).append((parts, row))

    def find(self, text: str, found: Sequence[Word]) -> list[Hit]:
        """Every pattern that occurs in the words ``found`` of ``text``, in order of place; one hit per place and row."""
        hits = []
        for i, word in enumerate(found):
            for key in dict.fromkeys(word.text[:n] for n in range(1, _KEY + 1)):
                for parts, row in self._by_key.get(key, ()):
                    last = self._run(parts, found, i)
                    if last is not None:
                        hits.append(Hit(row, word.start, found[last].end))
        if self._literal and found and _CJK.search(text, found[0].start, found[-1].end):
            stretch = text[found[0].start : found[-1].end]
            for literal, row in self._literal:
                at = stretch.find(literal)
                if at >= 0:
                    hits.append(Hit(row, found[0].start + at, found[0].start + at + len(literal)))
        return sorted(hits, key=lambda h: (h.start, h.end))

    @staticmethod
    def _run(parts: Sequence[str], found: Sequence[Word], i: int) -> int | None:
        """The index of the last word of a match that begins at word ``i``, or None."""
        if not _matches(parts[0], found[i].text):
            return None
        at, k = i, 1
        while k < len(parts):
            if parts[k] == "..":
                k += 1
                reach = range(at + 1, min(at + 2 + _GAP, len(found)))
                nxt = next((j for j in reach if _matches(parts[k], found[j].text)), None)
            else:
                nxt = at + 1 if at + 1 < len(found) and _matches(parts[k], found[at + 1].text) else None
            if nxt is None:
                return None
            at, k = nxt, k + 1
        return at


@cache
def cues(name: str) -> Cues:
    """The patterns of ``lexicon/<name>.csv`` (column ``cue``), indexed once."""
    return Cues(table(name))
