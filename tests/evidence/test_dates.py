"""Dates: absolute, partial, relative, Japanese; and what stays unresolved."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence.dates import Reference, dates

TUESDAY = Reference(value="2024-06-11")


def read(text, language="en", reference=TUESDAY):
    return [(text[d.start : d.end], d.value) for d in dates(text, language, reference)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it opens this July", "2024-07"),
        ("the forum will meet in October", "2024-10"),
        ("it was revised last June", "2023-06"),
        ("due in August next year", "2025-08"),
        ("they spoke on Tuesday", "2024-06-11"),
        ("they spoke on Monday", "2024-06-10"),
        ("he stays until Saturday", "2024-06-15"),
        ("restrictions came last week", "2024-06-03/2024-06-09"),
        ("adopted today", "2024-06-11"),
        ("within the next five years", "2029-06-11"),
        ("over the past 21 years", "2003/2024"),
        ("in operation by 2035", "2035"),
        ("FY2026 budget", "2026"),
        ("in Q3 2026", "2026-07/2026-09"),
        ("from 2025 to 2030", "2025/2030"),
        ("two years ago", "2022-06-11"),
        ("on May 19-21, 2023", "2023-05-19/2023-05-21"),
        ("on 12-20-2025", "2025-12-20"),
        ("on 05-06-2025", "2025"),
        ("In July and September 2023 they met", "2023-07"),
    ],
)
def test_english(text, found):
    assert read(text)[0][1] == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("令和7年12月20日", "ja", "2025-12-20"),
        ("２０２５年１２月２０日（土）", "ja", "2025-12-20"),
        ("来年8月", "ja", "2025-08"),
        ("令和元年5月", "ja", "2019-05"),
        ("2025年度", "ja", "2025"),
        ("今後5年以内", "ja", "2029-06-11"),
        ("le 20 décembre 2025", "fr", "2025-12-20"),
        ("il 20 dicembre 2025", "it", "2025-12-20"),
        ("am 20. Dezember 2025", "de", "2025-12-20"),
        ("le 05/06/2025", "fr", "2025-06-05"),
        ("en juillet prochain", "fr", "2024-07"),
        ("im Oktober nächsten Jahres", "de", "2025-10"),
        ("entro cinque anni", "it", "2029-06-11"),
    ],
)
def test_other_languages(text, language, found):
    assert read(text, language)[0][1] == found


def test_counted_from_signature():
    text = "They will meet within 180 days of the date of this Framework. "
    text += "Signed in Lima this 28th day of October, two thousand and twenty-five."
    assert ("within 180 days of the date of this Framework", "2026-04-26") in read(text, reference=Reference())


def test_weekday_fixes_the_year_within_the_terms_of_office():
    window = Reference(earliest=date(2025, 10, 21), latest=date(2027, 1, 1))
    (found,) = dates("met on Saturday, December 20, in the capital", "en", window)
    assert found.value == "2025-12-20"
    assert "weekday fixes the year" in found.basis
    assert dates("met on Saturday, December 20", "en", Reference()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "they met on Tuesday",
        "within 10 days of the receipt of the request",
        "in October",
        "she may march",
        "Resolution 2024",
        "2024 tonnes",
        "$2,025",
    ],
)
def test_stays_unresolved(text):
    assert read(text, reference=Reference()) == []


@given(
    st.dates(date(1950, 1, 1), date(2150, 12, 31)),
    st.sampled_from(["{d:%B} {n}, {y}", "{n} {d:%B} {y}", "{d:%Y-%m-%d}", "{y}年{m}月{n}日", "{n}th day of {d:%B}, {y}"]),
)
def test_full_dates_round_trip(day, style):
    if day.year > 2099 and "年" not in style:
        day = day.replace(year=day.year - 100, day=min(day.day, 28))
    text = style.format(d=day, n=day.day, m=day.month, y=day.year)
    found = dates(text, "ja" if "年" in style else "en", Reference())
    assert [f.value for f in found] == [day.isoformat()]


@given(st.text(max_size=150))
def test_never_fails_and_never_overlaps(text):
    found = dates(text, "en", TUESDAY)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("The memorandum will be signed in June.", "2027-06"),
        ("The levy is to be formally announced in March.", "2027-03"),
        ("The minister said the cap would be lifted in May.", "2027-05"),
        ("The price floor lapses in April.", "2027-04"),
        ("The memorandum was signed in June.", "2026-06"),
        ("The quota was reinstated in October.", "2025-10"),
        ("The ban, formally announced in October, is narrow.", "2025-10"),
    ],
)
def test_tense_decides_the_year_of_a_bare_month(text, month):
    july = Reference(value="2026-07-10")
    assert [d.value for d in dates(text, "en", july)] == [month]


@given(
    st.lists(
        st.sampled_from(
            ["3 May 2024", "FY25", "Q3 2026", "early 2031", "from 2024 to 2027", "the third day of May, 2025", "no date"]
        )
    ),
    st.integers(100, 400),
)
def test_dates_are_the_same_wherever_they_stand(phrases, apart):
    """Only the surroundings of years are searched: nothing may be lost between them, nor found twice."""
    text = (" x" * apart + " ").join(phrases)
    alone = [d.value for phrase in phrases for d in dates(phrase, "en", Reference())]
    assert [d.value for d in dates(text, "en", Reference())] == alone
