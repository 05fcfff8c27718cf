"""Dates in Japanese writing: eras, Chinese numerals, and this, next and last year."""

import re
from collections.abc import Iterator

from lodestone.evidence.calendar_words import ERAS, JAPANESE_WEEKDAYS, SEASONS
from lodestone.evidence.dates import Dated, Reference
from lodestone.evidence.dates_absolute import iso
from lodestone.evidence.dates_periods import quarter
from lodestone.evidence.numerals import from_kanji

_N = r"[\d〇一二三四五六七八九十元]"
_ERA = "|".join(k if not k.isascii() else f"(?<![A-Za-z]){k}" for k in ERAS)
_WEEKDAY = r"(?:\s?[(（]?(?P<weekday>[月火水木金土日])(?:曜日?)?[)）])?"
_DAY = rf"(?P<day>{_N}{{1,3}})日(?:\s?[~-]\s?(?:(?P<last_month>{_N}{{1,3}})月)?(?P<last>{_N}{{1,3}})日)?{_WEEKDAY}"
_FULL = re.compile(
    rf"(?:(?P<era>{_ERA})\s?|(?<![\d〇一二三四五六七八九十]))(?P<year>{_N}{{1,4}})(?:\s?\({_N}{{1,4}}\))?年(?P<fiscal>度)?"
    rf"(?:\s?(?P<month>{_N}{{1,3}})月(?:\s?{_DAY})?)?(?![間前後以代])"
)
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "来年": 1, "明年": 1, "昨年": -1, "去年": -1, "前年": -1, "一昨年": -2, "再来年": 2}
_RELATIVE = re.compile(
    rf"(?P<which>一昨年|再来年|今年|本年|来年|明年|昨年|去年)(?P<fiscal>度)?(?:の?(?P<month>{_N}{{1,3}})月(?:{_DAY})?)?"
    r"|(?<![\d〇一二三四五六七八九十数今本来昨翌同])(?P<within>年度?内)"
    r"|(?P<today>本日|今日)|(?P<yesterday>昨日)|(?P<tomorrow>明日)|(?P<this_month>今月|本月)|(?P<next_month>来月)|(?P<last_month_>先月)"
)
_MONTH_DAY = re.compile(rf"(?<![\d〇一二三四五六七八九十年])(?P<month>{_N}{{1,3}})月(?:{_DAY})?(?!間)")
_WITHIN = re.compile(rf"(?:今後|向こう)?(?P<n>{_N}{{1,3}})(?P<unit>年|か月|ヶ月|カ月|ヵ月|日|週間)(?:間)?(?P<how>以内)")
_YEARS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年?(?P<fiscal>度)?\s?(?:~|-|から)\s?(?P<last>(?:19|20)\d\d)年度?(?![間前後以代])"
)
_DECADE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d0)年代")
_HALF = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<fiscal>度)?の?(?:(?P<first>上半期|上期|前半)|(?P<second>下半期|下期|後半))")
_SEASON = re.compile(r"(?P<year>(?:19|20)\d\d)年の?(?P<season>[春夏秋])(?!季闘|闘)")
_BY_QUARTER = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<fiscal>度)?第(?P<q>[1-4一二三四])四半期")


def find(plain: str, reference: Reference) -> list[Dated]:
    """Japanese dates in folded text; those without a year take it from ``reference`` or stay out."""
    found: list[Dated] = []
    for pattern, read in ((_FULL, _full), (_RELATIVE, _relative), (_MONTH_DAY, _month_day), (_WITHIN, _within)):
        for match in pattern.finditer(plain):
            found += read(match, reference)
    return found + [dated for pattern, read in _PERIODS for match in pattern.finditer(plain) for dated in read(match)]


def _quarter(m: re.Match[str]) -> Iterator[Dated]:
    yield quarter(m.start(), m.end(), int(m["year"]), int(from_kanji(m["q"]) or 0), bool(m["fiscal"]))


def _half(m: re.Match[str]) -> Iterator[Dated]:
    number, year = 1 if m["first"] else 2, m["year"]
    if m["fiscal"]:
        yield Dated(m.start(), m.end(), year, "fiscal_year", f"half {number} of the fiscal year")
    else:
        yield Dated(m.start(), m.end(), f"{year}-{6 * number - 5:02d}/{year}-{6 * number:02d}", "half", "calendar half-year")


def _season(m: re.Match[str]) -> Iterator[Dated]:
    first, last = SEASONS[m["season"]]
    yield Dated(m.start(), m.end(), f"{m['year']}-{first:02d}/{m['year']}-{last:02d}", "season", "northern seasons")


def _years(m: re.Match[str]) -> Iterator[Dated]:
    if int(m["year"]) < int(m["last"]):
        yield Dated(m.start(), m.end(), f"{m['year']}/{m['last']}", "year", "from the first to the last year")


def _decade(m: re.Match[str]) -> Iterator[Dated]:
    yield Dated(m.start(), m.end(), f"{m['year']}/{int(m['year']) + 9}", "decade")


_PERIODS = ((_BY_QUARTER, _quarter), (_HALF, _half), (_SEASON, _season), (_YEARS, _years), (_DECADE, _decade))


def _number(word: str | None) -> int | None:
    value = from_kanji(word) if word else None
    return int(value) if value is not None else None


def _full(m: re.Match[str], _reference: Reference) -> Iterator[Dated]:
    number = _number(m["year"])
    if number is None or (not m["era"] and not 1868 <= number <= 2199):
        return
    year = number + (ERAS[m["era"]] if m["era"] else 0)
    basis = f"{m['era']}{m['year']}年 is {year}" if m["era"] else None
    if m["fiscal"]:
        yield Dated(m.start(), m.end(), f"{year}", "fiscal_year", "fiscal year, April to March in Japan")
    else:
        yield from _on(m, year, basis)


def _on(m: re.Match[str], year: int, basis: str | None) -> Iterator[Dated]:
    month, day = _number(m["month"]), _number(m["day"])
    last, last_month = _number(m["last"]), _number(m["last_month"])
    value = iso(year, month, day)
    end = iso(year, last_month or month, last) if last and day else None
    if value:
        precision = "day" if day else "month" if month else "year"
        yield Dated(m.start(), m.end(), f"{value}/{end}" if end and end > value else value, precision, basis)


def _relative(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
    said = f"{reference.basis} {reference.value}"
    if m["within"]:
        if reference.year is not None:
            yield Dated(m.start(), m.end(), f"{reference.year}", "fiscal_year" if "度" in m["within"] else "year", said)
    elif m["which"]:
        if reference.year is None:
            return
        year = reference.year + _RELATIVE_YEARS[m["which"]]
        if m["fiscal"]:
            yield Dated(m.start(), m.end(), f"{year}", "fiscal_year", said)
        else:
            yield from _on(m, year, f"{m['which']} from {said}")
    elif m["this_month"] or m["next_month"] or m["last_month_"]:
        if reference.month:
            year, month = reference.month
            index = year * 12 + month - 1 + (1 if m["next_month"] else -1 if m["last_month_"] else 0)
            yield Dated(m.start(), m.end(), f"{index // 12}-{index % 12 + 1:02d}", "month", said)
    elif reference.day:
        shift = -1 if m["yesterday"] else 1 if m["tomorrow"] else 0
        yield Dated(m.start(), m.end(), str(type(reference.day).fromordinal(reference.day.toordinal() + shift)), "day", said)


def _month_day(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
    from lodestone.evidence.dates_partial import year_of

    month, day = _number(m["month"]), _number(m["day"])
    if month is None or not 1 <= month <= 12:
        return
    weekday = JAPANESE_WEEKDAYS.get(m["weekday"] or "")
    resolved = year_of(month, day, weekday, reference, "nearest")
    if resolved:
        yield from _on(m, *resolved)


def _within(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
    from lodestone.evidence.dates_relative import shifted

    unit = {"年": "year", "日": "day", "週間": "week"}.get(m["unit"], "month")
    resolved = shifted(reference, _number(m["n"]) or 0, unit)
    if resolved:
        yield Dated(m.start(), m.end(), *resolved)
