"""The small values refuse to exist half-made."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.terms.errors import BadInput, LodestoneError, NothingToAnswer, UnknownTerm
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Label, Measure
from lodestone.terms.money import Money
from lodestone.terms.month import Month, months_since
from lodestone.terms.said import HEDGES, Said, weakest
from lodestone.terms.source import FactRef, Span

SPAN = Span("s", 3, 8, "words")
months = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


def test_an_estimate_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a basis or"):
        Estimate("share", 0.1, 0.4, 0.9)
    assert not Estimate("share", 0.1, 0.4, 0.9, basis=(SPAN,)).assumed
    assert not Estimate("share", 0.1, 0.4, 0.9, basis=(FactRef("usgs", "Gallium 2024"),)).assumed
    assert Estimate("share", 0.1, 0.4, 0.9, note="a guess, owned up to").assumed


@pytest.mark.parametrize("points", [(0.5, 0.4, 0.9), (0.1, 0.95, 0.9), (math.nan, 0.4, 0.9), (0.1, math.inf, math.inf)])
def test_an_estimate_keeps_its_points_in_order(points) -> None:
    with pytest.raises(ValueError, match="share: "):
        Estimate("share", *points, note="why")


@given(st.integers(-5, 100), st.integers(-5, 100), st.text(max_size=40))
def test_a_span_holds_its_words(start: int, end: int, quote: str) -> None:
    if start >= 0 and end - start == len(quote):
        assert Span("s", start, end, quote).quote == quote
    else:
        with pytest.raises(ValueError, match="cannot hold"):
            Span("s", start, end, quote)


@given(months, st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_months_are_a_line(month: Month, a: int, b: int) -> None:
    assert month + a + b == month + (a + b)
    assert (month + a) - month == a
    assert ((month + a) < (month + b)) == (a < b)


@given(months)
def test_a_month_reads_what_it_writes(month: Month) -> None:
    assert Month.of(str(month)) == month
    assert Month.of(f"{month}-01") == month


@given(months, st.integers(0, 240))
def test_dates_move_on(start: Month, ahead: int) -> None:
    month = start + ahead
    assert months_since(start, f"{month}-01") == ahead
    assert months_since(start, str(month)) == ahead + 0.5
    assert ahead < months_since(start, f"{month}-{month.days:02d}") < ahead + 1


@pytest.mark.parametrize("date", ["", "2026", "2026-13", "2026-00", "2026-1", "26-01-01", "January 2026", "2026-01-16T00:00"])
def test_half_dates_are_refused(date: str) -> None:
    with pytest.raises(BadInput):
        Month.of(date)


def test_days_that_are_not_are_refused() -> None:
    with pytest.raises(BadInput, match="has 29 days"):
        months_since(Month(2024, 1), "2024-02-30")


def test_money_reads_as_one_would_write_it() -> None:
    assert str(Money(3e12, "JPY")) == "JPY 3 trillion"
    assert str(Money(510e6, "USD")) == "USD 510 million"
    assert str(Money(-2.5e9, "USD")) == "USD -2.5 billion"
    assert str(Money(950, "EUR")) == "EUR 950"


def test_the_weakest_word_decides() -> None:
    assert weakest([]) == "asserted"
    for i, weak in enumerate(HEDGES):
        assert weakest(list(HEDGES[i:])) == weak


def test_a_measure_is_as_firm_as_its_weakest_word() -> None:
    kind = Said("export_licence", SPAN)
    assert Measure(id="m", kind=kind, actor=None).hedge == "asserted"
    hedged = Said("rare_earths_heavy", SPAN, hedge="possible", hedge_span=SPAN)
    assert Measure(id="m", kind=kind, actor=None, commodities=(Said("gallium", SPAN), hedged)).hedge == "possible"


def test_errors_say_one_sentence_and_their_exit_code() -> None:
    assert (BadInput.exit_code, UnknownTerm.exit_code, NothingToAnswer.exit_code) == (2, 2, 3)
    assert str(UnknownTerm('"x" is not a place')) == '"x" is not a place'
    assert str(UnknownTerm()) == ""
    assert issubclass(UnknownTerm, LookupError)
    assert all(issubclass(e, LodestoneError) for e in (BadInput, UnknownTerm, NothingToAnswer))


def test_labels() -> None:
    assert str(Label()) == "TLP:CLEAR"
    assert str(Label("AMBER+STRICT")) == "TLP:AMBER+STRICT"
