"""Claims to rows of a ledger and back, every quote kept with its place in the text it came from."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from lodestone.evidence.claim import SLOTS, Claim, ClaimAmount, ClaimDate, Document, FamilyScore, Mention, Reading, Zone
from lodestone.evidence.ledger import Anchor, Entry, State, around
from lodestone.store import ledger_entities
from lodestone.terms.place import places
from lodestone.terms.said import Said
from lodestone.terms.source import Source, Span

Row = tuple[Any, ...]
_SOURCE = "id, file, sha256, chars, title, publisher, published, published_basis, language, licence, encoding"
_SPAN = "s.source, s.start, s.stop, s.quote"


class Spans:
    """The span rows of a few texts: the same stretch of the same text is one row."""

    def __init__(self, db: sqlite3.Connection, texts: Mapping[str, str]) -> None:
        self._db, self._texts, self._known = db, texts, dict[tuple[str, int, int], int]()
        for source in texts:
            for id_, start, stop in db.execute("select id, start, stop from span where source = ?", (source,)):
                self._known[source, start, stop] = id_

    def id(self, span: Span) -> int:
        """The row of a span, made where there is none; refuses a quote that the text does not say there."""
        key = (span.source, span.start, span.end)
        if key not in self._known:
            text = self._texts[span.source]
            if text[span.start : span.end] != span.quote:
                raise ValueError(f"{span.source} does not say {span.quote!r} at {span.start}")
            values = (*key, span.quote, *around(text, span.start, span.end))
            cursor = self._db.execute(
                "insert into span (source, start, stop, quote, prefix, suffix) values (?, ?, ?, ?, ?, ?)", values
            )
            assert cursor.lastrowid is not None
            self._known[key] = cursor.lastrowid
        return self._known[key]


def write_version(
    db: sqlite3.Connection,
    spans: Spans,
    claim: Claim,
    *,
    version: int,
    body: int,
    state: State,
    anchor: Anchor,
    rule: str,
    change: int,
) -> None:
    """One version of a claim; its slots are written only where they differ from an earlier version (``body`` is ``version``)."""
    own = spans.id(claim.span)
    db.execute(
        "insert into claim (id, version, body, state, anchor, kind, family, status, modality, specificity, "
        "source, span, rule, change) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            claim.id, version, body, state, anchor, claim.kind, claim.family, claim.status, claim.modality, claim.specificity,
            claim.span.source, own, rule, change,
        ),
    )  # fmt: skip
    if body != version:
        return
    key = (claim.id, version)
    db.executemany("insert into label values (?, ?, ?, ?, ?)", [(*key, i, x.family, x.score) for i, x in enumerate(claim.labels)])
    said = [(role, i, s) for role in SLOTS for i, s in enumerate(claim.slots.get(role, ()))]
    db.executemany(
        "insert into slot values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*key, role, i, s.value, s.hedge, s.inferred, spans.id(s.span), spans.id(s.hedge_span) if s.hedge_span else None)
            for role, i, s in said
        ],
    )
    ledger_entities.keep(db, [(ledger_entities.of_slot(role, s.value), s.value) for role, _, s in said])
    db.executemany(
        "insert into amount values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*key, i, float(a.value), a.currency, a.unit, a.role, a.hedge, spans.id(a.span)) for i, a in enumerate(claim.amounts)],
    )
    db.executemany(
        "insert into time values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*key, i, d.value, d.role, d.precision, d.basis, spans.id(d.span)) for i, d in enumerate(claim.dates)],
    )
    search = db.execute("select 1 from sqlite_master where name = 'words'").fetchone()
    if search and db.execute("select count(*) from claim where span = ?", (own,)).fetchone()[0] == 1:
        db.execute("insert into words (rowid, quote) values (?, ?)", (own, claim.span.quote))


def write_mentions(db: sqlite3.Connection, spans: Spans, reading: Reading) -> None:
    """The named things and zones of a text."""
    source = reading.document.source.id
    rows = []
    for i, m in enumerate(reading.mentions):
        word, number = (m.value, None) if isinstance(m.value, str) else (None, float(m.value))
        rows.append(
            (
                source,
                i,
                m.type,
                word,
                number,
                m.currency,
                m.unit,
                m.op,
                m.precision,
                m.basis,
                m.inferred,
                m.role,
                spans.id(m.span),
            )
        )
    db.executemany(f"insert into mention values ({', '.join('?' * 13)})", rows)
    named = [(m.type, m.value) for m in reading.mentions if isinstance(m.value, str) and m.type not in ("amount", "date")]
    ledger_entities.keep(db, named)
    db.executemany("insert into zone values (?, ?, ?, ?)", [(source, z.start, z.end, z.kind) for z in reading.zones])


def parties_of(db: sqlite3.Connection, source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The economies and groups a text names in its first 2,500 characters, and in all of it (as ``topics.named`` has them)."""
    query = (
        "select distinct t.type, t.word from mention t join span s on s.id = t.span where t.source = ? and s.start < ? "
        "and t.type in ('group', 'person', 'place')"
    )
    first, every = (
        frozenset(w.split(":")[0] for type_, w in db.execute(query, (source, reach)) if type_ != "place" or w in places())
        for reach in (2500, 2**62)
    )
    return first, every


def sources(db: sqlite3.Connection, ids: Sequence[str] | None = None) -> dict[str, Source]:
    """The sources of a ledger by id, in the order they came in."""
    chosen, given = ("where id in (select value from json_each(?))", [json.dumps(ids)]) if ids is not None else ("", [])
    return {
        r[0]: Source(
            id=r[0], file=r[1], sha256=r[2], chars=r[3], title=r[4], publisher=r[5], published=r[6], published_basis=r[7],
            language=r[8], licence=r[9], encoding=r[10],
        )
        for r in db.execute(f"select {_SOURCE} from source {chosen} order by rowid", given)
    }  # fmt: skip


def text_of(db: sqlite3.Connection, source: str) -> str:
    """The verbatim text of a source."""
    return str(db.execute("select body from text where source = ?", (source,)).fetchone()[0])


def entries(db: sqlite3.Connection, rows: Iterable[int]) -> list[Entry]:
    """The claim versions of these rows, in this order."""
    wanted = list(rows)
    given = [json.dumps(wanted)]
    bodies = "(select distinct id, body from claim where row in (select value from json_each(?)))"

    def parts(columns: str, table: str, joins: str = "") -> dict[tuple[str, int], list[Row]]:
        query = (
            f"select t.claim, t.version, {columns} from {bodies} w join {table} t on t.claim = w.id "
            f"and t.version = w.body {joins} "
            f"order by t.claim, t.version, t.position"
        )
        found = groupby(db.execute(query, given), key=lambda r: (r[0], r[1]))
        return {key: [r[2:] for r in group] for key, group in found}

    span = "join span s on s.id = t.span"
    labels = parts("t.family, t.score", "label")
    slots = parts(
        f"t.role, t.value, t.hedge, t.inferred, {_SPAN}, h.source, h.start, h.stop, h.quote", "slot",
        f"{span} left join span h on h.id = t.hedge_span",
    )  # fmt: skip
    amounts = parts(f"t.value, t.currency, t.unit, t.role, t.hedge, {_SPAN}", "amount", span)
    times = parts(f"t.value, t.role, t.precision, t.basis, {_SPAN}", "time", span)
    heads = db.execute(
        f"select c.row, c.id, c.version, c.body, c.state, c.anchor, c.kind, c.family, c.status, c.modality, "
        f"c.specificity, c.rule, {_SPAN}, g.who, g.at, o.tier, o.lineage from claim c "
        "join span s on s.id = c.span join change g on g.id = c.change "
        "join source o on o.id = c.source where c.row in (select value from json_each(?))",
        given,
    ).fetchall()
    known = sources(db, sorted({h[12] for h in heads}))
    found: dict[int, Entry] = {}
    for h in heads:
        key = (h[1], h[3])
        said: dict[str, list[Said[str]]] = {role: [] for role in SLOTS}
        for s in slots.get(key, ()):
            said[s[0]].append(Said(s[1], Span(*s[4:8]), s[2], Span(*s[8:12]) if s[8] is not None else None, s[3]))
        claim = Claim(
            id=h[1], kind=h[6], family=h[7], labels=tuple(FamilyScore(*x) for x in labels.get(key, ())), status=h[8],
            modality=h[9], specificity=h[10], span=Span(*h[12:16]), slots={role: tuple(values) for role, values in said.items()},
            amounts=tuple(
                ClaimAmount(value=_whole(a[0]), currency=a[1], unit=a[2], role=a[3], hedge=a[4], span=Span(*a[5:9]))
                for a in amounts.get(key, ())
            ),
            dates=tuple(
                ClaimDate(value=t[0], role=t[1], precision=t[2], basis=t[3], span=Span(*t[4:8])) for t in times.get(key, ())
            ),
        )  # fmt: skip
        found[h[0]] = Entry(
            claim=claim, source=known[h[12]], version=h[2], body=h[3], state=h[4], anchor=h[5], rule=h[11], tier=h[18],
            lineage=h[19], by=h[16], at=h[17],
        )  # fmt: skip
    return [found[row] for row in wanted if row in found]


def _whole(number: float) -> float:
    """A whole number as an int again: the reader keeps counts whole."""
    return int(number) if number.is_integer() else number


def reading(db: sqlite3.Connection, source: Source, claims: Sequence[Claim]) -> Reading:
    """A text with its named things and the given claims, as the readers of measures and pledges want it."""
    id_ = source.id
    columns = "t.type, t.word, t.number, t.currency, t.unit, t.op, t.precision, t.basis, t.inferred, t.role"
    mentions = [
        Mention(
            type=m[0], value=m[1] if m[1] is not None else _whole(m[2]), currency=m[3], unit=m[4], op=m[5], precision=m[6],
            basis=m[7], inferred=m[8], role=m[9], span=Span(*m[10:14]),
        )
        for m in db.execute(
            f"select {columns}, {_SPAN} from mention t join span s on s.id = t.span where t.source = ? order by t.position",
            (id_,),
        )
    ]  # fmt: skip
    zones = [Zone(*z) for z in db.execute("select start, stop, kind from zone where source = ? order by start, stop", (id_,))]
    here = sorted((c for c in claims if c.span.source == id_), key=lambda c: (c.span.start, c.span.end))
    document = Document(source=source, text=text_of(db, id_))
    return Reading(document=document, claims=tuple(here), mentions=tuple(mentions), zones=tuple(zones))
