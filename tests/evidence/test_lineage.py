"""Re-wordings of one story are one witness; a template signed with somebody else is another promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence import intake
from lodestone.evidence.lineage import SAME_STORY, compare, independent, lineages, nearest, shingles, sketch, traits
from lodestone.evidence.read import read

STORY = """Ministers from Japan and Peru signed a memorandum on graphite in Lima on Tuesday, agreeing
to build a joint plant at Callao. The plant, to be financed by the two export credit banks,
will turn out 20,000 tonnes of battery grade graphite a year, they said.
They also agreed to set up a consultative body that will meet twice a year and to share geological data on northern deposits.
Peru has been looking for
partners since its largest buyer cut orders last year. Analysts noted that no site has been permitted.
"""
REWORDED = """Japan and Peru on Tuesday inked a memorandum on graphite in Lima, agreeing to construct a joint plant at Callao.
Financed by the two export credit banks, the facility will produce 20,000 tonnes of battery grade graphite annually, they added.
They also decided to create an advisory group that will meet twice a year and to exchange geological data on northern deposits.
Peru has been seeking
partners since its biggest purchaser reduced orders last year. Experts noted that no site has been permitted.
"""
OTHER = """The cabinet of Japan adopted a strategy on recycling. Collection of used magnets is to double by 2030,
and refiners will get grants for new furnaces. A council of users and refiners
will report every June on what was collected, melted and sold at home.
Peru is named once as a partner for scrap.
"""
TEMPLATE = STORY.replace("Peru", "Chile").replace("Lima", "Santiago").replace("Callao", "Mejillones")


def of(text: str):
    return traits(read(intake.document(text.encode(), "t.txt")))


def test_a_rewording_shares_the_lineage_and_other_texts_do_not():
    texts = {"story": of(STORY), "reworded": of(REWORDED), "other": of(OTHER), "template": of(TEMPLATE)}
    found = lineages(texts)
    assert found == {"story": "story", "reworded": "story", "other": "other", "template": "template"}
    assert independent(["story", "reworded"], found) == 1
    assert independent(["story", "reworded", "other"], found) == 2


def test_a_template_with_another_country_is_alike_in_words_only():
    assert compare(sketch(STORY), sketch(TEMPLATE))[1] > SAME_STORY
    assert nearest(of(TEMPLATE), {"story": of(STORY)}) is None


def test_a_quoted_story_is_covered_by_the_longer_text():
    likeness, cover = compare(sketch(STORY), sketch(OTHER * 3 + STORY))
    assert cover == 1.0
    assert likeness < cover


def test_japanese_is_compared_by_characters():
    one = "日本とペルーは、黒鉛に関する覚書にリマで署名した。両国は精錬所を共同で建設する。資金は政府系金融機関が融資する。"
    assert compare(sketch(one), sketch(one.replace("共同で建設", "一緒に建設")))[0] > 0.5
    assert (
        compare(
            sketch(one), sketch("閣議は本日、希少金属の備蓄に関する新しい戦略を決定し、磁石の回収を倍増させる方針を示した。")
        )[1]
        < 0.1
    )


def test_short_texts_are_not_compared():
    assert compare(sketch("they signed it"), sketch("they signed it")) == (0.0, 0.0)


WORDS = st.lists(st.sampled_from("ore mine plant port rail loan tariff stock quota ban".split()), min_size=0, max_size=60).map(
    " ".join
)


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_no_more_than_cover(a, b):
    one, other = sketch(a), sketch(b)
    assert compare(one, other) == compare(other, one)
    likeness, cover = compare(one, other)
    assert 0 <= likeness <= cover <= 1


@given(WORDS)
def test_likeness_of_short_texts_is_exact_jaccard(text):
    a, b = shingles(text), shingles(text[len(text) // 3 :])
    if min(len(a), len(b)) >= 12:
        assert compare(tuple(sorted(a)), tuple(sorted(b)))[0] == pytest.approx(len(a & b) / len(a | b))


def test_a_sketch_estimates_a_long_text():
    words = [f"w{i}" for i in range(12_000)]
    whole, half = " ".join(words), " ".join(words[:6_000])
    likeness, cover = compare(sketch(whole), sketch(half))
    assert likeness == pytest.approx(0.5, abs=0.05)
    assert cover == pytest.approx(1.0, abs=0.01)
