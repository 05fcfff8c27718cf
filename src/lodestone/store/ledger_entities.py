"""Who and what a ledger speaks of: every country, group, person, mineral and instrument its texts and claims name, once."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from lodestone.terms.commodity import commodities
from lodestone.terms.place import places

_BY_ROLE = {
    "minerals": "mineral", "stages": "stage", "sectors": "sector", "instruments": "instrument", "about": "subject",
}  # fmt: skip
TYPES = ("place", "group", "person", "mineral", "stage", "sector", "instrument", "route", "measure", "subject")


def of_slot(role: str, value: str) -> str:
    """The type of entity a slot's value is.

    >>> of_slot("actors", "JPN"), of_slot("actors", "JPN:Sanae Takaichi"), of_slot("places", "NOR:Oslo"), of_slot("actors", "G7")
    ('place', 'person', 'place', 'group')
    """
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    if value.startswith("ROUTE:"):
        return "route"
    if role == "places":
        return "place"
    if ":" in value:
        return "person"
    return "place" if value in places() and not places()[value].members else "group"


def described(type_: str, id_: str) -> tuple[str, str, str, str | None]:
    """Type, id, name for people, and whom or where it belongs to (the state a person speaks for, the country of a town).

    >>> described("person", "JPN:Sanae Takaichi"), described("mineral", "gallium")
    (('person', 'JPN:Sanae Takaichi', 'Sanae Takaichi', 'JPN'), ('mineral', 'gallium', 'gallium', None))
    """
    head, _, tail = id_.partition(":")
    if type_ == "mineral":
        known = commodities().get(id_)
        return type_, id_, known.label if known else id_, None
    if tail:
        return type_, id_, tail.replace("_", " "), head if head in places() else None
    if type_ in ("place", "group") and id_ in places():
        return type_, id_, places()[id_].label, None
    return type_, id_, id_.replace("_", " "), None


def keep(db: sqlite3.Connection, named: Iterable[tuple[str, str]]) -> None:
    """Add the entities (type, id) that are not there yet."""
    db.executemany("insert or ignore into entity values (?, ?, ?, ?)", [described(*n) for n in dict.fromkeys(named)])


def fill(db: sqlite3.Connection) -> None:
    """Every entity of a ledger made before it kept them."""
    keep(
        db,
        db.execute(
            "select distinct type, word from mention where word is not null and type not in ('amount', 'date')"
        ).fetchall(),
    )
    slots = db.execute("select distinct role, value from slot").fetchall()
    keep(db, [(of_slot(role, value), value) for role, value in slots])


def entities(db: sqlite3.Connection, type_: str | None = None) -> list[dict[str, Any]]:
    """Entities with how many claims have them in a slot now and how often texts name them, most claims first."""
    keys = ("type", "id", "name", "of", "claims", "mentions")
    held = {
        value: n
        for value, n in db.execute(
            "select s.value, count(distinct p.id) from current p join claim c on c.row = p.row "
            "join slot s on s.claim = c.id and s.version = c.body where c.state <> 'rejected' group by s.value"
        )
    }
    said: dict[tuple[str, str], int] = {
        (t, w): n for t, w, n in db.execute("select type, word, count(*) from mention where word is not null group by type, word")
    }
    rows = db.execute("select type, id, name, belongs from entity where ? is null or type = ?", (type_, type_))
    found = [dict(zip(keys, (*r, held.get(r[1], 0), said.get((r[0], r[1]), 0)), strict=True)) for r in rows]
    return sorted(found, key=lambda e: (-e["claims"], -e["mentions"], e["type"], e["id"]))
