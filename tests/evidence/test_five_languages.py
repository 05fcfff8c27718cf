"""Sums and dates as English, Japanese, French, Italian and German texts write them: by hand, by round trip, and mixed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence.amounts import amounts
from lodestone.evidence.dates import Reference, dates
from lodestone.evidence.numerals import WORDS, from_words

MONDAY = Reference(value="2026-02-09")


def sums(text, language):
    return [(a.value, a.currency or a.unit) for a in amounts(text, language)]


def days(text, language):
    return [d.value for d in dates(text, language, MONDAY)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("half a billion dollars", "en", [(5e8, "USD")]),
        ("two and a half billion dollars", "en", [(2.5e9, "USD")]),
        ("$300M in loans", "en", [(3e8, "USD")]),
        ("5 B students", "en", []),
        ("un milliard et demi d’euros", "fr", [(1.5e9, "EUR")]),
        ("un demi-milliard d'euros", "fr", [(5e8, "EUR")]),
        ("quatre-vingts millions d'euros", "fr", [(8e7, "EUR")]),
        ("quatre-vingt-dix millions d'euros", "fr", [(9e7, "EUR")]),
        ("vingt et un millions d'euros", "fr", [(2.1e7, "EUR")]),
        ("deux cents millions d'euros", "fr", [(2e8, "EUR")]),
        ("300 M€ puis 2,5 Md€", "fr", [(3e8, "EUR"), (2.5e9, "EUR")]),
        ("un miliardo e mezzo di euro", "it", [(1.5e9, "EUR")]),
        ("mezzo miliardo di euro", "it", [(5e8, "EUR")]),
        ("trentotto milioni di euro", "it", [(3.8e7, "EUR")]),
        ("centomila tonnellate", "it", [(1e5, "t")]),
        ("eine halbe Milliarde Euro", "de", [(5e8, "EUR")]),
        ("anderthalb Milliarden Euro", "de", [(1.5e9, "EUR")]),
        ("fünfundzwanzig Millionen Euro", "de", [(2.5e7, "EUR")]),
        ("30 Tsd. Tonnen", "de", [(3e4, "t")]),
        ("需要の3割以上", "ja", [(30, "%")]),
        ("この割合は高い", "ja", []),
        ("数十億円の融資", "ja", []),  # "some tens of": no figure is stated
        ("年産1万トン", "ja", [(1e4, "t/year")]),
    ],
)
def test_sums_by_hand(text, language, found):
    assert sums(text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("au plus tard le 1er mars", "fr", ["2026-03-01"]),
        ("au premier trimestre 2027", "fr", ["2027-01/2027-03"]),
        ("au deuxième semestre 2027", "fr", ["2027-07/2027-12"]),
        ("T3 2026", "fr", ["2026-07/2026-09"]),
        ("le 3 mai prochain", "fr", ["2026-05-03"]),
        ("à la mi-2027", "fr", ["2027"]),
        ("l’exercice 2026", "fr", ["2026"]),
        ("entro il 31 dicembre 2027", "it", ["2027-12-31"]),
        ("entro il primo marzo 2027", "it", ["2027-03-01"]),
        ("nel secondo semestre del 2027", "it", ["2027-07/2027-12"]),
        ("bis Ende 2030", "de", ["2030"]),
        ("im 3. Quartal 2027", "de", ["2027-07/2027-09"]),
        ("im zweiten Halbjahr 2027", "de", ["2027-07/2027-12"]),
        ("Q1/2027", "de", ["2027-01/2027-03"]),
        ("im Haushaltsjahr 2026", "de", ["2026"]),
        ("2027年上半期", "ja", ["2027-01/2027-06"]),
        ("2025年から2030年まで", "ja", ["2025/2030"]),
        ("2025～2030年", "ja", ["2025/2030"]),
        ("2020年代", "ja", ["2020/2029"]),
        ("R8年度の予算", "ja", ["2026"]),
        ("年度内に", "ja", ["2026"]),
        ("3年以内", "ja", ["2029-02-09"]),
        ("by mid-2027", "en", ["2027"]),
        ("in 3Q 2026", "en", ["2026-07/2026-09"]),
        ("spring 2027", "en", ["2027-03/2027-05"]),
        ("the 2026/27 season", "en", ["2026/2027"]),
        ("in 2011-12 it fell", "en", ["2011-12"]),
        ("Version 2026/28", "en", []),
        ("the attacks of October 7 of last year", "en", ["2025-10-07"]),
    ],
)
def test_dates_by_hand(text, language, found):
    assert days(text, language) == found


def test_a_fiscal_quarter_is_not_one_of_the_calendar():
    (found,) = dates("in Q3 FY2026", "en", MONDAY)
    assert (found.value, found.precision, found.basis) == ("2026", "fiscal_year", "quarter 3 of the fiscal year")
    (found,) = dates("2026年度第3四半期", "ja", MONDAY)
    assert (found.value, found.precision) == ("2026", "fiscal_year")


def test_other_languages_quoted_in_an_english_text():
    text = (
        "The note speaks of 1,5 Mrd. Euro, of 3 miliardi di euro and of 3兆円, due am 20. Dezember 2027, not on 令和8年3月31日."
    )
    assert sums(text, "en") == [(1.5e9, "EUR"), (3e9, "EUR"), (3e12, "JPY")]
    assert days(text, "en") == ["2027-12-20", "2026-03-31"]


def test_a_billion_means_what_it_means_in_the_language_of_the_text():
    assert [sums("2 billion euros", code) for code in ("en", "fr")] == [[(2e9, "EUR")], [(2e12, "EUR")]]


def french(n: int) -> str:
    """A number below a hundred in French words."""
    small = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
    if n < 17:
        return small[n]
    if n < 20:
        return f"dix-{small[n - 10]}"
    tens = {
        2: "vingt",
        3: "trente",
        4: "quarante",
        5: "cinquante",
        6: "soixante",
        7: "soixante",
        8: "quatre-vingt",
        9: "quatre-vingt",
    }
    ten, rest = tens[n // 10], n % 10 + (10 if n // 10 in (7, 9) else 0)
    if rest == 0:
        return "quatre-vingts" if n == 80 else ten
    return f"{ten} et {small[rest]}" if rest in (1, 11) and n < 80 else f"{ten}-{french(rest)}"


@given(st.integers(1, 99))
def test_french_words_round_trip(n):
    assert from_words(french(n), "fr") == n


@given(st.sampled_from(["it", "de"]), st.data())
def test_words_of_one_piece_round_trip(language, data):
    word = data.draw(st.sampled_from(sorted(WORDS[language])))
    assert from_words(word, language) == WORDS[language][word]


def test_no_two_words_of_one_piece_clash():
    assert WORDS["de"]["fünfundzwanzig"] == 25
    assert WORDS["it"]["ventotto"] == 28
    assert WORDS["it"]["ventuno"] == 21
    assert len({w for w in WORDS["de"] if WORDS["de"][w] == 99}) == 1


ENDS = {"fr": "{n} {scale} d'euros", "it": "{n} {scale} di euro", "de": "{n} {scale} Euro", "en": "{n} {scale} euros"}
MANY = {
    "fr": {"millions": 1e6, "milliards": 1e9}, "it": {"milioni": 1e6, "miliardi": 1e9, "mila miliardi": 1e12},
    "de": {"Mio.": 1e6, "Mrd.": 1e9, "Bio.": 1e12, "Milliarden": 1e9}, "en": {"million": 1e6, "bn": 1e9, "trillion": 1e12},
}  # fmt: skip


@given(st.sampled_from(sorted(ENDS)), st.integers(2, 9999), st.integers(0, 9), st.data())
def test_sums_round_trip(language, whole, tenth, data):
    scale = data.draw(st.sampled_from(sorted(MANY[language])))
    mark = "." if language == "en" else ","
    number = f"{whole}{mark}{tenth}" if tenth else f"{whole}"
    text = ENDS[language].format(n=number, scale=scale)
    (found,) = amounts(text, language)
    assert found.value == pytest.approx((whole + tenth / 10) * MANY[language][scale], rel=1e-12)
    assert text[found.start : found.end] == text


MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}  # fmt: skip
WRITTEN = {"fr": "au plus tard le {d} {m} {y}", "it": "entro il {d} {m} {y}", "de": "bis zum {d}. {m} {y}"}


@given(st.sampled_from(sorted(WRITTEN)), st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_deadlines_round_trip(language, day):
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    text = WRITTEN[language].format(d=number, m=MONTHS[language].split()[day.month - 1], y=day.year)
    assert [d.value for d in dates(text, language, Reference())] == [day.isoformat()]


@given(st.integers(1, 60), st.integers(1, 12), st.integers(1, 28))
def test_reiwa_round_trip(year, month, day):
    text = f"令和{'元' if year == 1 else year}年{month}月{day}日に発効"
    assert [d.value for d in dates(text, "ja", Reference())] == [f"{2018 + year}-{month:02d}-{day:02d}"]


@given(st.integers(2000, 2099), st.integers(1, 4), st.sampled_from(["fr", "it", "de", "ja", "en"]))
def test_quarters_round_trip(year, q, language):
    nth = {"fr": ("1er", "2e", "3e", "4e"), "it": ("primo", "secondo", "terzo", "quarto"), "de": ("1.", "2.", "3.", "4.")}
    text = {
        "ja": f"{year}年第{q}四半期", "en": f"Q{q} {year}", "fr": f"au {nth['fr'][q - 1]} trimestre {year}",
        "it": f"nel {nth['it'][q - 1]} trimestre del {year}", "de": f"im {nth['de'][q - 1]} Quartal {year}",
    }[language]  # fmt: skip
    assert days(text, language) == [f"{year}-{3 * q - 2:02d}/{year}-{3 * q:02d}"]
