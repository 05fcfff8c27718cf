"""The shelf: what a query brings, how much it weighs, and that every fact cites a card."""

import tomllib
from pathlib import Path

import pytest

from lodestone.atlas.fact import Fact
from lodestone.connect.build import HASHES
from lodestone.store.cards import read_card
from lodestone.store.facts import _packaged, cards, load, packaged
from lodestone.store.parquet import COLUMNS, canonical, rows_hash
from lodestone.terms.commodity import commodities
from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.place import places
from lodestone.terms.units import canonical_unit

CAP_BYTES = 12_000_000


def shelf(query: str) -> list[tuple]:
    """A question to every packaged row at once: loading them all as facts takes seconds."""
    import duckdb

    with duckdb.connect() as db:
        return db.execute(query.replace("FACTS", f"'{packaged()}/*.parquet'")).fetchall()


def test_every_fact_cites_a_card_and_keeps_its_quantity_in_its_unit() -> None:
    assert {card for (card,) in shelf("select distinct card from FACTS")} == set(cards())
    assert all(unit == canonical_unit(quantity) for quantity, unit in shelf("select distinct quantity, unit from FACTS"))


def test_every_commodity_and_place_is_in_the_vocabulary() -> None:
    assert {c for (c,) in shelf("select distinct commodity from FACTS")} - {""} <= set(commodities())
    historic = {"WLD", "ANT", "SCG", "PUS"}  # a publisher's total, and places that are no more or no economies
    named = shelf("select distinct place from FACTS union select distinct partner from FACTS where partner is not null")
    assert {p for (p,) in named} <= set(places()) | historic


def test_withheld_is_never_a_number_and_numbers_are_sane() -> None:
    assert shelf("select count(*) from FACTS where (value is null) <> (flag = 'withheld')") == [(0,)]
    assert shelf("select count(*) from FACTS where not isfinite(value) or (value < 0 and quantity <> 'governance')") == [(0,)]
    assert shelf("select count(*) from FACTS where value < low or value > high") == [(0,)]


def test_the_record_matches_the_rows() -> None:
    record = tomllib.loads((packaged() / HASHES).read_text(encoding="utf-8"))
    assert sum(r["rows"] for r in record.values()) == shelf("select count(*) from FACTS")[0][0]
    iea = load(cards=["iea_cmde_2025"])
    assert rows_hash(map(canonical, iea)) == record["iea_cm"]["sha256"]


def test_packaged_facts_are_small() -> None:
    assert sum(p.stat().st_size for p in packaged().iterdir()) < CAP_BYTES


def test_a_commodity_brings_its_family() -> None:
    found = {f.commodity for f in load(commodity="heavy rare earths", quantities=["production", "share"])}
    assert {"dysprosium", "rare_earths", "rare_earths_magnet"} <= found
    assert not found & {"neodymium", "cobalt"}
    assert {f.commodity for f in load(commodity="Ga")} == {"gallium"}


def test_conditions_meet() -> None:
    found = load(codes=["283691"], periods=[2024], quantities=["trade"])
    assert found
    assert {(f.code, f.period, f.quantity) for f in found} == {("283691", 2024, "trade")}
    assert load(commodity="cobalt", commodities=["lithium"]) == ()
    assert load(codes=[]) == ()


def test_customs_rows_may_be_held_to_a_year() -> None:
    everything, held = load(commodity="tungsten"), load(commodity="tungsten", customs_periods=[2024])
    assert held == tuple(f for f in everything if f.code is None or f.period == 2024)
    assert {f.period for f in held if f.partner == "USA" and f.quantity == "import_share"} == {2021}


def test_facts_from_the_shelf_are_facts() -> None:
    from dataclasses import astuple

    for fact in load(commodity="tungsten", customs_periods=[2024])[::97]:
        assert Fact(**dict(zip(COLUMNS, astuple(fact), strict=True))) == fact


def test_the_order_is_the_same_on_a_second_reading() -> None:
    first = load(commodity="gallium")
    _packaged.cache_clear()
    assert load(commodity="gallium") == first


def test_unknown_mineral_and_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UnknownTerm, match="did you mean gallium"):
        load(commodity="galium")
    with pytest.raises(BadInput, match="no facts there"):
        load(folder=tmp_path)
    (tmp_path / "x.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(BadInput, match="not facts in our schema"):
        load(folder=tmp_path)


CARD = """id = "x"
publisher = "p"
title = "t"
version = "1"
licence = "l"
licence_checked = false
address = "a"
read = "2026-01-01"
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CARD.replace("version", "versoin"), "unknown key versoin; lacks version"),
        (CARD.replace("false", '"no"'), "licence_checked must be true or false"),
        (CARD.replace('"p"', "3"), "publisher must be text"),
        ("id = ", "not TOML"),
    ],
)
def test_a_bad_card_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_card(path)
    assert said in str(refused.value)


def test_a_card_named_unlike_its_file_is_refused(tmp_path: Path) -> None:
    from lodestone.store.cards import read_cards

    (tmp_path / "y.toml").write_text(CARD, encoding="utf-8")
    with pytest.raises(BadInput, match="differs from the file name"):
        read_cards(tmp_path)


def test_licences_not_read_again_are_owned_up_to() -> None:
    assert not cards()["bgs_wms"].licence_checked
    assert not cards()["wmd_2026"].licence_checked
    assert all(c.address.startswith("https://") for c in cards().values())


def test_codes_are_found_by_their_head() -> None:
    from lodestone.store.facts import codes_under

    rare = codes_under(["2846", "280530"])
    assert {"284690", "284610", "280530"} <= set(rare)
    assert all(c.startswith(("2846", "280530")) for c in rare)
    assert codes_under(["9999"]) == ()
