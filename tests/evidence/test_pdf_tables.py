"""Ruled tables in a PDF: rows of cells with offsets, amounts and dates in them found, no claim across cells."""

import json
import time

import pytest

from lodestone.evidence import pdf, pdf_tables
from lodestone.evidence.intake import document
from lodestone.evidence.read import read

pytest.importorskip("pdfplumber", reason="the extra pdf is not installed")

from test_paged import make_pdf, pdf_of  # the makers of PDFs

ROWS = [
    ("Partner", "Pledge", "Due"),
    ("Peru", "Norway will lend 40 million dollars", "March 2033"),
    ("Chile", "Japan will invest 3 billion yen", "5 June 2031"),
    ("Zambia", "", "2030"),
]
ABOVE = "The two ministries agreed in Lima on Tuesday to publish the list of loans once a year."
BELOW = "Both sides will review the list in Oslo and will report to their parliaments afterwards."


def ruled_page(rows=ROWS, above=ABOVE, below=BELOW, *, lines=True, left=60.0, widths=(90.0, 240.0, 110.0), height=24.0) -> bytes:
    """Drawing instructions of a page: a sentence, a ruled table, a sentence."""
    top = 740.0
    out = [f"BT /F1 10 Tf {left} 780 Td ({above}) Tj ET"]
    edges = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
    if lines:
        bottom = top - height * len(rows)
        out += [f"{x} {top} m {x} {bottom} l S" for x in edges]
        out += [f"{edges[0]} {top - height * i} m {edges[-1]} {top - height * i} l S" for i in range(len(rows) + 1)]
    for i, row in enumerate(rows):
        for x, cell in zip(edges, row, strict=False):
            out.append(f"BT /F1 10 Tf {x + 4} {top - height * (i + 1) + 8} Td ({cell}) Tj ET")
    out.append(f"BT /F1 10 Tf {left} {top - height * len(rows) - 40} Td ({below}) Tj ET")
    return " ".join(out).encode("cp1252")


def test_rows_come_out_in_place_with_the_offsets_of_their_cells():
    doc = document(pdf_of([ruled_page()]), "loans.pdf")
    assert doc.text.splitlines() == [
        ABOVE, "Partner\tPledge\tDue", "Peru\tNorway will lend 40 million dollars\tMarch 2033",
        "Chile\tJapan will invest 3 billion yen\t5 June 2031", "Zambia\t\t2030", BELOW,
    ]  # fmt: skip
    assert [doc.text[a:b] for a, b in doc.cells] == [cell for row in ROWS for cell in row if cell]


def test_amounts_and_dates_in_cells_are_mentions_and_claims_end_with_the_cell():
    doc = document(pdf_of([ruled_page()]), "loans.pdf", published="2030-01-15")
    reading = read(doc)
    said = {(m.type, m.value) for m in reading.mentions}
    assert {("amount", 4e7), ("amount", 3e9), ("date", "2033-03"), ("date", "2031-06-05"), ("date", "2030")} <= said
    assert reading.claims
    for claim in reading.claims:
        assert "\t" not in claim.span.quote
        assert "\n" not in claim.span.quote
        assert doc.text[claim.span.start : claim.span.end] == claim.span.quote
    assert any(claim.span.quote.startswith("Norway will lend 40 million dollars") for claim in reading.claims)


def test_a_table_on_the_second_page_keeps_its_offsets():
    first = make_pdf([[ABOVE]])
    assert len(document(first, "one.pdf").cells) == 0
    doc = document(pdf_of([b"BT /F1 10 Tf 60 780 Td (" + ABOVE.encode() + b") Tj ET", ruled_page()]), "two.pdf")
    assert doc.text[doc.pages[1] :].startswith(ABOVE)
    assert [doc.text[a:b] for a, b in doc.cells][:3] == ["Partner", "Pledge", "Due"]


def test_without_lines_the_words_stay_lines():
    doc = document(pdf_of([ruled_page(lines=False)]), "plain.pdf")
    assert doc.cells == ()
    assert "Norway will lend 40 million dollars" in doc.text


def test_without_pdfplumber_the_words_are_all_there(monkeypatch):
    whole = document(pdf_of([ruled_page()]), "loans.pdf")
    monkeypatch.setitem(__import__("sys").modules, "pdfplumber.pdf", None)
    doc = document(pdf_of([ruled_page()]), "loans.pdf")
    assert doc.cells == ()
    assert sorted(doc.text.split()) == sorted(whole.text.split())


def test_a_page_whose_paper_does_not_begin_at_nought():
    moved = pdf_of([ruled_page()]).replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [-9 -8 595 842]")
    assert [cell for row in ROWS for cell in row if cell] == [
        document(moved, "m.pdf").text[a:b] for a, b in document(moved, "m.pdf").cells
    ]


def test_marks_in_the_text_layer_mean_nothing():
    assert pdf_tables.without_marks("a\x1fb\x1ec") == "a b c"
    marked = "Above\nPeru\x1f40 kt \x1f\x1eBelow"
    assert [marked[a:b] for a, b in pdf_tables.cells(marked)] == ["Peru", "40 kt"]
    assert pdf_tables.unmarked(marked) == "Above\nPeru\t40 kt \t\nBelow"


def test_only_ruled_pages_are_searched_for_tables(monkeypatch):
    searched = []
    monkeypatch.setattr(pdf_tables, "boxes", lambda raw, pages: searched.append(list(pages)) or {})
    pdf.read(pdf_of([ruled_page(lines=False), ruled_page(), ruled_page(lines=False)]), "three.pdf")
    assert searched == [[1]]


def test_a_long_pdf_without_tables_costs_nothing_more():
    raw = make_pdf([[ABOVE] * 40] * 60)
    start = time.process_time()
    pdf.read(raw, "long.pdf")
    assert time.process_time() - start < 3


def test_a_text_kept_for_repetition_reads_the_same():
    from lodestone.brief.run import _document, _input

    doc = document(pdf_of([ruled_page(), ruled_page()]), "loans.pdf", published="2030-01-15")
    assert _document(json.loads(json.dumps(_input(doc)))) == doc
