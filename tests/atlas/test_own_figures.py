"""The user's own figures in a network: hand-solved on the tiny chain, laws, and what is refused with its reason."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_chain import CHAIN, facts, made, shipped

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import read_chain
from lodestone.atlas.fact import OWN, Fact
from lodestone.atlas.network import Network
from lodestone.atlas.own_changes import Told, figure_row, moved, network_changes
from lodestone.atlas.own_stock import SHORTEST
from lodestone.store.facts import load

TINY = read_chain(CHAIN, "tiny.toml")


def mine(quantity: str, place: str, value: float, form: str = "metal", **other: object) -> Fact:
    stage = {"ore": "mine"}.get(form, "refine")
    unit = "t" if quantity == "stock" else "t/year"
    words = {"quantity": quantity, "commodity": "tiny", "form": form, "stage": stage, "place": place, "period": 2024}
    return Fact(**{**words, "value": value, "unit": unit, "card": OWN, **other})  # type: ignore[arg-type]


def build(*own: Fact, kind: str = "baseline", year: int = 2024, known: list[Fact] | None = None) -> Network:
    return build_network([*(known or facts()), *own], TINY, year=year, kind=kind, draws=0)  # type: ignore[arg-type]


def at(network: Network, values: np.ndarray, place: str, form: str) -> float:
    node = network.node_of()[network.forms.index(form), network.places.index(place)]
    return float(values[node])


def one_buyer() -> list[Fact]:
    """1,000 t mined and shipped, 900 t of metal made and used in China: nothing has to move."""
    known = [made("ore", "mine", "CHL", 1000), made("metal", "refine", "CHN", 900)]
    return [*known, *shipped("260100", "CHL", "CHN", 2000, 4000), *shipped("800100", "CHN", "JPN", 0.01, 0.1)]


@pytest.mark.parametrize("kind", ["account", "baseline"])
def test_without_own_figures_not_a_bit_changes(kind: str) -> None:
    other = replace(mine("production", "CHL", 5.0), commodity="gallium")
    before, after = build(kind=kind), build(other, kind=kind)
    for name in ("primary_t", "secondary_t", "use_t", "stock_draw_t", "flow_t", "link_input_t", "link_output_t"):
        assert getattr(before, name).tobytes() == getattr(after, name).tobytes(), name
    assert (after.own, after.cover_months) == ((), {})


def test_own_output_overrules_the_publisher_and_what_follows_follows() -> None:
    # The user doubles the mine and the refinery; what customs saw shipped is doubted more and gives way.
    network = build(mine("production", "CHL", 2000, "ore"), mine("production", "CHN", 1800), known=one_buyer())
    assert at(network, network.primary_t, "CHL", "ore") == pytest.approx(2000, rel=0.05)
    assert at(network, network.made_t(), "CHN", "metal") == pytest.approx(1800, rel=0.05)
    assert network.balance_residual < 1e-12
    ore = next(f for f in network.own if f.fact.form == "ore")
    assert (ore.forms, ore.tonnes, ore.publishers, ore.why_not) == (("ore",), 2000, "survey 1,000", "")
    assert network.node_sources[network.node_of()[0, network.places.index("CHL")]] == (OWN,)


def test_a_publisher_has_the_last_word_only_where_it_is_newer() -> None:
    old = mine("production", "CHL", 2000, "ore", period=2023)
    network = build(old)
    assert network.own[0].why_not == "a publisher has a figure for 2024"
    assert at(network, network.primary_t, "CHL", "ore") == pytest.approx(at(build(), build().primary_t, "CHL", "ore"))
    later = build(replace(old, period=2025))
    assert later.own[0].why_not == "it is later than 2024"


def test_the_latest_of_several_counts() -> None:
    network = build(mine("use", "JPN", 100, period=2023), mine("use", "JPN", 260))
    assert [f.why_not for f in network.own] == ["yours of 2024 is later", ""]


def test_use_is_balanced_by_more_arrivals() -> None:
    network = build(mine("use", "JPN", 300))
    assert at(build(), build().needed_t(), "JPN", "metal") < 250
    assert at(network, network.needed_t(), "JPN", "metal") == pytest.approx(300, rel=0.05)
    assert network.balance_residual < 1e-12


def test_use_of_a_form_counts_what_is_processed_of_it() -> None:
    network = build(mine("use", "CHN", 1100, "ore"))  # all ore in China goes into the refinery
    assert at(network, network.needed_t(), "CHN", "ore") == pytest.approx(1100, rel=0.05)


def test_use_where_nothing_arrives_is_not_used() -> None:
    network = build(mine("use", "PER", 10))
    assert network.own[0].why_not == "nothing is known to reach PER as metal"


def test_a_stock_is_months_of_what_its_place_uses_up() -> None:
    network = build(mine("stock", "JPN", 50.0))
    need = at(network, network.needed_t(), "JPN", "metal")
    assert network.cover_months == {"JPN": pytest.approx(50 / (need / 12))}
    assert network.own[0].months == network.cover_months["JPN"]
    together = build(mine("stock", "JPN", 50.0), mine("stock", "JPN", 25.0, "ore"))
    assert together.cover_months["JPN"] == pytest.approx(1.5 * network.cover_months["JPN"])


def test_a_stock_thinner_than_a_step_is_a_step_and_says_so() -> None:
    network = build(mine("stock", "JPN", 1e-6))
    assert network.cover_months["JPN"] == SHORTEST
    assert "less than a week" in network.own[0].note


def test_capacity_lowers_what_exceeds_it_and_nothing_else() -> None:
    held, free = build(mine("capacity", "CHN", 450)), build(mine("capacity", "CHN", 2000))
    assert at(held, held.made_t(), "CHN", "metal") == pytest.approx(450, rel=0.05)
    assert held.own[0].note == "output of 900 t is lowered to it"
    assert free.made_t().tobytes() == build().made_t().tobytes()
    assert free.own[0].note == "output of 900 t is within it"


def test_recycling_returns_into_the_form_named() -> None:
    network = build(mine("secondary", "JPN", 30))
    assert at(network, network.secondary_t, "JPN", "metal") == pytest.approx(30, rel=0.05)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (mine("production", "CHN", 5, "cathode"), "the chain tiny has no form cathode; it has ore, metal"),
        (mine("production", "CHN", 5, basis="oxide"), "it is oxide, survey gives tonnes contained; give yours in the same"),
        (mine("stock", "CHN", 5, basis="oxide"), "it is oxide, the chain counts tonnes contained"),
        (mine("use", "CHN", 0), "no use at all cannot be balanced against what customs show arriving"),
        (mine("secondary", "CHN", 5, "all"), "the chain tiny has no form all; it has ore, metal"),
    ],
)
def test_what_cannot_be_used_says_why_and_changes_nothing(fact: Fact, said: str) -> None:
    network = build(fact)
    assert network.own[0].why_not == said
    assert network.flow_t.tobytes() == build().flow_t.tobytes()
    assert network.cover_months == {}


def test_the_answer_with_and_without() -> None:
    network, without = build(mine("use", "JPN", 300), mine("stock", "JPN", 50.0)), build()
    told = Told(figures=network.own, changes=moved(network_changes(network, without)))
    use, stock = sorted(told.changes, key=lambda c: c.what)
    assert use.without == pytest.approx(at(without, without.needed_t(), "JPN", "metal"))
    assert use.having == pytest.approx(at(network, network.needed_t(), "JPN", "metal"))
    assert (stock.without, stock.having) == (2.0, network.cover_months["JPN"])  # the middle of the prior shock.h_u
    assert use.sentence().startswith("JPN consumption of metal: ")
    assert [row["quantity"] for row in told.document()["own"]] == [figure_row(f)["quantity"] for f in network.own]
    assert Told().document() == {}
    assert Told().sentences() == ()


def test_a_figure_the_others_contradict_says_so() -> None:
    network = build(mine("use", "JPN", 40_000))  # a world that makes 900 t cannot feed it
    [change] = network_changes(network, build())
    assert change.having is not None
    assert change.having < 1_000
    assert "of your 40,000 t: the other figures do not fit it" in change.what


@settings(max_examples=25, deadline=None)
@given(
    value=st.floats(1, 5000), place=st.sampled_from(["CHL", "CHN", "JPN", "KOR", "NLD"]),
    quantity=st.sampled_from(["production", "use", "stock", "secondary", "capacity"]), form=st.sampled_from(["ore", "metal"]),
)  # fmt: skip
def test_whatever_the_user_says_the_network_balances(value: float, place: str, quantity: str, form: str) -> None:
    network = build(mine(quantity, place, value, form))
    assert network.balance_residual < 1e-9
    assert all(np.isfinite(network.flow_t))
    assert all(months >= SHORTEST for months in network.cover_months.values())


def test_platinum_alone_stands_for_itself_in_a_chain_of_three() -> None:
    fact = Fact(quantity="stock", commodity="platinum", form="all", stage="refine", place="JPN", period=2024, value=10.0,
                unit="t", card=OWN)  # fmt: skip
    network = build_network([*load(commodities=["platinum", "palladium", "rhodium"]), fact], "platinum_group", year=2024, draws=0)
    assert network.own[0].forms == ("platinum_concentrate", "platinum")
