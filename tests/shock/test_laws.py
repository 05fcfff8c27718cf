"""What holds for every network and scenario: rest, mass, no foresight, monotony, scale, order, repetition."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import arc, at, known, measure, run_once, scenario
from shock_networks import chain_network, one_mine_two_buyers, random_network, transit_hub, two_stage_chain

from lodestone.shock.params import altered, central
from lodestone.shock.result import lost_use_share
from lodestone.shock.simulate import simulate
from lodestone.terms.measure import Intervention

seeds = st.integers(0, 10_000)
few = settings(max_examples=12, deadline=None, derandomize=True)


def busiest(network, traced, form=1):
    """The arc of a form with most tonnes between two places, as (origin, user)."""
    tonnes = traced.tonnes[form] * (1 - np.eye(len(traced.places)))
    i, j = np.unravel_index(np.argmax(tonnes), tonnes.shape)
    return traced.places[i], traced.places[j]


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_nothing_moves_without_a_shock(step, seed):
    network, traced = random_network(seed)
    run = simulate(network, scenario(months=60, step=step), runs=4, seed=seed, traced=traced)
    use = run.case.layout.final_use
    here = use > 0
    rest = run.case.cover_months * run.case.layout.needed[:, None]
    stocked = run.case.layout.needed > 0
    assert np.abs(run.used[:, here] / use[here, None] - 1).max() <= 1e-12
    assert np.abs(run.user_stock[:, stocked] / rest[stocked] - 1).max() <= 1e-12
    assert np.abs(run.log_price).max() <= 1e-12


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_mass_closes_in_every_step(step, seed):
    network, traced = random_network(seed)
    (origin, _), (maker, _) = busiest(network, traced), busiest(network, traced, form=2)
    shocks = (
        measure("export_licence", origin, (), ("oxide",), openness=0.5, delay_months=2.0, ramp_months=1.0),
        measure("outage", maker, (), ("metal",), "2025-08-10", "2025-08-10", id="fire", openness=0.3, duration_months=4.0),
    )
    run = simulate(network, scenario(*shocks, step=step), runs=3, seed=seed, traced=traced)
    assert run.mass_residual <= 1e-9
    assert (run.user_stock >= 0).all()
    assert np.isfinite(run.log_price).all()


@given(seed=seeds)
@few
def test_nothing_moves_before_the_announcement(seed):
    network, traced = random_network(seed)
    origin, user = busiest(network, traced)
    run = simulate(network, scenario(measure("export_ban", origin, (user,))), runs=3, seed=seed, traced=traced)
    months = slice(0, 3)  # announced on 1 April
    assert np.abs(run.log_price[months]).max() <= 1e-12
    assert np.abs(run.shortage[months]).max() <= 1e-9 * run.case.layout.needed.max()


@given(leak=st.floats(0.0, 0.6), seed=seeds)
@few
def test_a_ban_ships_the_declared_leak_and_no_more(leak, seed):
    network, traced = random_network(seed)
    origin, user = busiest(network, traced)
    run = run_once((network, traced), scenario(measure("export_ban", origin, (user,), ("oxide",), openness=leak)))
    a = arc(run, "oxide", origin, user)
    closed = run.shipped[4:, a, 0]
    assert closed.max() <= leak * run.case.layout.arc_flow[a] * (1 + 1e-12)


def test_a_ban_on_the_only_supplier_ships_exactly_its_leak():
    run = run_once(one_mine_two_buyers(), scenario(measure(openness=0.25)))
    a = arc(run, "crude", "CHN", "JPN")
    assert run.shipped[6:, a, 0] == pytest.approx(0.25 * 60 / 12, rel=1e-12)


@given(seed=seeds, low=st.floats(0.0, 0.5), more=st.floats(0.1, 0.5))
@few
def test_a_closer_door_never_spares_its_destination(seed, low, more):
    """Within 0.3 % of a year's use: alarm is the same at every openness, and panic itself costs a little."""
    network, traced = random_network(seed)
    origin, user = busiest(network, traced)
    lost = [
        lost_use_share(
            run_once((network, traced), scenario(measure("export_ban", origin, (user,), ("oxide",), openness=o))), user
        )
        for o in (low, low + more)
    ]
    assert lost[0] >= lost[1] - 3e-3


@given(seed=seeds, cover=st.floats(1.0, 3.0), more=st.floats(0.2, 3.0))
@few
def test_more_user_stock_is_never_worse_for_its_owner(seed, cover, more):
    """Within 0.05 months of use over two years: who holds more begins to stretch an input earlier, at a higher stock."""
    network, traced = random_network(seed)
    origin, user = busiest(network, traced)
    case = scenario(measure("export_ban", origin, (user,), ("oxide",), openness=0.1))
    short = []
    for months in (cover, cover + more):
        run = run_once((network, traced), case, cover_months={user: months})
        here = run.case.layout.node_place == run.case.layout.places.index(user)
        short.append(run.shortage[:, here].sum() / max(run.case.layout.final_use[here].sum(), 1e-9))
    assert short[1] <= short[0] + 0.05


@pytest.mark.parametrize("kind", ["stock", "production", "secondary"])
@given(seed=seeds, tonnes=st.floats(1.0, 300.0))
@few
def test_a_kept_promise_never_costs_its_buyer(kind, seed, tonnes):
    """More tonnes in reserve or from a new mine: no run of the buyer's is short of more, over all its forms.

    Within 0.4 % of the world's year of use: makers who run longer claim their input before final users of the same form.
    """
    network, traced = random_network(seed)
    origin, user = busiest(network, traced)
    case = scenario(measure("export_ban", origin, (user,), ("oxide",), openness=known("openness", 0.0, 0.3)))
    promise = Intervention(kind=kind, commodity="gallium", form="oxide", place=user, tonnes=known("production", tonnes),
                           from_date="2025-03-01", buyer=user)  # fmt: skip
    without, kept = (
        simulate(network, c, runs=6, seed=seed, traced=traced) for c in (case, replace(case, interventions=(promise,)))
    )
    here = without.case.layout.node_place == without.case.layout.places.index(user)
    short = [run.shortage[:, here].sum(axis=(0, 1)) for run in (without, kept)]
    assert (short[1] <= short[0] + 4e-3 * network.use_t.sum()).all()
    assert kept.mass_residual <= 1e-9


@given(seed=seeds, factor=st.floats(0.01, 1000.0))
@few
def test_scale_does_not_matter(seed, factor):
    network, traced = random_network(seed)
    origin, user = busiest(network, traced)
    case = scenario(measure("export_ban", origin, (user,), ("oxide",), openness=0.1))
    names = ("primary_t", "secondary_t", "use_t", "flow_t", "low_t", "high_t", "link_input_t", "link_output_t")
    bigger = replace(network, **{name: getattr(network, name) * factor for name in names})
    small = run_once((network, traced), case)
    large = run_once((bigger, replace(traced, tonnes=traced.tonnes * factor)), case)
    assert np.abs(large.log_price - small.log_price).max() <= 1e-9
    assert large.shortage == pytest.approx(small.shortage * factor, rel=1e-9, abs=1e-9 * factor * network.use_t.max())


@given(seed=seeds)
@few
def test_the_order_of_rows_does_not_matter(seed):
    network, traced = random_network(seed)
    origin, _ = busiest(network, traced)
    case = scenario(measure("export_licence", origin, (), ("oxide",), openness=0.4, delay_months=1.0, ramp_months=1.0))
    rng = np.random.default_rng(seed)
    arcs, places = rng.permutation(len(network.flow_t)), rng.permutation(len(network.places))
    new = np.argsort(places)
    names = ("arc_form", "flow_t", "low_t", "high_t", "lead_months", "arc_status")
    mixed = replace(
        network, places=tuple(network.places[i] for i in places), node_place=new[network.node_place],
        arc_origin=new[network.arc_origin][arcs], arc_destination=new[network.arc_destination][arcs],
        arc_sources=tuple(network.arc_sources[i] for i in arcs), **{n: getattr(network, n)[arcs] for n in names},
    )  # fmt: skip
    same = replace(traced, places=mixed.places, tonnes=traced.tonnes[:, places][:, :, places])
    one, two = run_once((network, traced), case), run_once((mixed, same), case)
    assert one.case.layout.places == two.case.layout.places
    assert np.abs(one.log_price - two.log_price).max() <= 1e-9
    assert two.shortage == pytest.approx(one.shortage, abs=1e-9 * network.use_t.max())


def test_a_second_run_gives_the_same_bits():
    network, traced = two_stage_chain()
    case = scenario(measure(openness=known("openness", 0.0, 0.4), duration_months=known("duration_months", 3.0, 9.0)))
    one, two = (simulate(network, case, runs=20, seed=7, traced=traced) for _ in range(2))
    for name in ("used", "shortage", "log_price", "user_stock", "imports"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_blocks_and_number_of_runs_do_not_change_a_run(monkeypatch):
    network, traced = two_stage_chain()
    case = scenario(measure(openness=known("openness", 0.0, 0.4), duration_months=known("duration_months", 3.0, 9.0)))
    whole = simulate(network, case, runs=30, seed=7, traced=traced)
    monkeypatch.setattr("lodestone.shock.simulate.BLOCK", 7)
    parts = simulate(network, case, runs=12, seed=7, traced=traced)
    assert np.array_equal(parts.shortage, whole.shortage[:, :, :12])
    assert np.array_equal(parts.log_price, whole.log_price[:, :, :12])


@pytest.mark.parametrize("net", [two_stage_chain(), transit_hub()], ids=["two_stage_chain", "transit_hub"])
def test_weekly_and_monthly_steps_agree_on_a_slow_shock(net):
    """A door that closes by 3 % a month without alarm, while stocks last.

    Flows agree within 4 % of normal and users' log prices within 0.04; stocks drift apart by up to 0.2 months
    because a maker's expected orders follow with a lag of 2.3 months in monthly and 2.7 in weekly steps.
    """
    months = [f"2025-{m:02d}" for m in range(6, 13)] + [f"2026-{m:02d}" for m in range(1, 9)]
    path = tuple((m, 1 - 0.03 * k) for k, m in enumerate(months))
    shock = measure("export_licence", "CHN", (), (), effective="2025-06-01", severity=0.0, path=path, path_after=path[-1][1])
    monthly, weekly = (run_once(net, scenario(shock, months=18, step=step)) for step in ("month", "week"))
    layout = monthly.case.layout
    user = layout.needed > 0
    cover = [r.user_stock[:, user, 0] / layout.needed[user] for r in (monthly, weekly)]
    lasting = (np.minimum(*cover) > 0.6).all(axis=1)
    assert 0.6 < cover[0].min() < 1.5 or lasting.sum() >= 14  # the shock bites, late
    assert np.abs(cover[0] - cover[1])[lasting].max() < 0.2
    assert np.abs(monthly.log_price - weekly.log_price)[lasting][:, user].max() < 0.04
    normal = np.maximum(layout.made, layout.needed)[:, None]
    for name in ("imports", "exports", "made", "used"):
        gap = np.abs(getattr(monthly, name) - getattr(weekly, name))[lasting] / normal
        assert gap.max() < 0.04, name


def test_a_shock_upstream_reaches_use_downstream_after_stocks():
    """Japan's magnet makers lose 80 % of their oxide; its magnet users run short only after both stocks are used."""
    run = run_once(two_stage_chain(), scenario(measure("export_ban", forms=("oxide",)), months=30))
    oxide, magnet = at(run, "oxide", "JPN"), at(run, "magnet", "JPN")
    first_input = int(np.argmax(run.input_short[:, oxide, 0] > 0.01))
    first_use = int(np.argmax(run.shortage[:, magnet, 0] > 0.01))
    assert 4 < first_input < first_use
    assert run.shortage[first_use:, magnet].sum() > 10  # tonnes, of 10 a month


def test_makers_come_back_when_the_door_reopens():
    """A year without Chinese oxide, then a year of recovery: Japan's magnet makers run at full rate again and refill stocks."""
    ban = measure("export_ban", forms=("oxide",), announced="2025-02-01", effective="2025-02-01", lifted="2026-02-01")
    loyal = altered(central(1), {"substitutable": 0})  # no use goes to other goods for good
    run = run_once(two_stage_chain(), scenario(ban, months=30), params=loyal)
    magnet = at(run, "magnet", "JPN")
    normal = run.case.layout.made[magnet]
    assert run.made[12, magnet, 0] < 0.6 * normal
    assert run.made[15:, magnet, 0].min() > 0.95 * normal
    assert run.user_stock[-1, magnet, 0] / run.case.layout.needed[magnet] > 1.7


def test_goods_whose_users_make_less_get_cheaper():
    """China's magnets may not leave: its makers need less oxide, which then is ample."""
    run = run_once(two_stage_chain(), scenario(measure(to=("DEU",), forms=("magnet",))))
    assert run.log_price[15, at(run, "oxide", "CHN"), 0] < -0.02
    assert run.log_price[15, at(run, "magnet", "DEU"), 0] > 0.5


def test_prices_rise_where_the_door_is_shut_and_not_where_the_goods_are():
    shares = np.zeros((1, 3, 3))
    shares[0, 0] = 1
    run = run_once(chain_network(["crude"], ["CHN", "JPN", "DEU"], shares, [[60, 30, 30]]), scenario(measure(to=())))
    assert run.log_price[8, at(run, "crude", "JPN"), 0] > 0.5
    assert abs(run.log_price[8, at(run, "crude", "CHN"), 0]) < 0.1
