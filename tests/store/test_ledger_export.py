"""Exports hold what the ledger holds, and no cell of a hostile text becomes a formula."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from ledger_texts import AT, PACT, find, ledger

from lodestone.evidence import review
from lodestone.store.ledger_export import CLAIMS, export
from lodestone.store.ledger_search import Wanted, search
from lodestone.store.xlsx import LONGEST, workbook
from lodestone.terms.errors import BadInput

HOSTILE = (
    '=HYPERLINK("http://x") Japan will lend 40 billion yen to Chile for lithium.\n+1 Japan will train forty engineers in Chile.\n'
)


@pytest.fixture
def book(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (HOSTILE, "hostile.txt")) as found:
        id_ = find(found, "Mejillones")
        found.record(review.reject(e := found.entry(id_)), [e], who="Ann", at=AT, reason="no, really", seconds=3.5)
        yield found


def test_json_holds_every_claim_with_its_past(book):
    said = json.loads(export(book.db, "x.json", Wanted()))
    entries = search(book.db, Wanted(), limit=None).entries
    assert [c["id"] for c in said["claims"]] == [e.claim.id for e in entries]
    [judged] = [c for c in said["claims"] if c["reviews"]]
    assert judged["reviews"][0]["reason"] == "no, really"
    assert [v["state"] for v in judged["history"]] == ["proposed", "rejected"]
    assert len(said["texts"]) == 2


def test_csv_is_one_row_a_claim(book):
    content = export(book.db, "x.CSV", Wanted())
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    entries = search(book.db, Wanted(), limit=None).entries
    assert tuple(rows[0]) == CLAIMS
    assert [r["quote"].removeprefix("'") for r in rows] == [e.claim.span.quote for e in entries]
    assert [int(r["start"]) for r in rows] == [e.claim.span.start for e in entries]


def test_no_cell_of_a_csv_begins_like_a_formula(book):
    rows = list(csv.reader(io.StringIO(export(book.db, "x.csv", Wanted()).decode("utf-8-sig"), newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith(("'=", "'+")) for row in rows for cell in row)


def test_conditions_hold_for_exports_too(book):
    said = json.loads(export(book.db, "x.json", Wanted(state="rejected")))
    assert [c["ledger"]["state"] for c in said["claims"]] == ["rejected"]


def test_another_ending_is_refused(book):
    with pytest.raises(BadInput, match=r"\.csv, \.xlsx, \.json"):
        export(book.db, "x.doc", Wanted())


def cells(content: bytes, sheet: int = 1) -> dict[str, str]:
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(root.iter(f"{space}f"))  # no formula anywhere
    return {c.attrib["r"]: "".join(c.itertext()) for c in root.iter(f"{space}c")}


def test_xlsx_holds_the_same_claims(book):
    content = export(book.db, "x.xlsx", Wanted())
    found = cells(content)
    column = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[CLAIMS.index("quote")]
    quotes = [e.claim.span.quote for e in search(book.db, Wanted(), limit=None).entries]
    assert [found[f"{column}{i}"] for i in range(2, 2 + len(quotes))] == quotes
    assert export(book.db, "x.xlsx", Wanted()) == content  # the same bytes every time


def test_a_spreadsheet_program_reads_the_workbook(book, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "x.xlsx").write_bytes(export(book.db, "x.xlsx", Wanted()))
    read = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert read.sheetnames == ["claims", "slots", "amounts", "dates", "reviews", "conflicts", "texts"]
    assert [c.value for c in read["claims"][1]] == list(CLAIMS)
    assert read["reviews"]["G2"].value == 3.5
    assert {c.data_type for row in read["claims"].iter_rows() for c in row} <= {"s", "n", "inlineStr"}


def test_cells_that_xml_cannot_say():
    found = cells(
        workbook({"odd & <ends>": (("a",), [["\x00bell\x07"], ["x" * 40_000], [float("nan")], [None], [1e13], [True]])})
    )
    assert found["A2"] == "\ufffdbell\ufffd"
    assert len(found["A3"]) == LONGEST
    assert found["A4"] == "nan"
    assert "A5" not in found
    assert float(found["A6"]) == 1e13
    assert found["A7"] == "True"
