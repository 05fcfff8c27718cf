"""Figures: same bytes twice, no stray colour, the numbers drawn are the numbers given."""

import re
from math import cos, isclose, radians
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.report import look
from lodestone.report.figures.fan import FanMark, FanSeries, fan
from lodestone.report.figures.shares import ShareRow, ranked, shares
from lodestone.report.figures.tornado import TornadoRow, tornado
from lodestone.report.figures.world import FlowRow, LabelRow, LandRow, arc, equal_earth, middle_longitude, world
from lodestone.report.svg import svg
from lodestone.terms.month import Month

POINTS = [(0.5, 0.7, 0.8, 0.9, 1.0)] * 12
A, B = (138.0, 36.0), (23.6, -2.9)


def every_chart() -> dict[str, object]:
    """One of each figure, on made-up numbers."""
    flow = FlowRow(origin="COD", destination="JPN", start=B, end=A, tonnes=10.0, hover="made up", inbound=True)
    places = ([LandRow(code="COD", share=0.7, hover="made up")], [flow], [LabelRow(at=A, text="Japan", strong=True)])
    return {
        "shares": shares(ranked([("COD", "DR Congo", 0.7), ("IDN", "Indonesia", 0.3)], "JPN")),
        "fan": fan(
            [FanSeries(label="a", points=POINTS), FanSeries(label="b", points=POINTS, style="partner")],
            Month(2026, 1),
            marks=[FanMark(1.5, "x")],
        ),
        "tornado": tornado([TornadoRow(label="a", at_low=0.3, at_high=0.1, low_label="1", high_label="4")], 0.2),
        "world": world(*places, reader=A),
        "narrow": world(*places, reader=A, narrow=True),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["shares", "fan", "tornado", "world", "narrow"])
def test_a_figure_is_well_formed_and_drawn_in_tokens_only(name: str) -> None:
    first, second = (svg(every_chart()[name], "f-1") for _ in range(2))  # type: ignore[arg-type]
    assert first == second
    ElementTree.fromstring(first)
    tokens = {values[0] for values in look.TOKENS.values()} | {"none", "transparent"}
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', first)) <= tokens
    assert "style=" not in first
    assert 'viewBox="0 0 ' in first
    assert all(value.startswith("f-1-") for value in re.findall(r'id="([^"]+)"', first))


def test_light_colours_differ_so_that_each_maps_to_one_variable() -> None:
    lights = [values[0] for values in look.TOKENS.values()]
    assert len(lights) == len(set(lights))


def test_words_in_a_figure_are_escaped() -> None:
    drawn = svg(shares([ShareRow(code="X", label='<b>"&', share=1.0)]), "f")
    assert "<b>" not in drawn
    assert "&lt;b>" in drawn or "&lt;b&gt;" in drawn


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.integers(1, 6))
def test_ranked_shares_lose_nothing(values: list[float], top: int) -> None:
    rows = ranked([(f"P{i}", f"place {i}", v) for i, v in enumerate(values)], "P0", top)
    assert sum(r.share for r in rows) == pytest.approx(sum(values), abs=0.0006)
    assert sum(r.role == "rest" for r in rows) <= 1


def test_the_reader_is_shown_even_when_small() -> None:
    rows = ranked([("A", "a", 0.5), ("B", "b", 0.3), ("C", "c", 0.15), ("JPN", "Japan", 0.05)], "JPN", top=2)
    assert [(r.code, r.role) for r in rows] == [("A", "largest"), ("B", "other"), ("JPN", "reader"), ("ROW", "rest")]


def test_bar_lengths_are_the_shares() -> None:
    drawn = svg(shares(ranked([("A", "a", 0.5), ("B", "b", 0.25)], "", 5)), "f")
    lengths = _bar_lengths(drawn)
    assert lengths[0] / lengths[1] == pytest.approx(2.0, rel=0.01)


def _bar_lengths(drawn: str) -> list[float]:
    """Width of each bar that has a hover text, from its path."""
    return [float(length) for length in re.findall(r'd="M[\d.,]+h([\d.]+)v[^"]*"[^>]*><title>', drawn)]


def test_equal_earth_matches_its_paper() -> None:
    """Savric, Patterson and Jenny (2018): the equator is 2 pi sqrt(3)/2... / A1 wide and the poles are 1.3173627591574 high."""
    assert isclose(equal_earth((0, 90), 0)[1], -1.3173627591574, abs_tol=1e-10)
    assert isclose(equal_earth((180 - 1e-9, 0), 0)[0], 2.7066297, abs_tol=1e-6)


def test_an_arc_starts_and_ends_where_it_should() -> None:
    points = arc(A, B)
    assert points[0] == pytest.approx(list(A))
    assert points[-1] == pytest.approx(list(B))
    assert arc(A, A) == [list(A), list(A)]


def test_an_unbent_arc_is_the_great_circle() -> None:
    """Half way between two points of the equator is the equator; a quarter of a meridian is on the meridian."""
    middle = arc((0.0, 0.0), (90.0, 0.0), bend=0.0)[12]
    assert middle == pytest.approx([45.0, 0.0], abs=1e-9)
    assert cos(radians(arc((10.0, 0.0), (10.0, 80.0), bend=0.0)[12][1])) == pytest.approx(cos(radians(40.0)))


@pytest.mark.parametrize(("lon", "middle"), [(138.0, 150.0), (-95.0, 10.0), (2.0, 10.0), (174.0, 150.0)])
def test_the_map_is_centred_on_the_readers_ocean(lon: float, middle: float) -> None:
    assert middle_longitude(lon) == middle


def test_numbers_in_words_are_not_rounded_with_the_coordinates() -> None:
    row = TornadoRow(label="made up 0.384 to 1.267", at_low=0.3, at_high=0.1, low_label="0.384", high_label="1.267")
    assert "0.384 to 1.267" in svg(tornado([row], 0.2, width=700), "f")


def test_words_of_a_tornado_fit_a_phone() -> None:
    row = TornadoRow(
        label="an assumption with a name of forty letters", at_low=0.3, at_high=0.1, low_label="0.384", high_label="1.267"
    )
    assert "0.384 or 1.267" in svg(tornado([row], 0.2, width=700), "f")
    narrow = svg(tornado([row], 0.2), "f")
    assert ">an assumption with a name of forty letters<" in narrow
