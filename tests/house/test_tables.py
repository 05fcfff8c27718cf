"""Every row of every table has a source, and fits its header.

Word lists of ``evidence/lexicon`` are forms of ordinary language written by ourselves: they need no source, only a header that fits.
"""

import csv
from pathlib import Path

import pytest
from tree import PACKAGE, name

LISTS = sorted(PACKAGE.rglob("*.csv"))
TABLES = [p for p in LISTS if p.parent.name != "lexicon"]


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_every_row_has_a_source(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert "source" in rows[0], f"{name(path)} has no source column"
    silent = [i for i, row in enumerate(rows, 2) if not (row["source"] or "").strip()]
    assert not silent, f"{name(path)}: rows {silent[:10]}"


@pytest.mark.parametrize("path", LISTS, ids=name)
def test_every_row_fits_its_header(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    width = len(rows[0])
    assert len(set(rows[0])) == width
    assert not [i for i, row in enumerate(rows, 1) if len(row) != width]
    if path in TABLES:
        assert not [i for i, row in enumerate(rows, 1) if any(cell != cell.strip() for cell in row)]
