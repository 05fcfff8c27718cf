"""Official Japanese: numbered lines, items after an announcement, quotations; the text is invented."""

import pytest

from lodestone.evidence.intake import document
from lodestone.evidence.read import read

TEXT = """日本とナミビアの鉱物対話について

令和8年6月3日

１　会合の概要

（１）佐々木経済産業大臣は、ナミビアの鉱山大臣と会談した（随行者は別添の通り。）。
（２）佐々木大臣は、「銅の備蓄を倍にする。予算も付ける。」と述べた。
（３）双方は、次の点で一致した。
　ア　ウランの探鉱に関する共同調査を来年始めること
　イ　地質情報を相互に提供すること

２　今後の予定

① 政府は、黒鉛の国家備蓄を九十日分に引き上げるものとする。
２．豪州側は、精錬所の建設に二百億円を拠出する。
・この取決めは、一方の通告により終了することができる。
中国の措置は、自動車の生産に大きな影響を及ぼしている。
"""

SAID = {
    "会談した（随行者は別添の通り。）。": "consult",
    "「銅の備蓄を倍にする。予算も付ける。」と述べた。": "secure",
    "共同調査を来年始めること": "knowledge",
    "地質情報を相互に提供すること": "knowledge",
    "九十日分に引き上げるものとする。": "secure",
    "二百億円を拠出する。": "finance",
    "影響を及ぼしている。": "assess",
}


@pytest.fixture(scope="module")
def claims():
    return read(document(TEXT.encode(), "ja.txt")).claims


@pytest.mark.parametrize("end", sorted(SAID))
def test_each_item_is_one_claim_of_its_family(claims, end):
    found = [c for c in claims if c.span.quote.endswith(end)]
    assert [c.family for c in found] == [SAID[end]]


def test_labels_headings_and_endings_are_no_claims(claims):
    quotes = [c.span.quote for c in claims]
    assert not any(q.startswith(("（", "ア", "①", "２")) or "概要" in q or "終了する" in q for q in quotes)
    assert len(quotes) == len(SAID) + 1  # and what they agreed


def test_items_take_over_who_agreed(claims):
    agreed, item = (next(c for c in claims if end in c.span.quote) for end in ("一致した", "地質情報"))
    assert [s.value for s in item.slots["actors"]] == [s.value for s in agreed.slots["actors"]]
