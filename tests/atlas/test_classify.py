"""Customs rows into forms: role of the exporter, unit value, mass that is missing, and rows no rule takes."""

import pytest
from tiny_chain import CHAIN, shipped

from lodestone.atlas.chainfile import read_chain
from lodestone.atlas.classify import classify, customs_rows, worst

CODES = [("260100", "HS92"), ("800100", "HS92")]


def run(facts, text=CHAIN, level=1.0):
    chain = read_chain(text, "tiny.toml")
    return classify(customs_rows(facts, CODES, 2024), chain, level)


def test_content_by_code():
    found = run(shipped("260100", "CHL", "CHN", 2000, 4000))
    part = found.parts[0]
    assert (part.form, part.origin, part.destination, part.tonnes) == ("ore", "CHL", "CHN", 1000.0)
    assert part.status == "estimated"  # an observed row with a typical grade is no better than the grade
    assert (part.source, part.basis) == ("customs", "HS92 260100 x 0.5")


def test_unit_value_decides_the_form_and_every_row_has_one_fate():
    facts = [*shipped("800100", "CHN", "JPN", 100, 1000), *shipped("800100", "CHN", "KOR", 100, 50)]
    found = run(facts)
    assert [(p.destination, p.status) for p in found.parts] == [("JPN", "observed")]
    assert [(row.importer, why) for row, why in found.dropped] == [("KOR", "slag, not metal")]
    assert found.unmatched == ()


def test_a_row_without_mass_is_weighed_by_its_exporters_other_rows():
    facts = [*shipped("800100", "CHN", "JPN", 100, 1000), *shipped("800100", "CHN", "NLD", None, 500)]
    found = run(facts)
    by_importer = {p.destination: p for p in found.parts}
    assert by_importer["NLD"].tonnes == pytest.approx(50)  # 500 kUSD at the exporter's 10 USD/kg
    assert by_importer["NLD"].sd == 0.8
    assert by_importer["NLD"].status == "estimated"
    assert by_importer["JPN"].sd == 0.2


def test_zero_mass_is_missing_mass():
    facts = [*shipped("800100", "CHN", "JPN", 100, 1000), *shipped("800100", "CHN", "NLD", 0.0, 500)]
    assert {p.destination: p.tonnes for p in run(facts).parts}["NLD"] == pytest.approx(50)


def test_an_entrepot_is_doubted_more():
    found = run([*shipped("800100", "NLD", "JPN", 100, 1000), *shipped("800100", "CHN", "JPN", 100, 1000)])
    assert {p.origin: p.sd for p in found.parts} == {"NLD": 0.4, "CHN": 0.2}


def test_a_row_no_rule_takes_is_shown():
    text = CHAIN.replace('{ code = "260100", edition', '{ code = "260100", exporters = ["CHL"], edition')
    found = run(shipped("260100", "KOR", "CHN", 10, 20), text)
    assert [row.exporter for row in found.unmatched] == ["KOR"]


def test_unit_values_are_read_at_the_chains_prices():
    facts = shipped("800100", "CHN", "JPN", 100, 150)  # 1.5 USD/kg
    assert len(run(facts).parts) == 1
    assert len(run(facts, level=2.0).dropped) == 1  # prices have doubled: 1.5 is worth 0.75 of the chain's year


def test_value_implied_content_is_held_between_its_bounds():
    text = CHAIN.replace(
        'content = { low = 0.98, mode = 1.0, high = 1.0, kind = "derived", source = "book" }',
        'content = { low = 0.9, mode = 1.0, high = 1.0, kind = "derived", source = "book" }, '
        "by_value = { full_usd_per_kg = 10, sd = 0.3, empty_usd_per_kg = 2, most = 0.9, "
        'kind = "assumption", reason = "invented" }',
    )
    facts = [*shipped("800100", "CHN", "JPN", 100, 600), *shipped("800100", "CHN", "KOR", 100, 5000)]
    tonnes = {p.destination: p.tonnes for p in run(facts, text).parts}
    assert tonnes == {"JPN": pytest.approx(50), "KOR": pytest.approx(90)}  # (6 - 2) / (10 - 2), and no more than 0.9
    assert {p.status for p in run(facts, text).parts} == {"estimated"}
    assert [p.sd for p in run(facts, text).parts] == pytest.approx([(0.2**2 + 0.3**2) ** 0.5] * 2)


def test_price_makes_tonnes_from_value():
    text = CHAIN.replace(
        'content = { low = 0.45, mode = 0.5, high = 0.55, kind = "typical", source = "book" }',
        'price = { low = 8, mode = 10, high = 12, currency = "USD", kind = "assumption", reason = "invented" }',
    )
    assert run(shipped("260100", "CHL", "CHN", 1, 4000), text).parts[0].tonnes == pytest.approx(400)


def test_the_worst_status_wins():
    assert worst(["observed", "imputed", "estimated"]) == "imputed"
    assert worst([]) == "observed"
