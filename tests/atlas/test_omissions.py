"""A large maker that a publisher's table leaves out is named, never passed over."""

import csv
from functools import cache
from importlib.resources import files

import lodestone
from lodestone.atlas.chainfile import chain_ids
from lodestone.atlas.omissions import left_out
from lodestone.atlas.published import Key, Table, tables_of
from lodestone.atlas.supply_table import QUANTITIES
from lodestone.store.facts import load

LARGE = 0.25  # of a stage and form
YEARS = 10


@cache
def packaged_tables() -> dict[Key, list[Table]]:
    return {k: tables for m in chain_ids() for k, tables in tables_of(load(commodity=m, quantities=QUANTITIES)).items()}


def test_gallium_of_2010_does_not_pass_over_china() -> None:
    rows = {r.place: r for r in lodestone.supply("gallium", year=2010).rows}
    assert rows["CHN"].status == "withheld"
    assert rows["CHN"].value is None
    assert rows["CHN"].share is None
    assert "upper bounds" in rows["CHN"].note
    assert sum(r.share for r in rows.values() if r.share is not None) == 1.0


def test_gallium_of_2011_names_china_itself() -> None:
    rows = {r.place: r for r in lodestone.supply("gallium", year=2011).rows}
    assert rows["CHN"].value is not None
    assert rows["CHN"].share > 0.8


def test_a_score_on_such_a_table_says_so() -> None:
    from lodestone import workspace

    scores = {s.form: s for s in workspace.assess("hhi", "manganese", stage="refine")}
    assert "CHN" in scores["ferromanganese"].note


def test_every_row_is_about_a_table_that_stands_and_lacks_the_place() -> None:
    rows = list(csv.DictReader((files("lodestone.atlas.tables") / "omissions.csv").read_text("utf-8").splitlines()))
    assert rows
    for r in rows:
        tables = packaged_tables()[r["commodity"], r["stage"], r["form"]]
        span = [t for t in tables if t.card == r["card"] and int(r["first"]) <= t.period <= int(r["last"])]
        assert span, r
        assert all(r["place"] not in t.cells for t in span), r
        assert r["reason"]
        assert r["source"]


def test_no_table_lacks_a_large_maker_of_the_years_after_it() -> None:
    """Whoever makes a quarter within ten years is named in a table without a rest, or listed as left out."""
    silent = []
    for key, tables in packaged_tables().items():
        for table in tables:
            later = [t for t in tables if table.period < t.period <= table.period + YEARS and t.publisher == table.publisher]
            large = {p for t in later for p, share in t.shares().items() if share >= LARGE and p != "ROW"}
            unnamed = large - set(table.cells) - set(left_out(table, key))
            if unnamed and table.shares().get("ROW", 0.0) < LARGE:
                silent.append((key, table.card, table.period, sorted(unnamed)))
    assert silent == []
