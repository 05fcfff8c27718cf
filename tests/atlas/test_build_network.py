"""Networks from a tiny chain: balances, baseline, gaps, bands, other years, and refusals."""

import numpy as np
import pytest
from tiny_chain import CHAIN, facts, made, shipped

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import read_chain
from lodestone.atlas.network_json import to_json
from lodestone.terms.errors import BadInput, NothingToAnswer

TINY = read_chain(CHAIN, "tiny.toml")


def flow(network, form, origin, destination):
    f, o, d = network.forms.index(form), network.places.index(origin), network.places.index(destination)
    hit = (network.arc_form == f) & (network.arc_origin == o) & (network.arc_destination == d)
    return float(network.flow_t[hit].sum())


def test_one_mine_two_buyers():
    # 1,000 t mined; two buyers' customs say 600 and 400: nothing has to move, and each arc is what was declared.
    network = build_network(
        [
            made("ore", "mine", "CHL", 1000),
            made("metal", "refine", "CHN", 540),
            made("metal", "refine", "JPN", 360),
            *shipped("260100", "CHL", "CHN", 1200, 2400),
            *shipped("260100", "CHL", "JPN", 800, 1600),
            *shipped("800100", "CHN", "JPN", 1, 10),
        ],
        TINY,
        year=2024,
        kind="baseline",
        draws=0,
    )
    assert flow(network, "ore", "CHL", "CHN") == pytest.approx(600, rel=1e-3)
    assert flow(network, "ore", "CHL", "JPN") == pytest.approx(400, rel=1e-3)
    assert network.balance_residual < 1e-12


@pytest.mark.parametrize("kind", ["account", "baseline"])
def test_every_node_balances_and_nothing_is_negative(kind):
    network = build_network(facts(), TINY, year=2024, kind=kind, draws=0)
    assert network.inflow_t() == pytest.approx(network.outflow_t(), abs=1e-8)
    for name in ("flow_t", "primary_t", "secondary_t", "use_t", "link_input_t", "link_output_t"):
        assert (getattr(network, name) >= 0).all(), name
    if kind == "baseline":
        assert (network.stock_draw_t == 0).all()


def test_a_stock_build_is_not_hidden_in_use():
    # The mine ships all it has but the refinery makes less: 900 t at a yield of 0.9 needs 1,000 t; here it makes 600.
    few = [f for f in facts() if f.form != "metal" or f.partner] + [made("metal", "refine", "CHN", 600)]
    account = build_network(few, TINY, year=2024, draws=0)
    ore_in_china = account.node_of()[account.forms.index("ore"), account.places.index("CHN")]
    assert account.stock_draw_t[ore_in_china] < -10
    assert account.use_t[ore_in_china] == 0


def test_yield_links_are_exact():
    network = build_network(facts(), TINY, year=2024, draws=0)
    assert network.link_output_t == pytest.approx(0.9 * network.link_input_t)


def test_status_of_an_arc_is_the_worst_of_content_and_row():
    network = build_network(facts(), TINY, year=2024, draws=0)
    status = {
        (network.forms[f], network.places[o]): str(s)
        for f, o, s in zip(network.arc_form, network.arc_origin, network.arc_status, strict=True)
    }
    assert status["ore", "CHL"] == "estimated"
    assert status["metal", "NLD"] == "observed"


def test_a_gap_is_filled_from_admitted_origins_only():
    with_korea = [*facts(), made("metal", "refine", "KOR", 90)]
    network = build_network(with_korea, TINY, year=2024, draws=0)
    assert flow(network, "ore", "CHL", "KOR") > 50
    hit = (network.arc_destination == network.places.index("KOR")) & (network.arc_form == network.forms.index("ore"))
    assert set(network.arc_status[hit]) == {"imputed"}
    assert "gap: invented contract" in network.arc_basis[int(np.flatnonzero(hit)[0])]
    assert network.arc_sources[int(np.flatnonzero(hit)[0])] == ("assumption",)
    rival = build_network(with_korea, TINY, year=2024, wiring="rival", draws=0)
    assert flow(rival, "ore", "CHN", "KOR") > 50
    assert flow(rival, "ore", "CHL", "KOR") == 0


def test_a_gap_nobody_may_fill_stays_open_and_is_said():
    network = build_network([*facts(), made("metal", "refine", "JPN", 90)], TINY, year=2024, draws=0)
    assert any("refine in JPN needs 100 t of ore, shows 0 t; no origin admitted" in a for a in network.assumptions)


def test_bands_come_from_draws_and_repeat():
    first = build_network(facts(), TINY, year=2024, draws=40, seed=3)
    again = build_network(facts(), TINY, year=2024, draws=40, seed=3)
    other = build_network(facts(), TINY, year=2024, draws=40, seed=4)
    assert (first.low_t == again.low_t).all()
    assert (first.low_t != other.low_t).any()
    assert (first.low_t <= first.flow_t).all()
    assert (first.flow_t <= first.high_t).all()
    assert (first.high_t - first.low_t > 0.02 * first.flow_t).all()
    assert np.isnan(build_network(facts(), TINY, year=2024, draws=0).low_t).all()


def test_every_draw_balances():
    network = build_network(facts(), TINY, year=2024, draws=10)
    drawn = network.draws
    node = network.node_of()
    for d in range(10):
        net = drawn.primary_t[d] + drawn.secondary_t[d] + drawn.stock_draw_t[d] - drawn.use_t[d]
        np.add.at(net, network.link_output, drawn.link_output_t[d])
        np.add.at(net, network.link_input, -drawn.link_input_t[d])
        np.add.at(net, node[network.arc_form, network.arc_destination], drawn.flow_t[d])
        np.add.at(net, node[network.arc_form, network.arc_origin], -drawn.flow_t[d])
        assert np.abs(net).max() < 1e-6


def test_another_year_uses_its_own_figures_and_carries_old_ones():
    network = build_network([*facts(2023), *facts()], TINY, year=2023, draws=0)
    assert network.year == 2023
    carried = build_network(
        [f for f in [*facts(2023), *facts()] if not (f.quantity == "production" and f.period == 2024)], TINY, year=2024, draws=0
    )
    assert set(carried.node_status[carried.primary_t > 0]) == {"carried"}


@pytest.mark.parametrize(
    ("year", "given", "words"),
    [
        (1999, facts(), "speaks for 2023 to 2024, not 1999"),
        (2023, facts(), "no trade figures under HS92 260100 in 2023; years with data: 2024 to 2024"),
        (2024, [f for f in facts() if f.quantity != "production"], "no publisher's production figure for 2024"),
        (2024, [], "no trade figures under HS92 260100 in 2024; no year has any"),
    ],
)
def test_too_little_data_is_one_sentence(year, given, words):
    with pytest.raises(NothingToAnswer, match=words):
        build_network(given, TINY, year=year)


def test_an_unknown_wiring_is_named():
    with pytest.raises(BadInput, match='no wiring "rivl"; there are: rival'):
        build_network(facts(), TINY, year=2024, wiring="rivl")


def test_order_of_facts_does_not_matter():
    one = build_network(facts(), TINY, year=2024, draws=0)
    two = build_network(list(reversed(facts())), TINY, year=2024, draws=0)
    assert (one.flow_t == two.flow_t).all()


def test_json_holds_the_contract():
    network = build_network(facts(), TINY, year=2024, draws=5)
    document = to_json(network, traced=True)
    assert {"nodes", "arcs", "balance_residual", "stages", "links", "traced"} <= set(document)
    assert {"form", "origin", "destination", "t_per_year", "low", "high", "lead_months", "route", "status", "sources"} <= set(
        document["arcs"][0]
    )
    for stage in document["stages"]:
        shares = stage["observed"] + stage["estimated"] + stage["carried"] + stage["imputed"]
        assert shares == pytest.approx(1 if stage["traded_t"] else 0)
    assert sum(a["t_per_year"] for a in document["arcs"]) == pytest.approx(float(network.flow_t.sum()))
    assert to_json(build_network(facts(), TINY, year=2024, draws=0))["arcs"][0]["low"] is None


def test_lead_time_by_class_of_origin_and_destination():
    network = build_network(facts(), TINY, year=2024, draws=0)
    lead = {
        (network.places[o], network.places[d]): float(m)
        for o, d, m in zip(network.arc_origin, network.arc_destination, network.lead_months, strict=True)
    }
    assert lead["CHN", "NLD"] == 1.5  # one to two months from China to Europe
    assert lead["CHL", "CHN"] == 2.0
