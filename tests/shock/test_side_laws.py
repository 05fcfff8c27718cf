"""What holds for closed routes, hubs, public stocks and pacts in every network: mass, rest before the news, monotony, floors."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import at, known, measure, run_once, scenario
from shock_networks import one_mine_two_buyers, random_network

from lodestone.shock.simulate import simulate
from lodestone.terms.measure import Intervention, Pact

seeds = st.integers(0, 10_000)
few = settings(max_examples=10, deadline=None, derandomize=True)


def ends(network, traced, form=1):
    """The arc of a form with most tonnes between two places, and who else buys there: (origin, user, others)."""
    tonnes = traced.tonnes[form] * (1 - np.eye(len(traced.places)))
    i, j = np.unravel_index(np.argmax(tonnes), tonnes.shape)
    others = [traced.places[k] for k in np.argsort(-tonnes[i]) if tonnes[i, k] > 1e-3 * tonnes[i].sum() and k != j]
    return traced.places[i], traced.places[j], others


def users(network, form="oxide"):
    """Two places that use a form, largest first."""
    need = network.needed_t()[network.node_form == network.forms.index(form)]
    return [network.places[i] for i in np.argsort(-need)[:2] if need[i] > 0]


def everything(network, traced, step="month"):
    """A route, a ban with a hub and priority, a first-come quota, a public stock, a release and a pact, all at once."""
    origin, user, others = ends(network, traced)
    maker, buyer, _ = ends(network, traced, form=2)
    hub = {"hubs": (others[0],), "hub_share": known("hub_share", 0.1, 0.5), "hub_cost": 0.1} if others else {}
    first = {"priority": (others[-1],)} if others else {}
    shocks = (
        measure("route_closure", maker, (buyer,), ("metal",), "2025-04-20", "2025-05-11", id="strait", lifted="2025-11-17",
                openness=known("openness", 0.2, 0.6), extra_months=known("extra_months", 0.3, 2.2), exposed=0.8),
        measure("export_ban", origin, (user,), ("oxide",), openness=0.1, **hub, **first),
        measure("export_quota", maker, (), ("metal",), "2025-06-10", "2025-07-10", id="quota", openness=0.8, exposed=1.0,
                allocation="first come"),
        measure("stock_release", user, (), ("oxide",), "2025-06-05", "2025-06-05", id="order", openness=None, months_of_use=0.5,
                duration_months=known("duration_months", 1.0, 3.0)),
    )  # fmt: skip
    stock = Intervention(kind="stock", commodity="gallium", form="oxide", place=user, from_date="2025-02-10",
                         tonnes=known("stock", 30, 60), trigger=known("cover_share", 0.3, 0.7),
                         rate=known("release_rate", 0.2, 0.6))  # fmt: skip
    pacts = (Pact(id="friends", members=tuple(users(network)), from_date="2025-03-10", priority=True),) if len(
        users(network)) > 1 else ()  # fmt: skip
    return replace(scenario(*shocks, step=step, interventions=(stock,)), pacts=pacts)


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_mass_closes_and_stocks_stay_positive(step, seed):
    network, traced = random_network(seed)
    run = simulate(network, everything(network, traced, step), runs=3, seed=seed, traced=traced)
    assert run.mass_residual <= 1e-9
    assert (run.user_stock >= 0).all()
    assert np.isfinite(run.log_price).all()
    assert len(run.case.side.rows) > 1


@given(seed=seeds)
@few
def test_nothing_moves_before_the_news(seed):
    """Pact and stock stand from February and March on, and move nothing until April."""
    network, traced = random_network(seed)
    run = simulate(network, everything(network, traced), runs=3, seed=seed, traced=traced)
    assert np.abs(run.log_price[:3]).max() <= 1e-12
    assert np.abs(run.side[:3]).max() <= 1e-9 * run.case.layout.needed.max()
    rest = run.case.cover_months * run.case.layout.needed[:, None]
    used = run.case.layout.needed > 0
    assert np.abs(run.user_stock[:3][:, used] / rest[used] - 1).max() <= 1e-9


@given(seed=seeds, low=st.floats(0.0, 0.5), more=st.floats(0.1, 0.5))
@few
def test_a_more_open_route_spares_its_users(seed, low, more):
    """Within 0.5 % of the year's use: orders are alarmed a little less by the milder closure, and come later."""
    network, traced = random_network(seed)
    origin, user, _ = ends(network, traced)
    lost = []
    for share in (low, low + more):
        closed = measure("route_closure", origin, (user,), ("oxide",), openness=share, exposed=1.0)
        run = run_once((network, traced), scenario(closed))
        here = run.case.layout.node_place == run.case.layout.places.index(user)
        lost.append((run.shortage[:, here] + run.input_short[:, here]).sum() / run.case.layout.needed[here].sum())
    assert lost[1] <= lost[0] + 0.005 * 12


@given(extra=st.floats(0.0, 3.0), more=st.floats(0.1, 2.0))
@few
def test_a_longer_way_empties_stocks_more(extra, more):
    cover = []
    for months in (extra, extra + more):
        closed = measure("route_closure", to=("JPN",), openness=None, exposed=1.0, extra_months=months)
        run = run_once(one_mine_two_buyers(), scenario(closed))
        cover.append(run.user_stock[:, at(run, "crude", "JPN"), 0].min())
    assert cover[1] <= cover[0] + 1e-9


@given(seed=seeds, tonnes=st.floats(1.0, 200.0), more=st.floats(1.0, 200.0))
@few
def test_more_public_stock_is_never_worse_for_its_owner(seed, tonnes, more):
    """Within 0.4 % of a year of the world's use, as for a last resort (makers claim input before final users)."""
    network, traced = random_network(seed)
    origin, user, _ = ends(network, traced)
    short = []
    for held in (tonnes, tonnes + more):
        stock = Intervention(kind="stock", commodity="gallium", form="oxide", place=user, from_date="2025-01-01",
                             tonnes=known("stock", held), trigger=known("cover_share", 0.5),
                             rate=known("release_rate", 0.5))  # fmt: skip
        ban = measure("export_ban", origin, (user,), ("oxide",), openness=0.1)
        run = run_once((network, traced), scenario(ban, interventions=(stock,)))
        here = run.case.layout.node_place == run.case.layout.places.index(user)
        short.append((run.shortage[:, here] + run.input_short[:, here]).sum())
    assert short[1] <= short[0] + 4e-3 * network.use_t.sum()


@pytest.mark.parametrize("rule", ["equal cover", "pro rata", "given"])
@given(seed=seeds, floor=st.floats(0.5, 1.0))
@few
def test_a_pact_takes_no_member_below_its_floor(rule, seed, floor):
    """What a member gives in a month leaves it at its floor or above, whatever its own use did before."""
    network, traced = random_network(seed)
    origin, _, _ = ends(network, traced)
    two = users(network)
    weights = tuple((m, 1.0 + i) for i, m in enumerate(two)) if rule == "given" else ()
    pact = Pact(id="friends", members=tuple(two), from_date="2025-01-01", rule=rule, weights=weights, forms=("oxide",),
                floor=known("cover_share", floor), trigger=known("cover_share", 0.5))  # fmt: skip
    ban = measure("export_ban", origin, (), ("oxide",), openness=0.1)
    if len(two) < 2:
        return
    run = simulate(network, replace(scenario(ban), pacts=(pact,)), runs=3, seed=seed, traced=traced)
    rows = [(i, run.case.layout.node(r.form, r.place)) for i, r in enumerate(run.case.side.rows) if r.kind == "shared"]
    for i, n in rows:
        least = floor * run.case.cover_months[n] * run.case.layout.needed[n]
        gave = run.side[:, i] < -1e-12 * run.case.layout.needed[n]
        assert (run.user_stock[:, n][gave] >= np.broadcast_to(least, gave.shape)[gave] * (1 - 1e-9)).all()
    assert run.mass_residual <= 1e-9


@given(seed=seeds)
@few
def test_hubs_never_resell_more_than_they_may(seed):
    network, traced = random_network(seed)
    origin, user, others = ends(network, traced)
    if not others:
        return
    ban = measure("export_ban", origin, (user,), ("oxide",), hubs=(others[0],), hub_share=0.4, hub_cost=0.1)
    run = run_once((network, traced), scenario(ban))
    hubs = run.case.side.hubs
    for row, group in zip(run.side[:, :, 0].T, hubs.group, strict=True):
        assert (row <= hubs.most[:, group, 0] * (1 + 1e-9) + 1e-12).all()
        assert (row >= 0).all()


def test_a_second_run_gives_the_same_bits():
    network, traced = random_network(5)
    case = everything(network, traced)
    one, two = (simulate(network, case, runs=9, seed=3, traced=traced) for _ in range(2))
    assert np.array_equal(one.side, two.side)
    assert np.array_equal(one.log_price, two.log_price)
