"""Numbers in words: two significant digits, bands, dates."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.report import numbers


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(numbers).failed == 0


@given(st.floats(1e-6, 1e9))
def test_two_digits_are_within_five_per_cent(value: float) -> None:
    text = numbers.digits(value).replace("\u202f", "")
    assert float(text) == pytest.approx(value, rel=0.0501)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_percent_band_names_its_three_points_in_order(a: float, b: float, c: float) -> None:
    low, middle, high = sorted((a, b, c))
    text = numbers.percent_band(middle, low, high)
    figures = [
        float(f)
        for f in text.replace("\u202f", "").replace("(", " ").replace(")", " ").replace("%", " ").replace("–", " ").split()
    ]
    assert len(figures) in (1, 3)
    if len(figures) == 3:
        assert figures[1] <= figures[0] <= figures[2]


@pytest.mark.parametrize(
    ("date", "words"), [("2026-13", "2026-13"), ("2026-01-06", "6 January 2026"), ("circa 1900", "circa 1900"), ("", "no date")]
)
def test_dates(date: str, words: str) -> None:
    assert numbers.day(date) == words


def test_a_band_never_shows_more_digits_than_its_middle() -> None:
    assert numbers.band(18.2, 6.02, 31.4, "%") == "18 (6–31)\xa0%"
    assert numbers.band(0.0, 0.0, 0.0, "t") == "0\xa0t"
