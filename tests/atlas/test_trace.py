"""Tracing: transit removed, rows and columns exact, and what is refused a print."""

from dataclasses import replace

import numpy as np
import pytest
from tiny_chain import CHAIN, facts, made

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import read_chain
from lodestone.atlas.network import Network, NetworkDraws
from lodestone.atlas.trace import origin_shares, trace
from lodestone.terms.errors import NothingToAnswer, UnknownTerm

TINY = read_chain(CHAIN, "tiny.toml")


def hub(flow=(60.0, 30.0, 50.0, 40.0), status="observed") -> Network:
    """A makes 60, B makes 30; both ship to hub H, which ships 50 to J and 40 to K: everybody's goods pass the hub."""
    a, b, h, j, k = range(5)
    from_, to = np.array([a, b, h, h]), np.array([h, h, j, k])
    zero = np.zeros(5)
    return Network(
        mineral="toy",
        element="Xx",
        year=2024,
        kind="baseline",
        forms=("metal",),
        stages=("refine",),
        places=("AUS", "BRA", "NLD", "JPN", "KOR"),
        node_form=np.zeros(5, np.int64),
        node_place=np.arange(5),
        primary_t=np.array([60.0, 30, 0, 0, 0]),
        secondary_t=zero,
        use_t=np.array([0, 0, 0, 50.0, 40]),
        stock_draw_t=zero,
        node_status=np.array(["observed"] * 5),
        arc_form=np.zeros(4, np.int64),
        arc_origin=from_,
        arc_destination=to,
        flow_t=np.array(flow),
        low_t=np.array(flow),
        high_t=np.array(flow),
        lead_months=np.ones(4),
        arc_status=np.array([status] * 4),
        arc_sources=((),) * 4,
        link_process=(),
        link_input=np.zeros(0, np.int64),
        link_output=np.zeros(0, np.int64),
        link_input_t=np.zeros(0),
        link_output_t=np.zeros(0),
    )


def test_transit_hub_is_removed():
    tonnes = trace(hub()).tonnes[0]
    # Two thirds of the hub's pool is Australian: Japan's 50 t are 33.3 Australian and 16.7 Brazilian, none Dutch.
    assert tonnes[0, 3] == pytest.approx(50 * 2 / 3)
    assert tonnes[1, 3] == pytest.approx(50 / 3)
    assert tonnes[2].sum() == 0
    assert tonnes.sum(axis=1)[0] == pytest.approx(60)
    assert tonnes.sum(axis=0)[4] == pytest.approx(40)


def test_goods_that_circle_between_two_hubs_are_counted_once():
    network = hub()
    circle = {
        "arc_form": np.zeros(6, np.int64),
        "arc_origin": np.append(network.arc_origin, [2, 3]),
        "arc_destination": np.append(network.arc_destination, [3, 2]),
        "flow_t": np.append(network.flow_t, [10.0, 10.0]),
        "low_t": np.zeros(6),
        "high_t": np.zeros(6),
        "lead_months": np.ones(6),
        "arc_status": np.array(["observed"] * 6),
        "arc_sources": ((),) * 6,
    }
    tonnes = trace(replace(network, **circle)).tonnes[0]
    assert tonnes[:, 3].sum() == pytest.approx(50)
    assert tonnes[0, 3] == pytest.approx(50 * 2 / 3)


def test_rows_sum_to_made_and_columns_to_used_in_a_baseline():
    network = build_network(facts(), TINY, year=2024, kind="baseline", draws=0)
    tonnes = trace(network).tonnes
    made_t, needed = np.zeros(tonnes.shape[:2]), np.zeros(tonnes.shape[:2])
    made_t[network.node_form, network.node_place] = network.made_t()
    needed[network.node_form, network.node_place] = network.needed_t()
    assert tonnes.sum(axis=2) == pytest.approx(made_t, abs=1e-8)
    assert tonnes.sum(axis=1) == pytest.approx(needed, abs=1e-8)


def test_stock_drawn_has_the_mix_of_what_arrived():
    # Japan draws on stock in the account; it makes no metal, so none of its use may count as Japanese.
    thirsty = [f for f in facts() if f.partner != "JPN"] + [f for f in facts() if f.partner == "JPN"]
    network = build_network(thirsty, TINY, year=2024, draws=0)
    f, p = network.forms.index("metal"), network.places.index("JPN")
    assert trace(network).tonnes[f, p, p] == 0


def shipping(
    arcs: dict[tuple[str, str], float], made: dict[str, float], use: dict[str, float], drawn: dict[str, float]
) -> Network:
    """An account of one form among the hub's places, from what is shipped, made, used and drawn from stock."""
    places = hub().places
    ends = {side: np.array([places.index(pair[n]) for pair in arcs]) for n, side in enumerate(("arc_origin", "arc_destination"))}
    at = {
        name: np.array([known.get(p, 0.0) for p in places])
        for name, known in (("primary_t", made), ("use_t", use), ("stock_draw_t", drawn))
    }
    flow = np.array(list(arcs.values()))
    return replace(
        hub(), kind="account", **ends, **at, arc_form=np.zeros(flow.size, np.int64), flow_t=flow, low_t=flow, high_t=flow,
        lead_months=np.ones(flow.size), arc_status=np.array(["observed"] * flow.size), arc_sources=((),) * flow.size,
    )  # fmt: skip


def test_a_circle_that_no_producer_reaches_lives_on_its_stocks():
    # Nobody makes it. The hub draws 30, Japan 10; 100 goes to Japan and 80 comes back; Japan uses 30, the hub 10.
    network = shipping({("NLD", "JPN"): 100.0, ("JPN", "NLD"): 80.0}, {}, {"NLD": 10.0, "JPN": 30.0}, {"NLD": 30.0, "JPN": 10.0})
    assert network.balance_residual == 0
    tonnes = trace(network).tonnes[0]
    nld, jpn = 2, 3
    # Dutch share of the Dutch pool n = (30 + 80 j) / 110, of the Japanese pool j = 100 n / 110: n = 33/41, j = 30/41.
    assert tonnes[nld, nld] == pytest.approx(10 * 33 / 41)
    assert tonnes[nld, jpn] == pytest.approx(30 * 30 / 41)
    assert tonnes.sum(axis=0) == pytest.approx(network.use_t)


def test_a_large_stock_has_not_the_mix_of_a_few_late_tonnes():
    # The hub ships 90 to Japan: 80 from stock, 10 from Australia. Ten tonnes of stock can be Australian like the ten, 70 cannot.
    network = shipping({("AUS", "NLD"): 10.0, ("NLD", "JPN"): 90.0}, {"AUS": 10.0}, {"JPN": 90.0}, {"NLD": 80.0})
    assert network.balance_residual == 0
    tonnes = trace(network).tonnes[0]
    assert tonnes[0, 3] == pytest.approx(90 * 10 / 80)
    assert tonnes[2, 3] == pytest.approx(90 * 70 / 80)
    # A stock drawn that is smaller than what arrived keeps its mix: all Australian.
    steady = shipping({("AUS", "NLD"): 60.0, ("NLD", "JPN"): 90.0}, {"AUS": 60.0}, {"JPN": 90.0}, {"NLD": 30.0})
    assert trace(steady).tonnes[0][0, 3] == pytest.approx(90)


def test_shares_are_sorted_sum_to_one_and_carry_bands():
    network = build_network(facts(), TINY, year=2024, draws=30)
    found = origin_shares(network, "metal", "JPN")
    assert found.printable, found.reason
    assert found.rows[0].origin == "CHN"
    assert sum(r.share for r in found.rows) == pytest.approx(1)
    assert all(r.low <= r.share <= r.high for r in found.rows)


def test_a_bloc_is_one_user():
    network = build_network(facts(), TINY, year=2024, draws=0)
    bloc = origin_shares(network, "metal", "EUU")
    assert bloc.use_t == pytest.approx(origin_shares(network, "metal", "NLD").use_t)


def test_shares_that_are_mostly_imputed_are_not_printed():
    network = build_network([*facts(), made("metal", "refine", "KOR", 90)], TINY, year=2024, draws=0)
    found = origin_shares(network, "ore", "KOR")
    assert not found.printable
    assert "imputed" in found.reason
    assert found.imputed == pytest.approx(1)


def test_shares_with_a_wide_band_are_not_printed():
    # Half the draws give the hub to Australia, half to Brazil: nobody can say who supplies Japan.
    flows = np.array([[80.0, 10, 50, 40], [10, 80, 50, 40]] * 10)
    node = np.zeros((20, 5))
    primary, use = node.copy(), node.copy()
    primary[:, :2] = flows[:, :2]
    use[:, 3:] = flows[:, 2:]
    none = np.zeros((20, 0))
    draws = NetworkDraws(
        flow_t=flows, primary_t=primary, secondary_t=node, use_t=use, stock_draw_t=node, link_input_t=none, link_output_t=none
    )
    torn = origin_shares(replace(hub(), draws=draws), "metal", "JPN")
    assert (torn.rows[0].low, torn.rows[0].high) == (pytest.approx(1 / 9), pytest.approx(8 / 9))
    assert not torn.printable
    assert "band of the largest origin (AUS) runs from 11% to 89%" in torn.reason


def test_a_rival_wiring_widens_the_band():
    with_korea = [*facts(), made("ore", "mine", "CHN", 800), made("metal", "refine", "KOR", 90)]
    network = build_network(with_korea, TINY, year=2024, draws=0)
    rival = build_network(with_korea, TINY, year=2024, wiring="rival", draws=0)
    torn = origin_shares(network, "ore", "KOR", rivals=(rival,))
    assert torn.rows[0].origin == "CHL"
    assert torn.rows[0].high == pytest.approx(1.0)
    assert torn.rows[0].low < 0.8


def test_unknown_form_and_unused_form_are_said():
    network = build_network(facts(), TINY, year=2024, draws=0)
    with pytest.raises(UnknownTerm, match="did you mean metal"):
        origin_shares(network, "metl", "JPN")
    with pytest.raises(NothingToAnswer, match="uses no ore"):
        origin_shares(network, "ore", "JPN")
