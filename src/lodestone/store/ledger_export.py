"""A ledger for other programs: CSV and XLSX for people with tables, JSON with everything."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from lodestone.evidence.claim import SLOTS
from lodestone.evidence.ledger import Entry, to_json
from lodestone.store import ledger_views
from lodestone.store.ledger_search import Wanted, search
from lodestone.store.xlsx import workbook
from lodestone.terms.errors import BadInput

CLAIMS = (
    "id", "version", "state", "anchor", "family", "kind", "status", "modality", "specificity", *SLOTS, "amounts", "dates",
    "quote", "start", "end", "source", "file", "title", "publisher", "published", "tier", "lineage", "rule", "by", "at",
)  # fmt: skip
_STEERING = ("=", "+", "-", "@", "\t", "\r")


def export(db: sqlite3.Connection, name: str, wanted: Wanted) -> bytes:
    """The claims that meet ``wanted`` as the bytes of a ``.csv``, ``.xlsx`` or ``.json`` file, by the ending of ``name``.

    Raises ``BadInput`` for another ending.
    """
    ending = name.rsplit(".", 1)[-1].lower()
    if ending not in FORMATS:
        raise BadInput(f"{name}: want a name that ends in .{', .'.join(FORMATS)}")
    return FORMATS[ending](db, search(db, wanted, limit=None).entries)


def claim_row(entry: Entry) -> list[object]:
    """A claim version as one row under ``CLAIMS``; several values of a slot are divided by ``; ``, hedges in brackets."""
    claim, source = entry.claim, entry.source
    slots = ["; ".join(s.value + ("" if s.hedge == "asserted" else f" ({s.hedge})") for s in claim.slots[name]) for name in SLOTS]
    amounts = "; ".join(f"{a.value:.15g} {a.currency or a.unit or ''} {a.role}".replace("  ", " ") for a in claim.amounts)
    dates = "; ".join(f"{d.value} {d.role}" for d in claim.dates)
    return [
        claim.id, entry.version, entry.state, entry.anchor, claim.family, claim.kind, claim.status, claim.modality,
        claim.specificity, *slots, amounts, dates, claim.span.quote, claim.span.start, claim.span.end, source.id, source.file,
        source.title, source.publisher, source.published, entry.tier, entry.lineage, entry.rule, entry.by, entry.at,
    ]  # fmt: skip


def _csv(db: sqlite3.Connection, entries: Sequence[Entry]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; a cell that a spreadsheet would run begins with an apostrophe instead."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CLAIMS)
    for entry in entries:
        writer.writerow([_tame(cell) for cell in claim_row(entry)])
    return out.getvalue().encode("utf-8-sig", "replace")


def _tame(cell: object) -> object:
    return "'" + cell if isinstance(cell, str) and cell.startswith(_STEERING) else cell


def _xlsx(db: sqlite3.Connection, entries: Sequence[Entry]) -> bytes:
    amounts = [
        (e.claim.id, a.value, a.currency, a.unit, a.role, a.hedge, a.span.quote, a.span.start)
        for e in entries
        for a in e.claim.amounts
    ]
    dates = [
        (e.claim.id, d.value, d.role, d.precision, d.basis, d.span.quote, d.span.start) for e in entries for d in e.claim.dates
    ]
    slots = [
        (e.claim.id, name, s.value, s.hedge, s.inferred, s.span.quote, s.span.start)
        for e in entries for name in SLOTS for s in e.claim.slots[name]
    ]  # fmt: skip
    texts = ledger_views.texts(db)
    conflicts = [
        (c["id"], c["type"], c["state"], c["message"], " | ".join(s["quote"] for s in c["spans"]), c["reason"])
        for c in ledger_views.conflicts(db, state=None)
    ]
    reviews = [
        (e.claim.id, r["who"], r["at"], r["verdict"], r["family"], r["reason"], r["seconds"], "yes" if r["blind"] else None)
        for e in entries for r in ledger_views.reviews_of(db, e.claim.id)
    ]  # fmt: skip
    return workbook(
        {
            "claims": (CLAIMS, map(claim_row, entries)),
            "slots": (("claim", "slot", "value", "hedge", "inferred", "quote", "start"), slots),
            "amounts": (("claim", "value", "currency", "unit", "role", "hedge", "quote", "start"), amounts),
            "dates": (("claim", "value", "role", "precision", "basis", "quote", "start"), dates),
            "reviews": (("claim", "who", "at", "verdict", "family", "reason", "seconds", "blind"), reviews),
            "conflicts": (("id", "type", "state", "message", "quotes", "reason"), conflicts),
            "texts": (tuple(texts[0]) if texts else ("id",), [tuple(t.values()) for t in texts]),
        }
    )


def _json(db: sqlite3.Connection, entries: Sequence[Entry]) -> bytes:
    def whole(entry: Entry) -> dict[str, Any]:
        id_ = entry.claim.id
        return {**to_json(entry), "history": ledger_views.history(db, id_), "reviews": ledger_views.reviews_of(db, id_)}

    book = {
        "format": "lodestone ledger 1",
        "texts": ledger_views.texts(db),
        "claims": [whole(e) for e in entries],
        "relations": ledger_views.relations(db),
        "conflicts": ledger_views.conflicts(db, state=None),
    }
    return (json.dumps(book, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


FORMATS: dict[str, Callable[[sqlite3.Connection, Sequence[Entry]], bytes]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
