"""Tariffs and export taxes: cases solved by hand, and what holds on every network."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import arc, at, known, measure, run_once, scenario
from shock_networks import chain_network, random_network, two_stage_chain

from lodestone.shock.dearer import dearer_json, print_dearer
from lodestone.shock.explain import explain
from lodestone.shock.params import altered, central
from lodestone.shock.result import lost_use_share
from lodestone.shock.simulate import simulate

seeds = st.integers(0, 10_000)
few = settings(max_examples=10, deadline=None, derandomize=True)

# prices that answer duties at once and nothing else; use and substitution that do not answer prices
STIFF = {"price_on_cover": 0, "price_pull": 0, "price_speed": 1, "use_elasticity": 0, "substitutable": 0, "output_elasticity": 0,
         "duty_pass_through": 1, "user_cover": 2, "maker_cover": 0.7}  # fmt: skip


def two_sellers():
    """JPN buys 60 t a year, three quarters from CHN and a quarter from AUS, and DEU 60 t likewise; one month away."""
    shares = np.zeros((1, 4, 4))
    shares[0, 0, 2:], shares[0, 1, 2:] = 0.75, 0.25
    return chain_network(["crude"], ["CHN", "AUS", "JPN", "DEU"], shares, [[0, 0, 60, 60]])


def tariff(duty=0.25, to=("JPN",), kind="tariff", **fields):
    fields.setdefault("announced", "2025-05-01")
    fields.setdefault("effective", "2025-05-01")
    return measure(kind, "CHN", to, duty=duty, openness=None, **fields)


def test_price_rises_by_the_weighted_duty():
    """75 % of supply under 25 %: ln 1.25 x 0.75 = 0.167 in JPN from May; DEU and the sellers pay nothing."""
    run = run_once(two_sellers(), scenario(tariff()), params=altered(central(1), STIFF))
    assert run.log_price[3:6, at(run, "crude", "JPN"), 0] == pytest.approx([0, 0.75 * np.log(1.25), 0.75 * np.log(1.25)])
    assert np.abs(run.log_price[:, [at(run, "crude", p) for p in ("DEU", "CHN", "AUS")]]).max() < 1e-12


def test_buyers_bear_what_is_passed_through_of_the_share_exposed():
    """Half of the trade under 40 %, from mid-May: 0.8 ln(1 + 0.5 x 0.5 x 0.4) in May, 0.8 ln(1.2) from June, weighted 0.75."""
    params = altered(central(1), STIFF | {"duty_pass_through": 0.8})
    shock = tariff(0.4, exposed=0.5, announced="2025-05-16", effective="2025-05-16", lifted="2025-08-01")
    run = run_once(two_sellers(), scenario(shock), params=params)
    days = 16 / 31  # 16 May to the end of May
    may, june = 0.6 * np.log1p(0.5 * days * 0.4), 0.6 * np.log1p(0.2)
    assert run.log_price[3:9, at(run, "crude", "JPN"), 0] == pytest.approx([0, may, june, june, 0, 0], abs=1e-3)


def ample_seller():
    """JPN buys 60 t a year, three quarters from CHN and a quarter from AUS, which makes 600 t for itself."""
    shares = np.zeros((1, 3, 3))
    shares[0, 0, 2], shares[0, 1, 2], shares[0, 1, 1] = 0.75, 0.25, 1
    return chain_network(["crude"], ["CHN", "AUS", "JPN"], shares, [[0, 600, 60]])


def test_contracts_turn_away_over_time():
    """Elasticity 2 on a duty of 100 %: CHN's 0.75 and AUS's 0.25 stand 3 to 1, in the end 3/4 to 1.

    With a time constant of a month what contracts shun one step after effect is ln 2 (1 - 1/e). JPN's own stock may vary by
    what AUS, which serves itself first, sends late.
    """
    params = altered(central(1), STIFF | {"sourcing_months": 1, "sourcing_elasticity": 2, "maker_cover": 3})
    run = run_once(ample_seller(), scenario(tariff(1.0)), params=params)
    chn, aus = (arc(run, "crude", origin, "JPN") for origin in ("CHN", "AUS"))
    assert run.shipped[:5, chn, 0] == pytest.approx([3.75] * 5)
    kept = 3 * np.exp(-2 * np.log(2) * (1 - np.exp(-1)))  # CHN's share to AUS's in June
    assert run.shipped[5, chn, 0] == pytest.approx(5 * kept / (1 + kept))
    assert run.shipped[-1, [chn, aus], 0] == pytest.approx([5 * 3 / 7, 5 * 4 / 7], rel=1e-3)


def test_contracts_stay_where_the_others_have_grown_as_dear():
    """AUS makes no more than it did: its goods rise by as much as the duty, and JPN stays with CHN for the most part."""
    run = run_once(two_sellers(), scenario(tariff(1.0), months=36), params=altered(central(1), {"sourcing_months": 2}))
    chn, aus = (arc(run, "crude", origin, "JPN") for origin in ("CHN", "AUS"))
    assert run.shipped[-6:, chn, 0].mean() > 0.6 * run.shipped[-6:, [chn, aus], 0].sum(axis=1).mean()
    assert run.log_price[12, at(run, "crude", "AUS"), 0] > 0.3


def test_export_tax_is_paid_by_those_abroad_and_not_at_home():
    shares = np.zeros((1, 2, 2))
    shares[0, 0] = 1
    net = chain_network(["crude"], ["CHN", "JPN"], shares, [[60, 60]])
    run = run_once(net, scenario(tariff(0.2, to=(), kind="export_tax")))
    assert run.log_price[8, at(run, "crude", "JPN"), 0] > 0.12
    assert run.log_price[:, at(run, "crude", "CHN"), 0].max() <= 1e-3  # swings of its stock as less is ordered
    # users at home are in one list with the others only by name: a tax never falls on what stays
    named = run_once(net, scenario(tariff(0.2, to=("CHN", "JPN"), kind="export_tax")))
    assert np.array_equal(named.log_price, run.log_price)


def test_tariff_and_export_tax_on_one_arc_add_up():
    both = scenario(tariff(0.2), tariff(0.05, kind="export_tax", id="tax"))
    run = run_once(two_sellers(), both, params=altered(central(1), STIFF))
    assert run.log_price[6, at(run, "crude", "JPN"), 0] == pytest.approx(0.75 * np.log(1.25))


def test_duty_on_goods_of_every_origin_moves_no_contract():
    """25 % on both sellers: the price rises by ln 1.25, the shares stay."""
    params = altered(central(1), STIFF | {"sourcing_months": 1})
    run = run_once(two_sellers(), scenario(replace(tariff(), origin="WORLD")), params=params)
    assert run.log_price[6, at(run, "crude", "JPN"), 0] == pytest.approx(np.log(1.25))
    assert run.shipped[-1, arc(run, "crude", "CHN", "JPN"), 0] == pytest.approx(3.75)


def test_spot_bidders_shun_goods_under_duty():
    """AUS is shut to JPN; what JPN bids for in its stead it takes from the untaxed of two equal sellers."""
    shares = np.zeros((1, 4, 4))
    shares[0, :3, 3] = [0.3, 0.3, 0.4]
    net = chain_network(["crude"], ["CHN", "KOR", "AUS", "JPN"], shares, [[0, 0, 0, 120]])
    ban = measure("export_ban", "AUS", ("JPN",), id="ban", announced="2025-05-01", effective="2025-05-01")
    slow = {"sourcing_months": 1e6, "sourcing_elasticity": 4, "maker_cover": 3, "panic_cover": 0}
    run = run_once(net, scenario(ban, tariff(0.5)), params=altered(central(1), slow))
    extra = [run.shipped[4, arc(run, "crude", o, "JPN"), 0] for o in ("CHN", "KOR")]
    assert 3 < extra[0] < extra[1] - 0.3  # more than normal from both


def test_explain_names_the_duty():
    """JPN has turned to AUS, then AUS shuts: CHN makes less than it did because less was ordered there under the duty."""
    changes = {"sourcing_months": 1, "substitutable": 0, "use_elasticity": 0, "user_cover": 1, "panic_cover": 0}
    ban = measure("export_ban", "AUS", ("JPN",), id="ban", announced="2026-05-01", effective="2026-05-01")
    run = run_once(ample_seller(), scenario(tariff(2.0), ban, months=30), params=altered(central(1), changes))
    found = explain(run, "JPN", "crude", "2027-05")
    assert found.shortage_t > 0.1
    duty = next(c for c in found.causes if c.reason == "duty")
    assert duty.shock == "door"
    assert duty.words == "tariff on crude of China: users had ordered less of it"
    assert sum(c.tonnes for c in found.causes) == pytest.approx(found.shortage_t)


def test_explain_says_what_a_duty_adds_to_the_price_where_nobody_is_short():
    run = run_once(two_sellers(), scenario(tariff(0.25)), params=altered(central(1), STIFF))
    found = explain(run, "JPN", "crude", "2025-09")
    assert found.shortage_t == 0
    assert [(d.shock, d.words) for d in found.dearer] == [("door", "tariff on crude of China adds 18 % to the price in Japan")]
    assert [(d["place"], d["month"]) for d in dearer_json(run.case)] == [("JPN", "2025-05")]
    printed = []
    print_dearer(run.case, "JPN", lambda *told: printed.append(told))
    assert printed[0][2] == [("2025-05", "18 %", "tariff on crude of China adds 18 % to the price in Japan")]
    assert dearer_json(run_once(two_sellers(), scenario()).case) == []
    assert explain(run, "DEU", "crude", "2025-09").dearer == ()


@given(seed=seeds)
@few
def test_no_duty_changes_no_bit(seed):
    network, traced = random_network(seed)
    tonnes = traced.tonnes[1] * (1 - np.eye(len(traced.places)))
    i, j = np.unravel_index(np.argmax(tonnes), tonnes.shape)
    origin, user = traced.places[i], traced.places[j]
    ban = measure("export_ban", origin, (user,), ("oxide",), openness=0.2)
    none = measure("tariff", origin, (), (), id="none", duty=0.0, openness=None)
    one, two = (simulate(network, scenario(*s), runs=3, seed=seed, traced=traced, engine="numpy") for s in ((ban,), (ban, none)))
    for name in ("used", "shortage", "log_price", "user_stock", "made", "imports"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds, low=st.floats(0.0, 0.5), more=st.floats(0.1, 1.0))
@few
def test_higher_duties_cost_their_payers_no_less(step, seed, low, more):
    network, traced = random_network(seed)
    tonnes = traced.tonnes[1] * (1 - np.eye(len(traced.places)))
    i, j = np.unravel_index(np.argmax(tonnes), tonnes.shape)
    origin, user = traced.places[i], traced.places[j]
    runs = [
        run_once((network, traced), scenario(measure("tariff", origin, (user,), ("oxide",), duty=d, openness=None), step=step))
        for d in (low, low + more)
    ]
    at_user = [run.log_price[5:9, at(run, "oxide", user), 0] for run in runs]  # before contracts have turned far
    assert (at_user[1] >= at_user[0] - 1e-9).all()
    assert lost_use_share(runs[1], user)[0] >= lost_use_share(runs[0], user)[0] - 3e-3
    for run in runs:
        assert run.mass_residual <= 1e-9
        assert np.abs(run.log_price[:4]).max() <= 1e-12  # in force on 1 May


def test_weekly_and_monthly_steps_agree_on_a_duty():
    """Flows within 5 % of normal, users' log prices within 0.04, from the month after effect."""
    case = [scenario(tariff(0.5, forms=("oxide",), to=("JPN",)), step=step) for step in ("month", "week")]
    monthly, weekly = (run_once(two_stage_chain(), c) for c in case)
    layout = monthly.case.layout
    users, normal = layout.needed > 0, np.maximum(layout.made, layout.needed)[:, None]
    assert np.abs(monthly.log_price - weekly.log_price)[5:, users].max() < 0.04
    for name in ("imports", "made", "used"):
        assert (np.abs(getattr(monthly, name) - getattr(weekly, name)) / normal)[5:].max() < 0.05


def test_a_drawn_duty_spreads_the_price():
    case = scenario(tariff(known("duty", 0.1, 0.5)))
    network, traced = two_sellers()
    run = simulate(network, case, runs=60, seed=2, traced=traced)
    price = run.log_price[7, at(run, "crude", "JPN")]
    assert 0.02 < price.min() < price.max() < 0.4
    assert np.ptp(price) > 0.1
