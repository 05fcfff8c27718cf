"""What kind of statement a clause is: up to three ranked families, with their probabilities and reasons.

The word list (``word_list``) gives each family a sum of cues; the labeller (``labeller``) weighs these sums with the words
themselves. The first family is only a first choice: the next two are kept for the person who reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from lodestone.evidence.claim import Family, FamilyScore, Mention
from lodestone.evidence.cues import Hit, Word, foreign
from lodestone.evidence.labeller import Labeller, packaged
from lodestone.evidence.predicates import head_of
from lodestone.evidence.word_list import FAMILIES, signals, told

__all__ = ["FAMILIES", "Ranked", "rank"]

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


def rank(text: str, found: Sequence[Word], mentions: Sequence[Mention] = (), labeller: Labeller | None = None) -> Ranked:
    """Up to three families of the clause made of the words ``found``, best first, with their probabilities.

    The sums of the word list and the words themselves are weighed by ``labeller`` (the packaged one where none is given). A sum
    of money or a known measure among ``mentions`` counts as a cue. A clause in another language than English is ranked by the
    word list alone.
    """
    if not found:
        return Ranked((FamilyScore("other", 1.0),), ())
    head = head_of(text, found)
    cues = told(text, found, head)
    sums = signals(text, found, head)
    for mention in mentions:
        family, weight = _FROM_MENTIONS.get(mention.type, (None, 0.0))
        if mention.type == "amount" and mention.currency:
            family, weight = "finance", _MONEY
        if family:
            sums[family] = sums.get(family, 0.0) + weight
    if any(foreign(hit.row) for _, hits in cues.values() for hit in hits):
        shares = _by_sums(sums)
    else:
        shares = _tempered((labeller or packaged()).probabilities(text, found, head, sums), sums)
    best = sorted(shares.items(), key=lambda kv: (-kv[1], FAMILIES.index(kv[0])))[:3]
    labels = tuple(FamilyScore(name, round(value, 3)) for name, value in best)
    return Ranked(labels, cues.get(best[0][0], (0.0, ()))[1])
