"""Finding claims in a ledger: conditions on slots, state and words, answered from indices."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lodestone.evidence.edits import STATUSES
from lodestone.evidence.ledger import ANCHORS, STATES, Entry
from lodestone.evidence.review import FAMILIES
from lodestone.store.ledger_rows import entries
from lodestone.terms.commodity import commodities, commodity
from lodestone.terms.errors import BadInput, NothingToAnswer, UnknownTerm
from lodestone.terms.place import place
from lodestone.terms.tables import unknown

INDEX = "words"
_WORD = re.compile(r'"([^"]+)"|(\S+)')
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Conditions, all of which must hold; None asks nothing.

    ``mineral``, ``who`` (actor), ``with_`` (counterpart) and ``stage`` are words of the field or ids; a group of minerals covers
    its members. ``since`` is the earliest publication date. ``text`` are words that all stand in the quote, in any case; words in
    quotation marks stand together. ``anchor`` is ``lost``, ``moved`` .... ``stale`` asks for claims that changed after a result
    was made from them.
    """

    mineral: str | None = None
    who: str | None = None
    with_: str | None = None
    stage: str | None = None
    status: str | None = None
    state: str | None = None
    family: str | None = None
    since: str | None = None
    text: str | None = None
    source: str | None = None
    anchor: str | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """The claims found, oldest entry first, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


def search(db: sqlite3.Connection, wanted: Wanted, *, limit: int | None = 50, offset: int = 0) -> Hits:
    """The newest versions of the claims that meet ``wanted``; ``limit`` None gives all.

    Raises ``UnknownTerm`` or ``BadInput`` for a word that no claim could have, ``NothingToAnswer`` for a party or stage that no
    claim of this ledger has in that place.
    """
    where, given = _conditions(db, wanted)
    tables = "from current p join claim c on c.row = p.row"
    if wanted.since:
        tables += " join source o on o.id = c.source"
    condition = f"where {' and '.join(where)}" if where else ""
    page = f"select c.row {tables} {condition} order by p.place"
    if wanted.text is not None or limit is None:  # looking for words costs most: once, not once to count and once to fetch
        found = [r for (r,) in db.execute(page, given)]
        rows, total = found[offset:] if limit is None else found[offset : offset + limit], len(found)
    else:
        total = db.execute(f"select count(*) {tables} {condition}", given).fetchone()[0]
        rows = [r for (r,) in db.execute(f"{page} limit ? offset ?", [*given, limit, offset])]
    return Hits(tuple(entries(db, rows)), total)


def _conditions(db: sqlite3.Connection, wanted: Wanted) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    given: list[Any] = []

    def ask(condition: str, *values: Any) -> None:
        where.append(condition)
        given.extend(values)

    for name, known in (("state", STATES), ("family", FAMILIES)):
        word = getattr(wanted, name)
        if word is not None:
            if word not in known:
                raise unknown(word, name, known)
            ask(f"c.{name} = ?", word)
    if wanted.anchor is not None:
        if wanted.anchor not in ANCHORS:
            raise unknown(wanted.anchor, "state of an anchor", ANCHORS)
        ask("c.anchor = ?", wanted.anchor)
    if wanted.status == "-":
        ask("c.status is null")
    elif wanted.status is not None:
        if wanted.status not in STATUSES:
            raise unknown(wanted.status, "status", STATUSES)
        ask("c.status = ?", wanted.status)
    if wanted.stale:
        ask("exists (select 1 from result_claim u where u.claim = c.id and u.version <> c.version)")
    if wanted.source is not None:
        if not db.execute("select 1 from source where id = ? or file = ?", (wanted.source, wanted.source)).fetchone():
            raise BadInput(f"{wanted.source}: no text of that name or id in this ledger; `lodestone ledger stats` lists them")
        ask("c.source in (select id from source where id = ? or file = ?)", wanted.source, wanted.source)
    for role, values in _slots(db, wanted):
        held = "role = ? and value in (select value from json_each(?)) and claim = c.id and version = c.body"
        ask(f"exists (select 1 from slot where {held})", role, json.dumps(values))
    if wanted.since is not None:
        if not _DATE.fullmatch(wanted.since):
            raise BadInput(f"since {wanted.since!r}: want YYYY, YYYY-MM or YYYY-MM-DD")
        ask("o.published >= ?", wanted.since)
    if wanted.text is not None:
        condition, values = words_condition(db, wanted.text)
        ask(condition, *values)
    return where, given


def words_condition(db: sqlite3.Connection, text: str) -> tuple[str, list[str]]:
    """SQL that holds where every word of ``text`` stands in the quote: by trigrams where the index and the words allow."""
    words = [a or b for a, b in _WORD.findall(text)]
    if not words:
        raise BadInput("text: give the words to look for")
    long = [w for w in words if len(w) >= 3]
    conditions, given = [], []
    if long and db.execute("select 1 from sqlite_master where name = ?", (INDEX,)).fetchone():
        conditions.append("c.span in (select rowid from words where words match ?)")
        given.append(" ".join('"' + w.replace('"', '""') + '"' for w in long))
        words = [w for w in words if len(w) < 3]
    for word in words:
        if word.upper() == word.lower():  # no letter has a case: Japanese words of two characters are common, and this is faster
            conditions.append("exists (select 1 from span where id = c.span and instr(quote, ?))")
            given.append(word)
        else:
            conditions.append("exists (select 1 from span where id = c.span and quote like ? escape '\\')")
            given.append("%" + re.sub(r"([\\%_])", r"\\\1", word) + "%")
    return " and ".join(conditions), given


def _slots(db: sqlite3.Connection, wanted: Wanted) -> list[tuple[str, list[str]]]:
    """Slot roles with the values that meet each condition on them."""
    found = []
    if wanted.mineral is not None:
        found.append(("minerals", _with_members(commodity(wanted.mineral).id)))
    for role, word in (("actors", wanted.who), ("counterparts", wanted.with_), ("stages", wanted.stage)):
        if word is not None:
            found.append((role, _held(db, role, word)))
    return found


def _with_members(id_: str) -> list[str]:
    return [id_, *(m for member in commodities()[id_].members for m in _with_members(member))]


def _held(db: sqlite3.Connection, role: str, word: str) -> list[str]:
    """The values of a slot in this ledger that a word means: a place and who speaks for it, or a value that holds the word."""
    held = [v for (v,) in db.execute("select distinct value from slot where role = ? order by value", (role,))]
    try:
        code = place(word).iso3 if role != "stages" else word
    except UnknownTerm:
        code = word
    found = [v for v in held if v == code or v.startswith(f"{code}:")] or [v for v in held if word.casefold() in v.casefold()]
    if not found:
        some = f"; it has {', '.join(held[:12])}{' ...' if len(held) > 12 else ''}" if held else ""
        raise NothingToAnswer(f'no claim in this ledger has "{word}" among its {role}{some}')
    return found


def queue(db: sqlite3.Connection, *, who: str, wanted: Wanted | None = None) -> list[str]:
    """Ids of the claims a reviewer should look at, most valuable first; those this reviewer deferred come last.

    Value: names a mineral, then how specific, then taken up by a second reader, then place in the text.
    """
    where, given = _conditions(db, wanted or Wanted())
    found = db.execute(
        "select c.id from current p join claim c on c.row = p.row join source o on o.id = c.source "
        f"where c.state in ('candidate', 'proposed') and c.anchor <> 'lost'{''.join(f' and {w}' for w in where)} order by "
        "exists (select 1 from review r where r.claim = c.id and r.who = ? and r.verdict = 'defer'), "
        "exists (select 1 from slot x where x.role = 'minerals' and x.claim = c.id and x.version = c.body) desc, "
        "c.specificity desc, c.state = 'proposed' desc, p.place",
        (*given, who),
    )
    return [id_ for (id_,) in found]


def second_opinions(db: sqlite3.Connection, *, who: str, every: int = 10, wanted: Wanted | None = None) -> list[str]:
    """Ids of one claim in ``every`` of those others have judged and this reviewer has not, chosen by the claim's id."""
    where, given = _conditions(db, wanted or Wanted())
    judged = "exists (select 1 from review r where r.claim = c.id and r.blind = 0 and r.who <> ?)"
    mine = "exists (select 1 from review r where r.claim = c.id and r.who = ?)"
    found = db.execute(
        "select c.id from current p join claim c on c.row = p.row join source o on o.id = c.source "
        f"where c.state in ('accepted', 'rejected') and {judged} and not {mine}"
        f"{''.join(f' and {w}' for w in where)} order by p.place",
        (who, who, *given),
    )
    return [id_ for (id_,) in found if int(id_, 16) % every == 0]


def neighbour(db: sqlite3.Connection, entry: Entry) -> str | None:
    """Id of the next claim of the same text that is still to be judged; None after the last."""
    found = db.execute(
        "select c.id from claim c join current p on p.row = c.row join span s on s.id = c.span where c.source = ? "
        "and c.state in ('candidate', 'proposed') and c.id <> ? and s.start >= ? order by s.start, s.stop limit 1",
        (entry.claim.span.source, entry.claim.id, entry.claim.span.start),
    ).fetchone()
    return found[0] if found else None


def current(db: sqlite3.Connection, claims: Sequence[str]) -> dict[str, Entry]:
    """The newest version of each of some claims, by id; those the ledger does not have are left out."""
    rows = db.execute("select row from current where id in (select value from json_each(?))", (json.dumps(list(claims)),))
    return {e.claim.id: e for e in entries(db, [r for (r,) in rows])}
