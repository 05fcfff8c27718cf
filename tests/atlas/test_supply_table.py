"""Supply tables: published shares, laws that hold for any publishers, and two publishers worked by hand."""

import json
import tomllib
from math import exp, isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.atlas.fact import Fact
from lodestone.atlas.supply_table import QUANTITIES, Supply, SupplyRow, supply, to_json
from lodestone.store.facts import load
from lodestone.terms.errors import NothingToAnswer, UnknownTerm
from lodestone.terms.prior import prior

GOLDEN = tomllib.loads((Path(__file__).parent.parent / "golden" / "atlas_supply.toml").read_text(encoding="utf-8"))
CHAINS = ("gallium", "cobalt", "lithium", "rare_earths_light", "rare_earths_heavy", "rare_earths")


def of(mineral: str, year: int | None = None, stage: str | None = None) -> Supply:
    return supply(load(commodity=mineral, quantities=QUANTITIES), mineral, year=year, stage=stage)


def row(table: Supply, place: str, stage: str, form: str) -> SupplyRow:
    found = [r for r in table.rows if (r.place, r.stage, r.form) == (place, stage, form)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("case", GOLDEN["share"], ids=lambda c: f"{c['mineral']}-{c['form']}-{c['year']}")
def test_published_shares(case: dict) -> None:
    found = row(of(case["mineral"], case["year"]), case["place"], case["stage"], case["form"])
    assert round(100 * found.share, 1) == case["percent"]
    if "value" in case:
        assert found.value == case["value"]


@pytest.mark.parametrize("case", GOLDEN["spread"], ids=lambda c: f"{c['mineral']}-{c['place']}")
def test_published_disagreement(case: dict) -> None:
    table = of(case["mineral"], case["year"])
    found = next(s for s in table.spread if (s.place, s.stage, s.form) == (case["place"], case["stage"], case["form"]))
    said = {s.source: s.value for s in found.said}
    assert {card: said[card] for card in case["values"]} == case["values"]
    assert isclose(found.ratio, max(case["values"].values()) / min(case["values"].values()))
    shown = row(table, case["place"], case["stage"], case["form"])
    assert shown.low <= min(case["values"].values())
    assert shown.high >= max(case["values"].values())


@pytest.mark.parametrize("mineral", CHAINS)
@pytest.mark.parametrize("year", [2018, 2021, 2023, 2024, None])
def test_real_tables_keep_the_contract(mineral: str, year: int | None) -> None:
    try:
        table = of(mineral, year)
    except NothingToAnswer:
        pytest.fail(f"{mineral} {year}: World Mining Data goes back to 2018")
    check_contract(table)


def check_contract(table: Supply) -> None:
    keys = [(r.stage, r.form, r.place) for r in table.rows]
    assert len(keys) == len(set(keys))
    for group in {k[:2] for k in keys}:
        shares = [r.share for r in table.rows if (r.stage, r.form) == group and r.share is not None]
        assert isclose(sum(shares), 1.0) or not any(shares)
        assert all(0 <= s <= 1 for s in shares)
    for r in table.rows:
        assert r.sources
        assert r.period <= table.year
        assert (r.value is None) == (r.status == "withheld") == (r.share is None)
        assert r.value is None or 0 <= r.low <= r.value <= r.high
        assert (r.status == "carried") == (r.period < table.year and r.value is not None)
    document = json.loads(json.dumps(to_json(table), allow_nan=False))
    assert set(document) == {"mineral", "year", "rows", "spread"}
    needed = {"stage", "form", "place", "period", "status", "value", "unit", "low", "high", "share", "sources"}
    assert all(needed <= set(r) for r in document["rows"])


def test_what_is_withheld_is_a_row_without_value_and_shows_what_others_say() -> None:
    usa = row(of("lithium", 2024), "USA", "mine", "ore")
    assert (usa.value, usa.share, usa.status) == (None, None, "withheld")
    assert usa.sources == ("usgs_mcs_2026", "wmd_2026")
    assert usa.low == usa.high == pytest.approx(1432 * 0.46454, rel=1e-4)


def test_a_group_answers_for_its_elements_and_says_so() -> None:
    table = of("rare_earths_heavy", 2024)
    assert row(table, "CHN", "mine", "rare_earths.reo").note == "rare earths together"
    assert row(table, "CHN", "refine", "rare_earths_magnet.refined").note.startswith("magnet rare earths together: overlaps")
    assert row(table, "CHN", "refine", "terbium.oxide").note == "mean of 2016-2020"
    assert not [r for r in table.rows if r.commodity == "neodymium"]


def test_an_older_question_gets_the_latest_period_up_to_it() -> None:
    early = row(of("cobalt", 2022), "COD", "mine", "ore")
    assert (early.period, early.sources[0], early.status) == (2022, "bgs_wms", "reported")
    late = row(of("cobalt", 2030), "COD", "mine", "ore")
    assert (late.period, late.status) == (2025, "carried")


@pytest.mark.parametrize(
    ("mineral", "year", "stage", "kind", "said"),
    [
        ("galium", None, None, UnknownTerm, "did you mean gallium"),
        ("gallium", None, "smelt", UnknownTerm, "is not a stage"),
        ("gallium", 2004, None, NothingToAnswer, "figures run from 2007 to 2025"),
        ("gallium", 2024, "mine", NothingToAnswer, "no output by country at stage mine"),
        ("gold", 2024, None, NothingToAnswer, "no output by country"),
    ],
)
def test_what_cannot_be_answered(mineral: str, year: int | None, stage: str | None, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        supply(load(quantities=QUANTITIES), mineral, year=year, stage=stage)


# Two publishers worked by hand ----------------------------------------------------------------------------------------------


def fact(card: str, place: str, value: float | None, period: int = 2024, **more: object) -> Fact:
    return Fact(**({
        "quantity": "production", "commodity": "cobalt", "form": "ore", "stage": "mine", "place": place, "period": period,
        "value": value, "unit": "t/year", "card": card, "flag": "withheld" if value is None else "reported",
    } | more))  # fmt: skip


TWO = (
    fact("usgs_mcs_2026", "COD", 60.0),
    fact("usgs_mcs_2026", "AUS", 30.0),
    fact("usgs_mcs_2026", "USA", None),
    fact("usgs_mcs_2026", "WLD", 100.0),
    fact("wmd_2026", "COD", 40.0),
    fact("wmd_2026", "AUS", 30.0),
    fact("wmd_2026", "ZMB", 5.0),
)


def test_two_publishers_by_hand() -> None:
    table = supply(TWO, "cobalt")
    assert [(r.place, r.value, r.share) for r in table.rows] == [
        ("COD", 60.0, 0.6), ("AUS", 30.0, 0.3), ("USA", None, None), ("ROW", 10.0, 0.1),
    ]  # fmt: skip
    congo, australia, _, rest = table.rows
    floor = exp(1.645 * prior("network.publisher_sd").mode)
    assert (congo.low, congo.high) == (40.0, pytest.approx(60.0 * floor))  # the other publisher is below the floor's band
    assert (australia.low, australia.high) == (pytest.approx(30.0 / floor), pytest.approx(30.0 * floor))
    assert "withheld for USA" in rest.note
    assert "other publishers name ZMB" in rest.note
    assert {s.place: s.ratio for s in table.spread} == {"COD": 1.5, "AUS": 1.0, "ZMB": None}  # AUS: 30 and 40 % of two totals


def test_rounding_never_makes_a_negative_rest() -> None:
    printed = {"COD": 61.0, "AUS": 40.0, "WLD": 100.0}
    table = supply([fact("usgs_mcs_2026", place, value) for place, value in printed.items()], "cobalt")
    assert {r.place: r.share for r in table.rows} == {"COD": pytest.approx(61 / 101), "AUS": pytest.approx(40 / 101)}


def test_a_world_total_alone_is_no_table() -> None:
    with pytest.raises(NothingToAnswer):
        supply([fact("usgs_mcs_2026", "WLD", 100.0)], "cobalt")


# Laws -----------------------------------------------------------------------------------------------------------------------

CARDS = ("usgs_mcs_2026", "bgs_wms", "iea_cmde_2025", "wmd_2026", "somebody_else")
PLACES = ("COD", "AUS", "CHN", "USA", "ROW", "WLD")
cells = st.dictionaries(
    st.tuples(st.sampled_from(CARDS), st.sampled_from(PLACES), st.sampled_from([2022, 2023, 2024])),
    st.none() | st.just(0.0) | st.floats(1e-6, 1e6),
    min_size=1,
)


def answer(facts: list[Fact]) -> Supply | None:
    try:
        return supply(facts, "cobalt")
    except NothingToAnswer:
        return None


@given(cells)
def test_any_publishers_keep_the_contract(drawn: dict) -> None:
    table = answer([fact(card, place, value, period) for (card, place, period), value in drawn.items()])
    if table is not None:
        check_contract(table)


@given(cells, st.randoms())
def test_the_order_of_facts_does_not_matter(drawn: dict, random: object) -> None:
    facts = [fact(card, place, value, period) for (card, place, period), value in drawn.items()]
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert answer(facts) == answer(shuffled)


@given(cells, st.sampled_from([0.5, 2.0, 1024.0]))
def test_shares_are_free_of_scale(drawn: dict, factor: float) -> None:
    facts = [fact(card, place, value, period) for (card, place, period), value in drawn.items()]
    larger = [fact(card, place, value and value * factor, period) for (card, place, period), value in drawn.items()]
    before, after = answer(facts), answer(larger)
    assert (before is None) == (after is None)
    if before and after:
        assert [(r.place, r.share) for r in before.rows] == [(r.place, pytest.approx(r.share)) for r in after.rows]
