"""Families are ranked by general words; the predicate counts more than what hangs on it."""

import pytest

from lodestone.evidence.claim import FamilyScore
from lodestone.evidence.cues import words
from lodestone.evidence.families import FAMILIES, rank
from lodestone.evidence.lexicon import table


def _rank(text: str):
    return rank(text, words(text))


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("The two sides will deepen cooperation along the nickel value chain", "cooperate"),
        ("The ministers met in Oslo for a second round of talks", "consult"),
        ("The parties signed a memorandum on graphite", "sign"),
        ("Relations were elevated to a comprehensive partnership", "sign"),
        ("The development bank will lend up to nine million euros to the mill", "finance"),
        ("They will build a smelter and restart the old mine", "project"),
        ("Drill data will be exchanged and forty engineers trained", "knowledge"),
        ("Each country keeps a stockpile against supply disruptions", "secure"),
        ("They will reduce their dependence on a single seller", "secure"),
        ("Export licences are required for antimony from May", "restrict"),
        ("Permitting will be streamlined and a price floor studied", "market_rules"),
        ("The cabinet adopted the raw materials strategy", "policy"),
        ("They will establish a joint working group of geologists", "body"),
        ("Their navies will hold joint military exercises", "security"),
        ("The ministers underscored the importance of open ports", "assess"),
        ("Supply of gallium depends on very few plants", "assess"),
        ("両国は重要鉱物の備蓄を増やす", "secure"),
        ("輸出規制を導入した", "restrict"),
    ],
)
def test_plain_statements(text, family):
    assert _rank(text).first == family


def test_a_purpose_does_not_outweigh_the_promise():
    assert _rank("The parties will share drill data, including data on stockpiling and export controls").first == "knowledge"


def test_scores_fall_and_are_shares():
    labels = _rank("The bank will lend money to a mine and train engineers").labels
    scores = [label.score for label in labels]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1.001
    assert len(labels) <= 3


def test_reasons_are_words_of_the_text():
    text = "The bank will lend money to the smelter"
    assert "lend" in [text[h.start : h.end] for h in _rank(text).reasons]


def test_nothing_to_go_by_is_no_family():
    assert rank("", ()).labels == (FamilyScore("other", 1.0),)


def test_every_row_is_usable():
    for row in table("families"):
        assert row["family"] in FAMILIES
        assert 0 < float(row["weight"]) <= 3
        assert row["where"] in ("any", "head")
        assert row["cue"]
