"""Surges of use, cuts of a host metal, substitution, new scrap: cases solved by hand, and what holds on every network."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import at, measure, run_once, scenario
from shock_networks import chain_network, one_mine_two_buyers, random_network, two_stage_chain

from lodestone.shock.explain import explain
from lodestone.shock.params import altered, central
from lodestone.shock.result import lost_use_share, shortage
from lodestone.shock.simulate import simulate

seeds = st.integers(0, 10_000)
few = settings(max_examples=8, deadline=None, derandomize=True)

# only tonnes count: no panic, no answer to prices
CALM = {"panic_cover": 0, "price_on_cover": 0, "price_on_alarm": 0, "user_cover": 2, "maker_cover": 0.7, "substitutable": 0}


def surge(factor, origin="JPN", **fields):
    fields.setdefault("announced", "2025-05-01")
    fields.setdefault("effective", "2025-05-01")
    return measure("demand_surge", origin, (), openness=None, use_factor=factor, **fields)


def host_cut(openness, **fields):
    fields.setdefault("announced", "2025-05-01")
    fields.setdefault("effective", "2025-05-01")
    return measure("host_cut", "CHN", (), host="aluminium", openness=openness, **fields)


def test_surge_multiplies_use_from_its_day_to_its_end():
    """JPN uses 5 t a month; twice that from the middle of May to the end of July."""
    shock = surge(2.0, announced="2025-05-16", effective="2025-05-16", lifted="2025-08-01")
    run = run_once(one_mine_two_buyers(), scenario(shock), params=altered(central(1), CALM | {"user_cover": 6, "dock_limit": 6}))
    wanted = (run.used + run.shortage)[3:9, at(run, "crude", "JPN"), 0]
    assert wanted == pytest.approx([5, 5 * (1 + 16 / 31), 10, 10, 5, 5], rel=5e-3)
    assert run.voluntary.max() == pytest.approx(0, abs=1e-12)
    assert (run.used + run.shortage)[:, at(run, "crude", "DEU"), 0] == pytest.approx(np.full(24, 5))


def test_surge_comes_by_its_ramp():
    """A time constant of 4 months: the mean of 1 - e^(-t/4) over the third month is 1 - 4 (e^-0.5 - e^-0.75)."""
    run = run_once(one_mine_two_buyers(), scenario(surge(1.5, ramp_months=4.0)), params=altered(central(1), CALM))
    wanted = (run.used + run.shortage)[6, at(run, "crude", "JPN"), 0]
    assert wanted == pytest.approx(5 * (1 + 0.5 * (1 - 4 * (np.exp(-0.5) - np.exp(-0.75)))))


def test_surge_beyond_capacity_ends_in_shortage_and_is_named():
    """CHN can make 10 / 0.85 = 11.76 t; JPN wants 10 instead of 5, DEU 5: 3.24 t are missing in the end, whoever goes short."""
    spare = CALM | {"output_elasticity": 0}
    run = run_once(one_mine_two_buyers(), scenario(surge(2.0), months=48), params=altered(central(1), spare))
    assert run.made[-1, at(run, "crude", "CHN"), 0] == pytest.approx(10)  # prices do not call for more
    assert run.shortage[-1, :, 0].sum() == pytest.approx(5, rel=1e-3)
    found = explain(run, "JPN", "crude", run.months[-1])
    assert found.causes[0].reason == "use"
    assert found.causes[0].words == "demand surge of crude in Japan took more than normal"


def test_surge_raises_the_price_and_a_slump_lowers_it():
    more, less = (run_once(one_mine_two_buyers(), scenario(surge(f))) for f in (1.3, 0.7))
    node = at(more, "crude", "JPN")
    assert more.log_price[10, node, 0] > 0.05
    assert less.log_price[10, node, 0] < 0


def test_host_cut_takes_its_share_of_the_by_product():
    """60 % of the output comes with a host cut to half: 7 of 10 t are made; half a month of it in May when cut on the 16th."""
    params = altered(central(1), CALM | {"maker_cover": 0})
    run = run_once(one_mine_two_buyers(), scenario(host_cut(0.5, exposed=0.6)), params=params)
    assert run.made[3:7, at(run, "crude", "CHN"), 0] == pytest.approx([10, 7, 7, 7])
    found = explain(run, "JPN", "crude", run.months[-1])
    assert found.causes[0].words == "cut of the host metal in China cut what it makes of crude"
    assert found.causes[0].shock == "door"
    assert sum(c.tonnes for c in found.causes) == pytest.approx(found.shortage_t)


def test_price_of_a_by_product_does_not_raise_its_host():
    """With the host shut nothing is made at any price; with it at a half never more than half of capacity."""
    shut, half = (run_once(one_mine_two_buyers(), scenario(host_cut(o, exposed=1.0))) for o in (0.0, 0.5))
    node = at(shut, "crude", "CHN")
    assert shut.log_price[8].max() > 0.5
    assert shut.made[4:, node].max() == 0
    assert half.made[4:, node].max() <= 0.5 * 10 / 0.85 + 1e-9


def test_host_cut_spares_scrap():
    """40 % of CHN's output is old scrap: cutting all of the host leaves 4 of 10 t."""
    network, traced = one_mine_two_buyers()
    network = replace(network, primary_t=0.6 * network.primary_t, secondary_t=0.4 * network.primary_t)
    params = altered(central(1), CALM | {"maker_cover": 0, "new_scrap_share": 0})
    run = run_once((network, traced), scenario(host_cut(0.0, exposed=1.0)), params=params)
    assert run.made[5, at(run, "crude", "CHN"), 0] == pytest.approx(4)


def test_two_hosts_of_one_form_add_up():
    """A quarter by each: half of the output is left."""
    network, traced = one_mine_two_buyers()
    germanium = replace(network, mineral="germanium", forms=("feed",))
    cuts = [replace(host_cut(0.5, exposed=0.5, id=h), commodity="germanium", host=h) for h in ("zinc", "coal")]
    case = replace(scenario(*cuts), commodity="germanium")
    run = run_once((germanium, replace(traced, forms=("feed",))), case, params=altered(central(1), CALM | {"maker_cover": 0}))
    assert run.made[5, at(run, "feed", "CHN"), 0] == pytest.approx(5)


def scrap_chain():
    """CHN mines; JPN makes all its metal, half from its own scrap, and uses it. One month from CHN."""
    shares = np.zeros((2, 2, 2))
    shares[0, 0, 1] = shares[1, 1, 1] = 1
    primary = np.zeros((2, 2))
    primary[1, 1] = 0.5
    network, traced = chain_network(["ore", "metal"], ["CHN", "JPN"], shares, [[0, 0], [0, 120]], primary=primary)
    scrap = network.primary_t.copy()
    scrap[: len(scrap) // 2] = 0
    return replace(network, primary_t=network.primary_t - scrap, secondary_t=scrap), traced


def test_new_scrap_follows_its_works_with_a_lag():
    """JPN's use is cut by half for good: new scrap (60 % of scrap) ends at half, so scrap at 0.7 of normal; old scrap stays.

    With a lag of two months what comes back one step after the change is 1 - 0.5 (1 - e^-0.5) of normal.
    """
    params = altered(central(1), CALM | {"new_scrap_share": 0.6, "scrap_months": 2})
    run = run_once(scrap_chain(), scenario(surge(0.5), months=36), params=params)
    case = run.case
    line = int(case.making.scrap[0])
    assert case.layout.line_name[line] == "secondary"
    from lodestone.shock.baseline import at_rest, block_of
    from lodestone.shock.step import step

    block = block_of(case, slice(0, 1))
    state, shares = at_rest(block), []
    for k in range(36):
        state, _ = step(block, state, k)
        shares.append(state.scrap[0, 0])
    assert shares[:4] == pytest.approx([1] * 4)
    assert shares[4] == pytest.approx(1 - 0.5 * (1 - np.exp(-0.5)))
    assert shares[-1] == pytest.approx(0.5, abs=1e-3)
    metal = at(run, "metal", "JPN")
    assert run.made[-1, metal, 0] == pytest.approx(5, rel=1e-2)


def test_scrap_makes_a_stop_upstream_worse_and_is_named():
    """CHN's ore stops: JPN's metal falls to its scrap, its works use less, and then less new scrap comes back."""
    ban = measure("export_ban", forms=("ore",))
    with_new, old_only = (
        run_once(
            scrap_chain(), scenario(ban, months=30), params=altered(central(1), CALM | {"new_scrap_share": n, "scrap_months": 2})
        )
        for n in (0.6, 0.0)
    )
    metal = at(with_new, "metal", "JPN")
    assert old_only.made[-1, metal, 0] == pytest.approx(5)  # half of 10 t
    assert with_new.made[-1, metal, 0] < 4
    reasons = [c.reason for c in explain(with_new, "JPN", "metal", with_new.months[-1]).causes]
    assert set(reasons) >= {"door", "scrap"}


def test_substitution_follows_a_price_and_part_of_it_stays():
    """A duty of 100 % on the only seller: ln 2 x 0.5 = 0.347, more than the 0.3 that can go; 1/12 of the way a month or so.

    When the duty ends a share of 0.4 of what was given up does not return.
    """
    stiff = {"price_on_cover": 0, "price_pull": 0, "price_speed": 1, "use_elasticity": 0, "duty_pass_through": 1}
    slow = {"substitution_elasticity": 0.5, "substitutable": 0.3, "substitution_months": 12, "lost_for_good": 0.4}
    duty = measure("tariff", openness=None, duty=1.0, announced="2025-05-01", effective="2025-05-01", lifted="2028-05-01")
    run = run_once(one_mine_two_buyers(), scenario(duty, months=180), params=altered(central(1), stiff | slow))
    gone = run.substituted[:, at(run, "crude", "JPN"), 0] / 5
    assert gone[:5] == pytest.approx([0] * 5)
    assert gone[5:7] == pytest.approx(0.3 * (1 - np.exp(-np.array([1, 2]) / 12)))
    assert gone[39] == pytest.approx(0.3 * (1 - np.exp(-35 / 12)), rel=1e-2)
    assert gone[-1] == pytest.approx(0.4 * gone.max(), rel=1e-3)
    assert run.voluntary[-1, at(run, "crude", "JPN"), 0] == pytest.approx(5 * gone[-1])
    assert shortage(run, "JPN").max() == pytest.approx(0, abs=1e-9)


def test_lost_use_brings_no_price_rise_of_its_own():
    """Stocks of users who now need less are measured against what they need: after the event prices are back at normal."""
    duty = measure("tariff", openness=None, duty=1.0, announced="2025-05-01", effective="2025-05-01", lifted="2026-05-01")
    run = run_once(one_mine_two_buyers(), scenario(duty, months=120))
    assert run.substituted[-1].max() > 0.1
    assert np.abs(run.log_price[-1]).max() < 0.02


def eventful(traced, step="month", openness=0.5):
    makers = [traced.places[int(np.argmax(t.sum(axis=1)))] for t in traced.tonnes]
    shocks = (
        measure("host_cut", makers[0], (), ("ore",), host="aluminium", openness=openness, exposed=0.8),
        measure("demand_surge", traced.places[1], (), openness=None, use_factor=1.2, ramp_months=6.0, id="chips"),
    )
    return scenario(*shocks, step=step)


def with_scrap(network):
    return replace(network, primary_t=0.6 * network.primary_t, secondary_t=0.4 * network.primary_t)


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_rest_mass_and_no_foresight_with_scrap(step, seed):
    network, traced = random_network(seed)
    run = simulate(with_scrap(network), eventful(traced, step), runs=3, seed=seed, traced=traced)
    assert run.mass_residual <= 1e-9
    assert np.abs(run.log_price[:3]).max() <= 1e-12  # announced on 1 April
    assert run.substituted[:3].max() <= 1e-9 * network.use_t.max()
    assert (run.user_stock >= 0).all()


@given(seed=seeds)
@few
def test_nothing_moves_at_rest_with_scrap(seed):
    network, traced = random_network(seed)
    run = simulate(with_scrap(network), scenario(months=60), runs=3, seed=seed, traced=traced)
    use = run.case.layout.final_use
    assert np.abs(run.used[:, use > 0] / use[use > 0, None] - 1).max() <= 1e-12
    assert np.abs(run.log_price).max() <= 1e-12


@given(seed=seeds, low=st.floats(0.0, 0.5), more=st.floats(0.1, 0.5))
@few
def test_a_deeper_cut_of_the_host_never_spares_the_world(seed, low, more):
    """Within 0.3 % of a year's use."""
    network, traced = random_network(seed)
    lost = [
        sum(
            lost_use_share(run, p)[0] * network.use_t.reshape(3, -1)[:, i].sum()
            for i, p in enumerate(network.places)
            if network.use_t.reshape(3, -1)[:, i].sum() > 0
        )
        for o in (low, low + more)
        for run in [run_once((network, traced), eventful(traced, openness=o))]
    ]
    assert lost[0] >= lost[1] - 3e-3 * network.use_t.sum()


@given(seed=seeds, factor=st.floats(0.01, 1000.0))
@few
def test_scale_does_not_matter(seed, factor):
    network, traced = random_network(seed)
    network = with_scrap(network)
    names = ("primary_t", "secondary_t", "use_t", "flow_t", "low_t", "high_t", "link_input_t", "link_output_t")
    bigger = replace(network, **{name: getattr(network, name) * factor for name in names})
    small = run_once((network, traced), eventful(traced))
    large = run_once((bigger, replace(traced, tonnes=traced.tonnes * factor)), eventful(traced))
    assert np.abs(large.log_price - small.log_price).max() <= 1e-9
    assert large.shortage == pytest.approx(small.shortage * factor, rel=1e-9, abs=1e-9 * factor * network.use_t.max())


def test_weekly_and_monthly_steps_agree_on_a_slow_surge():
    """Use that grows to a tenth more with a time constant of a year: flows within 4 % of normal, users' prices within 0.04."""
    case = [scenario(surge(1.1, ramp_months=12.0), months=30, step=step) for step in ("month", "week")]
    monthly, weekly = (run_once(two_stage_chain(), c) for c in case)
    layout = monthly.case.layout
    normal = np.maximum(layout.made, layout.needed)[:, None]
    for name in ("imports", "made", "used", "substituted"):
        assert (np.abs(getattr(monthly, name) - getattr(weekly, name)) / normal).max() < 0.04
    assert np.abs(monthly.log_price - weekly.log_price)[:, layout.needed > 0].max() < 0.04
