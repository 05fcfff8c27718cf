"""Years without their own rows: a code carried from the nearest year, entries of some years only, shares of a world."""

from dataclasses import replace

import pytest
from tiny_chain import CHAIN, facts, made, shipped

from lodestone.atlas.believed import productions
from lodestone.atlas.chainfigure import Pick
from lodestone.atlas.chainfile import read_chain
from lodestone.atlas.customs import customs, price_level
from lodestone.atlas.fact import Fact
from lodestone.atlas.pace import pace_of, pick
from lodestone.terms.errors import BadInput, NothingToAnswer

LONG = CHAIN.replace("years = { first = 2023", "years = { first = 2015")
CARRY = LONG + '\n[[carry]]\ncode = "800100"\nedition = "HS92"\nyears = 3\nreason = "metal is published rarely"\n'


def old_year(year: int = 2022) -> list[Fact]:
    """2024 in full; earlier only the mine, at half its size, and its ore."""
    return [*facts(), made("ore", "mine", "CHL", 500, year), *shipped("260100", "CHL", "CHN", 1000, 2000, year)]


def test_a_silent_code_is_carried_at_the_pace_of_the_mines():
    found = customs(old_year(), read_chain(CARRY), 2022)
    metal = {(p.origin, p.destination): p for p in found.parts if p.form == "metal"}
    assert metal["CHN", "NLD"].tonnes == pytest.approx(150)  # 300 t of 2024, and the mines made half as much
    assert {p.status for p in metal.values()} == {"carried"}
    assert all(p.basis.endswith("of 2024, x 0.50") for p in metal.values())
    own = customs(facts(), read_chain(CARRY), 2024)
    sure = next(p for p in own.parts if (p.origin, p.destination) == ("CHN", "NLD"))
    assert metal["CHN", "NLD"].sd > sure.sd + 0.3
    ore = [p for p in found.parts if p.form == "ore"]
    assert [(p.tonnes, p.status) for p in ore] == [(500.0, "estimated")]


def test_carrying_is_refused_where_the_file_does_not_allow_it():
    with pytest.raises(NothingToAnswer, match="HS92 800100 in 2022; years with data: 2024"):
        customs(old_year(), read_chain(LONG), 2022)
    with pytest.raises(NothingToAnswer, match="800100 in 2019"):
        customs(old_year(2019), read_chain(CARRY), 2019)
    with pytest.raises(BadInput, match='"800199" is not a code'):
        read_chain(CARRY.replace('\ncode = "800100"\nedition = "HS92"\nyears', '\ncode = "800199"\nedition = "HS92"\nyears'))


def test_entries_hold_only_in_their_years():
    dated = CARRY.replace(
        '{ code = "260100", edition = "HS92", form = "ore", content = { low = 0.45, mode = 0.5, high = 0.55, kind = "typical"',
        '{ code = "260100", edition = "HS92", last = 2022, form = "ore", content = { low = 0.2, mode = 0.25, high = 0.3,'
        ' kind = "typical", source = "book" } },\n'
        '  { code = "260100", edition = "HS92", form = "ore", content = { low = 0.45, mode = 0.5, high = 0.55, kind = "typical"',
    )
    chain = read_chain(dated)
    tonnes = {year: [p.tonnes for p in customs(old_year(), chain, year).parts if p.form == "ore"] for year in (2022, 2024)}
    assert tonnes == {2022: [250.0], 2024: [1000.0]}


def test_months_are_averaged_and_no_month_is_a_customs_row():
    price = Fact(
        quantity="price", commodity="tiny", form="metal", stage="refine", place="WLD", period=2024, value=2.0, unit="USD/kg",
        card="exchange", month=1,
    )  # fmt: skip
    months = [price, replace(price, month=2, value=4.0), replace(price, period=2023, month=12, value=9.0)]
    assert pick(months, Pick(card="exchange", quantity="price"), read_chain(CHAIN), 2024)["WLD"].value == 3.0
    monthly = [replace(f, month=3) for f in shipped("260100", "CHL", "CHN", 5, 5)]
    assert customs([*facts(), *monthly], read_chain(CHAIN), 2024) == customs(facts(), read_chain(CHAIN), 2024)


def share(place: str, value: float) -> Fact:
    return Fact(
        quantity="share", commodity="tiny", form="metal", stage="refine", place=place, period=2016, period_end=2020, value=value,
        unit="1", card="study", basis="none",
    )  # fmt: skip


def test_world_shares_are_laid_on_the_years_mines():
    text = CHAIN.replace(
        '{ process = "refine", facts = [{ card = "survey", form = "metal", stage = "refine" }] }',
        '{ process = "refine", shares = { card = "study", quantity = "share", carry = 9 }, of = "mine", least = 0.02, sd = 0.3,'
        ' reason = "invented", except_places = ["ROW"] }',
    )
    found = productions([*facts(), share("CHN", 0.8), share("JPN", 0.19), share("KOR", 0.01)], read_chain(text), 2024, {})
    metal = {m.place: m for m in found if m.process == "refine"}
    assert {place: m.tonnes for place, m in metal.items()} == pytest.approx({"CHN": 0.8 * 1000 * 0.9, "JPN": 0.19 * 1000 * 0.9})
    assert {m.status for m in metal.values()} == {"carried"}  # a mean of years past


def test_shares_need_a_process_to_share_out():
    with pytest.raises(BadInput, match="shares need of"):
        read_chain(
            CHAIN.replace(
                'facts = [{ card = "survey", form = "metal", stage = "refine" }]',
                'shares = { card = "study", quantity = "share" }, sd = 0.3, reason = "invented"',
            )
        )


def test_pace_without_a_common_publisher_compares_places_both_years_show():
    chain = read_chain(
        LONG.replace(
            'facts = [{ card = "survey", form = "ore"', 'facts = [{ card = "old", form = "ore" }, { card = "survey", form = "ore"'
        )
    )
    then = [replace(made("ore", "mine", p, t, 2020), card="old") for p, t in (("CHL", 400), ("PER", 900))]
    assert pace_of([*facts(), *then], chain, 2020) == pytest.approx(0.4)
    assert pace_of(facts(), chain, 2024) == 1.0


def test_a_price_level_is_read_from_customs_where_the_index_is_silent():
    text = CARRY.replace(
        "form = [",
        'price_index = { card = "exchange", quantity = "price", form = "metal", carry = 0 }\n'
        'price_trade = { code = "800100", edition = "HS92", exporters = ["CHN"], reason = "invented" }\nform = [',
        1,
    )
    dear = [*facts(), made("ore", "mine", "CHL", 1000, 2023), *shipped("260100", "CHL", "CHN", 2000, 4000, 2023)]
    dear += [*shipped("800100", "CHN", "NLD", 100, 3000, 2023), *shipped("800100", "KOR", "JPN", 10, 20, 2023)]
    # China's metal: 3,010 kUSD for 350 t in 2024 (8.6 USD/kg), 30 USD/kg in 2023; a limit of 1 USD/kg becomes 3.5
    assert price_level(dear, read_chain(text), 2023) == pytest.approx(30 / (3010 / 350))
    dropped = [r.exporter for r, _ in customs(dear, read_chain(text), 2023).dropped]
    assert dropped == ["KOR"]
    with pytest.raises(NothingToAnswer, match="exchange has no metal price for 2023"):
        customs(dear, read_chain(text.replace('exporters = ["CHN"], reason', 'exporters = ["PER"], reason')), 2023)


def test_a_later_figure_stands_in_only_where_allowed():
    early = [*facts(), made("ore", "mine", "CHL", 500, 2022)]
    text = LONG.replace('form = "metal", stage = "refine" }]', 'form = "metal", stage = "refine", back = 2 }]')
    (metal,) = (m for m in productions(early, read_chain(text), 2022, {}) if m.process == "refine")
    assert metal.tonnes == pytest.approx(450)  # 900 t of 2024 while the mines made half
    assert metal.status == "carried"
    assert not [m for m in productions(early, read_chain(LONG), 2022, {}) if m.process == "refine"]
