"""What comes in: encodings, formats, languages, and what the head of a text says of itself."""

import pytest

from lodestone.evidence.intake import document
from lodestone.terms.errors import BadInput

JAPANESE = "両政府は、重要鉱物の備蓄を共同で行うことで合意した。ガリウムの調達先を広げる。"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Two sides meet | Desk</title>
<meta property="og:site_name" content="Harbour Desk"><meta property="article:published_time" content="2031-05-02T08:00:00Z">
<script>var secret = "the script speaks of cobalt";</script></head><body><nav><a href="/">Home</a><a href="/a">About</a></nav>
<article><h1>Two sides meet</h1><p>The two delegations met in Lima on Tuesday
and agreed to explore graphite deposits over the coming year.</p>
<p>A second round is due in March, and both will then review what the geologists have found so far.</p></article>
<footer>All rights reserved</footer></body></html>"""


def test_utf8_is_verbatim_with_crlf_and_byte_order_mark():
    raw = b"\xef\xbb\xbfFirst line.\r\n\r\nSecond \xe2\x80\x9cline\xe2\x80\x9d.\r\n"
    doc = document(raw, "a.txt")
    assert doc.text == raw.decode("utf-8")
    assert doc.source.chars == len(doc.text)
    assert "byte order mark" in doc.source.encoding


@pytest.mark.parametrize("codec", ["shift_jis", "euc_jp", "utf-16", "utf-8"])
def test_japanese_encodings(codec):
    doc = document((JAPANESE * 3).encode(codec), "ja.txt")
    assert doc.text == JAPANESE * 3
    assert doc.source.language == "ja"


def test_utf16_without_its_mark():
    assert document("Two ports will share ore berths.".encode("utf-16-le"), "w.txt").text == "Two ports will share ore berths."


def test_windows_latin_with_its_basis():
    text = "L’accord prévoit des études géologiques à Nouméa – et des prêts pour les entreprises."
    doc = document(text.encode("cp1252"), "fr.txt")
    assert doc.text == text
    assert doc.source.encoding.startswith("cp1252")
    assert doc.source.language == "fr"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7 ...", "damaged PDF"),
        (b"PK\x03\x04word/document.xml", "DOCX"),
        (bytes(range(256)) * 40, "not text"),
        ("Sehr viele Wörter über Übergänge".encode() * 20 + b" \x93odd\x94", "mixes encodings"),
        (b"*** --- ***", "no words"),
        (bytes(range(0x80, 0x100)) * 30, "UTF-8"),
    ],
)
def test_bad_input_names_file_and_remedy(raw, says):
    with pytest.raises(BadInput, match=says) as error:
        document(raw, "odd.bin")
    assert "odd.bin" in str(error.value)
    assert error.value.exit_code == 2


def test_web_page_gives_its_article_and_its_head():
    doc = document(PAGE.encode(), "page.html")
    assert "graphite deposits" in doc.text
    assert "secret" not in doc.text
    assert "Home" not in doc.text
    assert (doc.source.publisher, doc.source.published) == ("Harbour Desk", "2031-05-02")
    assert "published_time" in doc.source.published_basis


def test_page_without_words_is_refused():
    with pytest.raises(BadInput, match="without text"):
        document(b"<html><body><script>var words = 1</script></body></html>", "empty.html")


def test_published_from_date_line_signature_and_reader():
    head = "Ministers Open Talks on Tungsten\n\n20:15 JST, March 4, 2031\n\nThe ministers opened talks on Monday."
    assert document(head.encode(), "n.txt").source.published == "2031-03-04"
    signed = "The parties will cooperate.\n\nSigned in Lima this 3rd day of May, two thousand and thirty-one."
    source = document(signed.encode(), "s.txt").source
    assert (source.published, source.published_basis) == ("2031-05-03", "date of signature in the text")
    given = document(head.encode(), "n.txt", published="2030-01").source
    assert (given.published, given.published_basis) == ("2030-01", "given by the reader")
    silent = document(b"The parties will cooperate next year.", "q.txt").source
    assert (silent.published, silent.published_basis) == (None, "not stated")
    with pytest.raises(BadInput, match="YYYY"):
        document(b"Words.", "q.txt", published="last week")


def test_title_is_a_headline_not_a_sentence():
    assert (
        document(b"Two Ports to Share Ore Berths\n\nThe ports agreed.", "t.txt").source.title == "Two Ports to Share Ore Berths"
    )
    assert document(b"The ports agreed on Monday to share berths.\n\nMore.", "t.txt").source.title is None


def test_same_bytes_same_id():
    a, b = document(b"Some words.", "a.txt"), document(b"Some words.", "folder\\b.txt")
    assert a.source.id == b.source.id
    assert b.source.file == "b.txt"


def test_what_is_too_long_to_read_is_refused_at_once():
    with pytest.raises(BadInput, match="51 MB"):
        document(b"The ministers met. " * 2_700_000, "huge.txt")
    with pytest.raises(BadInput, match="million characters"):
        document(b"The ministers met. " * 300_000, "long.txt")
