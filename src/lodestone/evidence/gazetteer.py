"""Named things in a text: one automaton over every spelling in the tables, the longest match of a kind wins."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lodestone.evidence.entries import Entry, entries, guards, silent_forms
from lodestone.evidence.fold import fold, lower

if TYPE_CHECKING:
    import ahocorasick

_NAMES = ("place", "group", "person")
_MINERAL_AFTER = re.compile(
    r"(?:-| )?(?:ores?|mines?|mining|concentrates?|metals?|smelters?|smelting|refining|"
    r"refinery|production|exports?|imports?|reserves|deposits?|prices?|ingots?|bullion|"
    r"products?|alloys?|powder|oxide|content|supply|demand|wafers?|carbide|鉱|地金|精鉱)\b"
)
_MINERAL_BEFORE = re.compile(
    r"(?:(?:tonnes|tons|kg|ounces) of|refined|mined|mining of|extraction of|exports? of|"
    r"imports? of|production of|supply of|grade|metallic) $",
    re.I,
)
_LISTED_AFTER = re.compile(r"(?:,? (?:and|or|et|e|und) |, ?|/|、|・)")
_LISTED_BEFORE = re.compile(r"(?:,? (?:and|or|et|e|und) |, ?|/|、|・)$")
_KANJI_STATES = dict(zip("日米中韓英仏独伊豪印加露", "JPN USA CHN KOR GBR FRA DEU ITA AUS IND CAN RUS".split(), strict=True))
_KANJI_RUN = re.compile(
    rf"(?<![\u4e00-\u9fff])[{''.join(_KANJI_STATES)}]{{2,5}}(?=首脳|両国|両政府|関係|間|外相|外務|協力|共同|の|、|"
    rf"政府|同盟|戦略|重要|経済|安全|サプライ|貿易|加盟|各国|三|3|会談|が|は|と)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A named thing at ``[start, end)`` of the text."""

    start: int
    end: int
    type: str
    value: str
    inferred: str | None = None


class Plain:
    """A text made plain for matching (lower case, single blanks, no hyphens) with the way back to its offsets."""

    __slots__ = ("_at", "_shift", "text")

    def __init__(self, text: str) -> None:
        flat = lower(fold(text)).replace("-", " ").replace("\t", " ")
        pieces: list[str] = []
        self._at, self._shift = [0], [0]
        last = position = 0
        for gap in re.finditer(r"\s*[\r\n]\s*|  +", flat):
            pieces.append(flat[last : gap.start()])
            position += gap.start() - last
            # A blank line parts what stands above it from what stands below.
            pieces.append("\n" if gap.group().replace("\r\n", "\n").count("\n") > 1 else " ")
            position += 1
            last = gap.end()
            self._at.append(position)
            self._shift.append(last - position)
        pieces.append(flat[last:])
        self.text = "".join(pieces)

    def original(self, position: int) -> int:
        """The offset in the text of a position here."""
        return position + self._shift[bisect_right(self._at, position) - 1]


@cache
def _automaton() -> "ahocorasick.Automaton":
    import ahocorasick

    machine = ahocorasick.Automaton()
    by_key: dict[str, list[Entry]] = {}
    for entry in (*entries(), *silent_forms()):
        by_key.setdefault(lower(fold(entry.form)).replace("-", " "), []).append(entry)
    for key, found in by_key.items():
        machine.add_word(key, (len(key), tuple(dict.fromkeys(found))))
    machine.make_automaton()
    return machine


def named(text: str) -> tuple[Named, ...]:
    """The places, groups, minerals, stages, sectors, instruments, routes and measures of ``text``, in order.

    Within a kind the longest match wins; places, groups and persons count as one kind. Spellings that begin with a
    capital match only capitalised words; doubtful words ("lead", "Georgia", "act") need the company lexicon/guards.csv asks for.
    """
    plain = Plain(text)
    found = [*_hits(text, plain), *_kanji_states(text)]
    return tuple(sorted(_longest(found), key=lambda n: (n.start, -n.end, n.type, n.value)))


def _hits(text: str, plain: Plain) -> Iterator[Named]:
    flat, size = plain.text, len(plain.text)
    for last, (length, candidates) in _automaton().iter(flat):
        first, after = last - length + 1, last + 1
        if (_wordy(flat[first]) and first and _wordy(flat[first - 1])) or (
            _wordy(flat[last]) and after < size and _wordy(flat[after])
        ):
            continue
        start, end = plain.original(first), plain.original(last) + 1
        said = text[start:end]
        for entry in candidates:
            if _written(entry, said, flat, first, after) and _in_company(entry, text, start, end, plain, first, after):
                yield Named(start, end, entry.type, entry.value, entry.inferred)


def _wordy(c: str) -> bool:
    """A letter or digit of a script that puts blanks between words."""
    return c.isalnum() and c < "\u2e80"


def _written(entry: Entry, said: str, flat: str, first: int, after: int) -> bool:
    """Whether the case fits, and a short katakana word is not a part of a longer one."""
    form = entry.form
    if form[0] >= "\u30a1" and form[0] <= "\u30fc" and len(form) <= 3:
        return not _katakana(flat[first - 1 : first]) and not _katakana(flat[after : after + 1])
    if entry.capitals:
        if len(said) != len(form):
            return said[:1].isupper()
        if entry.exact:
            return said == form or (said == said.upper() == form.upper())
        return all(said[i].isupper() for i in entry.capitals)
    return True


def _katakana(c: str) -> bool:
    return "\u30a1" <= c <= "\u30fc" if c else False


def _in_company(entry: Entry, text: str, start: int, end: int, plain: Plain, first: int, after: int) -> bool:
    if entry.mineral_context and not _beside_minerals(plain.text, first, after):
        return False
    if entry.exact and entry.form in ("US", "IT") and _shouted(text, start, end):
        return False
    guard = guards().get((entry.type, lower(entry.form)))
    if guard is None:
        return True
    needs, refuses = guard
    around = text[max(0, start - 60) : end + 60]
    if refuses and any(word in text[max(0, start - 30) : end + 30] for word in refuses):
        return False
    return not needs or any((word == "CAPITAL" and text[start].isupper()) or word in around for word in needs)


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals too, so that capitals tell nothing."""
    letters = [c for c in text[max(0, start - 20) : start] + text[end : end + 20] if c.isalpha()]
    return len(letters) > 10 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


@cache
def _mineral_words() -> re.Pattern[str]:
    words = sorted({lower(e.form) for e in entries() if e.type == "mineral"}, key=lambda w: (-len(w), w))
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?![a-z])")


def _beside_minerals(flat: str, first: int, after: int) -> bool:
    """Whether a doubtful word (lead, tin, gold) stands in a list with another mineral or next to a word of the trade."""
    if _MINERAL_AFTER.match(flat, after) or _MINERAL_BEFORE.search(flat[max(0, first - 20) : first]):
        return True
    listed = _LISTED_AFTER.match(flat, after)
    if listed and _mineral_words().match(flat, listed.end()):
        return True
    before = flat[max(0, first - 40) : first]
    joint = _LISTED_BEFORE.search(before)
    if not joint:
        return False
    head = before[: joint.start()]
    return any(m.end() == len(head) for m in _mineral_words().finditer(head))


def _kanji_states(text: str) -> Iterator[Named]:
    """日米豪 and the like: one character a state."""
    for run in _KANJI_RUN.finditer(text):
        for i, c in enumerate(run.group()):
            yield Named(run.start() + i, run.start() + i + 1, "place", _KANJI_STATES[c], f"{c} stands for {_KANJI_STATES[c]}")


def _longest(found: Iterable[Named]) -> Iterator[Named]:
    kinds: dict[str, list[Named]] = {}
    for thing in found:
        kinds.setdefault("name" if thing.type in _NAMES else thing.type, []).append(thing)
    hushed = kinds.pop("silent", [])
    starts = sorted((h.start, h.end) for h in hushed)
    for things in kinds.values():
        kept: list[Named] = []
        for thing in sorted(things, key=lambda n: (n.start, -n.end, n.value)):
            if not kept or kept[-1].end <= thing.start:
                kept.append(thing)
            elif thing.end - thing.start > kept[-1].end - kept[-1].start:
                kept[-1] = thing
        at = 0
        for thing in kept:
            while at < len(starts) and starts[at][1] <= thing.start:
                at += 1
            if not (at < len(starts) and starts[at][0] <= thing.start and thing.end <= starts[at][1]):
                yield thing
