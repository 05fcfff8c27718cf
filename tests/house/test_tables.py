"""Every row of every table has a source, and fits its header.

A table of a connector maps one publisher's words to ours: the publisher is its name, and no row needs another source. Word lists
of ``evidence/lexicon`` are forms of ordinary language written by ourselves.
"""

import csv
from pathlib import Path

import pytest
from tree import PACKAGE, name

LISTS = sorted(PACKAGE.rglob("*.csv"))
TABLES = [p for p in LISTS if p.parent.name != "lexicon"]
SOURCED = [p for p in TABLES if PACKAGE / "connect" not in p.parents]
REASONS = ("source", "why", "reason", "card")


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
