"""The tables of a ledger file, and opening one: append-only rows, enforced by the database itself."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lodestone.terms.errors import BadInput

VERSION = 2
APPLICATION = 0x4C4F4453  # "LODS": tells a ledger from any other SQLite file
DEFAULT = "lodestone-ledger.sqlite"
WAIT_MS = 10_000
"""How long a writer waits for another reviewer's write before it says so."""

TABLES = """
create table change (id integer primary key, at text not null, who text not null, act text not null) strict;
create table source (
  id text primary key, document text not null, version integer not null, sha256 text not null unique, file text not null,
  title text, publisher text, published text, published_basis text, language text not null, licence text not null,
  encoding text not null, chars integer not null, tier text not null, lineage text not null, sketch blob not null,
  change integer not null references change(id), unique (document, version)
) strict;
create table text (source text primary key references source(id), body text not null) strict, without rowid;
create table zone (
  source text not null references source(id), start integer not null, stop integer not null, kind text not null
) strict;
create table span (
  id integer primary key, source text not null references source(id), start integer not null, stop integer not null,
  quote text not null, prefix text not null, suffix text not null,
  unique (source, start, stop), check (length(quote) = stop - start)
) strict;
create table mention (
  source text not null references source(id), position integer not null, type text not null, word text, number real,
  currency text, unit text, op text, precision text, basis text, inferred text, role text,
  span integer not null references span(id), primary key (source, position), check ((word is null) <> (number is null))
) strict, without rowid;
create table claim (
  row integer primary key, id text not null, version integer not null, body integer not null, state text not null,
  anchor text not null, kind text not null, family text not null, status text, modality text not null,
  specificity integer not null, source text not null references source(id), span integer not null references span(id),
  rule text not null, change integer not null references change(id), unique (id, version),
  check (state in ('candidate', 'proposed', 'accepted', 'rejected')),
  check (anchor in ('exact', 'moved', 'context', 'lost'))
) strict;
create table label (
  claim text not null, version integer not null, position integer not null, family text not null, score real not null,
  primary key (claim, version, position), foreign key (claim, version) references claim(id, version)
) strict, without rowid;
create table slot (
  claim text not null, version integer not null, role text not null, position integer not null, value text not null,
  hedge text not null, inferred text, span integer not null references span(id), hedge_span integer references span(id),
  primary key (claim, version, role, position), foreign key (claim, version) references claim(id, version)
) strict, without rowid;
create table amount (
  claim text not null, version integer not null, position integer not null, value real not null, currency text, unit text,
  role text not null, hedge text not null, span integer not null references span(id),
  primary key (claim, version, position), foreign key (claim, version) references claim(id, version)
) strict, without rowid;
create table time (
  claim text not null, version integer not null, position integer not null, value text not null, role text not null,
  precision text not null, basis text, span integer not null references span(id),
  primary key (claim, version, position), foreign key (claim, version) references claim(id, version)
) strict, without rowid;
create table relation (
  id integer primary key, a text not null, type text not null, b text not null, holds integer not null default 1, note text,
  change integer not null references change(id)
) strict;
create table review (
  id integer primary key, claim text not null, who text not null, at text not null, verdict text not null,
  before text not null, after text not null, family text, reason text, seconds real, blind integer not null default 0,
  undoes integer references review(id), change integer not null references change(id)
) strict;
create table conflict (
  row integer primary key, id text not null, version integer not null, type text not null, message text not null,
  spans text not null, claims text not null, state text not null, reason text, change integer not null references change(id),
  unique (id, version), check (state in ('open', 'explained', 'settled'))
) strict;
-- The newest version of each claim: a pointer kept by the trigger below, never by hand.
create table current (place integer primary key, id text not null unique, row integer not null references claim(row)) strict;
create trigger newest after insert on claim begin
  insert into current (id, row) values (new.id, new.row) on conflict (id) do update set row = excluded.row;
end;
create index slot_value on slot (role, value, claim, version);
create index claim_source on claim (source);
create index claim_span on claim (span);
create index review_claim on review (claim);
create index mention_span on mention (type, word);
"""
SINCE_2 = """
create table entity (
  type text not null, id text not null, name text not null, belongs text, primary key (type, id)
) strict, without rowid;
create table result (
  id text primary key, what text not null, provisional integer not null, change integer not null references change(id)
) strict, without rowid;
create table result_claim (
  result text not null references result(id), claim text not null, version integer not null, primary key (result, claim, version),
  foreign key (claim, version) references claim(id, version)
) strict, without rowid;
create index result_of_claim on result_claim (claim, version);
"""
"""Tables that ledgers of the first release lack; they are added when such a ledger is opened."""

FROZEN_1 = (
    "change", "source", "text", "zone", "span", "mention", "claim", "label", "slot", "amount", "time", "relation", "review",
    "conflict",
)  # fmt: skip
FROZEN_2 = ("entity", "result", "result_claim")
FROZEN = (*FROZEN_1, *FROZEN_2)
WORDS = "create virtual table words using fts5(quote, content='span', content_rowid='id', tokenize='trigram')"


def connect(path: str | os.PathLike[str], *, create: bool = False) -> sqlite3.Connection:
    """The ledger in a file, ready for reading and writing; ``create`` makes it where there is none.

    Raises ``BadInput`` for a missing file, a file that is not a ledger, or a ledger of a newer release.
    """
    file = Path(path)
    new = not file.exists() or file.stat().st_size == 0
    if new and not create:
        raise BadInput(f"{file}: no ledger there; make one with: lodestone ledger add FILE --ledger {file}")
    try:
        db = sqlite3.connect(file, timeout=WAIT_MS / 1000, isolation_level=None)
        db.execute("pragma foreign_keys = on")
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")
        if new:
            _create(db)
        _check(db, file)
    except sqlite3.OperationalError as error:
        raise BadInput(f"{file}: cannot be used as a ledger ({error}); is it on a disk you may write to?") from None
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{file}: not a ledger of ours ({error}); name another file with --ledger") from None
    return db


def _create(db: sqlite3.Connection) -> None:
    with writing(db):
        if db.execute("pragma user_version").fetchone()[0]:
            return  # another process made it while we waited
        _tables(db, TABLES, FROZEN_1)
        _tables(db, SINCE_2, FROZEN_2)
        if trigrams(db):
            db.execute(WORDS)
        db.execute(f"pragma application_id = {APPLICATION}")
        db.execute(f"pragma user_version = {VERSION}")


def _tables(db: sqlite3.Connection, script: str, frozen: tuple[str, ...]) -> None:
    for statement in _statements(script):
        db.execute(statement)
    for table in frozen:
        for deed in ("update", "delete"):
            db.execute(
                f"create trigger no_{deed}_of_{table} before {deed} on {table} "
                f"begin select raise(abort, 'a ledger is append-only: {deed} of {table} refused'); end"
            )


def _upgrade(db: sqlite3.Connection) -> None:
    """Give a ledger of the first release the tables it lacks; nothing that stands in it is touched."""
    from lodestone.store.ledger_entities import fill

    with writing(db):
        if db.execute("pragma user_version").fetchone()[0] < VERSION:  # nobody else did it while we waited
            _tables(db, SINCE_2, FROZEN_2)
            fill(db)
            db.execute(f"pragma user_version = {VERSION}")


def _statements(script: str) -> list[str]:
    """The statements of a script; ``executescript`` would commit halfway."""
    found, waiting = [], ""
    for line in script.splitlines():
        waiting += line + "\n"
        if sqlite3.complete_statement(waiting):
            found.append(waiting)
            waiting = ""
    return found


def _check(db: sqlite3.Connection, file: Path) -> None:
    application = db.execute("pragma application_id").fetchone()[0]
    version = db.execute("pragma user_version").fetchone()[0]
    if application != APPLICATION:
        raise BadInput(f"{file}: a database, but not a ledger of ours; name another file with --ledger")
    if version > VERSION:
        raise BadInput(f"{file}: written by a newer release (schema {version}, this one knows {VERSION}); update lodestone")
    if version < VERSION:
        _upgrade(db)


def trigrams(db: sqlite3.Connection) -> bool:
    """Whether this SQLite can search by trigrams; without, the search reads every quote."""
    try:
        db.execute("create virtual table temp.probe using fts5(x, tokenize='trigram')")
        db.execute("drop table temp.probe")
    except sqlite3.OperationalError:
        return False
    return True


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write, all or nothing; waits for another writer, then raises ``BadInput`` when it does not finish."""
    try:
        db.execute("begin immediate")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) and "busy" not in str(error):
            raise
        raise BadInput(
            f"another reviewer has been writing to this ledger for {WAIT_MS // 1000} s; try again in a moment"
        ) from None
    try:
        yield db
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise
    db.execute("commit")
