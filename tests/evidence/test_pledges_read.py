"""Promises that could change supply, and what each leaves unsaid."""

from lodestone.evidence.pledges import pledges


def test_a_plant_without_tonnes_says_what_is_missing(reading):
    plant = next(p for p in pledges(reading("claims_news")) if p.kind == "project")
    assert [s.value for s in plant.stages] == ["recycling"]
    assert plant.earliest == "2029"
    assert plant.capacity is None
    assert {"which mineral", "tonnes a year"} <= set(plant.missing)
    assert "start year" not in plant.missing


def test_money_is_kept_with_its_words(reading):
    loan = next(p for p in pledges(reading("claims_news")) if p.kind == "finance")
    (money,) = loan.money
    assert (money.value.value, money.value.currency) == (250e6, "USD")
    assert "250 million dollars" in money.span.quote


def test_a_stock_is_a_stock(reading):
    stock = next(p for p in pledges(reading("claims_japanese")))
    assert stock.kind == "stock"
    assert [c.value for c in stock.commodities] == ["lithium"]
    assert "tonnes held" in stock.missing
    assert "which mineral" not in stock.missing


def test_tonnes_become_a_capacity():
    from lodestone.evidence import intake
    from lodestone.evidence.read import read

    text = "Korea and Germany will build a nickel refinery in Peru with a capacity of 12,000 tonnes per year by 2031."
    (found,) = pledges(read(intake.document(text.encode(), "note.txt")))
    assert found.capacity.mode == 12_000
    assert found.capacity.basis[0].quote.startswith("12,000")
    assert not {"which mineral", "tonnes a year", "start year", "where"} & set(found.missing)


def test_judgements_are_no_pledges(reading):
    assert all("depends on" not in p.basis[0].quote for p in pledges(reading("claims_news")))
