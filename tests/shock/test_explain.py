"""Causes sum to the shortage, name the event behind it, and the views carry them."""

import json

import numpy as np
import pytest
from shock_cases import known, measure, run_once, scenario
from shock_networks import one_mine_two_buyers, random_network, two_stage_chain

from lodestone.shock import views
from lodestone.shock.explain import explain
from lodestone.shock.result import quantiles
from lodestone.shock.simulate import simulate
from lodestone.terms.errors import BadInput
from lodestone.terms.source import FactRef

FACT = FactRef("gazette", "Notice 7 of 2025")


def test_a_ban_on_the_only_supplier_is_the_whole_cause():
    shock = measure(id="stop", announced="2025-05-01", effective="2025-05-01", basis=(FACT,))
    run = run_once(one_mine_two_buyers(), scenario(shock))
    why = explain(run, "JPN", "crude", "2025-12")
    assert [(c.reason, c.origin, c.shock, c.basis) for c in why.causes] == [("door", "CHN", "stop", (FACT,))]
    assert why.shortage_t == pytest.approx(run.shortage[11].mean(axis=1).sum())
    assert why.causes[0].words == "export ban of China held back its crude"


def test_an_outage_is_told_from_a_door():
    """CHN's mine burns down while a ban keeps its goods from JPN: DEU's shortage is the fire's, JPN's mostly the ban's."""
    fire = measure("outage", to=(), id="fire", announced="2025-05-01", effective="2025-05-01", openness=0.2)
    ban = measure(id="ban", announced="2025-05-01", effective="2025-05-01")
    run = run_once(one_mine_two_buyers(), scenario(fire, ban))
    assert {c.shock for c in explain(run, "DEU", "crude", "2026-06").causes if c.share > 0.01} == {"fire"}
    assert explain(run, "JPN", "crude", "2026-06").causes[0].shock == "ban"


def test_a_shortage_downstream_is_followed_up_the_chain():
    run = run_once(two_stage_chain(), scenario(measure(id="stop", forms=("oxide",)), months=30))
    why = explain(run, "JPN", "magnet", "2026-06")
    assert why.causes[0].shock == "stop"
    assert (why.causes[0].form, why.causes[0].origin) == ("oxide", "CHN")
    assert why.causes[0].share > 0.8


@pytest.mark.parametrize("seed", range(8))
def test_causes_sum_to_the_shortage(seed):
    network, traced = random_network(seed)
    i, j = np.unravel_index(np.argmax(traced.tonnes[1] * (1 - np.eye(6))), (6, 6))
    shock = measure("export_ban", traced.places[i], (traced.places[j],), ("oxide",), openness=known("openness", 0.0, 0.3))
    run = simulate(network, scenario(shock), runs=5, seed=seed, traced=traced)
    checked = 0
    for place in run.case.layout.places:
        for form in run.case.layout.forms:
            node = run.case.layout.node(form, place)
            if node < 0:
                continue
            for month in run.months[8::5]:
                m = run.months.index(month)
                short = float((run.shortage[m, node] + run.input_short[m, node]).mean())
                why = explain(run, place, form, month)
                assert sum(c.tonnes for c in why.causes) == pytest.approx(short, rel=1e-9, abs=2e-9 * network.use_t.max())
                assert sum(c.share for c in why.causes) == pytest.approx(1.0 if why.causes else 0.0)
                checked += bool(why.causes)
    assert checked


def test_a_month_outside_the_run():
    run = run_once(one_mine_two_buyers(), scenario(measure()))
    with pytest.raises(BadInput, match=r"month 2031-01 is outside the run \(2025-01 to 2026-12\)"):
        explain(run, "JPN", "crude", "2031-01")


def test_json_view_holds_bands_and_causes():
    network, traced = two_stage_chain()
    shock = measure(id="stop", forms=("oxide",), openness=known("openness", 0.0, 0.4), basis=(FACT,))
    run = simulate(network, scenario(shock), runs=40, seed=1, traced=traced)
    view = json.loads(json.dumps(views.run_json(run)))
    japan = view["places"]["JPN"]
    assert 0 <= japan["shortage"]["low"] <= japan["shortage"]["median"] <= japan["shortage"]["high"]
    assert japan["shortage"]["median"] > 0
    assert japan["months_to_shortage"]["low"] > 3
    assert len(japan["forms"]["magnet"]["cover_months_by_month"]["median"]) == 24
    assert view["prices"]["oxide"]["JPN"]["peak"]["median"] > 1.2
    causes = view["explain"]["JPN"][0]["causes"]
    assert causes[0]["shock"] == "stop"
    assert causes[0]["basis"] == [{"card": "gazette", "label": "Notice 7 of 2025"}]
    assert "JPN" not in {p for p, v in view["places"].items() if v["shortage"]["median"] == 0}


def test_months_to_shortage_is_null_where_most_runs_never_run_short():
    network, traced = two_stage_chain()
    view = views.run_json(simulate(network, scenario(), runs=5, traced=traced))
    assert view["places"]["JPN"]["months_to_shortage"] == {"median": None, "low": None, "high": None}
    assert view["places"]["JPN"]["forms"] == {}
    assert view["explain"] == {}


def test_a_bloc_is_the_sum_of_its_members():
    network, traced = one_mine_two_buyers()
    ban = measure(to=("EUU",), announced="2025-05-01", effective="2025-05-01")
    run = simulate(network, scenario(ban), runs=10, traced=traced)
    view = views.run_json(run, places=["EUU", "DEU"])["places"]
    assert view["EUU"]["shortage"] == view["DEU"]["shortage"]
    assert view["EUU"]["shortage"]["median"] > 0


def test_tables_for_a_terminal():
    network, traced = two_stage_chain()
    run = simulate(network, scenario(measure(forms=("oxide",))), runs=10, traced=traced)
    printed = []
    views.print_run(run, place=None, table=lambda title, heads, rows: printed.append((title, heads, rows)))
    assert [row[0] for row in printed[0][2]] == ["JPN", "DEU"]
    views.print_run(run, place="Japan", table=lambda title, heads, rows: printed.append((title, heads, rows)))
    titles = [p[0] for p in printed[1:]]
    assert titles[:2] == ["JPN: oxide", "JPN: magnet"]
    assert titles[-1].startswith("Why JPN is short of magnet in 2026-")


def test_quantiles_rank_never_last():
    assert quantiles(np.array([1.0, 2.0, np.inf, np.inf, np.inf]), (0.05, 0.5, 0.95)).tolist() == [1.0, np.inf, np.inf]
