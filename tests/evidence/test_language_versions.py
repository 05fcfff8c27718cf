"""Two language versions of one text are found, and figures that differ are flagged; the texts are invented."""

from lodestone.evidence.conflicts import conflicts
from lodestone.evidence.intake import document
from lodestone.evidence.read import read
from lodestone.evidence.versions import differences, versions

ENGLISH = """Joint Statement of Japan and Chile

May 12, 2026

Japan and Chile agreed to invest 3 trillion yen in copper by March 2031.
The two sides will lend 40 million dollars to the smelter in Antofagasta.
The next meeting of Japan and Chile is due on 5 June 2027.
"""
JAPANESE = """日本とチリの共同声明

令和8年5月12日

日本とチリは、2031年3月までに銅に30兆円を投資することで合意した。
双方は、アントファガスタの製錬所に4000万ドルを融資する。
日本とチリの次回会合は、令和9年6月5日に開催される。
"""


def _read(text: str, name: str):
    return read(document(text.encode(), name))


def test_the_one_figure_that_differs_is_flagged():
    pair = [_read(ENGLISH, "en.txt"), _read(JAPANESE, "ja.txt")]
    [found] = versions(pair)
    assert found.shared >= 3
    [conflict] = differences(found)
    assert conflict.type == "language_version"
    assert "JPY 3 trillion" in conflict.message
    assert "JPY 30 trillion" in conflict.message
    assert [s.quote for s in conflict.spans] == ["3 trillion yen", "30兆円"]
    assert conflict in conflicts(pair)


def test_versions_that_agree_are_silent():
    pair = [_read(ENGLISH, "en.txt"), _read(JAPANESE.replace("30兆円", "3兆円"), "ja.txt")]
    assert len(versions(pair)) == 1
    assert [c for c in conflicts(pair) if c.type == "language_version"] == []


def test_other_texts_are_no_versions():
    other = JAPANESE.replace("チリ", "カナダ")
    later = JAPANESE.replace("令和8年5月12日", "令和8年7月1日")
    same_language = ENGLISH.replace("3 trillion", "30 trillion")
    for text in (other, later, same_language):
        assert versions([_read(ENGLISH, "en.txt"), _read(text, "other.txt")]) == ()


def test_a_date_in_one_version_only():
    shorter = JAPANESE.replace("令和9年6月5日に", "")
    [found] = versions([_read(ENGLISH, "en.txt"), _read(shorter, "ja.txt")])
    messages = [c.message for c in differences(found)]
    assert any("5 June 2027" in m and m.endswith("only") for m in messages)
