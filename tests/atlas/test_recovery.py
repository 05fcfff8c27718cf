"""Hidden cells filled again, and the check that reports them: cases by hand, laws, and what must fail."""

from dataclasses import replace

import pytest
from tiny_chain import CHAIN, facts, made, shipped

from lodestone.atlas.build import believe, build_network
from lodestone.atlas.chainfile import load_chain, read_chain
from lodestone.atlas.check import check, to_json
from lodestone.atlas.recovery import recover
from lodestone.store.facts import load

TINY = read_chain(CHAIN, "tiny.toml")
PLACES = ("CHL", "PER", "AUS", "BRA", "ZAF", "IDN")


def busy(tonnes=lambda o, d: 100.0 * (1 + o) * (1 + d)):
    """Six miners that ship ore to each other: exports times imports, so that totals tell all."""
    rows = [made("ore", "mine", p, 5000 * (1 + n)) for n, p in enumerate(PLACES)]
    rows += [made("metal", "refine", "CHL", 100), *shipped("800100", "CHL", "JPN", 10, 100)]
    for o, origin in enumerate(PLACES):
        for d, destination in enumerate(PLACES):
            if o != d and tonnes(o, d) > 0:
                rows += shipped("260100", origin, destination, tonnes(o, d), tonnes(o, d))
    return rows


def error_of(rows, **options):
    inputs, _ = believe(rows, TINY, year=2024)
    (found,) = recover(inputs, **options)
    return found


def test_last_years_own_figures_bring_everything_back():
    inputs, _ = believe(busy(), TINY, year=2024)
    found = error_of(busy(), before=inputs.parts)
    assert found.fill == "last year"
    assert found.cells == 30
    assert found.error < 0.2  # the balance moves what the fill had right: the mines do not fit the shipments
    assert found.error_totals < 0.001
    assert found.top_origin < 0.02


def test_proportional_trade_is_filled_better_than_ragged_trade():
    smooth, ragged = error_of(busy()), error_of(busy(lambda o, d: 3000.0 if (o * 7 + d * 3) % 5 == 0 else 20.0))
    assert smooth.fill == "proportional"
    assert smooth.error_totals < 0.1
    assert smooth.error < 0.6 < ragged.error
    assert ragged.error_totals < ragged.error


def test_the_same_seeds_hide_the_same_cells():
    assert error_of(busy(), seeds=(3, 4)) == error_of(list(reversed(busy())), seeds=(3, 4))
    assert error_of(busy(), seeds=(3,)) != error_of(busy(), seeds=(4,))


def test_a_handful_of_cells_is_not_measured():
    inputs, _ = believe(facts(), TINY, year=2024)
    assert recover(inputs) == ()


def test_a_sound_chain_passes_and_its_weak_stage_is_named():
    found = check(facts(), TINY)
    assert found.failures == ()
    assert found.residual < 1e-9
    assert [s.form for s in found.stages] == ["ore", "metal"]
    assert to_json([found])["ok"] is True
    more = [made("metal", "refine", "KOR", 3000), made("ore", "mine", "PER", 3000)]  # Korea's ore stands under no code
    silent = check([*facts(), *more], TINY)
    assert any("stands under no code" in d for s in silent.stages for d in s.doubts)
    assert [s.verdict for s in silent.stages if s.form == "ore"] == ["weak"]


def test_a_customs_row_without_a_rule_fails():
    narrow = read_chain(CHAIN.replace('{ code = "260100", edition', '{ code = "260100", exporters = ["AUS"], edition'))
    found = check(facts(), narrow)
    assert any("customs rows fit no rule" in f for f in found.failures)
    assert to_json([found])["ok"] is False


def test_a_chain_that_cannot_be_built_fails_with_its_reason():
    found = check([f for f in facts() if f.quantity != "production"], TINY)
    assert len(found.failures) == 1
    assert "no publisher's production figure" in found.failures[0]
    assert to_json([found])["chains"][0]["residual"] is None


def test_publishers_that_contradict_each_other_are_named():
    two = CHAIN.replace(
        'facts = [{ card = "survey", form = "ore"', 'facts = [{ card = "rival", form = "ore" }, { card = "survey", form = "ore"'
    )
    found = check([*facts(), replace(made("ore", "mine", "CHL", 300), card="rival")], read_chain(two))
    assert "ore in CHL: rival prints 300 t, survey 1,000 t" in found.doubts
    blank = [replace(f, value=None) if (f.quantity, f.place) == ("trade", "NLD") else f for f in facts()]
    assert any("has no mass" in d for d in check(blank, TINY).doubts)


def test_carbonate_comes_back_as_well_as_earlier_work_said():
    # methods: lithium carbonate, last year and country totals: 0.12 to 0.15 of hidden tonnes, last year alone 0.74
    chain = load_chain("lithium")
    found = check(load(commodities=chain.commodities), chain)
    carbonate = next(s for s in found.stages if s.form == "carbonate")
    assert carbonate.recovery_error_totals == pytest.approx(0.14, abs=0.06)
    assert 0.3 < carbonate.recovery_error < 0.8
    assert found.failures == ()


def test_the_other_method_and_the_steady_year_are_measured():
    closed = check(facts(), TINY, seeds=())  # its figures balance as they stand: nothing to move, by any method
    assert (closed.method_moved, closed.baseline_moved, closed.to_stock) == pytest.approx((0, 0, 0), abs=1e-9)
    rich = [made("ore", "mine", "CHL", 1300), *facts()[1:]]  # 300 t more mined than shipped
    found = check(rich, TINY, seeds=())
    account = build_network(rich, TINY, year=2024, draws=0)
    assert found.to_stock == pytest.approx(-account.stock_draw_t.sum() / account.primary_t.sum())
    assert 0.01 < found.to_stock < 0.3
    assert 0.001 < found.method_moved < 0.1
    assert found.baseline_moved > 0.001
    assert to_json([found])["chains"][0]["method_moved"] == found.method_moved


def test_a_method_that_does_not_converge_is_said():
    from lodestone.atlas.check import _whole

    assert any("does not converge" in said for said in _whole(None, 0.0, 0.0))
    assert any("22% of primary output went to stocks" in said for said in _whole(0.0, 0.12, 0.22))
    assert any("5% of primary output came from stocks" in said for said in _whole(0.0, 0.12, -0.05))


def test_the_page_has_every_stage_once_and_names_the_weak():
    from lodestone.atlas.check_page import markdown

    more = [made("metal", "refine", "KOR", 3000), made("ore", "mine", "PER", 3000)]
    page = markdown([check([*facts(), *more], TINY, seeds=())])
    assert page.count("| tiny | ore | mine |") == page.count("| tiny | metal | refine |") == 1
    assert "2 stages: " in page
    assert "ore: " in page.split("by name")[1]
    broken = markdown([check([f for f in facts() if f.quantity != "production"], TINY)])
    assert "(a law is broken)" in broken


def test_a_place_that_ships_what_it_neither_makes_nor_receives_is_named():
    found = check([*facts(), *shipped("800100", "PER", "JPN", 400, 4000)], TINY, seeds=())
    (said,) = [d for d in found.doubts if "out of stock" in d]
    assert said.startswith("metal in PER: ")
    assert said.endswith(" t out of stock, 0 t made or received")
    assert not [d for d in check(facts(), TINY, seeds=()).doubts if "out of stock" in d]
