"""From a promise to a change of the network: complete ones, and what the others lack."""

from dataclasses import replace

import pytest

from lodestone.scenario.pledges import interventions, missing
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Pledge
from lodestone.terms.prior import priors
from lodestone.terms.said import Said
from lodestone.terms.source import Span

FORMS = {"mine": "ore", "refine": "oxide", "metal": "metal"}


def pledge(
    text="The plant is to make 60 tonnes of dysprosium oxide a year.", tonnes=60.0, amount="60 tonnes", **fields
) -> Pledge:
    whole = Span("t", 0, len(text), text)
    at = text.index(amount)
    said = {"commodities": ("dysprosium",), "stages": ("refine",), "partners": ("JPN", "AUS"), "instruments": ()}
    words = {
        k: tuple(v if isinstance(v, Said) else Said(v, whole) for v in fields.pop(k, default)) for k, default in said.items()
    }
    where = fields.pop("place", "AUS")
    capacity = Estimate("capacity", tonnes, tonnes, tonnes, basis=(Span("t", at, at + len(amount), amount),))
    return Pledge(
        id="p", capacity=capacity, place=Said(where, whole) if where else None, basis=(whole,),
        **{"kind": "project", "earliest": "2029", "status": "agreed", **words, **fields},
    )  # fmt: skip


def test_complete_promise_becomes_production_in_tonnes_contained():
    (change,) = interventions(pledge(), commodity="rare_earths_heavy", forms=FORMS, economy="JPN")
    assert (change.kind, change.form, change.place, change.from_date, change.buyer) == (
        "production",
        "oxide",
        "AUS",
        "2029-07",
        None,
    )
    assert change.tonnes.mode == pytest.approx(60 * 0.87132)
    assert change.odds.prior == "delivery.agreed"
    assert change.tonnes.basis[0].quote == "60 tonnes"


@pytest.mark.parametrize(
    ("text", "chain", "goods", "contained"),
    [
        ("It will deliver 9,000 tonnes of lithium hydroxide a year.", "lithium", ("lithium",), 9000 * 0.16539),
        ("It will deliver 9,000 tonnes of lithium carbonate equivalent.", "lithium", ("lithium",), 9000 * 0.18785),
        ("It adds 9,000 tonnes of cobalt sulphate from cobalt intermediates.", "cobalt", ("cobalt",), 9000 * 0.20966),
        (
            "It raises output of cobalt sulphate by 9,000 tonnes a year (cobalt content 1,050 tonnes).",
            "cobalt",
            ("cobalt",),
            9000 * 0.20966,
        ),
        ("It adds 9,000 tonnes of cobalt a year.", "cobalt", ("cobalt",), 9000.0),
        ("It adds 9,000 tonnes of gallium metal a year.", "gallium", ("gallium",), 9000.0),
        ("It adds 9,000 tonnes of NdPr oxide a year.", "rare_earths_light", ("neodymium", "praseodymium"), 9000 * 0.85735),
    ],
)
def test_goods_named_beside_the_tonnes_say_what_they_contain(text, chain, goods, contained):
    promise = pledge(text, 9000.0, "9,000 tonnes", commodities=goods)
    (change,) = interventions(promise, commodity=chain, forms=FORMS, economy="JPN")
    assert change.tonnes.mode == pytest.approx(contained)


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"capacity": None}, ("tonnes a year",)),
        ({"place": None}, ("where",)),
        ({"earliest": None}, ("start year",)),
        ({"commodities": ()}, ("which mineral",)),
        ({"capacity": None, "kind": "stock"}, ("tonnes held",)),
        ({"capacity": None, "place": None, "earliest": None}, ("where", "tonnes a year", "start year")),
    ],
)
def test_incomplete_promise_says_what_is_missing(change, lacks):
    promise = replace(pledge(), **change)
    assert interventions(promise, commodity="rare_earths_heavy", forms=FORMS, economy="JPN") == ()
    assert missing(promise, commodity="rare_earths_heavy", forms=FORMS) == lacks


def test_goods_with_a_form_of_their_own_keep_it():
    promise = pledge("It will deliver 9,000 tonnes of lithium carbonate.", 9000.0, "9,000 tonnes", commodities=("lithium",))
    (change,) = interventions(promise, commodity="lithium", forms={"mine": "brine", "refine": "hydroxide"}, economy="JPN")
    assert change.form == "carbonate"


def test_tonnes_of_unnamed_goods_are_not_guessed():
    promise = pledge("A refinery of 5,000 tonnes a year for lithium users.", 5000.0, "5,000 tonnes", commodities=("lithium",))
    assert missing(promise, commodity="lithium", forms=FORMS) == ("what the goods contain (metal, oxide, carbonate)",)


@pytest.mark.parametrize("kind", ["finance", "route", "sharing", "other"])
def test_promises_that_move_no_tonnes_say_what_would(kind):
    assert interventions(pledge(kind=kind), commodity="rare_earths_heavy", forms=FORMS, economy="JPN") == ()
    (lack,) = missing(pledge(kind=kind), commodity="rare_earths_heavy", forms=FORMS)
    assert "tonnes" in lack


def test_stock_needs_one_holder_and_joins_refined_goods():
    text = "Japan will add 20 tonnes of gallium to its stock."
    stock = pledge(text, 20.0, "20 tonnes", kind="stock", commodities=("gallium",), stages=(), partners=("JPN",), place=None)
    (change,) = interventions(stock, commodity="gallium", forms={"refine": "refined"}, economy="JPN")
    assert (change.kind, change.place, change.form, change.tonnes.quantity) == ("stock", "JPN", "refined", "stock")
    two = pledge(text, 20.0, "20 tonnes", kind="stock", commodities=("gallium",), stages=(), place=None)
    assert missing(two, commodity="gallium", forms={"refine": "refined"}) == ("where",)


def test_recycling_is_secondary_supply_and_offtake_gives_first_call():
    text = "Two lines return 12 tonnes of gallium a year."
    scrap = pledge(
        text, 12.0, "12 tonnes", commodities=("gallium",), stages=("recycling",), place="USA", instruments=("offtake",)
    )
    (change,) = interventions(scrap, commodity="gallium", forms={"refine": "refined"}, economy="JPN")
    assert (change.kind, change.form, change.buyer) == ("secondary", "refined", "JPN")


def test_hedged_word_lowers_the_chance_of_delivery():
    word = Span("t", 0, 3, "The")
    hedged = pledge(status="ongoing", stages=(Said("refine", word, "possible", word),))
    (change,) = interventions(hedged, commodity="rare_earths_heavy", forms=FORMS, economy="JPN")
    assert change.odds.prior == "hedge.possible"


def test_firmer_status_means_better_odds():
    ladder = [priors()[f"delivery.{s}"].mode for s in ("target", "announced", "agreed", "signed", "ongoing", "in_force")]
    assert ladder == sorted(ladder)
