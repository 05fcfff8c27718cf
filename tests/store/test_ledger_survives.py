"""A crash in the middle of a write loses nothing; a busy ledger says so."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from ledger_texts import AT, BAN, PACT, find, ledger, reading

from lodestone.evidence import review
from lodestone.store import ledger_schema
from lodestone.store.ledger import Ledger
from lodestone.terms.errors import BadInput

CRASH = """
import sys
sys.path[:0] = [{tests!r}, {source!r}]
from ledger_texts import AT, BAN, reading
from lodestone.store import ledger_rows
from lodestone.store.ledger import Ledger

written = ledger_rows.write_version
def stop_after_the_first(*args, **kwargs):
    written(*args, **kwargs)
    print("half", flush=True)
    sys.stdin.read()  # wait here, in mid-transaction, to be killed

import lodestone.store.ledger as module
module.write_version = stop_after_the_first
book = Ledger({path!r})
book.db.execute("pragma cache_size = 1")  # so that half of the write has reached the disk
book.add(reading(BAN, "ban.txt"), who="Bob", at=AT)
"""


def test_a_killed_write_leaves_what_was_there(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        id_ = find(book, "Mejillones")
        book.record(review.accept(e := book.entry(id_)), [e], who="Ann", at=AT)
    with Ledger(tmp_path / "l.sqlite") as book:
        before = list(book.db.iterdump())
    here = Path(__file__).parent
    script = CRASH.format(tests=str(here), source=str(here.parents[1] / "src"), path=str(tmp_path / "l.sqlite"))
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"half"
    child.kill()  # SIGKILL, or TerminateProcess on Windows: no chance to tidy up
    child.wait()
    with Ledger(tmp_path / "l.sqlite") as book:
        assert book.db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert list(book.db.iterdump()) == before
        assert book.entry(id_).state == "accepted"
        assert book.add(reading(BAN, "ban.txt"), who="Bob", at=AT).outcome == "added"


def test_an_error_in_mid_write_takes_all_of_it_back(tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        before = list(book.db.iterdump())
        monkeypatch.setattr("lodestone.store.ledger.write_version", fail)
        with pytest.raises(KeyboardInterrupt):
            book.add(reading(BAN, "ban.txt"), who="Bob", at=AT)
        assert list(book.db.iterdump()) == before
        assert not book.db.in_transaction


def test_a_ledger_kept_busy_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_schema, "WAIT_MS", 50)
    with ledger(tmp_path, (PACT, "pact.txt")) as first, Ledger(tmp_path / "l.sqlite") as second:
        first.db.execute("begin immediate")
        with pytest.raises(BadInput, match="another reviewer has been writing"):
            second.add(reading(BAN, "ban.txt"), who="Bob", at=AT)
        first.db.execute("rollback")
        assert second.add(reading(BAN, "ban.txt"), who="Bob", at=AT).outcome == "added"


def test_one_may_read_while_another_writes(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as first, Ledger(tmp_path / "l.sqlite") as second:
        first.db.execute("begin immediate")
        assert second.entry(find(second, "Mejillones")).version == 1
        first.db.execute("rollback")


TWO = """
import sys
sys.path[:0] = [{tests!r}, {source!r}]
from ledger_texts import AT
from lodestone.evidence.review import defer
from lodestone.store.ledger import Ledger

book = Ledger({path!r}, create=True)
print("ready", flush=True)
sys.stdin.readline()  # both begin at the same word
for (id_,) in book.db.execute("select id from current").fetchall() * 8:
    entry = book.entry(id_)
    book.record(defer(entry), [entry], who={who!r}, at=AT)
"""


def test_two_reviewers_at_once_lose_no_verdict(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        claims = book.db.execute("select count(*) from current").fetchone()[0]
    here = Path(__file__).parent
    given = {"tests": str(here), "source": str(here.parents[1] / "src"), "path": str(tmp_path / "l.sqlite")}
    pair = [
        subprocess.Popen([sys.executable, "-c", TWO.format(who=who, **given)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for who in ("Ann", "Bob")
    ]
    for child in pair:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"ready"
    for child in pair:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.flush()
    assert [child.wait(60) for child in pair] == [0, 0]
    with Ledger(tmp_path / "l.sqlite") as book:
        counted = dict(book.db.execute("select who, count(*) from review group by who").fetchall())
    assert counted == {"Ann": 8 * claims, "Bob": 8 * claims}


def test_the_journal_is_ahead_of_the_file_and_keys_are_checked(tmp_path):
    with ledger(tmp_path) as book:
        assert book.db.execute("pragma journal_mode").fetchone() == ("wal",)
        assert book.db.execute("pragma foreign_keys").fetchone() == (1,)
        strict = dict(book.db.execute("select name, strict from pragma_table_list where type = 'table' and schema = 'main'"))
        assert all(strict[t] for t in ledger_schema.FROZEN)
        with pytest.raises(sqlite3.IntegrityError):
            book.db.execute("insert into text values ('nowhere', 'words')")
