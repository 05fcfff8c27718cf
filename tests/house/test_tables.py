"""Every row of every table has a source, and fits its header.

The vocabulary always has one, and so does every other table that states a number. A table of words alone (labels,
spellings, which region a place lies in) needs none; a connector's table maps one publisher's words to ours, and the
publisher is its name.
"""

import csv
import re
from pathlib import Path

import pytest
from tree import PACKAGE, name

LISTS = sorted(PACKAGE.rglob("*.csv"))
TABLES = [p for p in LISTS if p.parent.name != "lexicon"]
REASONS = ("source", "why", "reason", "card")


def states_numbers(path: Path) -> bool:
    with path.open(encoding="utf-8", newline="") as lines:
        return any(re.fullmatch(r"[-+]?\d*\.\d+|\d+(e-?\d+)?", cell) for row in list(csv.reader(lines))[1:] for cell in row)


SOURCED = [
    p for p in TABLES if p.parent == PACKAGE / "terms" / "tables" or (PACKAGE / "connect" not in p.parents and states_numbers(p))
]


@pytest.mark.parametrize("path", SOURCED, ids=name)
def test_every_row_has_a_source(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    column = next((c for c in REASONS if c in rows[0]), None)
    assert column, f"{name(path)} has no source column"
    silent = [i for i, row in enumerate(rows, 2) if not (row[column] or "").strip()]
    assert not silent, f"{name(path)}: rows {silent[:10]}"


def test_words_have_a_source_column() -> None:
    for path in SOURCED:
        if path.parent.parent.name == "terms":
            assert path.read_text(encoding="utf-8").split("\n", 1)[0].endswith(",source"), name(path)


@pytest.mark.parametrize("path", LISTS, ids=name)
def test_every_row_fits_its_header(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    width = len(rows[0])
    assert len(set(rows[0])) == width
    assert not [i for i, row in enumerate(rows, 1) if len(row) != width]
    if path in TABLES:
        assert not [i for i, row in enumerate(rows, 1) if any(cell != cell.strip() for cell in row)]
