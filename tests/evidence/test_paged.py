"""PDF and DOCX: their own text, where pages begin, and one clear sentence where there is none."""

import io
import zipfile

import pytest

from lodestone.evidence import docx
from lodestone.evidence.intake import document
from lodestone.evidence.read import read
from lodestone.terms.errors import BadInput

pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_pdf(pages: list[list[str]], encrypt: bytes = b"") -> bytes:
    """A minimal PDF in Helvetica, one list of lines a page."""
    shown = [" ".join(f"({line}) Tj T*" for line in lines) for lines in pages]
    return pdf_of([f"BT /F1 10 Tf 60 780 Td 14 TL {words} ET".encode("cp1252") if words else b"" for words in shown], encrypt)


def pdf_of(streams: list[bytes], encrypt: bytes = b"") -> bytes:
    """A minimal PDF of A4 pages with these drawing instructions; the font F1 is Helvetica."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for stream in streams:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, encrypt, len(out))
    )


LOCK = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -64 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >> "
    b"/ID [<" + b"00" * 16 + b"> <" + b"00" * 16 + b">]"
)
PAGES = [
    [
        "Harbour Desk Bulletin 7",
        "The energy ministries of Peru and Norway agreed in Lima on Tuesday to share geo-",
        "logical data on tellurium and to train forty engineers of the Ministry of",
        "Mines over the next three years. Norway will lend up to 40 million dollars to the",
        "1",
    ],
    ["Harbour Desk Bulletin 7", "smelter at Ilo, which both want to see long-term. A long-", "term plan is due in May.", "2"],
    ["Harbour Desk Bulletin 7", "A second round of talks will be held in Oslo in March to review the work done.", "3"],
]


def test_a_pdf_is_read_across_lines_and_pages():
    doc = document(make_pdf(PAGES), "bulletin.pdf")
    assert "geological data" in doc.text
    assert doc.text.count("long-term") == 2
    assert len(doc.joins) == 2
    assert [doc.text[start : start + 7] for start in doc.pages] == ["Harbour"] * 3
    reading = read(doc)
    quotes = [" ".join(c.span.quote.split()) for c in reading.claims]
    assert any("geological data on tellurium" in q for q in quotes)
    assert any("forty engineers of the Ministry of Mines over the next three years." in q for q in quotes)
    assert any("will be held in Oslo" in q for q in quotes)
    assert not any("Bulletin" in q for q in quotes)
    for claim in reading.claims:
        assert doc.text[claim.span.start : claim.span.end] == claim.span.quote


def test_a_scan_says_so_and_that_recognition_is_the_readers_choice():
    with pytest.raises(BadInput, match=r"scan\.pdf is a PDF of 2 pages without text.*OCR"):
        document(make_pdf([[], []]), "scan.pdf")


def test_a_locked_pdf_and_a_damaged_one():
    with pytest.raises(BadInput, match="password"):
        document(make_pdf(PAGES, LOCK), "locked.pdf")
    with pytest.raises(BadInput, match="damaged PDF"):
        document(b"%PDF-1.7\nnothing here", "broken.pdf")


def test_without_the_extra_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    with pytest.raises(BadInput, match=r"lodestone\[pdf\]"):
        document(make_pdf(PAGES), "bulletin.pdf")


def make_docx(body: str, title: str = "Two Ports Share Berths") -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as parts:
        parts.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
        dc = "http://purl.org/dc/elements/1.1/"
        parts.writestr("docProps/core.xml", f'<c:p xmlns:c="{core}" xmlns:dc="{dc}"><dc:title>{title}</dc:title></c:p>')
    return box.getvalue()


def _p(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r>{run}</w:r>" for run in runs) + "</w:p>"


def test_a_docx_is_read_by_its_paragraphs():
    body = _p("<w:t>The ports will share </w:t>", "<w:t>ore berths.</w:t><w:tab/><w:t>Soon.</w:t>")
    body += "<w:tbl><w:tr><w:tc>" + _p("<w:t>Ilo</w:t>") + "</w:tc><w:tc>" + _p("<w:t>40 berths</w:t>") + "</w:tc></w:tr></w:tbl>"
    body += "<w:p><w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:ins><w:r><w:t>kept</w:t></w:r></w:ins></w:p>"
    doc = document(make_docx(body), "berths.docx")
    assert doc.text == "The ports will share ore berths.\tSoon.\nIlo\n40 berths\nkept"
    assert doc.source.title == "Two Ports Share Berths"


def test_a_docx_that_is_none():
    with pytest.raises(BadInput, match="without words"):
        document(make_docx(_p("<w:t> </w:t>")), "blank.docx")
    with pytest.raises(BadInput, match="damaged"):
        document(make_docx("<w:p>"), "half.docx")
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as parts:
        parts.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(BadInput, match="XLSX"):
        document(sheet.getvalue(), "table.xlsx")


def test_entities_are_refused():
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as parts:
        parts.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(BadInput, match="entities"):
        document(box.getvalue(), "bomb.docx")


def test_a_deeply_nested_docx_is_an_error_of_ours():
    deep = "<w:sdt>" * 3000 + _p("<w:t>Words at the bottom.</w:t>") + "</w:sdt>" * 3000
    assert docx.read(make_docx(deep), "deep.docx").text == "Words at the bottom."
