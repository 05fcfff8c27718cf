"""Paragraphs that stand in one language version only: both texts are laid side by side in their order, by what they name.

Words are not compared, only amounts, dates and named things, which are the same in every language. Nothing is said where
the two texts are divided so differently that most paragraphs would have no partner.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.claim import Reading
from lodestone.terms.source import Span

MOST = 400
"""Paragraphs above which the texts are not laid side by side (the work grows with the product of both numbers)."""
STRAY = 0.2
"""Share of the paragraphs of the longer version that may lack a partner; beyond it the layouts differ, not the texts."""
_ORDER = 0.1  # what standing in the same order is worth, against 1 for naming the same things


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and what it names."""

    span: Span
    named: frozenset[tuple[str, str]]


def only_in_one(first: Reading, second: Reading) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """The paragraphs of each text without a partner in the other; both empty where nothing can be told."""
    here, there = _paragraphs(first), _paragraphs(second)
    longer = max(len(here), len(there))
    if not here or not there or longer > MOST or abs(len(here) - len(there)) > max(1, STRAY * longer):
        return (), ()
    paired = _aligned(here, there)
    left, right = {i for i, _ in paired}, {j for _, j in paired}
    return (
        tuple(p for i, p in enumerate(here) if i not in left),
        tuple(p for j, p in enumerate(there) if j not in right),
    )


def _paragraphs(reading: Reading) -> list[Paragraph]:
    """The paragraphs outside menus, headings and date lines, with the values of their mentions."""
    text, source = reading.document.text, reading.document.source.id
    silent = [(z.start, z.end) for z in reading.zones if z.kind in ("boilerplate", "headline", "dateline")]
    mentions = [m for m in reading.mentions if m.type in ("amount", "date", "place", "group", "person", "mineral")]
    found, at = [], 0
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.start(), line.end()
        if not line[0].strip() or any(a <= start < b for a, b in silent):
            continue
        while at < len(mentions) and mentions[at].span.start < start:
            at += 1
        named = set()
        for m in mentions[at:]:
            if m.span.start >= end:
                break
            named.add((m.currency or m.type, str(m.value)))
        found.append(Paragraph(Span(source, start, end, line[0]), frozenset(named)))
    return found


def _aligned(here: Sequence[Paragraph], there: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """Pairs in order with the largest sum of likeness (longest common subsequence with weights)."""
    best = [[0.0] * (len(there) + 1) for _ in range(len(here) + 1)]
    likeness = [[_likeness(a, b) for b in there] for a in here]
    for i in range(len(here) - 1, -1, -1):
        for j in range(len(there) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    pairs, i, j = [], 0, 0
    while i < len(here) and j < len(there):
        if best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(a: Paragraph, b: Paragraph) -> float:
    either = a.named | b.named
    return _ORDER + (len(a.named & b.named) / len(either) if either else 0.0)
