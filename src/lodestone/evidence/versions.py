"""Two language versions of one text: which texts these are, and where their figures or dates differ.

Two texts in different languages are taken for versions of one when they are of the same day (as far as both say), name at least
two parties in common, and share at least half of the figures and dates of the one that has fewer. Words are not compared.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest

from lodestone.evidence.claim import Conflict, Mention, Reading
from lodestone.evidence.topics import named
from lodestone.terms.money import Money

SHARED = 0.5
"""Share of the figures and dates of the text with fewer that the other must have."""
FEWEST = 2
"""Figures and dates in common under which nothing is said."""
_PRECISE = frozenset({"day", "month", "year"})


@dataclass(frozen=True, slots=True)
class Versions:
    """Two readings of one text in two languages, and how many figures and dates they share."""

    first: Reading
    second: Reading
    shared: int


def versions(readings: Sequence[Reading]) -> tuple[Versions, ...]:
    """The pairs among ``readings`` that are language versions of one text, in the order given."""
    facts = [_facts(r) for r in readings]
    parties = [named(r) for r in readings]
    found = []
    for i, j in combinations(range(len(readings)), 2):
        one, other = readings[i].document.source, readings[j].document.source
        if one.language == other.language or not _same_day(one.published, other.published) or len(parties[i] & parties[j]) < 2:
            continue
        shared = sum((Counter(facts[i].keys()) & Counter(facts[j].keys())).values())
        fewer = min(len(facts[i]), len(facts[j]))
        if shared >= FEWEST and shared >= SHARED * fewer:
            found.append(Versions(readings[i], readings[j], shared))
    return tuple(found)


def differences(pair: Versions) -> tuple[Conflict, ...]:
    """Figures and dates that stand in one language version only; those of one currency are set beside each other in order."""
    first, second = _facts(pair.first), _facts(pair.second)
    out = []
    kinds = dict.fromkeys(kind for kind, _ in (*first, *second))
    for kind in kinds:
        left = [m for key, m in first.items() if key[0] == kind and key not in second]
        right = [m for key, m in second.items() if key[0] == kind and key not in first]
        out += [_conflict(pair, a, b) for a, b in zip_longest(left, right)]
    return tuple(out)


def version_conflicts(readings: Sequence[Reading]) -> list[Conflict]:
    """The differences of every pair of language versions among ``readings``."""
    return [conflict for pair in versions(readings) for conflict in differences(pair)]


_Key = tuple[str, str]


def _facts(reading: Reading) -> dict[_Key, Mention]:
    """Sums of money and dates that a text states outright, by kind and value; the first place of each."""
    out: dict[_Key, Mention] = {}
    for m in reading.mentions:
        if m.type == "amount" and m.currency:
            out.setdefault((m.currency, f"{m.value:g}"), m)
        elif m.type == "date" and m.precision in _PRECISE and _outright(m):
            out.setdefault(("date", str(m.value)), m)
    return out


def _outright(date: Mention) -> bool:
    """Whether a date gives its year itself, if only as that of an era: other dates are counted from something else."""
    return date.basis is None or date.basis.endswith(f" is {str(date.value)[:4]}")


def _same_day(one: str | None, other: str | None) -> bool:
    """Whether two publication dates agree as far as both are known."""
    if one is None or other is None:
        return True
    known = min(len(one), len(other))
    return one[:known] == other[:known]


def _conflict(pair: Versions, a: Mention | None, b: Mention | None) -> Conflict:
    said = [
        f"“{m.span.quote}” ({_value(m)}) in {r.document.source.file} ({r.document.source.language})"
        for m, r in ((a, pair.first), (b, pair.second))
        if m is not None
    ]
    only = "" if len(said) == 2 else " only"
    message = f"language versions of one text: {', but '.join(said)}{only}"
    return Conflict(type="language_version", message=message, spans=tuple(m.span for m in (a, b) if m is not None))


def _value(mention: Mention) -> str:
    return str(Money(float(mention.value), mention.currency)) if mention.currency else str(mention.value)
