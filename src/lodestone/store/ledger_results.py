"""Results made from a ledger: which claims each rests on, and which of them have changed since."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from lodestone.evidence.ledger import Used
from lodestone.store.ledger import Ledger
from lodestone.store.ledger_schema import writing


def keep_result(book: Ledger, id_: str, what: str, used: Sequence[Used], *, provisional: bool, who: str, at: str) -> bool:
    """Note that the result ``id_`` rests on some claims; False where it is noted already. ``what`` names it for people."""
    with writing(book.db) as db:
        if db.execute("select 1 from result where id = ?", (id_,)).fetchone():
            return False
        change = db.execute("insert into change (at, who, act) values (?, ?, ?)", (at, who, f"result {id_}")).lastrowid
        db.execute("insert into result values (?, ?, ?, ?)", (id_, what, int(provisional), change))
        db.executemany("insert into result_claim values (?, ?, ?)", [(id_, u.claim, u.version) for u in used])
    return True


def results(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every result with how many claims it rests on and how many of those have changed since (``stale``), oldest first."""
    keys = ("id", "what", "provisional", "who", "at", "claims", "stale")
    rows = db.execute(
        "select r.id, r.what, r.provisional, g.who, g.at, count(u.claim), coalesce(sum(c.version <> u.version), 0) "
        "from result r join change g on g.id = r.change left join result_claim u on u.result = r.id "
        "left join current p on p.id = u.claim left join claim c on c.row = p.row group by r.id order by g.id"
    )
    return [{**dict(zip(keys, row, strict=True)), "provisional": bool(row[2])} for row in rows]
