"""Ribbons, map and sheet: tonnes drawn are the network's, folding loses none, and what has no figure is marked."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestone.atlas.network import Network
from lodestone.report import look
from lodestone.report.figures.network_flows import OTHERS, form_flows
from lodestone.report.figures.network_ribbons import COLOURS, key, ribbons
from lodestone.report.figures.supply_map import first_traded, map_rows
from lodestone.report.figures.supply_sheet import INNER, WIDTH, Block, sheet, wrapped
from lodestone.report.figures.world import ATLANTIC, PACIFIC, world
from lodestone.report.svg import svg

PLACES = ("COD", "CHN", "JPN", "NLD", "ROW")


def small_network(arcs: list[tuple[int, int, float, str]], made: list[float]) -> Network:
    """One form; place ``i`` makes ``made[i]``, uses what it has, and ``arcs`` are (origin, destination, tonnes, status)."""
    out, into = np.zeros(len(PLACES)), np.zeros(len(PLACES))
    for o, d, t, _ in arcs:
        out[o] += t
        into[d] += t
    n = np.arange(len(PLACES))
    return Network(
        mineral="cobalt", element="Co", year=2024, kind="account", forms=("refined",), stages=("refine",), places=PLACES,
        node_form=np.zeros(n.size, dtype=np.int64), node_place=n, primary_t=np.array(made), secondary_t=np.zeros(n.size),
        use_t=np.array(made) + into - out, stock_draw_t=np.zeros(n.size), node_status=np.array(["observed"] * n.size),
        arc_form=np.zeros(len(arcs), dtype=np.int64), arc_origin=np.array([a[0] for a in arcs], dtype=np.int64),
        arc_destination=np.array([a[1] for a in arcs], dtype=np.int64), flow_t=np.array([a[2] for a in arcs]),
        low_t=np.full(len(arcs), np.nan), high_t=np.full(len(arcs), np.nan), lead_months=np.ones(len(arcs)),
        arc_status=np.array([a[3] for a in arcs], dtype="<U9"), arc_sources=tuple(("baci_202601",) for _ in arcs),
        link_process=(), link_input=np.zeros(0, dtype=np.int64), link_output=np.zeros(0, dtype=np.int64),
        link_input_t=np.zeros(0), link_output_t=np.zeros(0),
    )  # fmt: skip


@pytest.fixture
def through_rotterdam() -> Network:
    """Congo makes 100, ships 60 to China and 30 to the Netherlands, which pass 20 on to Japan; nobody has counted the 30."""
    arcs = [(0, 1, 60.0, "observed"), (0, 3, 30.0, "imputed"), (3, 2, 20.0, "estimated")]
    return small_network(arcs, [100.0, 0, 0, 0, 0])


def test_a_transit_place_stands_on_both_sides_and_keeps_nothing(through_rotterdam):
    flows = form_flows(through_rotterdam, "refined", label=str)
    assert {s.code: s.tonnes for s in flows.left} == {"COD": 100.0, "NLD": 20.0}
    assert {s.code: s.tonnes for s in flows.right} == {"CHN": 60.0, "NLD": 30.0, "JPN": 20.0, "COD": 10.0}
    assert [(r.tonnes, r.home) for r in flows.ribbons if r.home] == [(10.0, True)]
    assert (flows.total_t, flows.traded_t) == (120.0, 110.0)
    assert flows.imputed == pytest.approx(30 / 110)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(0.5, 1e6)), min_size=1, max_size=12),
    st.integers(1, 4),
)
def test_folding_moves_no_tonne(drawn, top):
    arcs = [(o, d, t, "estimated") for o, d, t in drawn if o != d]
    made = [sum(t for o, _, t, _ in arcs if o == p) + 1.0 for p in range(5)]
    flows = form_flows(small_network(arcs, made), "refined", label=str, top=top)
    total = sum(made)
    for side in (flows.left, flows.right):
        assert sum(s.tonnes for s in side) == pytest.approx(total)
        assert sum(s.share for s in side) == pytest.approx(1.0)
        assert len(side) <= top + 1
        assert all(s.code == OTHERS or a.tonnes >= s.tonnes for a, s in pairwise(side))
    for i, s in enumerate(flows.left):
        assert sum(r.tonnes for r in flows.ribbons if r.origin == i) == pytest.approx(s.tonnes)
    for j, s in enumerate(flows.right):
        assert sum(r.tonnes for r in flows.ribbons if r.destination == j) == pytest.approx(s.tonnes)


def test_only_ribbons_without_a_figure_are_hatched(through_rotterdam):
    def strokes(network: Network) -> int:
        return svg(ribbons(form_flows(network, "refined", label=str)), "r").count(f'stroke="{look.light("mute")}"')

    known = small_network([(0, 1, 60.0, "observed")], [100.0, 0, 0, 0, 0])
    assert strokes(known) == 0
    assert strokes(through_rotterdam) > 0
    assert [s.words for s in key() if s.hatched] == ["no published figure"]
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_the_map_dashes_what_nobody_counted_and_leaves_out_the_rest_of_the_world(through_rotterdam):
    rows = map_rows(through_rotterdam, label=str)
    assert {(f.origin, f.destination): f.dashed for f in rows.flows} == {
        ("COD", "CHN"): False, ("COD", "NLD"): True, ("NLD", "JPN"): False,
    }  # fmt: skip
    assert rows.shown == pytest.approx(1.0)
    assert first_traded(through_rotterdam) == "refined"
    beyond = small_network([(0, 4, 50.0, "observed"), (0, 1, 50.0, "observed")], [100.0, 0, 0, 0, 0])
    assert [(f.origin, f.destination) for f in map_rows(beyond, label=str).flows] == [("COD", "CHN")]


def test_the_map_is_torn_where_little_is_shipped():
    places = [(1, 2, 10.0, "observed")]
    assert map_rows(small_network(places, [0, 10.0, 0, 0, 0]), label=str).middle == ATLANTIC
    drawn = world([], [], [], reader=None, middle=PACIFIC).to_dict(validate=False)
    assert drawn["projection"]["rotate"][0] == -PACIFIC


def test_a_sheet_is_one_well_formed_picture_of_the_same_bytes_twice(through_rotterdam):
    def drawn() -> str:
        panel = svg(ribbons(form_flows(through_rotterdam, "refined", label=str)), "p")
        return sheet("Cobalt & <more>", "tonnes", [Block(heading="Refined", drawings=(panel,), key=key())], ["Sources: none."])

    first = drawn()
    assert first == drawn()
    root = ElementTree.fromstring(first)
    assert root.get("width") == str(WIDTH)
    inner = [e for e in root.iter("{http://www.w3.org/2000/svg}svg") if e is not root]
    assert len(inner) == 1
    assert float(inner[0].get("width", "0")) <= INNER + 0.1
    assert float(inner[0].get("y", "0")) + float(inner[0].get("height", "0")) <= float(root.get("height", "0"))
    assert "Cobalt &amp; &lt;more&gt;" in first
    ids = re.findall(r' id="([^"]+)"', first)
    assert len(ids) == len(set(ids))


def test_long_words_stand_alone_and_no_word_is_lost():
    lines = wrapped("one two threehundredandthirtythree four", 60, 12)
    assert " ".join(lines) == "one two threehundredandthirtythree four"
    assert "threehundredandthirtythree" in lines


def test_a_long_address_is_cut_after_a_slash():
    address = "https://example.org/announcements/2025/art_0123456789abcdef0123456789abcdef.html"
    lines = wrapped(f"see {address}", 240, 12)
    assert "".join(lines[1:]) == address
    assert all(len(line) <= 41 for line in lines)
    assert lines[1].endswith("/")
