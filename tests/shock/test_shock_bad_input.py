"""What cannot be simulated is said in one sentence that names the remedy."""

from dataclasses import replace

import numpy as np
import pytest
from shock_cases import measure, run_once, scenario
from shock_networks import one_mine_two_buyers, two_stage_chain

from lodestone.shock.params import altered, central
from lodestone.shock.result import shortage
from lodestone.terms.errors import BadInput, LodestoneError, NothingToAnswer
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention


@pytest.mark.parametrize(
    ("shock", "says"),
    [
        (measure(origin="PRK"), "shock 0 (export_ban) meets no arc: origin=PRK, destination=JPN; gallium starts in CHN"),
        (measure(to=("USA",)), "origin=CHN, destination=USA; gallium from there goes to DEU, JPN"),
        (measure(forms=("ingot",)), "form 'ingot' is not in the chain; it has crude"),
        (measure(kind="export_bann"), "did you mean export_ban"),
        (measure(kind="tariff"), "shock door (tariff): say its duty as a share of the price (0.25 for 25 %)"),
        (
            measure(kind="tariff", to=("USA",), duty=0.25),
            "meets no arc: origin=CHN, destination=USA; gallium from there goes to DEU",
        ),
        (measure(kind="demand_surge", origin="JPN", to=()), "shock door (demand_surge): say its use_factor"),
        (measure(kind="demand_surge", origin="CHN", use_factor=2), "meets no final use of gallium in CHN; users are in DEU, JPN"),
        (measure(kind="host_cut", host="zinc", to=()), '"zinc" is not a host of gallium; known: aluminium'),
        (measure(kind="host_cut", host="aluminium", to=(), forms=("wafer",)), "form 'wafer' is not in the chain; it has crude"),
        (measure(announced="2025-06-01", effective="2025-05-01"), "takes effect 2025-05-01, before its announcement 2025-06-01"),
        (measure(lifted="2025-04-30"), "is lifted 2025-04-30, before it takes effect 2025-05-01"),
        (measure(path=(("2025-05", 2.0),)), "openness from 0 to 1.5"),
        (replace(measure(), openness=None), "say its openness"),
        (replace(measure(), commodity="cobalt"), "is on cobalt, the network is of gallium"),
    ],
)
def test_shocks_that_cannot_be(shock, says):
    with pytest.raises(LodestoneError) as caught:
        run_once(one_mine_two_buyers(), scenario(shock))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_account_is_not_a_baseline():
    network, traced = one_mine_two_buyers()
    with pytest.raises(BadInput, match="kind='baseline'"):
        run_once((replace(network, kind="account"), traced), scenario())


def test_a_network_that_does_not_balance():
    network, traced = two_stage_chain()
    with pytest.raises(
        BadInput, match=r"does not balance: it makes 190\.5 t a year of oxide in CHN, its flows and trace say 204\.3"
    ):
        run_once((replace(network, link_input_t=network.link_input_t * [1.0, 1.1]), traced), scenario())


def test_missing_numbers_in_a_network():
    network, traced = one_mine_two_buyers()
    with pytest.raises(BadInput, match="use_t holds negative or missing numbers"):
        run_once((replace(network, use_t=np.array([0, np.nan, 60])), traced), scenario())


@pytest.mark.parametrize("value", [float("nan"), -1.0, [1.0]])
def test_parameters_that_cannot_be(value):
    if value == [1.0]:
        with pytest.raises(BadInput, match="'panik' is unknown; known: user_cover"):
            altered(central(1), {"panik": value})
    else:
        with pytest.raises(BadInput, match="panic_cover: want numbers from 0"):
            altered(central(1), {"panic_cover": value})


def test_a_stock_of_days_needs_weekly_steps():
    with pytest.raises(BadInput, match="less than one step; simulate it with step='week'"):
        run_once(one_mine_two_buyers(), scenario(), cover_months={"JPN": 0.5})
    run = run_once(one_mine_two_buyers(), scenario(step="week"), cover_months={"JPN": 0.5})
    assert np.abs(run.log_price).max() <= 1e-12


def test_a_promise_on_a_form_nobody_makes():
    promise = Intervention(
        kind="production", commodity="gallium", form="wafer", place="DEU", from_date="2025-05-01",
        tonnes=Estimate("production", 1, 1, 1, note="set by the test"),
    )  # fmt: skip
    with pytest.raises(BadInput, match="form 'wafer' is not in the chain; it has crude"):
        run_once(one_mine_two_buyers(), scenario(interventions=[promise]))


def test_questions_without_an_answer():
    run = run_once(one_mine_two_buyers(), scenario(months=1))
    with pytest.raises(NothingToAnswer, match="BRA neither makes nor uses gallium"):
        shortage(run, "BRA")
    with pytest.raises(BadInput, match="form 'oxide' is not in the chain"):
        shortage(run, "JPN", "oxide")


def test_a_network_without_what_comes_with_the_host():
    cut = measure(kind="host_cut", host="aluminium", to=())
    with pytest.raises(BadInput, match="crude comes with aluminium; the chain has oxide, magnet"):
        run_once(two_stage_chain(), scenario(cut))
