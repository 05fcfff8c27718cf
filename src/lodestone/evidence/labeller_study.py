"""What reviews teach the labeller, and what that is worth: trained without a text, tried on that text, text after text.

Reviews come from people who saw the ranking they correct, and mostly confirm it; the comparison with the labeller before is fair,
because both are tried on the same judged claims, but neither figure is an accuracy on texts nobody has looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lodestone.evidence import labeller
from lodestone.evidence.claim import Family, Mention
from lodestone.evidence.cues import words
from lodestone.evidence.families import rank
from lodestone.evidence.labeller import Labeller
from lodestone.terms.errors import NothingToAnswer

FEWEST = 40
"""Judged claims below which nothing is trained: fewer would teach the words of one text."""
FEWEST_TEXTS = 3
WEIGHT = 2.0
"""What a review counts beside a packaged example; docs/decisions/0052 has the figures behind it."""
FOLDS = 5
"""Most trainings for the comparison: with more texts than this, several are left out together."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A claim a person accepted: its words, the family it was left under, the named things in it, the story it comes from.

    ``lineage`` and not the text: re-wordings of a story that is tried must not be learned from.
    """

    family: Family
    text: str
    mentions: tuple[Mention, ...]
    lineage: str


@dataclass(frozen=True, slots=True)
class Score:
    """Of ``claims`` judged claims, how many have their family first, and how many among the first three."""

    claims: int
    first: int
    three: int

    def as_json(self) -> dict[str, Any]:
        """With the shares beside the counts."""
        return {
            "claims": self.claims, "first": self.first, "first_share": self.first / self.claims,
            "first_three": self.three, "first_three_share": self.three / self.claims,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A labeller from reviews; ``before`` and ``after`` are tried on the same claims, ``after`` on texts left out."""

    labeller: Labeller
    lessons: int
    texts: int
    examples: int
    weight: float
    before: Score
    after: Score

    @property
    def better(self) -> bool:
        """Whether more claims have their family first than before, or as many and more among the first three."""
        return (self.after.first, self.after.three) > (self.before.first, self.before.three)


def learn(lessons: Iterable[Lesson], *, weight: float = WEIGHT, progress: Callable[[str, float], None] | None = None) -> Trained:
    """A labeller from the packaged examples and ``lessons``, each of which counts ``weight`` times, and its comparison.

    The same lessons in the same order give the same coefficients. Raises ``NothingToAnswer`` for too few of them.
    """
    taught = list(lessons)
    stories = list(dict.fromkeys(x.lineage for x in taught))
    enough(len(taught), len(stories))
    say = progress or (lambda what, done: None)
    folds = [frozenset(stories[i :: min(FOLDS, len(stories))]) for i in range(min(FOLDS, len(stories)))]
    tried: dict[int, Sequence[Family]] = {}
    for i, left_out in enumerate(folds):
        say(f"training without {len(left_out)} of {len(stories)} texts", i / (len(folds) + 1))
        made = _train([x for x in taught if x.lineage not in left_out], weight)
        tried |= {k: ranked(x, made) for k, x in enumerate(taught) if x.lineage in left_out}
    say("training on all", len(folds) / (len(folds) + 1))
    starter = labeller.starter()
    return Trained(
        labeller=_train(taught, weight), lessons=len(taught), texts=len(stories), examples=len(labeller.starter_examples()),
        weight=weight, before=_score(taught, [ranked(x, starter) for x in taught]),
        after=_score(taught, [tried[k] for k in range(len(taught))]),
    )  # fmt: skip


def enough(lessons: int, stories: int) -> None:
    """Raise ``NothingToAnswer`` where there is too little to learn from, saying how much is missing."""
    if lessons < FEWEST or stories < FEWEST_TEXTS:
        raise NothingToAnswer(
            f"too little to learn from: {lessons} accepted claims of {stories} texts, wanted are at least {FEWEST} of "
            f"{FEWEST_TEXTS}; judge more with: lodestone ledger review"
        )


def _train(taught: Sequence[Lesson], weight: float) -> Labeller:
    examples = labeller.starter_examples()
    pairs = [*examples, *((x.family, x.text) for x in taught)]
    return labeller.train(pairs, [1.0] * len(examples) + [weight] * len(taught), labeller.starter())


def ranked(lesson: Lesson, by: Labeller) -> tuple[Family, ...]:
    """The families of a lesson's clause as a labeller ranks them, best first, at most three."""
    return tuple(s.family for s in rank(lesson.text, words(lesson.text), lesson.mentions, by).labels)


def _score(taught: Sequence[Lesson], tried: Sequence[Sequence[Family]]) -> Score:
    return Score(
        claims=len(taught),
        first=sum(x.family == t[0] for x, t in zip(taught, tried, strict=True)),
        three=sum(x.family in t for x, t in zip(taught, tried, strict=True)),
    )
