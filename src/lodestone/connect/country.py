"""Publishers' spellings and codes of economies, as ISO 3166-1 alpha-3."""

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.place import place, places

REST, WORLD = "ROW", "WLD"


@cache
def _spellings() -> dict[str, str]:
    text = (files("lodestone.connect") / "tables" / "countries.csv").read_text("utf-8")
    return {r["word"].lower(): r["iso3"] for r in csv.DictReader(text.splitlines())}


@cache
def _codes() -> frozenset[str]:
    return frozenset(_spellings().values()) | frozenset(p.iso3 for p in places().values())


def iso3(word: str, path: Path, line: int | str) -> str:
    """The code of an economy as a publisher spells or codes it; raises ``BadInput`` naming file and row (or entry).

    ``ROW`` is a publisher's own rest ("Other countries"), ``WLD`` its world total.
    """
    word = " ".join(word.split())
    code = _spellings().get(word.lower())
    if code is not None:
        return code
    if word in _codes():
        return word
    try:
        return place(word).iso3
    except UnknownTerm:
        where = f"row {line}" if isinstance(line, int) else line
        raise BadInput(
            f'{path}, {where}: "{word}" is a place nobody knows; add its spelling to connect/tables/countries.csv'
        ) from None
