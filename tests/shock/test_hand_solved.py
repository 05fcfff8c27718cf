"""Cases small enough to solve on paper; the arithmetic stands beside each."""

import numpy as np
import pytest
from shock_cases import arc, at, known, measure, run_once, scenario
from shock_networks import one_mine_two_buyers, transit_hub, two_stage_chain

from lodestone.shock.doors import Door, licence_permission, meet
from lodestone.shock.params import altered, central
from lodestone.shock.result import lost_use_share, months_of_cover, months_to_shortage, shortage
from lodestone.terms.measure import Intervention

# users who neither panic nor answer prices, so that only tonnes count
CALM = altered(central(1), {"panic_cover": 0, "price_on_cover": 0, "price_on_alarm": 0, "user_cover": 2, "maker_cover": 0.7})


def test_ban_on_the_only_supplier():
    """JPN uses 5 t a month and holds 10; April's goods arrive in May: 10, 5, 0 at the ends of May, June, July; then nothing."""
    run = run_once(one_mine_two_buyers(), scenario(measure(announced="2025-05-01", effective="2025-05-01")), params=CALM)
    assert run.user_stock[3:8, at(run, "crude", "JPN"), 0] == pytest.approx([10, 10, 5, 0, 0], abs=1e-9)
    assert shortage(run, "JPN", "crude")[5:9, 0] == pytest.approx([0, 0, 5, 5], abs=1e-9)
    assert months_to_shortage(run, "JPN")[0] == 3  # May to August
    assert lost_use_share(run, "JPN")[0] == pytest.approx(9 / 12)  # August to April of twelve months from May
    assert shortage(run, "DEU").max() == pytest.approx(0, abs=1e-9)


def test_quota_of_half_the_normal_flow():
    """2.5 t of 5 arrive from June on: stock 7.5, 5, 2.5, 0 at the ends of June to September, then 2.5 t short every month."""
    shock = measure("export_quota", announced="2025-05-01", effective="2025-05-01", openness=0.5)
    run = run_once(one_mine_two_buyers(), scenario(shock), params=CALM)
    assert months_of_cover(run, "JPN", "crude")[4:9, 0] == pytest.approx([2, 1.5, 1, 0.5, 0], abs=1e-9)
    assert shortage(run, "JPN")[8:12, 0] == pytest.approx([0, 2.5, 2.5, 2.5], abs=1e-9)


def test_quota_that_covers_four_fifths_of_the_trade():
    """Half of 80 % and all of 20 % pass: 0.6 of 5 t."""
    shock = measure("export_quota", announced="2025-05-01", effective="2025-05-01", openness=0.5, exposed=0.8)
    run = run_once(one_mine_two_buyers(), scenario(shock), params=CALM)
    assert run.shipped[5:12, arc(run, "crude", "CHN", "JPN"), 0] == pytest.approx([3.0] * 7)


def test_measure_that_does_not_happen_is_no_measure():
    run = run_once(one_mine_two_buyers(), scenario(measure(exposed=0.0)))
    assert np.abs(run.log_price).max() <= 1e-12
    assert run.shortage.max() == 0


def test_outage_of_half_the_mine_is_shared_by_both_buyers():
    """CHN makes 5 t of 10 from May: it ships its 7 t of finished stock away, then 2.5 t to each buyer."""
    shock = measure("outage", to=(), announced="2025-05-01", effective="2025-05-01", openness=0.5)
    run = run_once(one_mine_two_buyers(), scenario(shock, months=30), params=CALM)
    made = run.made[:, at(run, "crude", "CHN"), 0]
    assert made[:6] == pytest.approx([10, 10, 10, 10, 5, 5])
    late = run.shipped[-3:, :, 0]
    assert late == pytest.approx(np.full((3, 2), 2.5), rel=1e-6)
    assert shortage(run, "JPN")[-1, 0] == pytest.approx(2.5, rel=1e-6)


def test_goods_through_a_hub_take_both_legs_and_meet_the_makers_measure():
    """CHN to DEU by way of NLD: 1 + 0.5 months; a measure of CHN on DEU stops them though CHN ships nothing there directly."""
    run = run_once(transit_hub(), scenario(measure(to=("DEU",), announced="2025-05-01", effective="2025-05-01")), params=CALM)
    a = arc(run, "crude", "CHN", "DEU")
    assert run.case.layout.arc_lead_months[a] == 1.5
    assert run.shipped[4:, a, 0].max() == 0
    # half of April's goods are there by the end of May, the other half in June: 1.5 months of arrivals after the door has closed
    assert run.arrived[4:, a, 0].sum() == pytest.approx(1.5 * 3)


def test_half_a_month_of_warning_at_the_dock():
    """Announced on 1 April, shut from the middle of April: free half of the month, at most 3.5 times the normal rate."""
    eager = altered(central(1), {"panic_cover": 50, "reaction_months": 0, "maker_cover": 5})
    shock = measure(announced="2025-04-01", effective="2025-04-16")
    run = run_once(one_mine_two_buyers(), scenario(shock), params=eager)
    assert run.shipped[3, arc(run, "crude", "CHN", "JPN"), 0] == pytest.approx(0.5 * 3.5 * 5)
    surprise = measure(announced="2025-04-16", effective="2025-04-16")
    run = run_once(one_mine_two_buyers(), scenario(surprise), params=eager)
    assert run.shipped[3, arc(run, "crude", "CHN", "JPN"), 0] == pytest.approx(0.5 * 5)


def test_two_measures_on_one_arc():
    """One shuts from mid-step and passes 0.2, one is shut and passes 0.6: (0.6 + min(0.6, 0.2)) / 2 = 0.4 on closed days."""
    one, zero = np.ones((1, 1)), np.zeros((1, 1))
    half = Door(free_from=zero, free_to=one / 2, permitted=one * 0.2, surge=one, alarm_orders=one * 0.3, alarm_price=one * 0.3)
    whole = Door(free_from=zero, free_to=zero, permitted=one * 0.6, surge=zero, alarm_orders=one * 0.1, alarm_price=one * 0.5)
    both = meet([half, whole])
    assert both.free.item() == 0
    assert both.permitted.item() == pytest.approx(0.4)
    assert (both.surge.item(), both.alarm_orders.item(), both.alarm_price.item()) == (0, 0.3, 0.5)


def test_licence_office():
    """Nothing in the waiting time; a month after it 0.7 (1 - 1/e) with a time constant of one month."""
    m = np.array([0.5, 2.0, 3.0, 100.0])
    share = licence_permission(m, np.array(2.0), np.array(1.0), np.array(0.7))
    assert share == pytest.approx([0, 0, 0.7 * (1 - np.exp(-1)), 0.7])


def test_licence_regime_ships_by_its_curve():
    """Effect on 1 May, waiting two months: nothing in May and June; mid-July is half a month later, 0.8 (1 - e^-0.5)."""
    office = {"openness": 0.8, "delay_months": 2.0, "ramp_months": 1.0}
    shock = measure("export_licence", announced="2025-05-01", effective="2025-05-01", **office)
    run = run_once(one_mine_two_buyers(), scenario(shock), params=CALM)
    shipped = run.shipped[4:7, arc(run, "crude", "CHN", "JPN"), 0] / 5
    assert shipped == pytest.approx([0, 0, 0.8 * (1 - np.exp(-0.5))])


def test_ban_lifted_in_mid_month_reopens_for_half_of_it():
    """Closed from 1 May to 16 June: half of June is free; May's book and June's orders leave at the dock's limit."""
    shock = measure(announced="2025-05-01", effective="2025-05-01", lifted="2025-06-16")
    run = run_once(one_mine_two_buyers(), scenario(shock), params=CALM)
    shipped = run.shipped[4:6, arc(run, "crude", "CHN", "JPN"), 0]
    assert shipped[0] == 0
    assert shipped[1] == pytest.approx(0.5 * 3.5 * 5)  # 8.75 t of the 10 ordered


def promise(kind, tonnes, place, **fields):
    size = known("production", tonnes)
    return Intervention(kind=kind, commodity="gallium", form="crude", place=place, from_date="2025-05-01", tonnes=size, **fields)


def test_promised_production_arrives_after_its_lead():
    """12 t a year from DEU for JPN: 1 t a month from June (lead 1, as from CHN); the shortage falls from 5 to 4 t."""
    ban = measure(announced="2025-05-01", effective="2025-05-01")
    helped = scenario(ban, interventions=[promise("production", 12, "DEU", buyer="JPN")])
    run = run_once(one_mine_two_buyers(), helped, params=CALM)
    assert run.imports[4:8, at(run, "crude", "JPN"), 0] == pytest.approx([5, 1, 1, 1])
    assert shortage(run, "JPN")[-1, 0] == pytest.approx(4)
    assert run.mass_residual <= 1e-12


def test_promised_production_in_calm_times_only_changes_who_supplies():
    """JPN orders 1 t less from CHN; its use and stock stay."""
    run = run_once(one_mine_two_buyers(), scenario(interventions=[promise("production", 12, "DEU", buyer="JPN")]), params=CALM)
    assert run.shipped[-1, arc(run, "crude", "CHN", "JPN"), 0] == pytest.approx(4, abs=1e-6)
    assert months_of_cover(run, "JPN", "crude")[-1, 0] == pytest.approx(2, abs=1e-6)


def test_reserve_of_one_month_delays_the_shortage_by_one():
    """5 t held back: August is met from it, September is short."""
    ban = measure(announced="2025-05-01", effective="2025-05-01")
    run = run_once(one_mine_two_buyers(), scenario(ban, interventions=[promise("stock", 5, "JPN")]), params=CALM)
    assert shortage(run, "JPN")[6:10, 0] == pytest.approx([0, 0, 5, 5], abs=1e-9)
    assert run.mass_residual <= 1e-12


def test_yield_loss_upstream_is_carried():
    """JPN makes 120 t of magnets for itself and 30 % of DEU's 60 t: 138 t, for which it needs 1.25 x 138 = 172.5 t of oxide."""
    run = run_once(two_stage_chain(), scenario(months=1))
    assert run.made[0, at(run, "magnet", "JPN"), 0] * 12 == pytest.approx(120 + 0.3 * 60)
    assert run.case.layout.needed[at(run, "oxide", "JPN")] * 12 == pytest.approx(1.25 * 138)
