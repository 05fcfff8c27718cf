"""A whole text read: claims, slots and their words, on texts written for this purpose."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestone.evidence import intake
from lodestone.evidence.claim import SLOTS, Claim, Reading
from lodestone.evidence.contract import to_json
from lodestone.evidence.read import read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "evidence"


def claim(found: Reading, words: str) -> Claim:
    return next(c for c in found.claims if words in c.span.quote)


def values(found: Claim, slot: str) -> list[str]:
    return [s.value for s in found.slots[slot]]


def spans(found: Reading):
    for c in found.claims:
        yield c.span
        for name in SLOTS:
            for s in c.slots[name]:
                yield s.span
                if s.hedge_span:
                    yield s.hedge_span
        yield from (a.span for a in c.amounts)
        yield from (d.span for d in c.dates)
    yield from (m.span for m in found.mentions)
    for conflict in found.conflicts:
        yield from conflict.spans


@pytest.mark.parametrize("name", sorted(p.stem for p in FIXTURES.glob("*.txt")))
def test_every_quote_is_verbatim(name, reading):
    found = reading(name)
    for span in spans(found):
        assert found.document.text[span.start : span.end] == span.quote


@pytest.mark.slow
def test_every_quote_of_the_real_texts_is_verbatim(shared):
    files = sorted((shared / "texts").rglob("*.txt"))
    assert files
    for file in files:
        found = read(intake.document(file.read_bytes(), file.name))
        assert found.claims
        for span in spans(found):
            assert found.document.text[span.start : span.end] == span.quote


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=400))
def test_any_text_can_be_read(text):
    document = intake.document(f"Ore. {text}".encode(), "any.txt")
    found = read(document)
    for span in spans(found):
        assert document.text[span.start : span.end] == span.quote


def test_two_promises_of_one_sentence_share_their_actors(reading):
    found = reading("claims_news")
    first, second = claim(found, "geological data"), claim(found, "recycling plant")
    assert (first.family, second.family) == ("knowledge", "project")
    assert values(second, "actors") == ["KOR"]
    assert values(second, "counterparts") == ["CHL"]
    assert second.slots["actors"][0].inferred


def test_a_heading_and_a_link_to_another_story_are_no_claims(reading):
    found = reading("claims_news")
    assert not [c for c in found.claims if "Team Up" in c.span.quote or "Dishes" in c.span.quote]


def test_a_pronoun_keeps_its_words_and_says_why(reading):
    found = reading("claims_news")
    actor = claim(found, "joint committee").slots["actors"][0]
    assert (actor.value, actor.span.quote) == ("KOR", "They")
    assert "first" in actor.inferred


def test_money_and_deadline_have_their_roles(reading):
    found = reading("claims_news")
    amount = claim(found, "will lend").amounts[0]
    assert (amount.value, amount.currency, amount.role) == (250e6, "USD", "pledged")
    date = claim(found, "recycling plant").dates[0]
    assert (date.value, date.role) == ("2029", "deadline")
    assert claim(found, "will lend").specificity == 3


def test_silence_stays_silence(reading):
    found = reading("claims_news")
    assert claim(found, "depends on very few").slots["actors"] == ()


def test_an_agreement_speaks_for_its_participants(reading):
    found = reading("claims_agreement")
    stock = claim(found, "tungsten")
    assert (values(stock, "actors"), values(stock, "counterparts")) == (["CAN"], ["JPN"])
    assert stock.slots["actors"][0].span.quote.endswith("articipants")
    assert stock.status == "planned"


def test_formulas_and_endings_of_an_agreement_are_no_claims(reading):
    quotes = " ".join(c.span.quote for c in reading("claims_agreement").claims)
    assert "discontinue" not in quotes
    assert "legally binding" not in quotes
    assert "following arrangement" not in quotes


def test_a_signature_is_an_event_with_place_and_date(reading):
    found = claim(reading("claims_agreement"), "Signed in Ottawa")
    assert (found.kind, found.family, found.status) == ("event", "sign", "signed")
    assert [(d.value, d.role) for d in found.dates] == [("2025-05-12", "signed")]
    assert values(found, "places") == ["CAN:Ottawa"]


def test_a_list_item_without_a_verb_is_a_claim(reading):
    assert claim(reading("claims_agreement"), "pilot smelter").family == "project"


def test_japanese_sentences_yield_claims(reading):
    found = reading("claims_japanese")
    assert [c.family for c in found.claims][1:] == ["secure", "restrict"]
    assert [c.status for c in found.claims] == ["held", "planned", "in_force"]


def test_reading_twice_gives_the_same(reading):
    raw = (FIXTURES / "slip_low.txt").read_bytes()
    one, other = to_json(reading("slip_low")), to_json(read(intake.document(raw, "slip_low.txt")))
    assert json.dumps(one) == json.dumps(other)


def test_crlf_and_byte_order_mark_change_no_claim():
    raw = (FIXTURES / "claims_news.txt").read_bytes()
    plain = read(intake.document(raw, "a.txt"))
    other = read(intake.document(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"), "a.txt"))
    assert [c.span.quote for c in plain.claims] == [c.span.quote for c in other.claims]
