"""The learned ranking: trained from invented clauses, kept as plain numbers, the same in every run."""

from collections import Counter

import numpy as np
import pytest

from lodestone.evidence import labeller
from lodestone.evidence.cues import words
from lodestone.evidence.families import FAMILIES, rank
from lodestone.evidence.lexicon import table
from lodestone.evidence.predicates import head_of
from lodestone.evidence.word_list import sums_of
from lodestone.terms.errors import BadInput, UnknownTerm

FEW = [
    ("finance", "The bank will lend forty million to the smelter"),
    ("finance", "The fund will lend money to a refinery"),
    ("consult", "The ministers met in Oslo for talks"),
    ("consult", "The envoys met in Lima for talks"),
    ("secure", "Each side keeps a stockpile of cobalt"),
    ("secure", "The stockpile of nickel will be raised"),
]


def _shares(made: labeller.Labeller, text: str) -> dict[str, float]:
    found = words(text)
    head = head_of(text, found)
    return made.shares([labeller.row_of(text, found, head, sums_of(text, found, head))])[0]


def test_probabilities_are_shares_of_every_family():
    shares = _shares(labeller.starter(), "The two banks will co-finance a graphite plant")
    assert list(shares) == list(FAMILIES)
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) >= 0


def test_training_twice_gives_the_same_table():
    assert labeller.as_csv(labeller.train(FEW)) == labeller.as_csv(labeller.train(FEW))


def test_a_trained_labeller_knows_its_examples():
    made = labeller.train(FEW)
    for family, text in FEW:
        shares = _shares(made, text)
        assert max(shares, key=shares.__getitem__) == family


def test_a_table_read_back_is_the_labeller_that_was_written():
    made = labeller.train(FEW)
    header, *lines = labeller.as_csv(made).splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    again = labeller.from_rows(rows)
    assert again.place == made.place
    assert np.array_equal(again.weight, made.weight)
    assert np.array_equal(again.idf, made.idf)


def test_reviews_change_the_ranking():
    """A desk that files tailings under ``other`` teaches so with its accepted reviews."""
    text = "Old tailings heaps will be fenced and planted with grass"
    before = rank(text, words(text)).first
    reviews = [
        ("other", f"Old tailings heaps at the {place} pit will be fenced")
        for place in "north south east west upper lower".split()
    ]
    taught = labeller.train([*FEW, *reviews])
    assert before != "other"
    assert rank(text, words(text), labeller=taught).first == "other"


def test_what_cannot_be_trained_says_so():
    with pytest.raises(UnknownTerm, match="magic"):
        labeller.train([("magic", "a spell is cast"), *FEW])
    with pytest.raises(BadInput, match="two families"):
        labeller.train([("finance", "The bank lends")])


def test_examples_are_many_and_distinct():
    pairs = labeller.starter_examples()
    assert len(pairs) >= 800
    assert len({text for _, text in pairs}) == len(pairs)
    counts = Counter(family for family, _ in pairs)
    assert set(counts) == set(FAMILIES)
    assert min(n for f, n in counts.items() if f != "other") >= 30


@pytest.mark.slow
def test_packaged_coefficients_come_from_the_packaged_examples():
    """Another linear algebra library may differ in the last digits, not more."""
    again, packaged = labeller.train(labeller.starter_examples()), labeller.starter()
    assert list(again.place) == [row["feature"] for row in table("labeller")]
    assert np.abs(again.weight - packaged.weight).max() < 0.05


def test_a_trained_labeller_leaves_other_languages_to_the_word_list():
    """It says so itself: see ``Labeller``. In English the same lessons change the ranking."""
    made = labeller.train([*FEW, *[("other", f"備蓄を引き上げる方針を示した {n}") for n in range(8)]])
    for text in ("政府は備蓄を引き上げる方針を示した。", "La France accordera un prêt à la fonderie."):
        assert rank(text, words(text), labeller=made) == rank(text, words(text))
    english = "The bank will lend money to the smelter"
    assert rank(english, words(english), labeller=made) != rank(english, words(english))
