"""The table of entities, the record of results, and ledgers of the first release, which have neither."""

import sqlite3

import pytest
from ledger_texts import AT, BAN, LATER, PACT, find, ledger

from lodestone.evidence import review
from lodestone.evidence.ledger import Used
from lodestone.store import ledger_schema
from lodestone.store.ledger import Ledger
from lodestone.store.ledger_entities import TYPES, entities
from lodestone.store.ledger_results import keep_result, results
from lodestone.store.ledger_search import Wanted, search
from lodestone.store.ledger_views import readings

WANTED = "source text span entity mention claim slot amount time relation review conflict".split()


def test_every_table_of_the_model_is_there_and_filled_where_a_text_fills_it(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (BAN, "ban.txt")) as book:
        counts = {t: book.db.execute(f"select count(*) from {t}").fetchone()[0] for t in WANTED}
    filled_by_people = {"relation", "review", "conflict"}
    assert {t for t, n in counts.items() if n == 0} == filled_by_people


def test_entities_are_what_slots_and_mentions_name(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (BAN, "ban.txt")) as book:
        found = entities(book.db)
        held = {
            s.value
            for r, _ in readings(book.db, ("candidate", "proposed"))
            for c in r.claims
            for v in c.slots.values()
            for s in v
        }
    ids = {e["id"] for e in found}
    assert held <= ids
    by_id = {(e["type"], e["id"]): e for e in found}
    assert by_id["mineral", "gallium"]["claims"] >= 2
    assert by_id["place", "JPN"]["name"] == "Japan"
    assert by_id["place", "CHL:Santiago"]["of"] == "CHL"
    assert {e["type"] for e in found} <= set(TYPES)
    assert len(by_id) == len(found)


def test_entities_of_one_type_and_none_twice(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        before = entities(book.db)
        assert {e["type"] for e in entities(book.db, "mineral")} == {"mineral"}
        book.add(ledger_reading("pact2.txt"), who="Ann", at=LATER)
        assert {(e["type"], e["id"]) for e in entities(book.db)} == {(e["type"], e["id"]) for e in before}


def ledger_reading(name: str):
    from ledger_texts import reading

    return reading(PACT.replace("3 March 2025\n\nJapan", "4 March 2025\n\nJapan"), name)


def test_a_result_knows_its_claims_and_which_of_them_changed(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (BAN, "ban.txt")) as book:
        ban, plant = find(book, "China banned"), find(book, "Mejillones")
        used = [Used(i, book.entry(i).version) for i in (ban, plant)]
        assert keep_result(book, "r1", "brief for JPN", used, provisional=True, who="Ann", at=AT)
        assert not keep_result(book, "r1", "brief for JPN", used, provisional=True, who="Ann", at=LATER)
        [result] = results(book.db)
        assert (result["claims"], result["stale"], result["provisional"]) == (2, 0, True)
        assert search(book.db, Wanted(stale=True)).total == 0
        entry = book.entry(ban)
        book.record(review.reject(entry), [entry], who="Bob", at=LATER)
        assert results(book.db)[0]["stale"] == 1
        [changed] = search(book.db, Wanted(stale=True)).entries
        assert changed.claim.id == ban


def test_a_result_cannot_name_a_claim_the_ledger_does_not_have(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        with pytest.raises(sqlite3.IntegrityError):
            keep_result(book, "r1", "brief", [Used("nothing", 1)], provisional=False, who="Ann", at=AT)
        assert results(book.db) == []


def test_a_ledger_of_the_first_release_is_given_what_it_lacks(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (BAN, "ban.txt")) as book:
        wanted, claims = entities(book.db), book.db.execute("select * from claim").fetchall()
        for table in ledger_schema.FROZEN_2[::-1]:  # as it was before
            book.db.execute(f"drop table {table}")
        book.db.execute("pragma user_version = 1")
    with Ledger(tmp_path / "l.sqlite") as book:
        assert entities(book.db) == wanted
        assert book.db.execute("select * from claim").fetchall() == claims
        assert book.db.execute("pragma user_version").fetchone()[0] == ledger_schema.VERSION
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            book.db.execute("delete from entity")
