"""What is done to what: the verb that carries the sense of a clause, past ``intend to`` and ``have agreed``, and its object."""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.cues import Hit, Word
from lodestone.evidence.predicates import adverb
from lodestone.evidence.verbs import FINITE, form, forms

_LEADING_ON = frozenset(
    "intend plan agree decide commit seek aim work continue help resolve pledge wish hope expect set undertake endeavour strive "
    "look want attempt begin start propose vow promise urge call encourage instruct direct task ask invite determine reaffirm "
    "recommit cooperate collaborate coordinate join intensify take make step".split()
)
"""Verbs that say how much is meant and leave it to the next verb what."""
_BETWEEN = frozenset("to be been being together forward that committed determined".split())
_SMALL = frozenset(
    "the a an its their our his her this that these those of in on to for with by from and or as at all any each both more "
    "new".split()
)
_OBJECT_ENDS = frozenset("including which such through while".split())
_REACH, _TO_NEXT, _OBJECT_REACH, _OBJECT_WORDS = 14, 4, 8, 4


@dataclass(frozen=True, slots=True)
class Act:
    """The base form of the verb that is done, None where no verb is known, and the telling words right after it."""

    verb: str | None
    object: tuple[str, ...]


def act_of(found: Sequence[Word], head: Hit | None) -> Act:
    """The act of the clause made of ``found``: ``are jointly establishing a working group`` is establish, working group.

    A verb that only leads on (``agreed to share``) gives way to the one it leads to, where that follows within a few words.
    """
    if head is None:
        return Act(None, ())
    first = next((k for k, w in enumerate(found) if w.start >= head.start), 0)
    verb, i = None, first
    while i < min(len(found), first + _REACH):
        word = found[i].text
        base = forms()[word][0] if form(word) and word not in FINITE else None
        onward = _led_to(found, i) if base in _LEADING_ON else None
        if base is not None and word not in _BETWEEN and not adverb(word):
            verb = verb if verb and base in _LEADING_ON and onward else base
            if onward is None:
                break
            i = onward
            continue
        if not (word in FINITE or word in _BETWEEN or adverb(word) or i < first + 3):
            break
        i += 1
    return Act(verb, _object(found[i + 1 : i + 1 + _OBJECT_REACH]))


def _led_to(found: Sequence[Word], i: int) -> int | None:
    """Where the verb is that the verb at ``i`` leads to: after ``to``, or in its -ing form."""
    near = range(i + 1, min(len(found), i + _TO_NEXT))
    return next((k for k in near if found[k].text == "to" or form(found[k].text) == "gerund"), None)


def _object(after: Sequence[Word]) -> tuple[str, ...]:
    out: list[str] = []
    for word in after:
        if word.text in _OBJECT_ENDS or len(out) == _OBJECT_WORDS:
            break
        if word.text not in _SMALL:
            out.append(word.text)
    return tuple(out)
