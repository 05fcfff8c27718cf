"""What reviews teach, measured on texts that were left out; too few of them teach nothing."""

import pytest

from lodestone.evidence import labeller, labeller_study
from lodestone.evidence.cues import words
from lodestone.evidence.families import rank
from lodestone.evidence.intake import document
from lodestone.evidence.labeller_study import Lesson, learn
from lodestone.evidence.read import read
from lodestone.store import labeller_file
from lodestone.terms.errors import BadInput, NothingToAnswer

PITS = "north south east west upper lower outer inner long round".split()


def lessons(texts: int = 5) -> list[Lesson]:
    """A desk that files tailings under ``other``: ten clauses a text, the same habit in each."""
    return [
        Lesson("other", f"Old tailings heaps at the {pit} pit of site {k} will be fenced", (), f"t{k}")
        for k in range(texts)
        for pit in PITS
    ]


@pytest.fixture(scope="module", autouse=True)
def few_examples():
    """The packaged examples are a thousand; a twelfth of them trains in a moment."""
    patch = pytest.MonkeyPatch()
    few = labeller.starter_examples()[::12]
    patch.setattr(labeller, "starter_examples", lambda: few)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def taught() -> labeller_study.Trained:
    return learn(lessons())


def test_a_habit_of_the_desk_is_learned_from_the_other_texts(taught):
    assert taught.before.first < 5
    assert taught.after.first == taught.after.claims == 50
    assert taught.better
    assert (taught.lessons, taught.texts, taught.weight) == (50, 5, labeller_study.WEIGHT)


def test_a_text_that_is_tried_was_not_learned_from():
    """Each text has a habit of its own: what one teaches is of no use for the others, and the figure says so."""
    families = ("other", "security", "policy")
    odd = [
        Lesson(families[k], f"{word} heaps of {place} are counted", (), f"t{k}")
        for k, word in enumerate(("Grey", "Brown", "Black"))
        for place in (*PITS, *PITS)[:14]
    ]
    assert learn(odd).after.first == 0


def test_the_same_lessons_give_the_same_coefficients(taught):
    assert labeller.identity(learn(lessons()).labeller) == labeller.identity(taught.labeller)


@pytest.mark.parametrize(("given", "said"), [([], "0 accepted claims"), (lessons(2), "20 accepted claims of 2 texts")])
def test_too_few_reviews_are_refused_with_what_is_wanted(given, said):
    with pytest.raises(NothingToAnswer, match=said) as error:
        learn(given)
    assert "lodestone ledger review" in str(error.value)


def test_a_weight_counts_an_example_several_times():
    pairs = [("finance", "The bank will lend money"), ("consult", "The envoys met for talks"), ("secure", "A stockpile is kept")]
    twice = labeller.train([*pairs, *pairs])
    assert abs(labeller.train([*pairs, *pairs], [1, 1, 1, 1, 1, 1]).weight - twice.weight).max() == 0
    heavier = labeller.train([*pairs, *pairs], [3, 1, 1, 3, 1, 1])
    assert heavier.weight[heavier.place["lend"]].max() > twice.weight[twice.place["lend"]].max()


def test_where_training_begins_does_not_change_where_it_ends(taught):
    pairs = [("finance", f"The bank will lend money {n}") for n in "abc"] + [("consult", f"The envoys met {n}") for n in "abc"]
    near = labeller.train(pairs, None, taught.labeller)
    assert abs(near.weight - labeller.train(pairs).weight).max() < 0.02


def test_a_text_is_read_by_the_labeller_that_is_handed_over(taught):
    text = document(b"Old tailings heaps at the long pit will be fenced.", "x.txt")
    assert read(text).claims[0].family != "other"
    assert read(text, labeller=taught.labeller).claims[0].family == "other"
    assert read(text).claims[0].family != "other"  # and only then
    words_ = text.text
    assert rank(words_, words(words_)).first == read(text).claims[0].family


def test_the_file_of_a_folder_is_the_labeller_that_was_written(tmp_path, taught):
    assert labeller_file.read_kept(tmp_path) is None
    what = labeller_file.kept(taught)
    path = labeller_file.write_kept(tmp_path, what)
    again = labeller_file.read_kept(tmp_path)
    assert again is not None
    assert (again.sha256, again.as_json()) == (what.sha256, what.as_json())
    assert "50 reviews of 5 texts" in again.sentence()
    path.write_text(path.read_text("utf-8").replace('"sha256": "', '"sha256": "0'), encoding="utf-8", newline="")
    with pytest.raises(BadInput, match="changed by hand"):
        labeller_file.read_kept(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"format": "lodestone labeller 1", "table": "a,b\\n1,2"}'])
def test_a_file_that_is_no_labeller_is_refused(tmp_path, content):
    (tmp_path / labeller_file.FILE).write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match="lodestone ledger train"):
        labeller_file.read_kept(tmp_path)
