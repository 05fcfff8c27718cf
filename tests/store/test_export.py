"""Tables in files of the user's: the same rows in every kind, with units, sources and notes, and no formula smuggled in."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from lodestone.atlas.fact import Card
from lodestone.store.export import KINDS, Sheet, export
from lodestone.terms.errors import BadInput

CARD = Card(
    id="x", publisher="It's a bureau", title="Yearbook", version="1", licence="open", licence_checked=True,
    address="https://example.org", read="2026-01-01",
)  # fmt: skip
SHEET = Sheet(
    title="A table",
    columns={"place": "", "tonnes": "t/year", "note": ""},
    rows=[("CHN", 839.25, "=1+1"), ("JPN", None, 'a "quoted", line\nbroken'), ("東京", 3, "")],
    notes=["@note", "it's odd; really"],
    sources=[CARD],
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_twice(tmp_path: Path, kind: str) -> None:
    first, second = export(SHEET, tmp_path / f"a{kind}"), export(SHEET, tmp_path / f"b{kind}")
    assert first.read_bytes() == second.read_bytes()


def test_a_workbook_does_not_tell_when_it_was_written(tmp_path: Path) -> None:
    with zipfile.ZipFile(export(SHEET, tmp_path / "a.xlsx")) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        times = re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml"))
    assert set(times) == {b"1980-01-01T00:00:00Z"}
    assert len(times) == 2


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    text = export(SHEET, tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["place", "tonnes [t/year]", "note"]
    assert rows[1] == ["CHN", "839.25", "'=1+1"]
    assert rows[2] == ["JPN", "", 'a "quoted", line\nbroken']
    assert rows[4] == ["# A table"]
    assert "licence: open" in rows[-1][0]


def test_a_workbook_has_table_notes_and_sources_and_no_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(SHEET, tmp_path / "a.xlsx"))
    assert book.sheetnames == ["table", "notes", "sources"]
    cell = book["table"]["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert book["table"]["B2"].value == 839.25
    assert book["table"]["B3"].value is None
    assert book["notes"]["A2"].value == "@note"
    assert book["sources"]["B2"].value == "It's a bureau"


def test_json_has_units_and_cards(tmp_path: Path) -> None:
    document = json.loads(export(SHEET, tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["units"] == {"tonnes": "t/year"}
    assert document["rows"][1] == {"place": "JPN", "tonnes": None, "note": 'a "quoted", line\nbroken'}
    assert document["sources"][0]["publisher"] == "It's a bureau"


def test_parquet_keeps_numbers_and_carries_its_sources(tmp_path: Path) -> None:
    import duckdb

    path = str(export(SHEET, tmp_path / "a.parquet"))
    with duckdb.connect() as db:
        assert db.execute("select * from read_parquet(?)", [path]).fetchall()[2] == ("東京", 3.0, "")
        about = dict(db.execute("select key, value from parquet_kv_metadata(?)", [path]).fetchall())
    assert json.loads(about[b"sources"])[0]["publisher"] == "It's a bureau"
    assert about[b"notes"].decode() == "@note\nit's odd; really"


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows(tmp_path: Path, kind: str) -> None:
    assert export(Sheet(title="empty", columns={"a": ""}, rows=[]), tmp_path / f"a{kind}").stat().st_size > 0


def test_another_kind_or_place_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"written as \.csv, \.xlsx, \.parquet, \.json"):
        export(SHEET, tmp_path / "a.docx")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot write there"):
        export(SHEET, tmp_path / "file" / "a.csv")
