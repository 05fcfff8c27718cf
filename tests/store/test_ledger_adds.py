"""Texts come into the ledger once, come out as they went in, and carry their claims along when they change."""

import sqlite3
from dataclasses import replace

import pytest
from ledger_texts import AT, BAN, CHANGED, LATER, PACT, find, ledger, reading

from lodestone.evidence import intake
from lodestone.evidence.read import read
from lodestone.evidence.review import accept
from lodestone.store import ledger_views
from lodestone.store.ledger import Ledger
from lodestone.terms.errors import BadInput


def test_what_goes_in_comes_out(tmp_path):
    read = reading(PACT)
    assert len(read.claims) >= 5
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        [(back, held)] = ledger_views.readings(book.db, ("candidate", "proposed"))
    assert back.document == read.document
    assert list(back.claims) == sorted(read.claims, key=lambda c: (c.span.start, c.span.end))
    assert back.mentions == read.mentions
    assert set(back.zones) == set(read.zones)
    assert {e.version for e in held.values()} == {1}


def test_every_quote_stands_where_the_ledger_says(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (BAN, "ban.txt")) as book:
        rows = book.db.execute("select quote, start, stop, body from span join text on text.source = span.source").fetchall()
    assert len(rows) > 30
    assert all(body[start:stop] == quote for quote, start, stop, body in rows)


def test_a_claim_a_second_reader_takes_up_is_proposed(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        assert book.entry(find(book, "refinery at Mejillones")).state == "proposed"
        assert book.entry(find(book, "are concerned")).state == "candidate"


def test_the_same_text_twice_adds_nothing(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        before = list(book.db.iterdump())
        again = book.add(reading(PACT, "copy of pact.txt"), who="Bob", at=LATER)
        assert again.outcome == "known"
        assert again.file == "pact.txt"
        assert list(book.db.iterdump()) == before


def test_a_changed_text_moves_its_claims_and_says_what_is_lost(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        kept, reworded, lost = (find(book, w) for w in ("Mejillones", "40 billion yen", "geological data"))
        for id_ in (kept, reworded, lost):
            book.record(accept(book.entry(id_)), [book.entry(id_)], who="Ann", at=AT)
        added = book.add(reading(CHANGED), who="Ann", at=LATER)
        assert (added.outcome, added.version, added.lost, added.reworded) == ("new version", 2, 1, 1)
        entry = book.entry(kept)
        assert (entry.state, entry.anchor, entry.version) == ("accepted", "moved", 3)
        assert CHANGED[entry.claim.span.start : entry.claim.span.end] == entry.claim.span.quote
        entry = book.entry(reworded)
        assert (entry.state, entry.anchor) == ("proposed", "context")  # other words: a person must look again
        assert "45 billion yen" in entry.claim.span.quote
        assert not entry.claim.amounts  # the old figure is not in the new words, so it is not kept
        entry = book.entry(lost)
        assert (entry.state, entry.anchor) == ("accepted", "lost")
        assert entry.claim.span.quote in PACT
        texts = ledger_views.texts(book.db)
        assert [t["version"] for t in texts] == [1, 2]
        assert texts[0]["lineage"] == texts[1]["lineage"]


def test_no_claim_is_kept_twice_after_a_change(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        book.add(reading(CHANGED), who="Ann", at=LATER)
        [(now, _)] = [(r, h) for r, h in ledger_views.readings(book.db, ("candidate", "proposed")) if r.document.text == CHANGED]
    spans = [(c.span.start, c.span.end) for c in now.claims]
    assert len(spans) == len(set(spans)) == len(reading(CHANGED).claims)


def test_another_text_of_the_same_name_is_another_text(tmp_path):
    with ledger(tmp_path, (PACT, "statement.txt")) as book:
        added = book.add(reading(BAN, "statement.txt"), who="Ann", at=LATER)
        assert (added.outcome, added.version, added.lost) == ("added", 1, 0)


def test_a_named_predecessor_is_replaced_under_any_name(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        added = book.add(reading(CHANGED, "pact-final.txt"), who="Ann", at=LATER, replaces="pact.txt")
        assert added.outcome == "new version"
        with pytest.raises(BadInput, match="no such source"):
            book.add(reading(BAN, "ban.txt"), who="Ann", at=LATER, replaces="nothing.txt")


@pytest.mark.parametrize("table", ["claim", "source", "text", "review", "span", "slot"])
def test_nothing_can_be_overwritten(tmp_path, table):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        book.record(accept(e := book.entry(find(book, "Mejillones"))), [e], who="Ann", at=AT)
        book.db.execute("begin")
        assert book.db.execute(f"select 1 from {table}").fetchone()
        for deed in (
            f"delete from {table}",
            f"update {table} set rowid = rowid" if table != "text" else "update text set body = ''",
        ):
            with pytest.raises(sqlite3.DatabaseError, match=r"append-only|no such column"):
                book.db.execute(deed)


def test_a_quote_the_text_does_not_say_is_refused(tmp_path):
    book = ledger(tmp_path, (PACT, "pact.txt"))
    entry = book.entry(find(book, "Mejillones"))
    wrong = replace(entry.claim.span, quote="x" * len(entry.claim.span.quote))
    outcome = accept(replace(entry, claim=replace(entry.claim, span=replace(wrong, start=wrong.start + 1, end=wrong.end + 1))))
    with pytest.raises(ValueError, match="does not say"):
        book.record(outcome, [entry], who="Ann", at=AT)
    assert book.entry(entry.claim.id).version == 1  # and the whole write was taken back
    book.close()


def test_files_that_are_no_ledger(tmp_path):
    with pytest.raises(BadInput, match="no ledger there"):
        Ledger(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("not a database, only words " * 40, encoding="utf-8")
    with pytest.raises(BadInput, match="not a ledger"):
        Ledger(tmp_path / "text.sqlite")
    sqlite3.connect(tmp_path / "other.sqlite").execute("create table t (x)").connection.close()
    with pytest.raises(BadInput, match="not a ledger of ours"):
        Ledger(tmp_path / "other.sqlite", create=True)
    with pytest.raises(BadInput, match=r"cannot be used|not a ledger"):
        Ledger(tmp_path, create=True)


def test_a_ledger_of_a_newer_release_is_left_alone(tmp_path):
    book = ledger(tmp_path, (BAN, "ban.txt"))
    book.db.execute("pragma user_version = 99")
    book.close()
    with pytest.raises(BadInput, match="newer release"):
        Ledger(tmp_path / "l.sqlite")


def test_a_text_that_no_quote_could_be_kept_of(tmp_path):
    read = reading(BAN)
    broken = replace(read, document=replace(read.document, text=read.document.text + "\0"))
    with Ledger(tmp_path / "l.sqlite", create=True) as book, pytest.raises(BadInput, match="NUL"):
        book.add(broken, who="Ann", at=AT)


@pytest.mark.slow
def test_real_texts_come_out_as_they_went_in(tmp_path, shared):
    reads = [read(intake.document(p.read_bytes(), p.name)) for p in sorted((shared / "texts").rglob("*.txt"))]
    assert len(reads) > 20
    with Ledger(tmp_path / "l.sqlite", create=True) as book:
        for each in reads:
            book.add(each, who="Ann", at=AT)
        back = {r.document.source.id: r for r, _ in ledger_views.readings(book.db, ("candidate", "proposed"))}
        lineages = [t["lineage"] for t in ledger_views.texts(book.db)]
    for each in reads:
        same = back[each.document.source.id]
        assert same.document == each.document
        assert list(same.claims) == sorted(each.claims, key=lambda c: (c.span.start, c.span.end))
        assert same.mentions == each.mentions
    assert len(set(lineages)) == len(reads)  # none of these re-words another: templates and fact sheets are texts of their own


def test_somebody_must_answer_for_a_change(tmp_path):
    with Ledger(tmp_path / "l.sqlite", create=True) as book, pytest.raises(BadInput, match="who is this"):
        book.add(reading(BAN), who=" ", at=AT)
