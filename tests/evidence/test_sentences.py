"""Where sentences begin and end."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence.intake import document
from lodestone.evidence.sentences import sentences
from lodestone.evidence.zones import zones


def split(text):
    doc = document(text.encode(), "x.txt")
    spans = sentences(doc, zones(doc))
    assert all(doc.text[s.start : s.end] == s.quote for s in spans)
    return [s.quote for s in spans]


@pytest.mark.parametrize(
    "cut",
    [
        "U.S. Secretary Mr. A. Lee met Dr. Wu at 3.30 p.m. on Monday. |They spoke.",
        "Both will draw in pension funds.|Meeting again in May, they set dates.",
        "Output rose 4.5 percent to No. 2 in the world. |It fell later.",
        "“We will lend more.” |The bank said so. |‘Never again,’ he added.",
        "両国は合意した。|「備蓄を増やす。」と述べた。",
        "大臣は「倍にする。金も出す。」と語り、会議は終わった。|次は秋だ。",
        "大臣は語った。|「倍にする。」|このため予算を組む。",
        "会談した（同席者は別紙の通り。）。|別れた。",
        "引き上げる。|（財源は別途。）|次に進む。",
        "彼は（秋に来る。雪の前だ。）と書いた。",
        "「開いたままの括弧は切る。|そうしないと終わらない。",
        "Talks were held in the U.S. |The ministers left.",
    ],
)
def test_splits_at_the_bars(cut):
    assert split(cut.replace("|", "")) == [part.strip() for part in cut.split("|")]


def test_lists_inside_a_sentence():
    listed = ["It covers:", "loans for mines;", "training;", "maps."]
    assert split("It covers: 1) loans for mines; 2) training; and 3) maps.") == listed
    assert split("We will (a) widen sources; (b) keep stocks.") == ["We will", "widen sources;", "keep stocks."]


def test_list_labels_are_left_out():
    text = "We agree as follows:\n\n  1. To lend to mines;\n  2. To train engineers; and\n- To map ore.\n(iii) To meet again.\n"
    assert split(text) == ["We agree as follows:", "To lend to mines;", "To train engineers;", "To map ore.", "To meet again."]


@pytest.mark.parametrize("label", ["（１）", "(2)", "３．", "① ", "①", "・", "１　", "ア　", "（イ）", "● "])
def test_japanese_labels_are_left_out(label):
    item = "銅の備蓄を倍にすること"
    assert split(f"両国は以下の点で一致した。\n　{label}{item}\n") == ["両国は以下の点で一致した。", item]


def test_a_speech_of_many_sentences_is_cut_although_quoted():
    speech = "我々は銅の備蓄を倍にし、製錬所を建てる。" * 20
    assert len(split(f"大臣は「{speech}」と述べた。")) > 10


def test_lines_broken_by_hand_are_joined():
    line = "The two governments agreed to build a common register of ore shipments\nand to open it to customs this year.\n"
    assert len(split(line)) == 1


def test_crlf_and_headings():
    assert split("Stockpiles\r\n\r\nEach keeps ninety days of stock.\r\n") == ["Stockpiles", "Each keeps ninety days of stock."]


@given(st.text(alphabet="Ab c.!?“”;:\n\r()1-。、重", min_size=1, max_size=200))
def test_spans_are_ordered_apart_and_verbatim(text):
    from lodestone.evidence.claim import Document
    from lodestone.terms.source import Source

    doc = Document(source=Source(id="t", file="t.txt", sha256="", chars=len(text)), text=text)
    spans = sentences(doc, zones(doc))
    assert all(text[s.start : s.end] == s.quote for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
