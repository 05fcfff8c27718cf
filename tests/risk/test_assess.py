"""Scores with band and status: from rows, facts and a small network, unknown kept unknown."""

import numpy as np
import pytest

from lodestone.atlas.fact import Fact
from lodestone.atlas.network import Network, Traced
from lodestone.risk.assess import assess
from lodestone.risk.inputs import balances, imports_from_facts, imports_of, origins_of, world_supply, worst
from lodestone.risk.methods import METHODS
from lodestone.terms.errors import UnknownTerm


def row(place, value, low=None, high=None, stage="mine", form="ore", status="reported", card="usgs"):
    return {
        "stage": stage, "form": form, "place": place, "value": value, "low": low, "high": high, "status": status,
        "sources": [card], "period": 2024, "unit": "t/year", "share": None,
    }  # fmt: skip


ROWS = [row("COD", 60, 50, 72), row("IDN", 20, 16, 25), row("AUS", 10), row("ROW", 10, status="estimated", card="iea")]


def one(method, rows=ROWS, **fields):
    (score,) = assess(method, world_supply(rows, "cobalt", 2024), economy="JPN", **fields)
    return score


def test_world_concentration_by_hand():
    top = one("top-share")
    assert (top.value, top.largest, top.economy, top.stage, top.status) == (0.6, "COD", "JPN", "mine", "estimated")
    assert top.sources == ("usgs", "iea")
    assert one("top3-share").value == pytest.approx(0.9)
    assert one("hhi").value == pytest.approx(0.36 + 0.04 + 0.01)


def test_band_holds_the_value_and_narrows_with_the_inputs():
    wide, narrow = one("top-share"), one("top-share", [row("COD", 60, 59, 61), *ROWS[1:]])
    assert wide.low < 0.6 < wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    bare = one("top-share", [row("COD", 60), row("IDN", 20)])
    assert (bare.low, bare.high) == (None, None)


def test_band_of_one_uncertain_supplier_by_hand():
    # the other holds exactly 40 t: 60 t with 5 % and 95 % points 50 and 72 gives shares 50/90 and 72/112
    score = one("top-share", [row("COD", 60, 50, 72), row("IDN", 40)], draws=20_000)
    assert (score.low, score.high) == (pytest.approx(50 / 90, abs=3e-3), pytest.approx(72 / 112, abs=3e-3))


def test_order_of_rows_does_not_matter_and_the_seed_does():
    assert one("hhi").row() == one("hhi", ROWS).row()
    shuffled = one("hhi", [ROWS[2], ROWS[0], ROWS[3], ROWS[1]])
    assert (shuffled.value, shuffled.low, shuffled.high) == pytest.approx((one("hhi").value, one("hhi").low, one("hhi").high))
    assert one("hhi", seed=1).low != one("hhi", seed=2).low


def test_withheld_output_is_named_and_never_zero():
    score = one("top-share", [row("COD", 60), row("IDN", 20), row("USA", None, status="withheld")])
    assert score.value == 0.75
    assert score.status == "estimated"
    assert "withheld and left out: USA" in score.note


def test_one_unknown_form_does_not_drop_the_others():
    rows = [row("CHN", None, form="oxide", stage="refine", status="withheld"), *ROWS]
    scores = assess("hhi", world_supply(rows, "cobalt", 2024))
    assert [(s.form, s.value is None, s.status) for s in scores] == [("oxide", True, "unknown"), ("ore", False, "estimated")]
    assert "withheld" in scores[0].note


def test_rest_of_the_world_is_no_supplier():
    score = one("top-share", [row("COD", 30), row("ROW", 70)])
    assert (score.value, score.largest) == (0.3, "COD")
    assert "larger than any named supplier" in score.note


def test_governance_weights_and_its_gaps():
    weak = one("hhi-wgi", [row("COD", 50), row("AUS", 50)], governance={"COD": -1.5, "AUS": 1.5})
    assert weak.value == pytest.approx(0.25 * 8 + 0.25 * 2)
    gap = one("hhi-wgi", [row("COD", 50), row("AUS", 50)], governance={"AUS": 1.5})
    assert (gap.value, gap.note) == (None, "no governance score for COD")
    small = one("hhi-wgi", [row("COD", 0.1), row("AUS", 99.9)], governance={"AUS": 1.5})
    assert small.value == pytest.approx(2 * 0.999**2)


def test_unknown_method_names_the_nearest():
    with pytest.raises(UnknownTerm, match="did you mean top-share"):
        assess("topshare", ())


@pytest.fixture
def network() -> Network:
    """Ore: COD makes 100, IDN 20; Japan gets 50 and 10, the USA 50. Japan makes 40 of metal from 60 and sells 10 to the USA."""
    return Network(
        mineral="cobalt", element="Co", year=2024, kind="account", forms=("ore", "metal"), stages=("mine", "refine"),
        places=("COD", "IDN", "JPN", "USA"),
        node_form=np.array([0, 0, 0, 0, 1, 1]), node_place=np.array([0, 1, 2, 3, 2, 3]),
        primary_t=np.array([100.0, 20, 0, 0, 0, 0]), secondary_t=np.zeros(6), use_t=np.array([0.0, 10, 0, 50, 30, 10]),
        stock_draw_t=np.zeros(6), node_status=np.array(["observed", "observed", "observed", "observed", "estimated", "imputed"]),
        arc_form=np.array([0, 0, 0, 1]), arc_origin=np.array([0, 1, 0, 2]), arc_destination=np.array([2, 2, 3, 3]),
        flow_t=np.array([50.0, 10, 50, 10]), low_t=np.array([40.0, 5, 50, 8]), high_t=np.array([62.5, 20, 50, 12.5]),
        lead_months=np.ones(4), arc_status=np.array(["observed", "imputed", "observed", "estimated"]),
        arc_sources=(("baci",), ("gap",), ("baci",), ("baci",)),
        link_process=("refine",), link_input=np.array([2]), link_output=np.array([4]), link_input_t=np.array([60.0]),
        link_output_t=np.array([40.0]),
    )  # fmt: skip


def test_network_of_the_fixture_balances(network):
    assert network.balance_residual < 1e-12


def test_imports_by_last_country(network):
    top, metal = assess("import-top-share", imports_of(network, "JPN"))
    assert (top.value, top.largest, top.status, top.sources) == (pytest.approx(5 / 6), "COD", "imputed", ("baci", "gap"))
    assert top.low < 5 / 6 < top.high
    assert (metal.value, metal.status, metal.note) == (None, "unknown", "no imports of this form in the network")
    assert assess("import-hhi", imports_of(network, "JPN"))[0].value == pytest.approx((25 + 1) / 36)


def test_reliance_of_a_network(network):
    ore, metal = assess("net-import-reliance", balances(network, "JPN"))
    assert (ore.value, metal.value) == (1.0, 0.0)
    assert metal.economy == "JPN"
    assert metal.note == "home output is made from ore, of which 100% comes from abroad"
    usa = assess("net-import-reliance", balances(network, "USA"))[1]
    assert (usa.value, usa.status) == (1.0, "estimated"), "a node that makes nothing has no say"
    none = assess("net-import-reliance", balances(network, "COD"))[1]
    assert (none.value, none.status) == (None, "unknown")


def test_producers_behind_what_is_used(network):
    tonnes = np.zeros((2, 4, 4))
    tonnes[0, 0, 2], tonnes[0, 1, 2], tonnes[0, 2, 2] = 50, 10, 40
    ore, metal = assess(
        "origin-top-share", origins_of(Traced(forms=("ore", "metal"), places=network.places, tonnes=tonnes), network, "JPN")
    )
    assert (ore.value, ore.largest, ore.status) == (0.5, "COD", "imputed")
    assert metal.value is None


def test_blocs_are_one_importer():
    def fact(origin, importer, value):
        return Fact(
            quantity="trade", commodity="gallium", form="crude", stage="refine", place=origin, partner=importer, period=2024,
            value=value, unit="t/year", card="baci",
        )  # fmt: skip

    facts = [
        fact("CHN", "DEU", 21),
        fact("CHN", "FRA", 9),
        fact("DEU", "FRA", 500),
        fact("RUS", "DEU", 10),
        fact("CHN", "JPN", 7),
    ]
    (score,) = assess("import-top-share", imports_from_facts(facts, "gallium", "EUU", 2024))
    assert (score.value, score.largest, score.economy) == (0.75, "CHN", "EUU")


def test_two_editions_of_the_same_goods_are_not_added_up():
    def fact(origin, value, edition, card):
        return Fact(
            quantity="trade", commodity="cobalt", form="refined", stage="refine", place=origin, partner="DEU", period=2024,
            value=value, unit="t/year", card=card, code="810520", code_edition=edition,
        )  # fmt: skip

    facts = [
        fact("CHN", 70, "CN8", "comext"),
        fact("CHN", 60, "HS92", "baci"),
        fact("FIN", 5, "CN8", "comext"),
        fact("USA", 20, "HS92", "baci"),
    ]
    (supply,) = imports_from_facts(facts, "cobalt", "DEU", 2024)
    assert (supply.places, supply.tonnes.tolist()) == (("CHN", "USA"), [60, 20])


def test_methods_say_what_they_are_and_who_says_so():
    for id_, found in METHODS.items():
        assert found.id == id_
        assert len(found.label) > 10
        assert len(found.source) > 10
        assert (found.measure is None) == (found.needs == "balance")
    assert worst(["observed", "carried", "estimated"]) == "carried"


def test_row_has_the_promised_keys():
    promised = {"mineral", "stage", "economy", "year", "value", "low", "high", "unit", "status", "sources"}
    assert promised <= set(one("hhi").row())
