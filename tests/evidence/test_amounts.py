"""Amounts: cases by hand, and numbers written in many styles read back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence.amounts import amounts
from lodestone.evidence.numerals import from_digits, from_kanji, from_words


def read(text, language="en", country=None):
    return [(a.value, a.currency or a.unit, a.op) for a in amounts(text, language, country)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("up to 40 billion yen", "en", [(4e10, "JPY", "<=")]),
        ("¥76 Tril. by then", "en", [(7.6e13, "JPY", None)]),
        ("A$1.2bn and US$8.5 billion", "en", [(1.2e9, "AUD", None), (8.5e9, "USD", None)]),
        ("one trillion dollars", "en", [(1e12, "USD", None)]),
        ("more than 30 memoranda", "en", [(30, "memoranda", ">")]),
        ("twenty engineers will be trained", "en", [(20, "engineers", None)]),
        ("6.03m Tons", "en", [(6.03e6, "t", None)]),
        ("at least 5 kt per year", "en", [(5000, "t/year", ">=")]),
        ("two hundred and fifty tonnes per annum", "en", [(250, "t/year", None)]),
        ("ninety days of stock", "en", [(90, "day of stock", None)]),
        ("a 1,300-kilometer line and 600 MW", "en", [(1300, "km", None), (600, "MW", None)]),
        ("$10-15 billion", "en", [(1e10, "USD", ">="), (1.5e10, "USD", "<=")]),
        ("5-10% of demand", "en", [(5, "%", ">="), (10, "%", "<=")]),
        ("約３００億円", "ja", [(3e10, "JPY", "~")]),
        ("40～50億円", "ja", [(4e9, "JPY", ">="), (5e9, "JPY", "<=")]),
        ("3兆5000億円", "ja", [(3.5e12, "JPY", None)]),
        ("1億2000万米ドル", "ja", [(1.2e8, "USD", None)]),
        ("年間300トン以上", "ja", [(300, "t/year", ">=")]),
        ("1,5 milliard d'euros", "fr", [(1.5e9, "EUR", None)]),
        ("1 234,56 tonnes par an", "fr", [(1234.56, "t/year", None)]),
        ("rund 1,5 Mrd. Euro", "de", [(1.5e9, "EUR", "~")]),
        ("2 Billionen Yen", "de", [(2e12, "JPY", None)]),
        ("300 Mio. US-Dollar", "de", [(3e8, "USD", None)]),
        ("3 mila miliardi di yen", "it", [(3e12, "JPY", None)]),
        ("1.234 tonnellate", "it", [(1234, "t", None)]),
    ],
)
def test_amounts_by_hand(text, language, found):
    assert read(text, language) == found


@pytest.mark.parametrize(
    "text",
    [
        "the 160th anniversary",
        "Group of 20 leaders",
        "all zero emission vehicles",
        "the two countries",
        "in 2031",
        "Section 232",
        "it is a 5 year plan",
        "a won battle",
        "I pound the table",
    ],
)
def test_what_is_no_amount(text):
    assert read(text) == []


def test_conversion_in_brackets_is_marked():
    first, second = amounts("worth 4 trillion yen (about 26 billion US dollars)")
    assert (first.role, second.role, second.currency) == (None, "converted", "USD")
    assert "4 trillion yen" in second.basis


def test_bare_dollar_follows_the_country():
    assert read("$3 million", country="AUS") == [(3e6, "AUD", None)]
    assert read("$3 million") == [(3e6, "USD", None)]


SCALES = {"en": {"": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
          "de": {"": 1, "Millionen": 1e6, "Mrd.": 1e9, "Billionen": 1e12},
          "fr": {"": 1, "millions": 1e6, "milliards": 1e9}, "it": {"": 1, "milioni": 1e6, "miliardi": 1e9}}  # fmt: skip
NAMES = {"en": "yen", "de": "Euro", "fr": "euros", "it": "euro"}


@given(st.sampled_from(sorted(SCALES)), st.integers(1, 999_999), st.integers(0, 99), st.data())
def test_money_round_trip(language, whole, cents, data):
    scale = data.draw(st.sampled_from(sorted(SCALES[language])))
    point, comma = (".", ",") if language == "en" else (",", ".")
    grouped = f"{whole:,}".replace(",", comma) if data.draw(st.booleans()) else str(whole)
    number = grouped + (f"{point}{cents:02d}" if cents else "")
    of = {"fr": " d'", "it": " di "}.get(language, " ") if scale and scale != "" else " "
    text = f"{number}{' ' + scale if scale else ''}{of}{NAMES[language]}"
    (found,) = amounts(text, language)
    assert found.value == pytest.approx((whole + cents / 100) * SCALES[language][scale], rel=1e-9)
    assert text[found.start : found.end] == text


@given(st.integers(1, 10**16 - 1))
def test_kanji_round_trip(number):
    parts, rest = "", number
    for factor, word in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")):
        if rest >= factor:
            parts += f"{rest // factor}{word}"
            rest %= factor
    assert from_kanji(parts) == float(number)
    (found,) = amounts(f"総額{parts}円", "ja")
    assert (found.value, found.currency) == (float(number), "JPY")


@given(st.integers(1, 999_999))
def test_spelled_round_trip(number):
    teens = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    ones = f"zero one two three four five six seven eight nine ten {teens}".split()
    tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()

    def words(n):
        if n < 20:
            return ones[n]
        if n < 100:
            return tens[n // 10] + (f"-{ones[n % 10]}" if n % 10 else "")
        if n < 1000:
            return f"{ones[n // 100]} hundred" + (f" and {words(n % 100)}" if n % 100 else "")
        return f"{words(n // 1000)} thousand" + (f" {words(n % 1000)}" if n % 1000 else "")

    assert from_words(words(number)) == number


@given(st.floats(0.01, 1e9).map(lambda x: round(x, 2)))
def test_digits_round_trip(number):
    english = f"{number:,.2f}"
    assert from_digits(english) == pytest.approx(number)
    continental = english.translate(str.maketrans(",.", ".,"))
    assert from_digits(continental, comma_decimal=True) == pytest.approx(number)


@given(st.text(max_size=120))
def test_never_fails_and_never_overlaps(text):
    found = amounts(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
