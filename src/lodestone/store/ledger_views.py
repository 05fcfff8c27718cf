"""What a ledger tells about itself: a claim's history, its conflicts, its texts, and the record of reviews."""

import json
import sqlite3
from typing import Any

from lodestone.evidence.agreement import Judged
from lodestone.evidence.bridge import compared
from lodestone.evidence.claim import Reading
from lodestone.evidence.ledger import TIERS, Entry
from lodestone.store.ledger_rows import entries, parties_of, reading, sources


def history(db: sqlite3.Connection, claim: str) -> list[dict[str, Any]]:
    """Every version of a claim, oldest first: what changed, by whom, when, why, and how long it took."""
    keys = ("version", "state", "anchor", "family", "status", "who", "at", "act", "verdict", "reason", "seconds")
    rows = db.execute(
        "select c.version, c.state, c.anchor, c.family, c.status, g.who, g.at, g.act, r.verdict, r.reason, r.seconds "
        "from claim c join change g on g.id = c.change left join review r on r.change = c.change where c.id = ? "
        "order by c.version",
        (claim,),
    )
    return [dict(zip(keys, row, strict=True)) for row in rows]


def relations(db: sqlite3.Connection, claim: str | None = None) -> list[dict[str, Any]]:
    """Relations that hold now, of one claim or all: the last word on each (a, type, b)."""
    keys = ("a", "type", "b", "note", "who", "at")
    rows = db.execute(
        "select r.a, r.type, r.b, r.note, g.who, g.at from relation r join change g on g.id = r.change "
        "where r.holds = 1 and r.id = (select max(id) from relation x where x.a = r.a and x.type = r.type and x.b = r.b) "
        "and (? is null or r.a = ? or r.b = ?) order by r.id",
        (claim, claim, claim),
    )
    return [dict(zip(keys, row, strict=True)) for row in rows]


def denied(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Relations (a, type, b) that a person took back: the last word on each is that it does not hold."""
    return db.execute(
        "select r.a, r.type, r.b from relation r where r.holds = 0 "
        "and r.id = (select max(id) from relation x where x.a = r.a and x.type = r.type and x.b = r.b) order by r.id"
    ).fetchall()


def reviews_of(db: sqlite3.Connection, claim: str) -> list[dict[str, Any]]:
    """Every review of a claim, with deferrals and blind second opinions, oldest first."""
    keys = ("id", "who", "at", "verdict", "family", "reason", "seconds", "blind", "before", "after")
    rows = db.execute(
        "select id, who, at, verdict, family, reason, seconds, blind, before, after from review where claim = ? order by id",
        (claim,),
    )
    found = [dict(zip(keys, row, strict=True)) for row in rows]
    return [{**r, "blind": bool(r["blind"]), "before": json.loads(r["before"]), "after": json.loads(r["after"])} for r in found]


def conflicts(db: sqlite3.Connection, *, state: str | None = "open") -> list[dict[str, Any]]:
    """Conflicts in their newest state (None: every state); of each, the words of the most trusted source come first."""
    keys = ("id", "type", "message", "spans", "claims", "state", "reason", "who", "at")
    rows = db.execute(
        "select k.id, k.type, k.message, k.spans, k.claims, k.state, k.reason, g.who, g.at from conflict k "
        "join change g on g.id = k.change "
        "where k.version = (select max(version) from conflict x where x.id = k.id) and (? is null or k.state = ?) order by k.id",
        (state, state),
    )
    tiers = {id_: (tier, file) for id_, tier, file in db.execute("select id, tier, file from source")}
    found = []
    for row in rows:
        record = dict(zip(keys, row, strict=True))
        spans = [
            {"source": s, "file": tiers[s][1], "tier": tiers[s][0], "start": start, "end": end, "quote": quote}
            for s, start, end, quote in json.loads(record["spans"])
        ]
        record["spans"] = sorted(spans, key=lambda s: TIERS.index(s["tier"]))
        record["claims"] = json.loads(record["claims"])
        found.append(record)
    return found


def witnesses(db: sqlite3.Connection, entry: Entry, *, most: int = 500) -> list[dict[str, Any]]:
    """Other claims that make the same statement, with text and lineage: how many independent sources say so.

    Compared are the claims of its family that share an actor, mineral or figure with it, the first ``most`` of them.
    """
    claim = entry.claim
    rows = db.execute(
        "select distinct c.row from current p join claim c on c.row = p.row where c.family = ? "
        "and c.source <> ? and c.state <> 'rejected' "
        "and c.id in (select claim from slot where role = 'actors' and value in (select value from json_each(?)) "
        "union select claim from slot where role = 'minerals' and value in (select value from json_each(?)) "
        "union select claim from amount where value in (select value from json_each(?))) order by p.place limit ?",
        (
            claim.family, claim.span.source, json.dumps([s.value for s in claim.slots["actors"]]),
            json.dumps([s.value for s in claim.slots["minerals"]]), json.dumps([a.value for a in claim.amounts]), most,
        ),
    )  # fmt: skip
    others = entries(db, [r for (r,) in rows])
    parties = {s: parties_of(db, s) for s in {claim.span.source, *(e.claim.span.source for e in others)}}
    own = compared(claim, *parties[claim.span.source])
    return [
        {"claim": e.claim.id, "file": e.source.file, "published": e.source.published, "tier": e.tier, "lineage": e.lineage}
        for e in others
        if own.alike(compared(e.claim, *parties[e.claim.span.source]))
    ]


def texts(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every text with its version, tier, lineage and how many claims hang on it."""
    keys = (
        "id",
        "file",
        "document",
        "version",
        "published",
        "publisher",
        "tier",
        "lineage",
        "language",
        "sha256",
        "chars",
        "claims",
    )
    rows = db.execute(
        "select o.id, o.file, o.document, o.version, o.published, o.publisher, o.tier, o.lineage, o.language, o.sha256, o.chars, "
        "(select count(*) from claim c join current p on p.row = c.row where c.source = o.id) from source o order by o.rowid"
    )
    return [dict(zip(keys, row, strict=True)) for row in rows]


def readings(db: sqlite3.Connection, states: tuple[str, ...], *, lost: bool = False) -> list[tuple[Reading, dict[str, Entry]]]:
    """Every text with its claims in these states, as the readers of measures, pledges and conflicts want them.

    Claims whose words are lost are left out unless ``lost``; texts without such claims are left out.
    """
    rows = db.execute(
        "select c.row from current p join claim c on c.row = p.row where c.state in (select value from json_each(?)) "
        "and (? or c.anchor <> 'lost') order by p.place",
        (json.dumps(states), int(lost)),
    )
    found = entries(db, [r for (r,) in rows])
    by_source: dict[str, dict[str, Entry]] = {}
    for entry in found:
        by_source.setdefault(entry.source.id, {})[entry.claim.id] = entry
    known = sources(db)
    return [(reading(db, known[s], [e.claim for e in mine.values()]), mine) for s, mine in by_source.items()]


def reading_of(db: sqlite3.Connection, source: str) -> Reading:
    """One text with all its claims that nobody rejected."""
    rows = db.execute(
        "select c.row from current p join claim c on c.row = p.row where c.source = ? and c.state <> 'rejected' "
        "and c.anchor <> 'lost' order by p.place",
        (source,),
    )
    found = entries(db, [r for (r,) in rows])
    return reading(db, sources(db)[source], [e.claim for e in found])


def judged(db: sqlite3.Connection) -> list[Judged]:
    """Every review that stands (taken back ones left out), as the figures of agreement want it."""
    rows = db.execute(
        "select r.claim, r.who, r.verdict, r.family, r.seconds, r.blind, c.rule, l.family, l.score from review r "
        "join claim c on c.id = r.claim and c.version = 1 left join label l on l.claim = c.id "
        "and l.version = c.body and l.position = 0 "
        "where r.verdict <> 'undo' and not exists (select 1 from review u where u.undoes = r.id) order by r.id"
    )
    return [Judged(*row) for row in rows]


def counts(db: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """How many claims there are by state, family, rule and anchor."""
    return {
        name: dict(
            db.execute(f"select c.{name}, count(*) from current p join claim c on c.row = p.row group by 1 order by 2 desc, 1")
        )
        for name in ("state", "family", "rule", "anchor")
    }
