"""What is known of the past and must come out again: customs, output, networks of other years, an ore ban replayed."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lodestone.atlas.build import believe, build_network
from lodestone.atlas.chainfile import chain_ids, load_chain, read_chain
from lodestone.atlas.classify import customs_rows
from lodestone.atlas.customs import customs
from lodestone.atlas.editions import mixed_up, same_goods
from lodestone.atlas.fact import Fact
from lodestone.atlas.network import Network
from lodestone.atlas.trace import trace
from lodestone.atlas.trade import exports, imports
from lodestone.scenario.toml import decode
from lodestone.shock.simulate import simulate
from lodestone.store.facts import load
from lodestone.terms.errors import BadInput, NothingToAnswer

YEARS_PAGE = Path(__file__).parents[2] / "docs" / "atlas-years.md"


@cache
def network(name: str, year: int, kind: str = "account") -> Network:
    chain = load_chain(name)
    return build_network(load(commodities=chain.commodities), chain, year=year, kind=kind, draws=0)  # type: ignore[arg-type]


def arriving(net: Network, form: str, place: str) -> dict[str, float]:
    """Tonnes by origin that reach a place."""
    here = (net.arc_form == net.forms.index(form)) & (net.arc_destination == net.places.index(place))
    return {net.places[o]: float(t) for o, t in zip(net.arc_origin[here], net.flow_t[here], strict=True)}


def used(net: Network, form: str, place: str) -> dict[str, float]:
    """Tonnes by producer that a place uses, transit removed."""
    taken = trace(net).tonnes[net.forms.index(form)][:, net.places.index(place)]
    return {p: float(t) for p, t in zip(net.places, taken, strict=True)}


# BACI, gross mass, HS 2846 and 280530
@pytest.mark.parametrize(
    ("year", "thousand_tonnes", "china"), [(2009, 18.8, 0.827), (2010, 29.5, 0.785), (2011, 23.6, 0.641), (2012, 14.8, 0.537)]
)
def test_rare_earths_into_japan(year, thousand_tonnes, china):
    facts = load(codes=["284610", "284690", "280530"], periods=[year])
    found = imports(facts, ["2846", "280530"], "JPN", year=year)
    assert round(found.gross_t / 1000, 1) == thousand_tonnes
    assert round(next(r.share for r in found.rows if r.partner == "CHN"), 3) == china


# BACI, gross mass, HS 260400: two bans, and who stepped in
@pytest.mark.parametrize(
    ("years", "million_tonnes"), [((2013, 2014, 2015), (58.2, 7.7, 0.2)), ((2019, 2020, 2021), (28.9, 3.8, 0.4))]
)
def test_indonesia_stops_its_nickel_ore_twice_and_the_philippines_step_in(years, million_tonnes):
    facts = load(codes=["260400"], periods=years)
    shipped = {(p, y): exports(facts, "260400", p, year=y).gross_t for p in ("IDN", "PHL") for y in years}
    assert tuple(round(shipped["IDN", y] / 1e6, 1) for y in years) == million_tonnes
    world = {y: sum(f.value or 0 for f in facts if f.quantity == "trade" and f.period == y) for y in years}
    before, after = (shipped["PHL", y] / world[y] for y in (years[0], years[-1]))
    assert after > before + 0.2  # of all ore shipped: from two fifths to over three fifths


# BGS: share of mined cobalt, DR Congo
@pytest.mark.parametrize(("year", "share"), [(2005, 0.411), (2010, 0.708), (2013, 0.556), (2018, 0.712), (2023, 0.690)])
def test_cobalt_of_dr_congo(year, share):
    mined = [f for f in load(commodities=["cobalt"], cards=["bgs_wms"], periods=[year]) if f.form == "ore" and f.value]
    congo = sum(f.value for f in mined if f.place == "COD")
    assert round(congo / sum(f.value for f in mined), 3) == share


@pytest.mark.parametrize("name", ["rare_earths_light", "rare_earths_heavy"])
def test_japan_bought_its_rare_earths_in_china_in_2010(name):
    net = network(name, 2010)
    assert net.balance_residual < 1e-9
    for form in ("oxide", "metal"):
        bought = arriving(net, form, "JPN")
        assert bought["CHN"] > 0.85 * sum(bought.values())
    behind = used(net, "oxide", "JPN")  # what home scrap adds is Japan's own
    assert 0.5 < behind["CHN"] / sum(behind.values()) < 0.8
    assert not [p for p, t in behind.items() if t > 0.05 * sum(behind.values()) and p not in ("CHN", "JPN")]


def test_japan_turned_to_others_for_light_metal_after_2010():
    share = {}
    for year in (2010, 2013):
        bought = arriving(network("rare_earths_light", year), "metal", "JPN")
        share[year] = bought["CHN"] / sum(bought.values())
    assert share[2013] < share[2010] - 0.25


def test_nobody_separates_before_the_plant_stood():
    chain = load_chain("rare_earths_light")
    facts = load(commodities=chain.commodities)
    makers = {
        year: {m.place for m in believe(facts, chain, year=year)[0].makes if m.process == "separate"} for year in (2010, 2014)
    }
    assert "MYS" not in makers[2010]
    assert "MYS" in makers[2014]


def test_gallium_of_japan_closes_in_2021():
    """JOGMEC by the press: use 167 t, imports 97 t, of which China 55 t; the rest largely scrap."""
    net = network("gallium", 2021)
    crude, refined = arriving(net, "crude", "JPN"), arriving(net, "refined", "JPN")
    assert crude["CHN"] == pytest.approx(55, rel=0.03)
    assert sum(crude.values()) + sum(refined.values()) == pytest.approx(97, rel=0.03)
    node = np.flatnonzero((net.node_form == net.forms.index("refined")) & (net.node_place == net.places.index("JPN")))[0]
    assert net.use_t[node] == pytest.approx(167, rel=0.03)
    assert net.secondary_t[node] == pytest.approx(167 - 97, rel=0.2)


def test_a_typed_figure_says_its_year_and_is_doubted_more_the_further_it_is():
    chain = load_chain("rare_earths_light")
    facts = load(commodities=chain.commodities)
    china = {}
    for year in (2010, 2020, 2024):
        makes = believe(facts, chain, year=year)[0].makes
        china[year] = next(m for m in makes if (m.process, m.place) == ("magnetise", "CHN"))
    assert "figure of 2024" not in china[2024].basis
    assert "figure of 2024" in china[2010].basis
    assert china[2010].status == "carried"
    assert china[2024].sd < china[2020].sd < china[2010].sd
    assert china[2010].sd > 1.5  # next to nothing is left of it: the balance decides


def test_mass_read_from_value_says_whose_unit_value_and_follows_the_price():
    chain = load_chain("copper")
    facts = load(commodities=chain.commodities, codes=None)
    for year in (2010, 2015):
        parts = [p for p in customs(facts, chain, year).parts if "740311" in p.basis]
        assert {p.basis.rpartition(", ")[2] for p in parts} == {"mass by value at unit values of 2024"}
        assert {p.status for p in parts} == {"estimated"}
        traded = sum(p.tonnes for p in parts)
        value = sum(f.value for f in facts if f.code == "740311" and f.quantity == "trade_value" and f.period == year) / 1000
        exchange = [f.value for f in facts if f.form == "cathode_lme" and f.period == year]  # USD/kg by month
        assert traded == pytest.approx(1e6 * value / np.mean(exchange) / 1000, rel=0.1)


def test_a_code_of_another_edition_is_refused_by_the_chain_file():
    text = (Path(__file__).parents[2] / "src/lodestone/data/chains/cobalt.toml").read_text("utf-8")
    assert 'code = "810510"\nedition = "HS92"' in text
    with pytest.raises(BadInput, match=r"\[\[trade\]\].*HS92 has no 810520: it stands from HS02 to HS22"):
        read_chain(text.replace('code = "810510"\nedition = "HS92"', 'code = "810520"\nedition = "HS92"', 1), "cobalt.toml")


@pytest.mark.parametrize(
    ("code", "edition", "same"),
    [("850511", "HS17", {"HS92", "HS22"}), ("810820", "HS17", {"HS02"}), ("811292", "HS17", {"HS07"}), ("999999", "HS17", set())],
)
def test_editions_in_which_a_code_means_the_same(code, edition, same):
    found = same_goods(code, edition)
    assert found[0] == edition
    assert same <= set(found)
    assert (code != "811292") or "HS02" not in found  # germanium and vanadium joined in 2007
    assert mixed_up(code, edition) == ""


ORE_BAN = """
schema = "lodestone-scenario/1"
id = "indonesia-ore-2014"
title = "Indonesia keeps its nickel ore, January 2014"
commodity = "nickel"
start = "2013-10"
months = 27

[[shocks]]
id = "ore"
kind = "export_ban"
origin = "IDN"
forms = ["ore"]
announced = "2014-01-12"
effective = "2014-01-12"
openness = { low = 0.0, mode = 0.02, high = 0.10, note = "unprocessed ore might not leave; a leak of a few per cent, assumed" }
duration_months = { low = 36, mode = 36, high = 36, note = "eased in January 2017" }
"""


def test_the_ore_ban_of_2014_replayed_on_the_network_of_2013():
    """Against customs of 2014 and 2015, each over 2013. The model knows neither; China's furnaces it misses, and says so here."""
    run = simulate(network("nickel", 2013, "baseline"), decode(ORE_BAN, "ban"), runs=60, seed=3, engine="numpy")
    facts = load(codes=["260400"], periods=[2013, 2014, 2015])

    def model(kind: str, place: str) -> list[float]:
        monthly = getattr(run, kind)[:, run.nodes(place, "ore")].sum(axis=1)
        normal = 4 * np.median(monthly[:3].sum(axis=0))
        return [float(np.median(monthly[i : i + 12].sum(axis=0))) / normal for i in (3, 15)]

    def customs_say(kind: str, place: str) -> list[float]:
        ask = exports if kind == "exports" else imports
        gross = [ask(facts, "260400", place, year=y).gross_t for y in (2013, 2014, 2015)]
        return [gross[1] / gross[0], gross[2] / gross[0]]

    for kind, place in (("exports", "IDN"), ("exports", "PHL"), ("exports", "NCL"), ("imports", "CHN"), ("imports", "JPN")):
        assert model(kind, place) == pytest.approx(customs_say(kind, place), abs=0.25), (kind, place)
    assert model("imports", "CHN")[1] < model("imports", "CHN")[0] < 0.7
    # BGS: China refined 693,500 t in 2013, 690,500 in 2014, 600,000 in 2015. Ore at the works carried them; the model lets
    # pig iron fall in the first year already: too hard, and kept here as what is known to be wrong.
    iron = run.made[:, run.nodes("CHN", "ferronickel")].sum(axis=1)
    first_year = np.median(iron[3:15].sum(axis=0)) / (4 * np.median(iron[:3].sum(axis=0)))
    assert 0.6 < first_year < 0.95


def rows_of_the_page() -> dict[str, set[int]]:
    """Chain -> years that docs/atlas-years.md says build."""
    found: dict[str, set[int]] = {}
    for name, spans in re.findall(r"^\| ([a-z_]+) \| ([0-9 ,-]+) \|", YEARS_PAGE.read_text("utf-8"), re.MULTILINE):
        for first, last in re.findall(r"(\d{4})(?:-(\d{4}))?", spans):
            found.setdefault(name, set()).update(range(int(first), int(last or first) + 1))
    return found


def test_the_page_of_years_names_what_the_chain_files_speak_for():
    page = rows_of_the_page()
    assert set(page) == set(chain_ids())
    for name, years in page.items():
        speaks = load_chain(name).years
        assert years <= set(range(speaks.first, speaks.last + 1)), name


@pytest.mark.slow
@pytest.mark.parametrize("name", chain_ids())
def test_every_year_of_the_page_builds_and_no_other(name):
    facts = load(commodities=load_chain(name).commodities)
    built = set()
    for year in range(2005, 2025):
        try:
            net = build_network(facts, name, year=year, draws=0)
        except NothingToAnswer:
            continue
        built.add(year)
        assert net.balance_residual < 1e-9, year
        needed = np.zeros((len(net.forms), len(net.places)))
        needed[net.node_form, net.node_place] = net.needed_t()
        assert np.abs(trace(net).tonnes.sum(axis=1) - needed).max() < 1e-6 * needed.max(), year
    assert built == rows_of_the_page()[name]


def flow(edition: str, card: str, tonnes: float | None, kusd: float) -> list[Fact]:
    """One shipment of titanium from Japan to the United States in 2010."""
    shared = {
        "commodity": "titanium", "form": "unwrought", "stage": "intermediate", "place": "JPN", "partner": "USA", "period": 2010,
        "code": "810820", "code_edition": edition, "card": card,
    }  # fmt: skip
    worth = Fact(quantity="trade_value", value=kusd, unit="kUSD/year", **shared)
    return [worth] if tonnes is None else [worth, Fact(quantity="trade", value=tonnes, unit="t/year", **shared)]


def test_two_publications_of_one_code_never_add_up():
    """Value alone gives way to mass; another edition gives way to the one asked for; a code read elsewhere keeps its name."""
    ask = [("810820", "HS17")]
    old = flow("HS02", "extract", None, 900.0)
    assert [(r.edition, r.card, r.tonnes, r.kusd) for r in customs_rows(old, ask, 2010)] == [("HS17", "extract", None, 900.0)]
    both = [*old, *flow("HS02", "publisher", 70.0, 1000.0)]
    assert [(r.card, r.tonnes, r.kusd) for r in customs_rows(both, ask, 2010)] == [("publisher", 70.0, 1000.0)]
    three = [*both, *flow("HS17", "publisher", 71.0, 1001.0)]
    assert [(r.tonnes, r.kusd) for r in customs_rows(three, ask, 2010)] == [(71.0, 1001.0)]
    assert customs_rows(old, [("810820", "HS92")], 2010) == []  # HS92 has no such code: nothing is read in its place
