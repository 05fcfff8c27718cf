"""Cue patterns find words in order, with endings and gaps, in time that does not grow with the table."""

from lodestone.evidence.cues import Cues, words


def _found(pattern: str, text: str) -> list[str]:
    hits = Cues([{"cue": pattern}]).find(text, words(text))
    return [text[h.start : h.end] for h in hits]


def test_an_ending_may_vary():
    assert _found("stockpil*", "They stockpile. Stockpiling goes on.") == ["stockpile", "Stockpiling"]


def test_a_gap_reaches_four_words_and_no_further():
    assert _found("reduc* .. dependen*", "to reduce their very heavy import dependence") == [
        "reduce their very heavy import dependence"
    ]
    assert _found("reduc* .. dependen*", "to reduce one two three four five dependence") == []


def test_either_word():
    assert _found("is|are essential", "Magnets are essential; ore is essential.") == ["are essential", "is essential"]


def test_web_addresses_hold_no_cues():
    assert _found("tariff*", "see https://example.org/tariff-war and tariffs") == ["tariffs"]


def test_curly_possessive_is_cut():
    assert [w.text for w in words("Japan’s plan")] == ["japan", "plan"]


def test_japanese_patterns_stand_as_they_are():
    assert _found("輸出規制", "新たな輸出規制を導入した") == ["輸出規制"]
