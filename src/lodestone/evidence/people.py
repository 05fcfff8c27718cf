"""Persons in a text: office-holders by full name, by title and family name, by near spelling, and others by title and state."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from lodestone.evidence import office_holders
from lodestone.evidence.fold import fold
from lodestone.evidence.gazetteer import Named
from lodestone.evidence.office_holders import Holder

if TYPE_CHECKING:
    import ahocorasick

_NAME_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]*[a-zà-ÿ][\w'’-]*|[A-Z]{3,}|[A-Z]\.)"
_PARTICLE = r"(?:von der|van der|von|van|bin|de|da|di|del|della|der|al|Al|Le|La|el)"
_NAME = re.compile(rf"(?:{_PARTICLE} )?{_NAME_WORD}(?: (?:{_PARTICLE} )?{_NAME_WORD}){{0,3}}")
_TITLE = re.compile(
    r"\b(?P<title>Deputy Prime Minister|Prime Minister|Vice[ -]President|Vice Premier|"
    r"President|Chancellor|Premier|(?:Vice |Deputy |State )?Minister|Foreign Secretary|"
    r"(?:Deputy |Under |Assistant )?Secretary[- ]General|(?:Deputy |Under |Assistant "
    r")?Secretary|Trade Representative|High Representative|"
    r"(?:Executive Vice-President|Commissioner|Ambassador|Governor|Senator|Chairman|"
    r"Chairwoman|Director-General)|(?:Deputy )?(?:National Security )?(?:Advisor|Adviser)|"
    r"Premier ministre|Première ministre|Président|Présidente|Ministre|ministre|président|"
    r"présidente|Presidente|presidente|Ministro|ministro|Ministra|ministra|"
    r"Bundeskanzler|Bundeskanzlerin|Präsident|Präsidentin|Ministerpräsident|"
    r"Ministerpräsidentin|Außenminister|Außenministerin|Wirtschaftsminister|"
    r"Wirtschaftsministerin|"
    r"Premierminister|Premierministerin|Mr\.|Ms\.|Mrs\.)(?=[ ,])"
)
# Words of ministries and states that stand between title and name, or are mistaken for one.
_OFFICE_WORDS = frozenset(
    "of for the and to du de des la le l' del della dei delle für und der Economy Economic "
    "Trade Industry Commerce Finance Foreign Affairs Energy Resources "
    "Defense Defence Interior Treasury State Labor Labour Agriculture Transport "
    "Infrastructure Environment Climate Health Justice Home Cabinet Mines Mining "
    "Minerals Natural Northern Australia National Security International Economics Policy "
    "Enterprise Enterprises Made Italy Business Tourism Science Technology Innovation "
    "Development Cooperation Investment Investments External Digital Transformation Water "
    "Land Tourism Chief Representative General United States America Kingdom Republic "
    "Council Commission European "
    "Union Parliament Nations & Minister Secretary President Prime "
    "Shri Smt Sir Hon Excellency His Her Honourable Honorable Dr".split()
)
_NOT_NAMES = frozenset(
    "The This That These Those They He She It We In On At As And But For To Of With By After "
    "Before During From January February March April May June July August September "
    "October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "Meeting Summit Government Ministry Department Office Agreement Alliance Party Leader "
    "Leaders "
    "Joint Under Through Following Today Both Cabinet White House Supreme Section Act Order "
    "Will Shall Chair Statement Partnership Visit Dialogue Is Was Has Had Said".split()
)
_LONGEST_OFFICE = 24
_TERMS_JA = re.compile(
    r"(?P<family>[\u4e00-\u9fff]{1,3})(?P<title>首相|総理|内閣総理大臣|外相|外務大臣|経産相|経済産業大臣|財務相|財務大臣|国家主席|大統領)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person at ``[start, end)``: id (``JPN:Sanae Takaichi``), the reason where it is not literally said, the office held."""

    start: int
    end: int
    value: str
    inferred: str | None
    holder: Holder | None = None


def people(text: str, named: Sequence[Named], earliest: date | None = None, latest: date | None = None) -> tuple[Person, ...]:
    """The persons of ``text`` in order.

    ``named`` are its places; ``earliest`` and ``latest`` bracket the text's date where it is known, and choose between
    holders of one office. A family name alone counts once the text has introduced it by full name or title.
    """
    plain = fold(text)
    found = [*_full_names(plain, earliest, latest), *_titled(plain, named, earliest, latest), *_japanese(plain, earliest, latest)]
    found = _distinct(found)
    return tuple(_distinct([*found, *_again(plain, found)]))


def bracket(persons: Sequence[Person]) -> tuple[date, date] | None:
    """The time when all these persons held their offices, None when they never all did or nobody's time is known.

    Persons who held office twice tell nothing.
    """
    terms = [p.holder for p in persons if p.holder and p.holder.name in _once()]
    if not terms:
        return None
    earliest = max(h.since for h in terms)
    latest = min((h.until for h in terms if h.until), default=office_holders.horizon())
    return (earliest, latest) if earliest <= latest else None


@cache
def _once() -> frozenset[str]:
    """Names of those who held one office, once."""
    terms = Counter(h.name for h in office_holders.holders())
    return frozenset(name for name, times in terms.items() if times == 1)


@cache
def _machine() -> "ahocorasick.Automaton":
    import ahocorasick

    machine = ahocorasick.Automaton()
    for form, holder in office_holders.spellings().items():
        machine.add_word(form, (len(form), holder))
    machine.make_automaton()
    return machine


def _full_names(plain: str, earliest: date | None, latest: date | None) -> Iterator[Person]:
    low = plain.lower()
    if len(low) != len(plain):
        return
    for last, (length, holder) in _machine().iter(low):
        start, end = last - length + 1, last + 1
        latin = low[start] < "\u2e80"
        if latin and (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum() or not plain[start].isupper()):
            continue
        if not latin and (_katakana(low[start]) and (_katakana(low[start - 1 : start]) or _katakana(low[end : end + 1]))):
            continue
        held = office_holders.at_the_time(holder, earliest, latest)
        yield Person(start, end, held.value, None, held)


def _katakana(c: str) -> bool:
    return bool(c) and "\u30a1" <= c <= "\u30fc"


def _titled(plain: str, named: Sequence[Named], earliest: date | None, latest: date | None) -> Iterator[Person]:
    states = [n for n in named if n.type == "place" and len(n.value) == 3]
    at = 0
    for title in _TITLE.finditer(plain):
        while at < len(states) and states[at].end <= title.start():
            at += 1
        before = states[at - 1] if at else None
        start, crossed = _past_office(plain, title.end(), [s for s in states[at : at + 3]])
        name = _name_at(plain, start)
        if name is None:
            continue
        iso3 = crossed or (before.value if before and _only_office_words(plain[before.end : title.start()]) else None)
        if person := _resolved(name, start, title["title"], iso3, earliest, latest):
            yield person


def _only_office_words(between: str) -> bool:
    words = re.findall(r"[\w&]+", between.replace("'s", " "))
    return len(between) <= 60 and not re.search(r"[.;:()]", between) and all(w in _OFFICE_WORDS for w in words)


def _past_office(plain: str, at: int, states: Sequence[Named]) -> tuple[int, str | None]:
    """Where the name may begin after a title ("of Trade and Industry", "of Japan,"), and the state crossed on the way."""
    crossed = None
    for _ in range(_LONGEST_OFFICE):
        while at < len(plain) and plain[at] in " ,":
            at += 1
        state = next((s for s in states if s.start == at), None)
        if state:
            crossed, at = state.value, state.end
            continue
        word = re.compile(r"[\w&-]+").match(plain, at)
        if word and word.group() in _OFFICE_WORDS:
            at = word.end()
            continue
        break
    return at, crossed


def _name_at(plain: str, at: int) -> str | None:
    found = _NAME.match(plain, at)
    if not found:
        return None
    kept: list[str] = []
    for word in found.group().split(" "):
        if word in _NOT_NAMES or word in _OFFICE_WORDS:
            break
        kept.append(word.removesuffix("'s"))
        if word.endswith("'s"):
            break
    while kept and re.fullmatch(_PARTICLE, kept[-1]):
        kept.pop()
    return " ".join(kept) if kept and len(kept[-1]) > 1 else None


def _resolved(name: str, start: int, title: str, iso3: str | None, earliest: date | None, latest: date | None) -> Person | None:
    end = start + len(name)
    if full := office_holders.spellings().get(name.lower()):
        full = office_holders.at_the_time(full, earliest, latest)
        return Person(start, end, full.value, None, full)
    words = name.split(" ")
    for family in dict.fromkeys((name, words[-1], words[0])):
        known = office_holders.named(family, iso3, earliest, latest)
        if known and (len(words) == 1 or family == name) and len({h.value for h in known}) == 1:
            h = known[-1]
            term = f"{h.since} to {h.until}" if h.until else f"since {h.since}"
            return Person(start, end, h.value, f"{family}, {h.post} {term}{h.doubt}", h)
    for family in dict.fromkeys((words[-1], words[0])):
        close = (
            office_holders.near(family, iso3, title, earliest, latest) if iso3 or title not in ("Mr.", "Ms.", "Mrs.") else None
        )
        if close:
            h, distance = close
            at = f" at {earliest}" if earliest and earliest == latest else ""
            return Person(start, end, h.value, f"spelled {family!r}; {h.post}{at} is {h.name} (distance {distance}){h.doubt}", h)
    if iso3 and title not in ("Mr.", "Ms.", "Mrs."):
        return Person(
            start, end, f"{iso3}:{name.title() if name.isupper() else name}", f"state taken from the words around {title!r}"
        )
    return None


def _japanese(plain: str, earliest: date | None, latest: date | None) -> Iterator[Person]:
    for match in _TERMS_JA.finditer(plain):
        for size in range(len(match["family"]), 0, -1):
            family = match["family"][-size:]
            fitting = {
                h.value: h
                for h in office_holders.holders()
                if h.native.startswith(family) and h.held(earliest, latest) and _JAPANESE_OFFICES[match["title"]] in h.office
            }
            if len(fitting) == 1:
                (h,) = fitting.values()
                yield Person(
                    match.end("family") - size,
                    match.end("family"),
                    h.value,
                    f"{family}{match['title']}: {h.post} since {h.since}{h.doubt}",
                    h,
                )
                break


_JAPANESE_OFFICES = {
    "首相": "Prime Minister",
    "総理": "Prime Minister",
    "内閣総理大臣": "Prime Minister",
    "外相": "Foreign",
    "外務大臣": "Foreign",
    "経産相": "Economy, Trade",
    "経済産業大臣": "Economy, Trade",
    "財務相": "Finance",
    "財務大臣": "Finance",
    "国家主席": "President",
    "大統領": "President",
}


def _again(plain: str, introduced: Sequence[Person]) -> Iterator[Person]:
    """Later mentions by family name alone, spelled as the text spelled it."""
    spelled: dict[str, Person] = {}
    for person in introduced:
        words = plain[person.start : person.end].split(" ")
        candidates = [person.holder.family, words[-1]] if person.holder else [words[-1]]
        for family in candidates:
            folded = fold(family)
            if (
                len(folded) >= 3
                and folded.isascii() | (folded[0] < "\u2e80")
                and folded not in _NOT_NAMES
                and folded not in _OFFICE_WORDS
                and folded[0].isupper()
            ):
                spelled.setdefault(folded, person)
                spelled.setdefault(folded.upper(), person) if len(folded) > 3 else None
    if not spelled:
        return
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, spelled), key=lambda w: (-len(w), w))) + r")(?![\w-])")
    for match in pattern.finditer(plain):
        person = spelled[match.group()]
        reason = (
            person.inferred
            if person.inferred and person.inferred.startswith("spelled")
            else f"{match.group()}, introduced as {plain[person.start : person.end]!r}"
        )
        yield Person(match.start(), match.end(), person.value, reason, person.holder)


def _distinct(found: Sequence[Person]) -> list[Person]:
    kept: list[Person] = []
    for person in sorted(found, key=lambda p: (p.start, -p.end, p.inferred is not None)):
        if not kept or kept[-1].end <= person.start:
            kept.append(person)
    return kept
