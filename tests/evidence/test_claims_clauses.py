"""Sentences are cut where they carry two promises, and only there."""

import pytest

from lodestone.evidence.clauses import split
from lodestone.evidence.cues import words
from lodestone.evidence.trim import after_attribution, end_of, start_of


def _parts(text: str) -> list[str]:
    return [text[a:b] for a, b in split(text, words(text), 0, len(text))]


def test_two_modals_of_different_kind_are_two_promises():
    text = "The bank will lend ninety million euros to the smelter and will train two hundred engineers in both capitals."
    assert _parts(text) == [
        "The bank will lend ninety million euros to the smelter",
        "will train two hundred engineers in both capitals.",
    ]


def test_a_second_subject_is_a_second_promise():
    text = "Peru will open three new copper concentrators in the south, and Finland will send its geologists to the survey."
    assert len(_parts(text)) == 2


def test_two_names_before_one_verb_are_one_subject():
    text = "The ministers underlined that trade between the northern provinces of Peru and Finland is growing from year to year."
    assert len(_parts(text)) == 1


def test_a_purpose_with_two_verbs_stays_whole():
    text = "The parties intend to set up a fund to explore the northern deposits and strengthen the supply of antimony to mills."
    assert len(_parts(text)) == 1


def test_numbered_items_inside_a_sentence():
    text = "The plan has three parts: 1) loans to smelters; 2) a store of tungsten; and 3) training of miners."
    assert _parts(text) == ["The plan has three parts", "loans to smelters", "a store of tungsten", "training of miners."]


def test_in_addition_to_a_promise_comes_another():
    text = "In addition to exchanging drill data from the whole eastern belt, Peru and Finland will finance a mill near the port."
    assert _parts(text)[0] == "exchanging drill data from the whole eastern belt"
    assert len(_parts(text)) == 2


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("1. Financing: The Participants will lend.", "The Participants will lend."),
        ("- (a) building a mill", "building a mill"),
        ("Moreover, Peru will lend.", "Peru will lend."),
        ("According to the two ministers, Peru will lend.", "Peru will lend."),
        ("In addition to lending, Peru will build.", "In addition to lending, Peru will build."),
    ],
)
def test_where_a_statement_begins(text, left):
    assert text[start_of(text, 0, len(text)) :] == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Peru will lend ninety million euros to the smelter,” Minister Rojas said on Monday.",
            "Peru will lend ninety million euros to the smelter",
        ),
        (
            "Peru will lend ninety million euros to the smelter, according to reports.",
            "Peru will lend ninety million euros to the smelter",
        ),
    ],
)
def test_where_a_statement_ends(text, left):
    assert text[: end_of(text, 0, len(text))] == left


def test_what_a_document_says_is_the_statement():
    text = "The joint declaration also notes that Peru will lend ninety million euros to the smelter."
    assert text[after_attribution(text, 0, len(text)) :] == "Peru will lend ninety million euros to the smelter."


def test_what_will_be_signed_is_not_signed():
    from lodestone.evidence.intake import document
    from lodestone.evidence.read import read

    ahead, done = read(document(b"The pact will be signed in Lima. The pact was signed in Lima.", "x.txt")).claims
    assert (ahead.status, done.status) == ("announced", "signed")


def test_a_measure_that_expires_or_returns_is_a_claim():
    from lodestone.evidence.intake import document
    from lodestone.evidence.read import read

    text = b"The ban on cobalt exports expires in May. Peru reinstated the licence for antimony shipments."
    assert [c.family for c in read(document(text, "x.txt")).claims] == ["restrict", "restrict"]
