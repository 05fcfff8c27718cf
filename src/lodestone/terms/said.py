"""A word taken from a text, with how firmly it was said and where."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from lodestone.terms.source import Span

T = TypeVar("T")
Hedge = Literal["asserted", "reported", "planned", "should", "possible"]
HEDGES: tuple[Hedge, ...] = ("possible", "should", "planned", "reported", "asserted")  # weakest first


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """One slot of a claim. The hedge belongs to this very word, not to the sentence.

    ``hedge_span`` holds the hedging words ("may involve") where there are any. ``inferred`` is the
    visible reason where the value is not literally said (a metonym, an alias, a fuzzy match).
    """

    value: T
    span: Span
    hedge: Hedge = "asserted"
    hedge_span: Span | None = None
    inferred: str | None = None


def weakest(hedges: "list[Hedge] | tuple[Hedge, ...]") -> Hedge:
    """The weakest of several hedges: a chain of words holds no more than its weakest."""
    return min(hedges, key=HEDGES.index, default="asserted")
