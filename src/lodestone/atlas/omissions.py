"""Large makers that a publisher's table leaves out (tables/omissions.csv, with the reason)."""

import csv
from functools import cache
from importlib.resources import files

from lodestone.atlas.published import Key, Table


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("lodestone.atlas.tables") / "omissions.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def left_out(table: Table, key: Key) -> dict[str, str]:
    """Places that make much of ``key`` and that ``table`` does not name, each with the reason to think so."""
    return {
        r["place"]: r["reason"]
        for r in _rows()
        if (r["card"], r["commodity"], r["stage"], r["form"]) == (table.card, *key)
        and int(r["first"]) <= table.period <= int(r["last"])
        and r["place"] not in table.cells
    }
