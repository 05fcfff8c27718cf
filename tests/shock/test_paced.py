"""Where users hold days of stock, the chain file says so and the simulation steps by weeks."""

import lodestone
from lodestone.scenario.library import scenario
from lodestone.shock.simulate import paced, simulate


def test_gas_is_stepped_by_weeks_and_starts_from_days_of_stock() -> None:
    net = lodestone.network("lng", steady=True)
    assert net.cover_months["JPN"] < 1
    event = paced(scenario("gallium-ban-by-china"), net)
    assert event.step == "week"
    assert paced(event, lodestone.network("gallium", steady=True)) == event


def test_a_chain_without_stated_stock_keeps_its_months() -> None:
    net = lodestone.network("gallium", steady=True)
    event = scenario("gallium-ban-by-china")
    assert paced(event, net).step == "month"
    assert simulate(net, event, runs=4).case.cover_months.min() >= 1
