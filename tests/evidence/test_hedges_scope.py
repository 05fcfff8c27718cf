"""A hedge weakens what follows it, not what stands before."""

from lodestone.evidence.cues import words
from lodestone.evidence.hedges import hedgings, modality, on_slot


def _hedgings(text):
    return hedgings(text, words(text))


def test_may_weakens_the_mineral_and_not_the_measure():
    text = "The new controls may cover antimony."
    found = _hedgings(text)
    assert on_slot(found, text.index("antimony")).hedge == "possible"
    assert on_slot(found, text.index("controls")) is None


def test_a_report_weakens_everything():
    text = "Antimony shipments were halted, according to reports"
    assert on_slot(_hedgings(text), 0).hedge == "reported"


def test_the_month_of_may_is_no_hedge():
    text = "From May 2027 antimony needs a licence"
    assert _hedgings(text) == ()


def test_modality_looks_at_the_predicate_only():
    text = "Peru will buy what others could sell"
    found = _hedgings(text)
    assert modality(found, text.index("buy")) == "asserted"
    assert modality(_hedgings("Peru should buy ore"), 12) == "should"
