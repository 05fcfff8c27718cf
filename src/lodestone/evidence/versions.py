"""Two language versions of one text: which texts these are, and where their figures or dates differ.

Two texts in different languages are taken for versions of one when they are of the same day (as far as both say), name at least
two parties in common, and share at least half of the figures and dates of the one that has fewer.
Words are not compared. Paragraphs without a partner are told as well.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest

from lodestone.evidence.claim import Conflict, Mention, Reading
from lodestone.evidence.topics import named
from lodestone.evidence.version_paragraphs import only_in_one
from lodestone.terms.money import Money
from lodestone.terms.source import Span

SHARED = 0.5
"""Share of the figures and dates of the text with fewer that the other must have."""
FEWEST = 2
"""Figures and dates in common under which nothing is said."""
_MEASURES = frozenset({"%", "t", "t/year", "kg", "kg/year", "MW", "GW", "km"})
"""Units that have one name in every language; counts of things (projects, engineers) have not."""
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
    """Paragraphs, figures and dates that stand in one language version only; sums of one currency are set beside each other."""
    out = _paragraphs(pair)
    stray = [c.spans[0] for c in out]
    first, second = ({k: m for k, m in _facts(r).items() if not _inside(m, stray)} for r in (pair.first, pair.second))
    kinds = dict.fromkeys(kind for kind, _ in (*first, *second))
    for kind in kinds:
        left = [m for key, m in first.items() if key[0] == kind and key not in second]
        right = [m for key, m in second.items() if key[0] == kind and key not in first]
        out += [_conflict(pair, a, b) for a, b in zip_longest(left, right)]
    return tuple(out)


def _paragraphs(pair: Versions) -> list[Conflict]:
    """A conflict for every paragraph that has no partner in the other version."""
    out = []
    for reading, other, stray in zip(
        (pair.first, pair.second), (pair.second, pair.first), only_in_one(pair.first, pair.second), strict=True
    ):
        one, two = reading.document.source, other.document.source
        for paragraph in stray:
            words = " ".join(paragraph.span.quote.split())
            said = words if len(words) <= 80 else f"{words[:80]}…"
            where = f"in {one.file} ({one.language}) has no partner in {two.file} ({two.language})"
            message = f"language versions of one text: the paragraph “{said}” {where}"
            out.append(Conflict(type="language_version", message=message, spans=(paragraph.span,)))
    return out


def _inside(mention: Mention, stray: Sequence[Span]) -> bool:
    return any(s.source == mention.span.source and s.start <= mention.span.start < s.end for s in stray)


def version_conflicts(readings: Sequence[Reading]) -> list[Conflict]:
    """The differences of every pair of language versions among ``readings``."""
    return [conflict for pair in versions(readings) for conflict in differences(pair)]


_Key = tuple[str, str]


def _facts(reading: Reading) -> dict[_Key, Mention]:
    """Sums of money, measured amounts and dates that a text states outright, by kind and value; the first place of each."""
    out: dict[_Key, Mention] = {}
    for m in reading.mentions:
        if m.type == "amount" and (measure := m.currency or (m.unit if m.unit in _MEASURES else None)):
            out.setdefault((measure, f"{m.value:g}"), m)
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
    if mention.type == "amount" and not mention.currency:
        return f"{mention.value:g} {mention.unit}"
    return str(Money(float(mention.value), mention.currency)) if mention.currency else str(mention.value)
