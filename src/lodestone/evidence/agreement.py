"""How well reviewers and reader agree: accept rates, seconds, kappa and the reliability of scores, from reviews alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

KEPT = ("accept", "edit", "merge")
BINS = (0.0, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One review: who gave which verdict and family (None where none) in how many seconds, blind to the first or not.

    ``rule`` is what proposed the claim; ``first`` and ``score`` are the family it was ranked first under, and how surely.
    """

    claim: str
    who: str
    verdict: str
    family: str | None
    seconds: float | None
    blind: bool | int
    rule: str
    first: str | None
    score: float | None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two reviewers' labels of the same things; None without pairs, or where chance alone explains all.

    Observed agreement less that by chance, over one less that by chance. Cohen, A coefficient of agreement (1960).

    >>> kappa([("yes", "yes"), ("yes", "no"), ("no", "no"), ("no", "no")])
    0.5
    """
    n = len(pairs)
    if not n:
        return None
    observed = sum(a == b for a, b in pairs) / n
    labels = sorted({x for pair in pairs for x in pair})
    chance = sum(sum(a == x for a, _ in pairs) * sum(b == x for _, b in pairs) for x in labels) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def agreement(reviews: Iterable[Judged]) -> dict[str, Any]:
    """The figures of a ledger's reviews, for ``lodestone ledger stats``; a figure nobody's reviews support is None.

    ``accept_rate``: kept over kept and rejected. ``family_right``: share of accepted claims left under the family ranked first.
    ``kappa``: over families and ``reject``, of claims that two people judged, the last judgement of each; ``double`` counts them.
    ``reliability``: of claims scored in a band, the mean score and the share whose first family a person kept; ``brier`` is
    the mean squared difference between score and that outcome.
    """
    given = list(reviews)
    firm = [r for r in given if r.verdict in ("accept", "edit", "reject")]
    own = [r for r in firm if not r.blind]
    seconds = [r.seconds for r in given if r.seconds is not None and not r.blind]
    kept = [r for r in given if r.verdict in KEPT and not r.blind]
    scored = [(r.score, float(r.family == r.first)) for r in own if r.score is not None]
    named = [r for r in own if r.family is not None]
    last: dict[str, dict[str, str]] = {}
    for r in firm:
        last.setdefault(r.claim, {})[r.who] = r.family or "reject"
    pairs = [(votes[0], votes[1]) for votes in (list(v.values()) for v in last.values()) if len(votes) >= 2]
    return {
        "reviews": len(given),
        "reviewers": len({r.who for r in given}),
        "verdicts": _count(r.verdict for r in given),
        "accept_rate": _rate([r.verdict != "reject" for r in own]),
        "accept_rate_by_rule": {
            rule: {"rate": _rate([r.verdict != "reject" for r in own if r.rule == rule]), "reviews": n}
            for rule, n in _count(r.rule for r in own).items()
        },
        "family_right": _rate([r.family == r.first for r in named]),
        "seconds_per_accepted": sum(seconds) / len(kept) if kept and seconds else None,
        "seconds_median": median(seconds) if seconds else None,
        "double": len(pairs),
        "kappa": kappa(pairs),
        "reliability": _reliability(scored),
        "brier": sum((s - y) ** 2 for s, y in scored) / len(scored) if scored else None,
    }


def _count(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _rate(outcomes: Sequence[bool]) -> float | None:
    return sum(outcomes) / len(outcomes) if outcomes else None


def _reliability(scored: Sequence[tuple[float, float]]) -> list[dict[str, float]]:
    bands = []
    for low, high in pairwise(BINS):
        inside = [(s, y) for s, y in scored if low <= s < high or (high == 1.0 and s == 1.0)]
        if inside:
            n = len(inside)
            mean, right = sum(s for s, _ in inside) / n, sum(y for _, y in inside) / n
            bands.append({"from": low, "to": high, "claims": n, "mean_score": mean, "right": right})
    return bands
