"""Figures on the shelf against what their publishers print."""

import tomllib
from pathlib import Path

import pytest

from lodestone.store.facts import load

GOLDEN = tomllib.loads((Path(__file__).parent.parent / "golden" / "atlas_facts.toml").read_text(encoding="utf-8"))["fact"]
KEYS = ("form", "place", "period", "card")


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: f"{c['commodity']}-{c['quantity']}-{c['form']}-{c['place']}-{c['period']}")
def test_the_shelf_says_what_the_publisher_prints(case: dict) -> None:
    facts = load(commodities=[case["commodity"]], quantities=[case["quantity"]], cards=[case["card"]])
    (found,) = [f for f in facts if all(getattr(f, k) == case[k] for k in KEYS)]
    if "printed" not in case:
        assert (found.value, found.flag) == (None, "withheld")
        return
    assert found.value == pytest.approx(case["printed"] * case["factor"], rel=1e-9)


def test_every_chain_has_output_and_a_price() -> None:
    chains = (
        "gallium germanium neodymium dysprosium lithium cobalt nickel graphite copper tungsten antimony magnesium titanium "
        "manganese platinum palladium rhodium lng"
    ).split()
    made = {f.commodity for f in load(quantities=["production", "share"])}
    priced = {f.commodity for f in load(quantities=["price"])}
    assert set(chains) <= made
    assert set(chains) <= priced


def test_every_customs_code_of_the_readers_table_has_trade_and_twenty_years_where_it_can() -> None:
    from lodestone.connect.baci import codes

    facts = load(cards=["baci_202601"], quantities=["trade"], periods=[2005, 2016, 2024])
    seen = {(f.code_edition, f.code, f.period) for f in facts}
    for code in codes("HS92"):
        assert ("HS92", code, 2005) in seen
        assert ("HS92", code, 2016 if code == "811230" else 2024) in seen  # germanium's own code ends in 2016
    assert all(("HS17", code, 2024) in seen for code in codes("HS17"))
