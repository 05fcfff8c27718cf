"""What kind of statement a clause is: up to three ranked families, with their probabilities and reasons.

The word list (``word_list``) gives each family a sum of cues; the labeller (``labeller``) weighs these sums with the words
themselves. The first family is only a first choice: the next two are kept for the person who reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from lodestone.evidence.claim import Family, FamilyScore, Mention
from lodestone.evidence.cues import Hit, Word, foreign
from lodestone.evidence.labeller import Labeller, Row, row_of, starter
from lodestone.evidence.predicates import head_of
from lodestone.evidence.word_list import FAMILIES, Told, told_and_signals

__all__ = ["FAMILIES", "Heard", "Ranked", "hear", "rank", "ranked"]

_FROM_MENTIONS: dict[str, tuple[Family, float]] = {"measure": ("restrict", 0.6)}
_MONEY = 0.8
"""A sum of money counts as a cue of finance with this weight."""
SHARPNESS = 1.5
"""How much a cue of weight 1 raises the odds of its family where the word list speaks alone."""
VOICE = 0.4
"""The same beside the labeller, which has weighed the cues already."""
TEMPER = 0.75
"""The power to which the labeller's shares are taken: with it a score of 0.9 was right nine times in ten on texts of others."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranked families of a clause and the cues that spoke for the first one."""

    labels: tuple[FamilyScore, ...]
    reasons: tuple[Hit, ...]

    @property
    def first(self) -> Family:
        """The best family."""
        return self.labels[0].family


def _by_sums(sums: Mapping[str, float]) -> dict[Family, float]:
    """Shares by the word list alone, for a language that no labeller has learned."""
    raised = {name: exp(SHARPNESS * sums.get(name, 0.0)) for name in FAMILIES}
    total = sum(raised.values())
    return {name: value / total for name, value in raised.items()}


def _tempered(learned: Mapping[Family, float], sums: Mapping[str, float]) -> dict[Family, float]:
    """The labeller's shares, less sure of themselves, and raised by what the word list says."""
    raised = {name: learned[name] ** TEMPER * exp(VOICE * sums.get(name, 0.0)) for name in FAMILIES}
    total = sum(raised.values())
    return {name: value / total for name, value in raised.items()}


@dataclass(frozen=True, slots=True)
class Heard:
    """A clause as it is ranked: what the word list says, with the sums of its mentions, and its row for the labeller.

    ``row`` is None for a clause of a language that the packaged labeller has not learned.
    """

    told: Told
    sums: Mapping[str, float]
    row: Row | None


def hear(text: str, found: Sequence[Word], mentions: Sequence[Mention] = (), head: Hit | None = None) -> Heard:
    """The clause made of the words ``found`` with the predicate ``head``, ready to be ranked.

    A sum of money or a known measure among ``mentions`` counts as a cue.
    """
    told, sums = told_and_signals(text, found, head)
    for mention in mentions:
        family, weight = _FROM_MENTIONS.get(mention.type, (None, 0.0))
        if mention.type == "amount" and mention.currency:
            family, weight = "finance", _MONEY
        if family:
            sums[family] = sums.get(family, 0.0) + weight
    if any(foreign(hit.row) for _, hits in told.values() for hit in hits):
        return Heard(told, sums, None)
    return Heard(told, sums, row_of(text, found, head, sums))


def ranked(clauses: Sequence[Heard], labeller: Labeller | None = None) -> list[Ranked]:
    """Each clause with up to three families, best first, with their probabilities; all are weighed at once.

    The sums of the word list and the words themselves are weighed by ``labeller`` (the packaged one where none is given). A
    clause in another language than English is ranked by the word list alone, whatever the labeller was trained on.
    """
    rows = [c.row for c in clauses if c.row is not None]
    learned = iter((labeller or starter()).shares(rows) if rows else ())
    return [_best(c, _by_sums(c.sums) if c.row is None else _tempered(next(learned), c.sums)) for c in clauses]


def _best(clause: Heard, shares: Mapping[Family, float]) -> Ranked:
    best = sorted(shares.items(), key=lambda kv: (-kv[1], FAMILIES.index(kv[0])))[:3]
    labels = tuple(FamilyScore(name, round(value, 3)) for name, value in best)
    return Ranked(labels, clause.told.get(best[0][0], (0.0, ()))[1])


def rank(text: str, found: Sequence[Word], mentions: Sequence[Mention] = (), labeller: Labeller | None = None) -> Ranked:
    """The families of one clause made of the words ``found``, as of ``hear`` and ``ranked``."""
    if not found:
        return Ranked((FamilyScore("other", 1.0),), ())
    return ranked([hear(text, found, mentions, head_of(text, found))], labeller)[0]
