"""Dates that need nothing but themselves: a year is written in them."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

from lodestone.evidence import dates_periods
from lodestone.evidence.calendar_words import months, weekdays
from lodestone.evidence.dates import Dated
from lodestone.evidence.numerals import ORDINALS, from_words

_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = re.compile(rf"{_YEAR}|two thousand")
_REACH = 150
"""Characters from its year to either end of a date, and more: none is written longer."""
_ORDINAL_WORD = "|".join(sorted(ORDINALS, key=len, reverse=True))
_YEAR_WORDS = r"two thousand(?:[ -](?:and[ -])?[a-z]+(?:[ -][a-z]+)?)?"
# A number that looks like a year but names a rule, a page or a quantity.
_RULE_BEFORE = re.compile(
    r"(?:Resolutions?|RESOLUTION|UNSCRs?|No\.|Nos\.|Number|Section|Sec\.|§|Article|Art\.|"
    r"Order|Rule|Part|page|p\.|ISO|HS|CFR|U\.S\.C\.)\s?$"
)
_QUANTITY_AFTER = re.compile(
    r"\s?(?:%|°|percent|per cent|[kMG]?t\b|tonnes?|tons?|[kMGT]Wh?\b|km\b|kg\b|million|billion|trillion|people|companies|"
    r"euros?|yen|dollars|yuan|won|USD|EUR|JPY|jobs|troops|students|units|pages|円|ドル|トン|人|億|兆|万)|[.,]\d|[-/]\d"
)
_FIRST = {"primo": 1, "premier": 1, "ersten": 1}


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """ISO text at the precision given, None for a day that is not in the calendar."""
    if month is None:
        return f"{year:04d}"
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def find(plain: str, language: str) -> list[Dated]:
    """Full dates, months with a year, parts of years, fiscal years and years in folded text."""
    windows = list(_windows(plain))
    found = dates_periods.find(plain, windows)
    for pattern, read in _patterns(language):
        for start, end in windows:
            for match in pattern.finditer(plain, start, end):
                found += read(match)
    return found


def _windows(plain: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text in which a date with its year can stand: around every year."""
    start, end = 0, -1
    for year in _ANY_YEAR.finditer(plain):
        if year.start() - _REACH > end:
            if end >= 0:
                yield start, end
            start = max(0, year.start() - _REACH)
        end = year.end() + _REACH
    if end >= 0:
        yield start, end


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Dated]]], ...]:
    names, days = months("any"), weekdays("any")
    month = rf"(?P<month>{_any(names)})\b\.?"
    weekday = rf"(?:\b(?:{_any(days)})(?: the)?,? )?"
    ordinal = r"(?:st|nd|rd|th|er|re|º|°|\.)?"
    to_day = r"(?:\s?(?:-|to|and|au|al|bis|und|e|et)\s?(?P<last>\d{1,2})" + ordinal + ")?"
    of = r"(?: of| de| di|,)?"
    day = r"(?<![\d.,])(?P<day>\d{1,2})" + ordinal
    year = rf"(?P<year>{_YEAR})(?!\d)"

    def named(m: re.Match[str]) -> Iterator[Dated]:
        return _named(m, names)

    return (
        (re.compile(rf"(?<![\d/-])(?P<year>{_YEAR})-(?P<m>\d\d)(?:-(?P<day>\d\d))?(?![\d/-])(?:T\d\d:\d\d\S*)?"), _iso),
        (re.compile(rf"{weekday}{day}{to_day}(?: day)?{of} {month}{of} {year}"), named),
        (re.compile(rf"{weekday}\b{month} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{to_day},?\s{{1,3}}{year}"), named),
        (
            re.compile(
                rf"\b(?:[Tt]he |this )?{day} day of {month},? (?:in the year "
                rf"[a-z A-Z]{{0,20}}?)?(?P<words>{_YEAR_WORDS})"
            ),
            named,
        ),
        (
            re.compile(
                rf"\b(?P<dayword>{_ORDINAL_WORD}) day of {month},? (?:in the year "
                rf"[a-z A-Z]{{0,20}}?)?(?:(?P<words>{_YEAR_WORDS})|{year})"
            ),
            named,
        ),
        (re.compile(rf"\b(?P<dayword>{'|'.join(_FIRST)}) {month}{of} {year}"), named),
        (
            re.compile(
                rf"(?<![\w])(?P<part>[Ee]arly|[Mm]id|[Ll]ate|[Ee]nd of|the end of|[Bb]eginning "
                rf"of)?[ -]?\b{month}{of} {year}"
            ),
            named,
        ),
        (re.compile(rf"\b{month}(?= (?:and|or|to|through|et|e|und|bis|-) (?:{_any(names)})\.?(?: \d{{1,2}},?)? {year})"), named),
        (
            re.compile(
                rf"(?<![\w.,/$€£¥-])(?P<a>\d{{1,2}})(?P<sep>[./-])(?P<b>\d{{1,2}})(?P=sep)(?P<year>{_YEAR})"
                rf"(?![\w/-])"
            ),
            lambda m: _numeric(m, language),
        ),
        (
            re.compile(
                rf"(?<![\w.,/$€£¥-])(?P<year>{_YEAR})(?P<sep>[./])(?P<m>\d{{1,2}})(?P=sep)"
                rf"(?P<day>\d{{1,2}})(?![\w/-])"
            ),
            _iso,
        ),
        (
            re.compile(
                rf"(?<![\w$€£¥.,/-])(?P<year>{_YEAR})\s?(?P<sep>-|/| to | bis | au | al )"
                rf"\s?(?P<last>{_YEAR})(?![\d-])"
            ),
            _span,
        ),
        (re.compile(rf"(?<![\w$€£¥.,/-])(?P<year>{_YEAR})(?P<decade>s)?(?![\w])"), _year),
    )


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=lambda w: (-len(w), w)))


def _iso(m: re.Match[str]) -> Iterator[Dated]:
    day = int(m["day"]) if m["day"] else None
    if value := iso(int(m["year"]), int(m["m"]), day):
        yield Dated(m.start(), m.end(), value, "day" if day else "month")


def _named(m: re.Match[str], names: dict[str, int]) -> Iterator[Dated]:
    groups = m.groupdict()
    words = groups.get("words")
    spelled = from_words(_number_words(words)) if words else None
    year = int(groups["year"]) if groups.get("year") else int(spelled or 0)
    word = groups.get("dayword")
    day = (_FIRST | ORDINALS)[word] if word else int(groups["day"]) if groups.get("day") else None
    month, last = names[m["month"]], int(groups["last"]) if groups.get("last") else None
    end = m.start("words") + len(_number_words(words)) if words else m.end()
    if not 1900 <= year <= 2199:
        return
    if last and day and last > day and iso(year, month, last):
        yield Dated(m.start(), end, f"{iso(year, month, day)}/{iso(year, month, last)}", "day", "from the first to the last day")
    elif value := iso(year, month, day):
        part = groups.get("part")
        yield Dated(m.start(), end, value, "day" if day else "month", part.strip().lower() if part else None)


def _number_words(words: str) -> str:
    """The longest beginning of ``words`` that is a number ("two thousand twenty-six and of" ends at six)."""
    parts = re.split(r"(?<=[ -])", words)
    while (parts and from_words("".join(parts)) is None) or (parts and parts[-1].strip(" -") == "and"):
        parts.pop()
    return "".join(parts).rstrip(" -")


def _numeric(m: re.Match[str], language: str) -> Iterator[Dated]:
    """Two small numbers and a year: the day is the one above 12; else the language decides; else only the year stands."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    if a > 12 or (language in ("fr", "it", "de", "es", "pt") and b <= 12) or (m["sep"] == "." and language != "en"):
        value, basis = iso(year, b, a), None if a > 12 else "day before month, as the language writes"
    elif b > 12 or a == b:
        value, basis = iso(year, a, b), None
    else:
        yield Dated(m.start(), m.end(), f"{year}", "year", "the text does not tell day from month")
        return
    if value:
        yield Dated(m.start(), m.end(), value, "day", basis)


def _span(m: re.Match[str]) -> Iterator[Dated]:
    if int(m["year"]) < int(m["last"]) and not _QUANTITY_AFTER.match(m.string, m.end()):
        yield Dated(m.start(), m.end(), f"{m['year']}/{m['last']}", "year", "from the first to the last year")


def _year(m: re.Match[str]) -> Iterator[Dated]:
    year = int(m["year"])
    if m["decade"]:
        if year % 10 == 0:
            yield Dated(m.start(), m.end(), f"{year}/{year + 9}", "decade")
        return
    before = m.string[max(0, m.start() - 16) : m.start()]
    if not _RULE_BEFORE.search(before) and not _QUANTITY_AFTER.match(m.string, m.end()):
        yield Dated(m.start(), m.end(), f"{year}", "year")
