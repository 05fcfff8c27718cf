"""Closed routes, hubs, public stocks, pacts, priority and common quotas: small cases solved on paper beside each."""

from dataclasses import replace

import numpy as np
import pytest
from shock_cases import arc, at, known, measure, run_once, scenario
from shock_networks import chain_network, one_mine_two_buyers

from lodestone.shock.drivers import drawn_numbers
from lodestone.shock.ensemble_views import ensemble_json
from lodestone.shock.explain import explain
from lodestone.shock.monte_carlo import monte_carlo
from lodestone.shock.params import altered, central
from lodestone.shock.result import months_of_cover, shortage
from lodestone.shock.simulate import simulate
from lodestone.shock.step_side import shares
from lodestone.shock.views import print_run, run_json
from lodestone.terms.measure import Intervention, Pact

# users who neither panic nor answer prices, so that only tonnes count
CALM = altered(central(1), {"panic_cover": 0, "price_on_cover": 0, "price_on_alarm": 0, "price_pull": 0, "user_cover": 2,
                            "maker_cover": 0.7, "substitution_elasticity": 0})  # fmt: skip
MAY = {"announced": "2025-05-01", "effective": "2025-05-01"}


def side(run, kind, **words):
    """What moved beside the market by kind, ``(month,)``; ``words`` choose among its rows."""
    rows = [i for i, r in enumerate(run.case.side.rows) if r.kind == kind and all(getattr(r, k) == v for k, v in words.items())]
    assert rows
    return run.side[:, rows, 0].sum(axis=1)


def route(to=(), **fields):
    return measure("route_closure", to=to, **{"openness": None, "exposed": 1.0, **MAY, **fields})


def one_mine_three_buyers():
    """CHN mines 240 t a year: 60 each for JPN and DEU, 120 for THA, one month away."""
    shares = np.zeros((1, 4, 4))
    shares[0, 0, 1:] = 1
    return chain_network(["crude"], ["CHN", "JPN", "DEU", "THA"], shares, [[0, 60, 60, 120]])


def test_a_longer_way_without_a_limit():
    """1 + 1 months from 1 May: nothing arrives in June, so 5 of Japan's 10 t are used up; 2 x 5 t are then on the road.

    Users expect that and order 5 t more, which the dock (3.5 times normal) lets out: they are back at 10 t in time.
    """
    run = run_once(one_mine_two_buyers(), scenario(route(("JPN",), extra_months=1.0)), params=CALM)
    jpn, a = at(run, "crude", "JPN"), arc(run, "crude", "CHN", "JPN")
    assert run.arrived[3:7, a, 0] == pytest.approx([5, 5, 0, 5], abs=1e-9)
    assert run.user_stock[3:6, jpn, 0] == pytest.approx([10, 10, 5])
    assert run.shipped[4, a, 0] == pytest.approx(5)
    assert run.shipped[5:12, a, 0].sum() == pytest.approx(7 * 5 + 5, abs=0.05)  # the missing 5 t, by and by
    assert run.user_stock[-1, jpn, 0] == pytest.approx(10, abs=1e-3)
    assert shortage(run, "JPN").max() == pytest.approx(0, abs=1e-9)
    assert run.mass_residual <= 1e-12
    assert run.user_stock[:, at(run, "crude", "DEU"), 0] == pytest.approx(10)


def test_a_route_that_closes_in_mid_month_and_delays_by_half():
    """From 16 May goods take 1.5 months: May's first half is there in June; its second half loads before the month's end,
    so half a month on it arrives in July, as does the first half of June's load."""
    may = {"announced": "2025-05-16", "effective": "2025-05-16"}
    run = run_once(one_mine_two_buyers(), scenario(route(("JPN",), extra_months=0.5, **may)), params=CALM)
    a = arc(run, "crude", "CHN", "JPN")
    first = 15 / 31  # of May
    free = first * 5
    assert run.shipped[4, a, 0] == pytest.approx(5)
    late_may = 5 - free
    in_time = (0.5 - first) / (1 - first)  # loaded before the middle of May, 1.5 months: still in June
    assert run.arrived[5, a, 0] == pytest.approx(free + late_may * in_time)
    assert run.arrived[6, a, 0] == pytest.approx(late_may * (1 - in_time) + run.shipped[5, a, 0] / 2)
    assert run.mass_residual <= 1e-12


def test_part_of_the_trade_uses_the_route_and_part_of_that_gets_through():
    """60 % use it, half of that finds another way one month longer: 0.4 of 5 t arrive in June, 0.7 of 5 from July on."""
    run = run_once(one_mine_two_buyers(), scenario(route(("JPN",), exposed=0.6, openness=0.5, extra_months=1.0)), params=CALM)
    a = arc(run, "crude", "CHN", "JPN")
    assert run.shipped[4:9, a, 0] == pytest.approx([3.5] * 5)
    assert run.arrived[4:8, a, 0] == pytest.approx([5, 2, 3.5, 3.5])
    assert run.mass_residual <= 1e-12


def test_goods_are_on_time_again_when_the_route_reopens():
    """Closed from May to July: July's goods (two months) and August's (one) both arrive in September."""
    run = run_once(one_mine_two_buyers(), scenario(route(("JPN",), extra_months=1.0, lifted="2025-08-01")), params=CALM)
    a = arc(run, "crude", "CHN", "JPN")
    assert run.arrived[8, a, 0] == pytest.approx(run.shipped[6, a, 0] + run.shipped[7, a, 0])
    assert run.user_stock[-1, at(run, "crude", "JPN"), 0] == pytest.approx(10, abs=1e-2)


def test_a_route_alarms_the_whole_market_by_what_it_holds_back():
    """Half of all goods cannot leave: prices rise for Germany too, which buys over another route."""
    case = scenario(route(("JPN",), openness=0.0))
    run = run_once(one_mine_two_buyers(), case)
    assert run.log_price[6, at(run, "crude", "DEU"), 0] > 0.3
    longer = run_once(one_mine_two_buyers(), scenario(route(("JPN",), extra_months=0.5)))
    assert abs(longer.log_price[4, at(longer, "crude", "DEU"), 0]) < 1e-9  # nothing is lost, so nothing alarms


DEAR = altered(CALM, {"price_on_alarm": 2.0, "use_elasticity": 0})


def test_a_hub_resells_its_share_of_its_inflow():
    """Ban on Japan from May; THA takes in 10 t a month and may resell 30 %: 3 t, one month on the road, once the gap is wide.

    It keeps half its cover, has 20 t and orders more from CHN, whose door to it is open.
    """
    ban = measure(hubs=("THA",), hub_share=0.3, hub_cost=0.1, **MAY)
    run = run_once(one_mine_three_buyers(), scenario(ban), params=DEAR)
    sold = side(run, "indirect", seller="THA", place="JPN")
    assert sold[:4].max() == 0
    assert sold[4] == 0  # May: last month's prices do not differ yet
    assert sold[5:10] == pytest.approx([3] * 5)
    assert run.imports[6:10, at(run, "crude", "JPN"), 0] == pytest.approx([3] * 4)
    assert shortage(run, "JPN")[9, 0] == pytest.approx(2)
    assert run.shipped[7:12, arc(run, "crude", "CHN", "THA"), 0].mean() > 12
    assert run.mass_residual <= 1e-12


def test_a_ban_on_re_export_cuts_what_a_hub_resells():
    ban = measure(hubs=("THA",), hub_share=0.3, hub_cost=0.1, re_export=True, compliance=0.6, **MAY)
    run = run_once(one_mine_three_buyers(), scenario(replace(ban, re_export=True)), params=DEAR)
    assert side(run, "indirect")[6:9] == pytest.approx([1.2] * 3)


def test_no_hub_named_no_indirect_trade():
    run = run_once(one_mine_three_buyers(), scenario(measure(**MAY)), params=DEAR)
    assert run.case.side.rows == ()
    assert run.imports[6:, at(run, "crude", "JPN"), 0].max() == 0


def test_a_hub_sells_nothing_at_equal_prices():
    ban = measure(hubs=("THA",), hub_share=0.3, hub_cost=0.1, **MAY)
    run = run_once(one_mine_three_buyers(), scenario(ban), params=CALM)
    assert side(run, "indirect").max() == 0


def held(tonnes, **fields):
    return Intervention(kind="stock", commodity="gallium", form="crude", place="JPN", from_date="2025-01-01",
                        tonnes=known("stock", tonnes), **fields)  # fmt: skip


def test_a_public_stock_tops_users_up_below_its_trigger():
    """Ban from May: 10, 5, 0 t at the ends of May, June, July. Trigger 0.5 of 10 t: July's end is filled to 5, from 12 t at most
    3 a month (rate 0.6 of 5): 3 in July; August uses 3 and 2 of the stock it may hold out (3), of which 1 is left over."""
    rule = {"trigger": known("cover_share", 0.5), "rate": known("release_rate", 0.6)}
    run = run_once(one_mine_two_buyers(), scenario(measure(**MAY), interventions=[held(12, **rule)]), params=CALM)
    jpn = at(run, "crude", "JPN")
    assert side(run, "released")[:6].max() == pytest.approx(0, abs=1e-9)
    assert side(run, "released")[6:11] == pytest.approx([3, 3, 3, 3, 0], abs=1e-9)
    assert run.user_stock[6:9, jpn, 0] == pytest.approx([3, 1, 0], abs=1e-9)
    assert shortage(run, "JPN")[6:11, 0] == pytest.approx([0, 0, 1, 2, 5], abs=1e-9)
    assert run.mass_residual <= 1e-12


def test_a_public_stock_without_a_rate_is_a_last_resort():
    run = run_once(one_mine_two_buyers(), scenario(measure(**MAY), interventions=[held(5)]), params=CALM)
    assert run.case.side.rows == ()
    assert shortage(run, "JPN")[6:9, 0] == pytest.approx([0, 0, 5], abs=1e-9)


def release(**fields):
    return measure(
        "stock_release", origin="JPN", to=(), openness=None, **{"announced": "2025-06-01", "effective": "2025-06-01", **fields}
    )


def test_an_order_releases_months_of_use():
    """One month of use over two months from June: 2.5 t in June and in July. The shortage comes in September, not August."""
    run = run_once(
        one_mine_two_buyers(), scenario(measure(**MAY), release(id="order", months_of_use=1.0, duration_months=2.0)), params=CALM
    )
    assert side(run, "released")[4:8] == pytest.approx([0, 2.5, 2.5, 0])
    assert shortage(run, "JPN")[6:9, 0] == pytest.approx([0, 0, 5], abs=1e-9)
    assert run.mass_residual <= 1e-12


def test_an_order_cannot_give_out_more_than_its_owner_is_said_to_hold():
    """20 t ordered, 4 t held: 4 t come."""
    order = release(id="order", tonnes=20.0, duration_months=1.0)
    run = run_once(one_mine_two_buyers(), scenario(measure(**MAY), order, interventions=[held(4)]), params=CALM)
    assert side(run, "released").sum() == pytest.approx(4)
    assert run.mass_residual <= 1e-12


def pact(rule="equal cover", members=("JPN", "DEU"), **fields):
    numbers = {"floor": known("cover_share", 0.6), "trigger": known("cover_share", 0.5), "lead_months": known("lead_months", 1.0)}
    return Pact(id="friends", members=members, from_date="2025-01-01", rule=rule, **{**numbers, **fields})


def with_pact(case, **fields):
    return replace(case, pacts=(pact(**fields),))


def test_a_pact_fills_the_emptiest_from_what_others_hold_above_the_floor():
    """Ban on Japan from May: 0 t at July's end, 5 wanted (half of 10); DEU holds 10, floor 6: it sends 4, there in August."""
    run = run_once(one_mine_two_buyers(), with_pact(scenario(measure(**MAY))), params=CALM)
    got = side(run, "shared", place="JPN")
    assert got[:6].max() == 0
    assert got[6] == pytest.approx(4)
    assert side(run, "shared", place="DEU")[6] == pytest.approx(-4)
    assert run.user_stock[6, at(run, "crude", "DEU"), 0] == pytest.approx(6)
    assert shortage(run, "JPN")[7, 0] == pytest.approx(1)
    assert run.mass_residual <= 1e-12


def test_a_pact_is_over_on_its_last_day():
    run = run_once(one_mine_two_buyers(), with_pact(scenario(measure(**MAY)), until="2025-07-01"), params=CALM)
    assert np.abs(run.side).max() == 0


@pytest.mark.parametrize(
    ("total", "weight", "counted", "split"),
    [
        (6.0, [10.0, 10.0], [2.0, 4.0], [4.0, 2.0]),  # equal cover: both to 6 of 10
        (1.0, [10.0, 10.0], [2.0, 4.0], [1.0, 0.0]),  # the emptier first
        (4.0, [1.0, 3.0], [0.0, 0.0], [1.0, 3.0]),  # by weight
        (9.0, [1.0, 3.0], [0.0, 0.0], [3.0, 6.0]),  # the second wants no more than 6: the rest goes to the first
    ],
)
def test_a_pool_is_split_by_a_common_level(total, weight, counted, split):
    def column(values):
        return np.array(values)[:, None]

    got = shares(np.array([total]), column([8.0, 6.0]), column(weight), column(counted))
    assert got[:, 0] == pytest.approx(split)


def shut_half(**fields):
    """CHN makes half of its 10 t from May on."""
    return measure("outage", to=(), openness=0.5, **MAY, **fields)


def test_priority_is_served_before_the_rest():
    """Stock gone, 5 t a month are left of 10: JPN, first in the queue, gets its 5 and DEU nothing; without a word, half each."""
    first = run_once(one_mine_two_buyers(), scenario(shut_half(priority=("JPN",)), months=30), params=CALM)
    assert first.shipped[-3:, arc(first, "crude", "CHN", "JPN"), 0] == pytest.approx([5] * 3, rel=1e-6)
    assert first.shipped[-3:, arc(first, "crude", "CHN", "DEU"), 0] == pytest.approx([0] * 3, abs=1e-6)
    assert shortage(first, "JPN").max() == pytest.approx(0, abs=1e-9)


def test_members_of_a_pact_with_priority_come_first():
    """CHN makes 6.25 t of 12.5: home takes 2.5, JPN, in a pact with CHN, the other 3.75 and DEU nothing, until CHN shares its
    own stock as well."""
    shares_ = np.zeros((1, 3, 3))
    shares_[0, 0] = 1
    net = chain_network(["crude"], ["CHN", "JPN", "DEU"], shares_, [[30, 60, 60]])
    run = run_once(net, with_pact(scenario(shut_half(), months=30), members=("CHN", "JPN"), priority=True), params=CALM)
    autumn = run.shipped[6:9, :, 0]
    assert np.abs(side(run, "shared")[:9]).max() < 1e-12
    assert autumn[:, [arc(run, "crude", "CHN", p) for p in ("CHN", "JPN", "DEU")]] == pytest.approx(
        np.tile([2.5, 3.75, 0], (3, 1)), abs=1e-9
    )
    assert side(run, "shared", place="CHN")[-1] == pytest.approx(-1.25)


def quota(allocation, **fields):
    return measure("export_quota", to=(), openness=0.8, allocation=allocation, **{**MAY, **fields})


def test_a_quota_by_past_trade_and_one_first_come():
    """8 of 10 t. By past trade 4 each; first come, JPN takes what DEU leaves, which has new works of its own."""
    hoard = Intervention(kind="production", commodity="gallium", form="crude", place="DEU", buyer="DEU", from_date="2025-05-01",
                         tonnes=known("production", 36))  # fmt: skip
    past, first = (
        run_once(one_mine_two_buyers(), scenario(quota(rule), interventions=[hoard]), params=CALM)
        for rule in (None, "first come")
    )
    jpn, deu = (arc(past, "crude", "CHN", p) for p in ("JPN", "DEU"))
    assert past.shipped[8:12, jpn, 0] == pytest.approx([4] * 4)  # its own 80 %
    assert past.shipped[12:18, deu, 0] == pytest.approx([2] * 6, abs=0.02)  # 5 less 3 from its own new works
    assert first.shipped[12:18, jpn, 0] == pytest.approx([5] * 6, abs=0.05)  # what DEU leaves is JPN's
    assert (first.shipped[4:, :, 0].sum(axis=1) <= 8 + 1e-9).all()
    assert shortage(first, "JPN").sum() < shortage(past, "JPN").sum()


def test_the_past_trade_rule_is_the_default():
    one, two = (run_once(one_mine_two_buyers(), scenario(quota(rule))) for rule in (None, "past trade"))
    assert np.array_equal(one.shipped, two.shipped)


def test_months_of_cover_count_users_stock_only():
    run = run_once(one_mine_two_buyers(), scenario(measure(**MAY), interventions=[held(5)]), params=CALM)
    assert months_of_cover(run, "JPN", "crude")[6, 0] == pytest.approx(0)


def test_reasons_name_the_route_the_delay_and_the_hub():
    """Nothing passes and what was on its way is not missing: the route is the whole reason; with only a delay, the delay is."""
    shut = run_once(one_mine_two_buyers(), scenario(route(("JPN",), openness=0.0)), params=CALM)
    (why,) = explain(shut, "JPN", "crude", "2026-03").causes
    assert (why.reason, why.shock, why.share) == ("door", "door", 1.0)
    assert why.words == "closed route: crude from China found no way"
    longer = run_once(one_mine_two_buyers(), scenario(route(("JPN",), extra_months=3.0)), params=CALM)
    found = explain(longer, "JPN", "crude", "2025-08")
    assert found.shortage_t == pytest.approx(5)  # 10 t last through June and July; the first long load arrives in September
    assert found.causes[0].reason == "delay"
    assert found.causes[0].share > 0.9
    ban = measure(hubs=("THA",), hub_share=0.3, hub_cost=0.1, **MAY)
    run = run_once(one_mine_three_buyers(), scenario(ban), params=DEAR)
    (relief,) = explain(run, "JPN", "crude", "2025-10").relief
    assert (relief.words, relief.of) == ("indirect via THA", "door")
    assert relief.tonnes == pytest.approx(3)


def test_what_moved_beside_the_market_is_in_the_document():
    ban = measure(hubs=("THA",), hub_share=0.3, hub_cost=0.1, **MAY)
    run = run_once(one_mine_three_buyers(), with_pact(scenario(ban), members=("JPN", "DEU")), params=DEAR)
    rows = {(r["kind"], r["place"]): r for r in run_json(run)["beside"]}
    assert rows["indirect", "JPN"]["words"] == "indirect via THA"
    assert rows["indirect", "JPN"]["t"]["median"] == pytest.approx(side(run, "indirect").sum())
    assert "hypothetical" in rows["shared", "JPN"]["words"]
    assert rows["shared", "DEU"]["t"]["median"] == pytest.approx(-rows["shared", "JPN"]["t"]["median"])
    told = []
    print_run(run, place="JPN", table=lambda title, heads, body: told.append((title, body)))
    assert told[-1][0] == "What moved beside the market, t over all months"
    assert "indirect via THA" in [row[-1] for row in told[-1][1]]


def test_many_runs_count_what_moved_beside_the_market():
    pytest.importorskip("numba")
    network, traced = one_mine_three_buyers()
    case = with_pact(scenario(measure(hubs=("THA",), hub_share=known("hub_share", 0.1, 0.5), hub_cost=0.1, **MAY)))
    whole = simulate(network, case, runs=70, traced=traced, seed=4)
    many = monte_carlo(network, case, 70, traced=traced, seed=4, precision="float64")
    assert many.mean.side[:, :, 0] == pytest.approx(whole.side.mean(axis=2), abs=1e-9)
    assert {"indirect", "shared"} == {row["kind"] for row in ensemble_json(many)["beside"]}
    assert "door.hub_share" in drawn_numbers(case, 5, 1)
