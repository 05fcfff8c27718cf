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


FRENCH = """Déclaration commune de la France et du Chili

12 mai 2026

La France et le Chili s’engagent à investir 1,5 milliard d’euros dans le cuivre d’ici 2031.
Les deux pays prêteront 40 millions de dollars à la fonderie d’Antofagasta au plus tard le 1er mars 2028.
La part recyclée passera à 25 % de la demande.
La prochaine réunion aura lieu à Paris le 5 juin 2027.
La France formera des ingénieurs chiliens du lithium.
"""
IN_ENGLISH = """Joint Statement of France and Chile

May 12, 2026

France and Chile commit to invest 1.5 billion euros in copper by 2031.
The two countries will lend 40 million dollars to the smelter in Antofagasta no later than 1 March 2028.
The recycled share will rise to 25 % of demand.
The next meeting will take place in Paris on 5 June 2027.
France will train Chilean engineers in lithium.
"""


def _told(english: str, french: str) -> list[str]:
    [found] = versions([_read(english, "en.txt"), _read(french, "fr.txt")])
    conflicts_found = differences(found)
    assert all(s.quote for c in conflicts_found for s in c.spans)
    return [c.message for c in conflicts_found]


def test_french_and_english_that_agree_are_silent():
    assert _told(IN_ENGLISH, FRENCH) == []


def test_a_sum_a_day_or_a_share_that_differs():
    [message] = _told(IN_ENGLISH.replace("1.5 billion", "15 billion"), FRENCH)
    assert "EUR 15 billion" in message
    assert "EUR 1.5 billion" in message
    [message] = _told(IN_ENGLISH.replace("1 March 2028", "31 March 2028"), FRENCH)
    assert "2028-03-31" in message
    assert "2028-03-01" in message
    [message] = _told(IN_ENGLISH.replace("25 %", "35 %"), FRENCH)
    assert "(35 %)" in message
    assert "(25 %)" in message


def test_a_paragraph_in_one_version_only():
    lines = FRENCH.splitlines(keepends=True)
    [message] = _told(IN_ENGLISH, "".join(line for line in lines if "Antofagasta" not in line))
    assert "the paragraph “The two countries will lend 40 million" in message
    assert message.endswith("has no partner in fr.txt (fr)")
    [message] = _told(IN_ENGLISH, "".join(line for line in lines if "lithium" not in line))
    assert "lithium" in message
    japanese = JAPANESE.replace("30兆円", "3兆円").replace("双方は、アントファガスタの製錬所に4000万ドルを融資する。\n", "")
    [found] = versions([_read(ENGLISH, "en.txt"), _read(japanese, "ja.txt")])
    assert ["smelter in Antofagasta" in c.message for c in differences(found)] == [True]


def test_texts_divided_otherwise_say_nothing_of_paragraphs():
    one_block = IN_ENGLISH.replace(".\n", ". ")
    assert _told(one_block, FRENCH) == []
