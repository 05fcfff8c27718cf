"""Facts on the shelf: load those of a commodity, quantity, code or period from the packaged Parquet."""

import gc
import os
from collections import deque
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import Card, Fact
from lodestone.atlas.family import family
from lodestone.store.cards import read_cards
from lodestone.store.overlay import chosen, has_own, read_own
from lodestone.store.parquet import COLUMNS, NUMBERS
from lodestone.terms.errors import BadInput

CUSTOMS = "customs"  # name of a condition, not of a column


def packaged() -> Path:
    """The folder of packaged facts."""
    return Path(str(files("lodestone"))) / "data" / "facts"


def load(
    *,
    commodity: str | None = None,
    commodities: Collection[str] | None = None,
    quantities: Collection[str] | None = None,
    periods: Collection[int] | None = None,
    codes: Collection[str] | None = None,
    cards: Collection[str] | None = None,
    customs_periods: Collection[int] | None = None,
    folder: str | os.PathLike[str] | None = None,
    own: bool = True,
) -> tuple[Fact, ...]:
    """Facts that meet every condition given, in a fixed order.

    ``commodity`` stands for its ``family`` (heavy rare earths bring each element and the rare-earth totals along);
    ``commodities`` are exact ids. ``periods`` are calendar years (a mean counts by its first year).
    ``customs_periods`` holds customs rows, by far the most, to these years and lets everything else through.
    ``folder`` with facts in Parquet replaces the packaged facts; facts of the user's own in it (``own_facts.csv``) are added to
    either, unless ``own`` is false. Raises ``UnknownTerm`` for an unknown commodity and ``BadInput`` for a folder without facts.
    """
    ids = None if commodities is None else sorted(commodities)
    if commodity is not None:
        related = family(commodity)
        ids = list(related) if ids is None else [i for i in ids if i in related]
    conditions = (("commodity", ids), ("quantity", quantities), ("period", periods), ("code", codes), ("card", cards))
    key = tuple((name, tuple(sorted(wanted))) for name, wanted in conditions if wanted is not None)
    if customs_periods is not None:
        key = (*key, (CUSTOMS, tuple(sorted(customs_periods))))
    if folder is None:
        return _packaged(key)
    mine = has_own(Path(folder))
    base = _packaged(key) if mine and not any(map(holds_facts, Path(folder).glob("*.parquet"))) else _load(key, Path(folder))
    return base + chosen(read_own(Path(folder)), [c for c in key if c[0] != CUSTOMS]) if mine and own else base


def codes_under(heads: Collection[str], folder: str | os.PathLike[str] | None = None) -> tuple[str, ...]:
    """Customs codes of the facts at hand that begin with one of ``heads``, sorted: cheap to ask before loading their rows."""
    own = [] if folder is None else [str(p) for p in sorted(Path(folder).glob("*.parquet")) if holds_facts(p)]
    return tuple(
        c for c in _codes(tuple(own or sorted(str(p) for p in packaged().glob("*.parquet")))) if c.startswith(tuple(heads))
    )


@cache
def _codes(paths: tuple[str, ...]) -> tuple[str, ...]:
    import duckdb

    query = "select distinct code from read_parquet(?) where code is not null order by code"
    with duckdb.connect() as db:
        return tuple(code for (code,) in db.execute(query, [list(paths)]).fetchall())


def holds_facts(path: str | os.PathLike[str]) -> bool:
    """Whether a Parquet file has every column of our facts."""
    import duckdb

    with duckdb.connect() as db:
        try:
            names = {row[0] for row in db.execute("select name from parquet_schema(?)", [str(path)]).fetchall()}
        except duckdb.Error:
            return False
    return names >= set(COLUMNS)


@cache
def _packaged(key: tuple[tuple[str, tuple[Any, ...]], ...]) -> tuple[Fact, ...]:
    return _load(key, packaged())


def _load(key: tuple[tuple[str, tuple[Any, ...]], ...], folder: Path) -> tuple[Fact, ...]:
    import duckdb

    paths = sorted(str(p) for p in folder.glob("*.parquet"))
    if has_own(folder):  # a folder the user works in may hold tables exported from here too
        paths = [p for p in paths if holds_facts(p)]
    if not paths:
        raise BadInput(
            f"{folder}: no facts there; keep your own with: lodestone facts add FILE --in {folder} "
            "(all facts anew: lodestone atlas build --raw DIR)"
        )
    tests = ["(code is null or list_contains(?, period))" if name == CUSTOMS else f"list_contains(?, {name})" for name, _ in key]
    where = " and ".join(tests) or "true"
    query = f"select {', '.join(COLUMNS)} from read_parquet(?) where {where}"  # files are sorted and DuckDB keeps their order
    with duckdb.connect() as db:
        try:
            rows = db.execute(query, [paths, *(list(wanted) for _, wanted in key)]).fetchall()
        except duckdb.Error as error:
            raise BadInput(f"{folder}: not facts in our schema ({str(error).splitlines()[0]}); build them again") from None
    return _facts(rows)


def _facts(rows: list[tuple[Any, ...]]) -> tuple[Fact, ...]:
    """Facts from rows in column order, filled column by column: a third faster than one at a time.

    The collector of garbage is held off meanwhile: it would look at every fact made so far again and again, and finds none.
    """
    if not rows:
        return ()
    was_on = gc.isenabled()
    gc.disable()
    try:
        facts = tuple([object.__new__(Fact) for _ in rows])
        words: dict[Any, Any] = {}
        for name, column in zip(COLUMNS, zip(*rows, strict=True), strict=True):
            shared = map(words.setdefault, column, column) if name not in NUMBERS else column  # one string, not one a row
            deque(map(getattr(Fact, name).__set__, facts, shared), maxlen=0)
        return facts
    finally:
        if was_on:
            gc.enable()


def cards() -> dict[str, Card]:
    """Every publisher's card by id."""
    return dict(_cards())


@cache
def _cards() -> dict[str, Card]:
    return read_cards(Path(str(files("lodestone"))) / "data" / "cards")
