"""What the files say when added up, their known faults included, still stands on the shelf (tests/golden/atlas_defects.toml)."""

import tomllib
from collections import defaultdict
from math import floor, log10
from pathlib import Path

import pytest

from lodestone.store.facts import load

GOLDEN = tomllib.loads((Path(__file__).parent.parent / "golden" / "atlas_defects.toml").read_text(encoding="utf-8"))
NOT_NAMED = ("ROW", "WLD")


def last_figure(printed: float) -> float:
    """Half a unit of the last figure of a number as printed with at most three figures, or whole."""
    return 0.5 if printed == int(printed) else 0.5 * 10 ** -len(str(printed).split(".")[1])


@pytest.mark.parametrize("case", GOLDEN["world_trade"], ids=lambda c: c["what"])
def test_world_trade_of_a_code(case: dict) -> None:
    facts = load(codes=case["codes"], quantities=["trade"], periods=[case["year"]])
    assert {f.code_edition for f in facts} == {case["edition"]}
    total = sum(f.value or 0.0 for f in facts) / 1000
    assert abs(total - case["kt"]) <= case.get("within", last_figure(case["kt"])), total


@pytest.mark.parametrize("case", GOLDEN["exports"], ids=lambda c: f"{c['place']}-{c['code']}")
def test_exports_before_and_after_a_door_closed(case: dict) -> None:
    for year, kt in case["kt"].items():
        facts = load(codes=[case["code"]], quantities=["trade"], periods=[int(year)])
        assert sum(f.value or 0.0 for f in facts if f.place == case["place"]) / 1000 == pytest.approx(kt, abs=0.5)


@pytest.mark.parametrize("case", GOLDEN["share_of_named"], ids=lambda c: f"{c['commodity']}-{c['card']}")
def test_share_among_the_places_a_publisher_names(case: dict) -> None:
    facts = load(commodities=[case["commodity"]], cards=[case["card"]], periods=[case["period"]])
    named = {
        f.place: f.value or 0.0
        for f in facts
        if f.quantity in ("production", "share") and f.form == case["form"] and f.place not in NOT_NAMED and f.partner is None
    }
    assert 100 * named[case["place"]] / sum(named.values()) == pytest.approx(case["percent"], abs=0.05)


def test_three_publishers_of_germanium_differ_by_twelve_points() -> None:
    said = [c["percent"] for c in GOLDEN["share_of_named"] if c["commodity"] == "germanium"]
    assert floor(max(said) - min(said) + 0.5) == 12


@pytest.mark.parametrize("case", GOLDEN["disagree"], ids=lambda c: c["commodity"])
def test_publishers_who_disagree_are_all_kept(case: dict) -> None:
    facts = load(commodities=[case["commodity"]], quantities=["production"], periods=[2024])
    world = {f.card: f.value for f in facts if f.place == "WLD" and f.stage == case["stage"] and f.card in case["tonnes"]}
    assert world == {card: pytest.approx(t, abs=0.5) for card, t in case["tonnes"].items()}
    assert log10(max(world.values()) / min(world.values())) > 0.03  # they differ by more than seven percent


def test_where_the_agencys_rest_is_too_large() -> None:
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for f in load(cards=["iea_cmde_2025"], quantities=["production"]):
        found[f.commodity, f.stage][f.place] = f.value or 0.0
    over = {key: sum(v for p, v in said.items() if p != "WLD") - said["WLD"] for key, said in found.items()}
    wrong = {(c["commodity"], c["stage"]): c["tonnes"] for c in GOLDEN["rest_too_large"]}
    assert {key: round(t) for key, t in over.items() if t > 1} == wrong


def test_which_shares_of_the_study_do_not_sum_to_one() -> None:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for f in load(cards=["eu_crm_2023"], quantities=["share"]):
        if f.partner is None:
            sums[f.commodity, f.stage] += f.value or 0.0
    assert len(sums) > 25
    odd = {key: round(100 * total, 1) for key, total in sums.items() if not 0.97 <= total <= 1.03}
    assert odd == {(c["commodity"], c["stage"]): c["percent"] for c in GOLDEN["share_sum"]}


@pytest.mark.parametrize("case", GOLDEN["europe"], ids=lambda c: c["importer"])
def test_gallium_of_a_member_state(case: dict) -> None:
    facts = load(codes=["81129289"], cards=["comext_cn8"], periods=[2024])
    assert {f.place: f.value for f in facts if f.partner == case["importer"] and f.value} == case["keur"]


def test_political_stability_of_china() -> None:
    (score,) = [f for f in load(quantities=["governance"], periods=[2023]) if (f.place, f.form) == ("CHN", "pv")]
    assert score.value == pytest.approx(-0.513, abs=0.0005)


def test_what_a_publisher_leaves_out_is_not_zero() -> None:
    alloys = {f.place for f in load(cards=["bgs_wms"], commodities=["manganese"], periods=[2023]) if f.form == "ferromanganese"}
    assert alloys  # the survey has ferro-manganese, but neither of the two largest makers
    assert not alloys & {"CHN", "IND"}
    withheld = [f for f in load(cards=["usgs_mcs_2026"]) if f.flag == "withheld"]
    assert len(withheld) > 100
    assert all(f.value is None for f in withheld)


def test_platinum_metals_are_often_without_mass() -> None:
    facts = [f for f in load(cards=["baci_202601"], quantities=["trade"], periods=[2024]) if str(f.code).startswith("7110")]
    assert round(sum(f.value is None for f in facts) / len(facts), 2) == 0.29
