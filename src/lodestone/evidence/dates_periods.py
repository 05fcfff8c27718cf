"""Parts of a year and years that are not the calendar's, written with their year: quarters, halves, seasons, fiscal years."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from lodestone.evidence.calendar_words import SEASONS
from lodestone.evidence.dates import Dated

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_ORDINALS = {
    1: "first 1st premier 1er primo 1º 1° ersten erstes erste 1.",
    2: "second 2nd deuxième second 2e 2ème secondo 2º 2° zweiten zweites zweite 2.",
    3: "third 3rd troisième 3e 3ème terzo 3º 3° dritten drittes dritte 3.",
    4: "fourth 4th quatrième 4e 4ème quarto 4º 4° vierten viertes vierte 4.",
}
_NTH = {word: n for n, words in _ORDINALS.items() for word in words.split()} | {str(n): n for n in _ORDINALS}
_OF = r"(?: of| in| de| del| dell'anno| de l'année| des Jahres)?(?: the year)?,? ?"
_HALF = "[Hh]alf|semestre|Halbjahr|Jahreshälfte|metà"
_FISCAL = (
    r"[JU]?FY ?|(?:Japan's |US |U\.S\. )?[Ff]iscal [Yy]ear |[Ff]inancial [Yy]ear |(?:l')?[Ee]xercice (?:budgétaire |fiscal )?|"
    r"année (?:fiscale|budgétaire) |(?:l')?[Ee]sercizio (?:finanziario )?|anno fiscale |"
    r"(?:Geschäfts|Haushalts|Fiskal|Finanz)jahr(?:es)? "
)


def find(plain: str, windows: Sequence[tuple[int, int]]) -> list[Dated]:
    """Quarters, half-years, seasons, fiscal years and middles or ends of years in folded text, in any of the languages.

    ``windows`` are the stretches around its years; a fiscal year may be written with two digits and is looked for everywhere.
    """
    found: list[Dated] = []
    for pattern, read in _patterns():
        for start, end in ((0, len(plain)),) if read is _fiscal else windows:
            for match in pattern.finditer(plain, start, end):
                found += read(match)
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Dated]]], ...]:
    nth = "|".join(sorted(map(re.escape, {w for words in _ORDINALS.values() for w in words.split()}), key=lambda w: (-len(w), w)))
    season = "|".join(s for s in SEASONS if s[0] < "\u3000")
    fiscal = r"(?P<fiscal>FY ?)?"
    return (
        (
            re.compile(rf"\b(?:[QT](?P<q>[1-4])|(?P<qw>{nth}) (?:[Qq]uarter|trimestre|Quartal))(?:{_OF}{fiscal}|/){_YEAR}"),
            _quarter,
        ),
        (
            re.compile(rf"(?<!\w)(?:{_YEAR}[ -]?Q(?P<q>[1-4])|(?P<q2>[1-4])Q[ /-]?{fiscal}(?P<year2>20\d\d))(?!\w)"),
            _short_quarter,
        ),
        (re.compile(rf"\b(?:[HS](?P<q>[12])|(?P<qw>{nth}) (?:{_HALF}))(?:{_OF}|/){_YEAR}"), _half),
        (re.compile(rf"\b(?:{_FISCAL})(?P<year>(?:19|20)\d\d|\d\d)(?:[-/](?P<last>\d{{2,4}}))?(?!\d)"), _fiscal),
        (re.compile(rf"\b(?P<season>(?i:{season})) (?:of |de |del |des Jahres )?{_YEAR}"), _season),
        (re.compile(rf"\b(?P<part>[Mm]id|[Ee]nd|[Ee]arly|[Ll]ate|[Mm]i)-{_YEAR}"), _part),
        (re.compile(r"(?<![\w$€£¥.,/-])(?P<year>(?:19|20)\d\d)(?P<sep>[/-])(?P<last>\d\d)(?![\w/-])"), _two_years),
    )


def quarter(start: int, end: int, year: int, number: int, fiscal: bool) -> Dated:
    """A quarter of the calendar as its months; one of a fiscal year as that year, because its months depend on the government."""
    if fiscal:
        return Dated(start, end, f"{year}", "fiscal_year", f"quarter {number} of the fiscal year")
    return Dated(start, end, f"{year}-{3 * number - 2:02d}/{year}-{3 * number:02d}", "quarter", "calendar quarter")


def _quarter(m: re.Match[str]) -> Iterator[Dated]:
    yield quarter(m.start(), m.end(), int(m["year"]), _NTH[m["q"] or m["qw"]], bool(m["fiscal"]))


def _short_quarter(m: re.Match[str]) -> Iterator[Dated]:
    yield quarter(m.start(), m.end(), int(m["year"] or m["year2"]), int(m["q"] or m["q2"]), bool(m["fiscal"]))


def _half(m: re.Match[str]) -> Iterator[Dated]:
    number, year = _NTH[m["q"] or m["qw"]], int(m["year"])
    if number <= 2:
        yield Dated(m.start(), m.end(), f"{year}-{6 * number - 5:02d}/{year}-{6 * number:02d}", "half", "calendar half-year")


def _fiscal(m: re.Match[str]) -> Iterator[Dated]:
    year = int(m["year"]) if len(m["year"]) == 4 else 2000 + int(m["year"])
    yield Dated(m.start(), m.end(), f"{year}", "fiscal_year", "fiscal year: its months depend on the government")


def _season(m: re.Match[str]) -> Iterator[Dated]:
    first, last = SEASONS[next(s for s in SEASONS if s.lower() == m["season"].lower())]
    yield Dated(m.start(), m.end(), f"{m['year']}-{first:02d}/{m['year']}-{last:02d}", "season", "northern seasons")


def _part(m: re.Match[str]) -> Iterator[Dated]:
    yield Dated(m.start(), m.end(), m["year"], "year", m["part"].lower())


def _two_years(m: re.Match[str]) -> Iterator[Dated]:
    """A year that runs over two, as ``2026/27``; with a hyphen only where it is no month (``2011-12``)."""
    year, last = int(m["year"]), int(m["last"])
    if last == (year + 1) % 100 and (m["sep"] == "/" or last > 12):
        yield Dated(m.start(), m.end(), f"{year}/{year + 1}", "year", "a year that runs over two")
