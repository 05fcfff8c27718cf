"""What comes in: encodings, formats, languages, and what the head of a text says of itself."""

import io
import time
import tracemalloc
import zipfile

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


CHINESE = "中国与智利签署了一份关于铜矿的谅解备忘录，双方将在2027年3月前投资30亿美元。部长们将在北京会晤，并发表声明。"
KOREAN = "한국과 칠레는 리튬에 관한 양해각서에 서명했다. 양측은 내년까지 공장을 지을 것이다."
RUSSIAN = "Министры встретились в Астане и подписали меморандум о сотрудничестве по урану и титану."


@pytest.mark.parametrize(
    ("text", "codec", "language"),
    [
        (CHINESE, "gb18030", "zh"),
        (CHINESE, "utf-16", "zh"),
        ("日本與智利簽署了關於銅礦的備忘錄，雙方將在明年投資，部長們會在東京發表聲明。", "big5", "zh"),
        (KOREAN, "euc_kr", "ko"),
        (RUSSIAN, "cp1251", "ru"),
        (RUSSIAN, "koi8_r", "ru"),
        (JAPANESE, "iso2022_jp", "ja"),
        (JAPANESE, "utf-16-le", "ja"),
        ("Two ports will share ore berths.", "utf-32", "und"),
    ],
)
def test_encodings_without_a_mark(text, codec, language):
    doc = document((text * 2).encode(codec), "note.txt")
    assert doc.text == text * 2
    assert "utf-8" not in doc.source.encoding
    assert language in (doc.source.language, "und")


@pytest.mark.parametrize("text", [CHINESE, KOREAN, JAPANESE, RUSSIAN])
def test_a_broken_utf8_text_is_no_other_encoding(text):
    raw = (text * 3).encode() + b"\xff\xfe\xfd " + (text * 3).encode()
    with pytest.raises(BadInput, match="mixes encodings"):
        document(raw, "broken.txt")


def test_a_first_line_that_is_only_a_byte_order_mark():
    raw = "\ufeff\r\nTwo Ports to Share Ore Berths\r\n\r\nMarch 4, 2031\r\n\r\nThe ports agreed on Monday.".encode()
    doc = document(raw, "bom.txt")
    assert doc.text == raw.decode("utf-8")
    assert (doc.source.title, doc.source.published) == ("Two Ports to Share Ore Berths", "2031-03-04")


def test_what_a_page_hides_is_not_its_text():
    hidden = (
        "<!-- a comment on antimony --><style>.x:before{content:'tungsten'}</style><p hidden>Nobody sees cobalt.</p>"
        '<p style="display: none">Nobody sees nickel.</p><template><p>Nobody sees tin.</p></template>'
    )
    for page in (PAGE, "<html><body><h1>Two sides meet</h1><p>They agreed to look for graphite.</p></body></html>"):
        text = document(page.replace("</h1>", f"</h1>{hidden}").encode(), "page.html").text
        assert "graphite" in text
        assert not any(word in text for word in ("antimony", "tungsten", "cobalt", "nickel", "tin."))
        assert text.startswith("Two sides meet\n")


def test_a_zip_that_is_no_docx():
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as parts:
        parts.writestr("notes/a.txt", "The ministers met.")
    with pytest.raises(BadInput, match=r"minutes\.docx is a zip container.*save it as DOCX or plain text"):
        document(box.getvalue(), "minutes.docx")


def test_fifty_megabytes_are_refused_quickly_and_without_copies():
    text = b"The ministers met in Lima and agreed on a plan. " * 1_030_000  # 49.4 MB, under the limit of bytes
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(BadInput, match="million characters"):
        document(text, "long.txt")
    seconds, peak = time.process_time() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 3 * len(text)
    with pytest.raises(BadInput, match="web page of 49 million"):
        document(b"<html><body><p>" + text, "long.html")
