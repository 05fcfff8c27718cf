"""Stocks, storage and idle capacity of single forms: hand-solved, at rest, the same in both engines, refused where wrong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import at, measure, run_once, scenario
from shock_networks import one_mine_two_buyers, random_network
from test_lanes import TOLERANCE, eventful, gap

import lodestone
from lodestone.atlas.chainfile import read_chain
from lodestone.atlas.network_json import to_json
from lodestone.atlas.slack import Slack
from lodestone.scenario.library import scenario as packaged
from lodestone.shock.ensemble_views import drawn_numbers
from lodestone.shock.monte_carlo import monte_carlo
from lodestone.shock.params import altered, central
from lodestone.shock.simulate import paced, simulate
from lodestone.terms.errors import BadInput

seeds = st.integers(0, 10_000)
few = settings(max_examples=8, deadline=None, derandomize=True)
CALM = altered(central(1), {"panic_cover": 0, "price_on_cover": 0, "price_on_alarm": 0, "user_cover": 2, "maker_cover": 0.7})


def slack(quantity, form, low, high=None, place="default"):
    top = low if high is None else high
    return Slack(quantity=quantity, form=form, place=place, low=low, mode=(low + top) / 2, high=top, kind="assumption",
                 reason="set by the test")  # fmt: skip


def stated(net, *rows):
    return replace(net[0], slack=tuple(rows)), net[1]


def home_last(net):
    """The same network whose last form is delivered at home, in the step it is made in."""
    network, traced = net
    last, tonnes = len(network.forms) - 1, traced.tonnes.copy()
    abroad = network.arc_form == last
    lead = np.where(abroad, 0.0, network.lead_months)
    return replace(network, lead_months=lead), replace(traced, tonnes=tonnes)


def everything(network):
    """Every quantity in some form; the last form is held for less than a step."""
    first, last = network.forms[0], network.forms[-1]
    return (
        slack("user_cover", last, 0.02, 0.2), slack("maker_cover", last, 0.0), slack("maker_cover", first, 0.05, 0.4),
        slack("maker_room", first, 0.1, 0.5), slack("utilisation", first, 0.9, 1.0), slack("user_cover", first, 0.5, 3.0),
    )  # fmt: skip


def test_a_ban_is_felt_after_the_stock_of_the_form():
    """JPN holds half a month and a month's goods are on the road: of a ban without leak it has 1.5 months, not 3."""
    ban = measure(announced="2025-05-01", effective="2025-05-01")
    usual = run_once(one_mine_two_buyers(), scenario(ban), params=CALM)
    thin = run_once(stated(one_mine_two_buyers(), slack("user_cover", "crude", 1.0, place="JPN")), scenario(ban), params=CALM)
    first = [int(np.argmax(r.shortage[:, at(r, "crude", "JPN"), 0] > 0.01)) for r in (usual, thin)]
    assert first == [7, 6]
    assert thin.case.cover_months[at(thin, "crude", "DEU"), 0] == 2


def test_a_full_store_stops_the_mine():
    """Nothing leaves CHN any more; what it makes beyond half a month, and the month in which it fills up, has nowhere to go."""
    ban = measure(to=("JPN", "DEU"), announced="2025-05-01", effective="2025-05-01")
    free, full = stated(one_mine_two_buyers(), slack("maker_cover", "crude", 0.2)), slack("maker_room", "crude", 0.5)
    eager = altered(CALM, {"correction_months": 30})  # hardly heeds its stock
    made = [
        run.made[4:, at(run, "crude", "CHN"), 0]
        for net in (free, (replace(free[0], slack=(*free[0].slack, full)), free[1]))
        for run in [run_once(net, scenario(ban, months=24), params=eager)]
    ]
    assert made[1].sum() <= (0.5 - 0.2 + 1) * 10 < made[0].sum()
    assert made[1][2:].max() == 0


def test_no_idle_capacity_no_more_output():
    """CHN runs full: however dear the goods, it makes 10 t a month."""
    ban = measure("outage", "CHN", (), announced="2025-03-01", effective="2025-03-01", duration_months=3.0, openness=0.5)
    dear = altered(central(1), {"output_elasticity": 1})
    most = [
        run_once(net, scenario(ban), params=dear).made.sum(axis=1).max()
        for net in (one_mine_two_buyers(), stated(one_mine_two_buyers(), slack("utilisation", "crude", 1.0)))
    ]
    assert most[0] > 10.5
    assert most[1] == pytest.approx(10, rel=1e-9)


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_at_rest_nothing_moves(step, seed):
    net = home_last(random_network(seed))
    network, traced = stated(net, *everything(net[0]))
    run = simulate(network, scenario(months=36, step=step), runs=6, seed=seed, traced=traced)
    assert np.abs(run.log_price).max() <= 1e-12
    assert run.shortage.max() <= 1e-12 * run.case.layout.needed.max()


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_lanes_agree_with_the_reference(step, precision, seed):
    net = home_last(random_network(seed))
    network, traced = stated(net, *everything(net[0]))
    one, two = (
        simulate(network, eventful(traced, step), runs=5, seed=seed, traced=traced, engine=e, precision=precision)
        for e in ("numpy", "lanes")
    )
    assert gap(one, two) <= TOLERANCE[precision]
    assert one.mass_residual <= 1e-9


def test_gas_is_at_rest_for_years_and_its_ensemble_has_the_same_draws():
    network = lodestone.network("lng", steady=True)
    case = packaged("hormuz-closure-lng")
    late = replace(case, months=40, shocks=tuple(replace(s, announced="2029-04-10", effective="2029-04-10") for s in case.shocks))
    run = simulate(network, late, runs=20, seed=0)
    assert np.abs(run.log_price[:36]).max() <= 1e-12
    found = monte_carlo(network, case, 70, seed=3)
    once = simulate(network, case, runs=70, seed=3)
    numbers = drawn_numbers(case, 70, 3, network.slack)
    assert np.array_equal(numbers["lng.maker_cover"], once.case.slack.named()["lng.maker_cover"])
    assert found.lost_use_share("PAK") == pytest.approx(once_lost(once, "PAK"), abs=1e-3)


def once_lost(run, place):
    from lodestone.shock.result import lost_use_share

    return lost_use_share(run, place)


def test_the_strait_is_felt_where_its_gas_goes():
    """Pakistan gets nearly all of its cargoes from there, Japan a twentieth: one runs short within two months, one does not."""
    network = lodestone.network("lng", steady=True)
    run = simulate(network, packaged("hormuz-closure-lng"), runs=60, seed=1)

    def short(place):
        node = at(run, "sendout", place)
        return np.median(run.shortage[:, node] / run.case.layout.needed[node], axis=1)

    def dear(place):
        return float(np.exp(np.median(run.log_price[:, at(run, "lng", place)], axis=1)).max())

    assert short("PAK")[3:6].max() > 0.2
    assert short("JPN").max() < 0.01
    assert short("PAK")[:3].max() == 0
    assert 1.4 < dear("JPN") < 3


def test_what_the_caller_sets_goes_before_what_the_chain_states():
    network, traced = stated(one_mine_two_buyers(), slack("maker_cover", "crude", 0.2))
    run = simulate(network, scenario(measure()), runs=2, traced=traced, params={"maker_cover": 1.0})
    assert run.case.maker_cover.tolist() == [[1.0, 1.0]]


def test_less_than_a_step_is_refused_where_goods_are_long_on_the_road():
    net = stated(one_mine_two_buyers(), slack("user_cover", "crude", 0.1))
    with pytest.raises(BadInput, match=r"0\.1 months of crude is less than one step"):
        run_once(net, scenario(measure(), step="week"))
    assert paced(scenario(), net[0]).step == "week"


CHAIN = """schema = "lodestone-chain/1"
id = "toy"
label = "Toy"
element = "Ga"
year = 2024
scope = "A toy"
commodities = ["gallium"]
years = { first = 2020, last = 2024, kind = "assumption", reason = "toy" }
production = [{ process = "dig", place = "CHN", value = 100.0, sd = 0.1, kind = "assumption", reason = "toy" }]
[[form]]
id = "crude"
label = "Crude"
stage = "mine"
stock = { share = 0.1, kind = "assumption", reason = "toy" }
use = { share = 1.0, kind = "assumption", reason = "toy" }
[[process]]
id = "dig"
label = "Digging"
output = "crude"
[[slack]]
quantity = "maker_cover"
form = "crude"
low = 0.1
mode = 0.2
high = 0.3
kind = "assumption"
reason = "toy"
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('form = "crude"\nlow', 'form = "crud"\nlow', 'toy.toml: .*"crud" is not a form of this file; did you mean crude'),
        ("mode = 0.2", "mode = 0.4", "want 0 <= low <= mode <= high"),
        ("low = 0.1\nmode", 'place = "JPN"\nlow = 0.1\nmode', "leave place out"),
        ('kind = "assumption"\nreason = "toy"\n#', 'kind = "press"\n#', "needs a source"),
    ],
)
def test_what_a_chain_file_may_state(old, new, says):
    text = CHAIN + "#"
    assert read_chain(text, "toy.toml").slack[0].mode == 0.2
    with pytest.raises(BadInput, match=says):
        read_chain(text.replace(old, new), "toy.toml")


def test_the_document_of_a_network_tells_them():
    rows = to_json(lodestone.network("lng", steady=True))["slack"]
    assert {(r["quantity"], r["form"]) for r in rows} >= {
        ("maker_cover", "lng"),
        ("utilisation", "lng"),
        ("user_cover", "sendout"),
    }
    assert all(r["reason"] for r in rows)
    assert to_json(lodestone.network("gallium", steady=True))["slack"] == []
