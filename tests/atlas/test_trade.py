"""Trade tables: published origins of Japan's rare earths, laws, and a small market worked by hand."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.atlas.by_origin import imports_by_origin
from lodestone.atlas.fact import Fact
from lodestone.atlas.trade import exports, imports, to_json
from lodestone.store.facts import load
from lodestone.terms.errors import BadInput, NothingToAnswer, UnknownTerm
from lodestone.terms.place import members

GOLDEN = tomllib.loads((Path(__file__).parent.parent / "golden" / "atlas_trade.toml").read_text(encoding="utf-8"))
RARE_EARTHS = ["2846", "280530"]
FLOWS = ("trade", "trade_value")


@pytest.mark.parametrize("case", GOLDEN["imports"], ids=lambda c: str(c["year"]))
def test_rare_earths_into_japan(case: dict) -> None:
    facts = load(commodities=["rare_earths", "cerium"], quantities=FLOWS, periods=[case["year"]])
    table = imports(facts, RARE_EARTHS, "Japan", year=case["year"])
    assert table.codes == ("280530", "284610", "284690")
    assert round(table.gross_t / 1000, 1) == case["kt"]
    assert round(table.value_kusd / table.gross_t, 1) == case["usd_per_kg"]
    china = next(r for r in table.rows if r.partner == "CHN")
    assert table.rows[0] is china
    assert round(100 * china.share, 1) == case["china_percent"]


@pytest.mark.parametrize("case", GOLDEN["flow"], ids=lambda c: f"{c['code']}-{c.get('economy', 'world')}-{c['year']}")
def test_published_flows(case: dict) -> None:
    facts = load(codes=[case["code"]], quantities=FLOWS, periods=[case["year"]])
    if case["direction"] == "world":
        mass = sum(f.value or 0 for f in facts if f.quantity == "trade" and f.code_edition == case["edition"])
        assert round(mass / 1e6, 1) == case["mt"]
        return
    side = exports if case["direction"] == "exports" else imports
    table = side(facts, case["code"], case["economy"], year=case["year"], edition=case["edition"])
    if "mt" in case:
        assert round(table.gross_t / 1e6, 1) == case["mt"]
    if "partner" in case:
        row = next(r for r in table.rows if r.partner == case["partner"])
        assert round(100 * row.value_kusd / table.value_kusd) == case["value_percent"]


def test_magnets_leave_china() -> None:
    """HS 850511 in 2024: China sends 63 % of the world's value."""
    facts = load(codes=["850511"], quantities=FLOWS, periods=[2024])
    total = sum(f.value for f in facts if f.quantity == "trade_value")
    china = exports(facts, "850511", "CHN", year=2024, edition="HS17")
    assert round(100 * china.value_kusd / total) == 63
    assert china.notes[0] == "850511: mixed code: every metal permanent magnet"


def test_a_bloc_imports_nothing_from_itself() -> None:
    facts = load(commodities=["rare_earths"], quantities=FLOWS, periods=[2024])
    union = imports(facts, ["284690"], "EU", year=2024)
    inside = set(members("EUU"))
    assert not inside & {r.partner for r in union.rows}
    apart = [imports(facts, ["284690"], m, year=2024) for m in sorted(inside - {"LUX", "CYP", "MLT"})]
    outside = sum(r.gross_t for t in apart for r in t.rows if r.partner not in inside)
    assert outside <= union.gross_t < sum(t.gross_t for t in apart)


def test_entrepots_say_why() -> None:
    facts = load(commodities=["rare_earths", "cerium"], quantities=FLOWS, periods=[2024])
    italy = imports(facts, RARE_EARTHS, "ITA", year=2024)
    hubs = {r.partner: r.entrepot for r in italy.rows if r.entrepot}
    assert "Rotterdam" in hubs["NLD"]
    assert "CHN" not in hubs
    assert any("may not be its origin" in note for note in italy.notes)


def flow(place: str, partner: str, tonnes: float | None, kusd: float, code: str = "284690", year: int = 2024) -> list[Fact]:
    common = {
        "commodity": "rare_earths", "form": "compounds_other", "stage": "refine", "place": place, "partner": partner,
        "period": year, "code": code, "code_edition": "HS92", "card": "baci_202601",
    }  # fmt: skip
    flag = "withheld" if tonnes is None else "reported"
    return [
        Fact(quantity="trade", value=tonnes, unit="t/year", basis="gross", flag=flag, **common),
        Fact(quantity="trade_value", value=kusd, unit="kUSD/year", basis="none", **common),
    ]


MARKET = [
    *flow("CHN", "JPN", 60.0, 600.0),
    *flow("FRA", "JPN", 20.0, 400.0),
    *flow("VNM", "JPN", None, 100.0),  # mass missing: 100 kUSD at the median of 10, 20 and 10 kUSD/t is 10 t
    *flow("CHN", "DEU", 5.0, 50.0),
    *flow("FRA", "DEU", 1.0, 5.0),
    *flow("CHN", "JPN", 7.0, 70.0, year=2023),
]


def test_a_market_by_hand() -> None:
    table = imports(MARKET, "rare_earths", "JPN", year=2024)
    assert [(r.partner, r.gross_t, r.value_kusd, r.share) for r in table.rows] == [
        ("CHN", 60.0, 600.0, 0.75), ("FRA", 20.0, 400.0, 0.25), ("VNM", 0.0, 100.0, 0.0),
    ]  # fmt: skip
    vietnam = table.rows[2]
    assert (vietnam.without_mass_kusd, vietnam.estimated_t) == (100.0, 10.0)
    assert (table.gross_t, table.value_kusd) == (80.0, 1100.0)
    assert "rows without mass hold 9.1% of the value; their estimated mass is apart" in table.notes
    assert [(r.partner, r.gross_t) for r in exports(MARKET, "2846", "CHN", year=2024).rows] == [("JPN", 60.0), ("DEU", 5.0)]
    assert [(r.partner, r.gross_t) for r in imports(MARKET, "284690", "EUU", year=2024).rows] == [("CHN", 5.0)]
    document = json.loads(json.dumps(to_json(table), allow_nan=False))
    assert document["rows"][0]["partner"] == "CHN"


def test_what_one_ships_another_receives() -> None:
    facts = load(commodities=["lithium"], quantities=FLOWS, periods=[2024])
    out = exports(facts, ["283691"], "CHL", year=2024)
    for row in out.rows[:5]:
        back = imports(facts, ["283691"], row.partner, year=2024)
        assert next(r for r in back.rows if r.partner == "CHL").gross_t == row.gross_t


@pytest.mark.parametrize(
    ("what", "economy", "year", "kind", "said"),
    [
        ("rare_earths", "JPN", 2022, NothingToAnswer, "years with trade: 2023 to 2024"),
        ("rare_earths", "BRA", 2024, NothingToAnswer, "no HS92 trade of it is packaged"),
        (
            "gallium",
            "JPN",
            2024,
            NothingToAnswer,
            r"no HS92 trade of it is packaged; codes that hold it: .*811292 \(HS17, with other",
        ),
        ("rare_earths", "Atlantis", 2024, UnknownTerm, "Atlantis"),
        ("unobtainium", "JPN", 2024, UnknownTerm, "unobtainium"),
        (["28x"], "JPN", 2024, BadInput, "two to eight digits"),
        ([], "JPN", 2024, BadInput, "two to eight digits"),
    ],
)
def test_what_cannot_be_answered(what: str | list[str], economy: str, year: int, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        imports(MARKET, what, economy, year=year)


def test_an_impossible_mass_is_flagged_and_stays() -> None:
    """Nigeria's liquefied gas of 2020: 163 Mt in the record, nine tenths of it worth almost nothing a tonne."""
    facts = load(codes=["271111"], quantities=FLOWS, periods=[2020])
    nigeria = exports(facts, "lng", "NGA", year=2020)
    assert round(nigeria.gross_t / 1e6) == 163
    assert 0.85 < sum(r.doubtful_t for r in nigeria.rows) / nigeria.gross_t < 0.95
    assert any("unlikely unit value: TUR" in note for note in nigeria.notes)
    turkey = next(r for r in nigeria.rows if r.partner == "TUR")
    assert turkey.doubt == "53,481,600 t at 5.05 USD a tonne, where 356 is usual"


def market(prices: list[float]) -> list[Fact]:
    """One exporter a price, a million dollars each: values are what customs get right."""
    return [f for i, p in enumerate(prices) for f in flow(f"P{i:02d}", "JPN", 1000.0 / p, 1000.0)]


def test_one_flow_far_below_ten_like_ones() -> None:
    from lodestone.atlas.unit_values import doubtful

    found = doubtful(market([10.0] * 10 + [0.1]))
    assert [(flow[0], d.wrong, d.tonnes) for flow, d in found.items()] == [("P10", "mass_high", 10_000.0)]
    assert doubtful(market([10.0] * 10 + [1000.0])).popitem()[1].wrong == "mass_low"
    assert not doubtful(market([10.0] * 10 + [5.0]))  # half the price is within the least spread


def test_a_code_of_many_goods_is_judged_with_more_patience() -> None:
    """Cheap lanthanum among dear oxides is no mistake; 40,700 t of "rare earths" at five cents a kilogram is."""
    facts = load(codes=["284690"], quantities=FLOWS, periods=[2024])
    italy = imports(facts, ["284690"], "ITA", year=2024)
    assert next(r for r in italy.rows if r.partner == "CHN").doubtful_t == 0
    assert imports(facts, ["284690"], "BEN", year=2024).rows[0].doubtful_t == 40_700


def test_too_few_flows_are_not_judged_and_scattered_codes_flag_little() -> None:
    from lodestone.atlas.unit_values import doubtful

    assert not doubtful(market([10.0, 10.0, 0.001]))
    assert not doubtful(market([0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000]))


@given(st.floats(0.01, 100))
def test_unit_value_flags_do_not_depend_on_the_currency(factor: float) -> None:
    from lodestone.atlas.unit_values import doubtful

    prices = [8.0, 9, 10, 11, 12, 10, 10, 9, 0.05, 900]
    assert set(doubtful(market(prices))) == set(doubtful(market([p * factor for p in prices])))


def test_what_a_hub_ships_has_the_mix_of_what_it_received() -> None:
    """Rotterdam receives 60 from China and 20 from Malaysia and ships 40 to Italy, which has 10 from China directly."""
    market = [
        *flow("CHN", "NLD", 60.0, 600.0), *flow("MYS", "NLD", 20.0, 200.0), *flow("NLD", "ITA", 40.0, 800.0),
        *flow("CHN", "ITA", 10.0, 100.0),
    ]  # fmt: skip
    table = imports_by_origin(market, "rare_earths", "ITA", year=2024)
    assert [(r.partner, r.gross_t, r.share, r.declared_share) for r in table.rows] == [
        ("CHN", pytest.approx(40.0), pytest.approx(0.8), pytest.approx(0.2)),
        ("MYS", pytest.approx(10.0), pytest.approx(0.2), pytest.approx(0.0)),
        ("NLD", pytest.approx(0.0, abs=1e-12), pytest.approx(0.0, abs=1e-12), pytest.approx(0.8)),
    ]
    assert [r.value_kusd for r in table.rows] == pytest.approx([700.0, 200.0, 0.0])
    china = table.rows[0]
    assert china.low < china.share < china.high
    assert china.high - china.low < 0.2
    assert table.notes[0].startswith("by origin: 80% of the mass was declared from NLD")
    document = json.loads(json.dumps(to_json(table), allow_nan=False))
    assert document["by_origin"]
    assert document["rows"][0]["declared_share"] == pytest.approx(0.2)


def test_a_hub_that_ships_more_than_it_received_keeps_the_rest_as_its_own() -> None:
    market = [*flow("CHN", "NLD", 10.0, 100.0), *flow("NLD", "ITA", 40.0, 800.0)]
    rows = {r.partner: r.gross_t for r in imports_by_origin(market, "rare_earths", "ITA", year=2024).rows}
    assert rows == {"NLD": pytest.approx(30.0), "CHN": pytest.approx(10.0)}


def test_hubs_that_supply_each_other_are_solved_together() -> None:
    """Antwerp and Rotterdam pass 30 to and fro; China feeds Antwerp 90, Malaysia Rotterdam 10; each ships 50 to Italy."""
    market = [
        *flow("CHN", "BEL", 90.0, 1.0), *flow("MYS", "NLD", 10.0, 1.0), *flow("BEL", "NLD", 70.0, 1.0),
        *flow("NLD", "BEL", 30.0, 1.0), *flow("BEL", "ITA", 50.0, 1.0), *flow("NLD", "ITA", 50.0, 1.0),
    ]  # fmt: skip
    rows = {r.partner: r.gross_t for r in imports_by_origin(market, "rare_earths", "ITA", year=2024).rows}
    assert rows["CHN"] == pytest.approx(90.0)  # everything that enters the two hubs ends in Italy
    assert rows["MYS"] == pytest.approx(10.0)
    idle = [*flow("BEL", "NLD", 70.0, 1.0), *flow("NLD", "BEL", 70.0, 1.0), *flow("NLD", "ITA", 0.5, 1.0)]
    alone = imports_by_origin(idle, "rare_earths", "ITA", year=2024)
    assert alone.rows[0].partner == "NLD"  # half a tonne that nobody outside sent
    assert alone.gross_t == pytest.approx(0.5)


def test_without_hubs_nothing_changes() -> None:
    plain, looked = imports(MARKET, "rare_earths", "JPN", year=2024), imports_by_origin(MARKET, "rare_earths", "JPN", year=2024)
    assert [(r.partner, r.gross_t, r.share, r.without_mass_kusd) for r in looked.rows] == [
        (r.partner, pytest.approx(r.gross_t), pytest.approx(r.share), r.without_mass_kusd) for r in plain.rows
    ]


def test_italys_rare_earths_are_not_dutch() -> None:
    facts = load(commodities=["rare_earths", "cerium"], quantities=FLOWS, periods=[2024])
    declared = imports(facts, RARE_EARTHS, "ITA", year=2024)
    dutch = next(r for r in declared.rows if r.partner == "NLD")
    assert round(100 * dutch.value_kusd / declared.value_kusd) == 45  # by value; of the mass less, and most of it Chinese
    table = imports_by_origin(facts, RARE_EARTHS, "ITA", year=2024)
    rows = {r.partner: r for r in table.rows}
    assert table.gross_t == pytest.approx(declared.gross_t)
    assert table.value_kusd == pytest.approx(declared.value_kusd)
    assert sum(r.share for r in table.rows) == pytest.approx(1)
    assert rows["NLD"].share < 0.05
    assert rows["CHN"].share > rows["CHN"].declared_share + 0.15
    assert all(r.low <= r.share <= r.high for r in table.rows)
    again = imports_by_origin(list(reversed(facts)), RARE_EARTHS, "ITA", year=2024)
    assert [(r.partner, r.share, r.low, r.high) for r in again.rows] == [
        (r.partner, pytest.approx(r.share), pytest.approx(r.low), pytest.approx(r.high)) for r in table.rows
    ]
