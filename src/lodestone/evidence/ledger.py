"""A claim as the ledger holds it: a version, a state, an anchor in a text, and nothing ever overwritten."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Literal, get_args

from lodestone.evidence import contract
from lodestone.evidence.claim import Claim, Document, Reading
from lodestone.evidence.measures import measures
from lodestone.evidence.pledges import pledges
from lodestone.terms.errors import BadInput
from lodestone.terms.said import Said
from lodestone.terms.source import Source, Span

State = Literal["candidate", "proposed", "accepted", "rejected"]
Tier = Literal["official", "wire", "news", "derived", "unknown"]
Anchor = Literal["exact", "moved", "context", "lost"]
ANCHORS: tuple[Anchor, ...] = ("exact", "moved", "context", "lost")
STATES: tuple[State, ...] = get_args(State)
TIERS: tuple[Tier, ...] = get_args(Tier)
"""Most trusted first: where sources differ, the value of the first is displayed first; all stay."""

RELATIONS = {
    "same_statement": "says the same as",
    "same_event": "tells the same event as",
    "realises": "carries out",
    "supersedes": "takes the place of",
    "suspends": "suspends",
    "resumes": "puts into force again",
    "ends": "ends",
    "qualifies": "narrows or adds to",
    "contradicts": "contradicts",
    "split_from": "was split from",
    "merged_into": "was merged into",
}
CONTEXT = 32
"""Characters kept before and after a quote, so that it can be found again in a changed text (W3C TextQuoteSelector)."""

TELLING = 8
"""Characters from which surroundings say where a changed quote stands."""

LIKE_ENOUGH = 0.8
"""Likeness of the new words to the old from which a changed quote counts as found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of a claim. ``body`` is the version whose words and slots it has; a change of state alone keeps it.

    ``anchor`` says how the claim hangs on its text: ``exact`` as read, ``moved`` found again word for word in a newer text,
    ``context`` found by its surroundings with other words, ``lost`` no longer in the newest text. ``rule`` names what proposed
    it. ``by`` and ``at`` are who made this version and when (ISO, UTC).
    """

    claim: Claim
    source: Source
    version: int
    body: int
    state: State
    anchor: Anchor
    rule: str
    tier: Tier
    lineage: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Used:
    """A claim at the version a result was made from."""

    claim: str
    version: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands in another text, and how it was found."""

    start: int
    end: int
    anchor: Anchor


def rules(reading: Reading) -> dict[str, str]:
    """What spoke for each claim: its family's word list, and a second reader (measures, pledges) where one took it up."""
    second = {m.claim: "measures" for m in measures(reading)} | {p.claim: "pledges" for p in pledges(reading)}
    return {c.id: f"{c.family}+{second[c.id]}" if c.id in second else c.family for c in reading.claims}


def first_state(rule: str) -> State:
    """``proposed`` where a second reader agrees that the claim is one, else ``candidate``."""
    return "proposed" if "+" in rule else "candidate"


def locate(text: str, quote: str, *, prefix: str = "", suffix: str = "", near: int = 0) -> Found | None:
    """Where ``quote`` stands in ``text`` now: word for word first, then between its old surroundings.

    Of several places the one with the likest surroundings counts, then the one nearest ``near``. A quote whose words changed is
    found (``context``) when what stood before or after it still stands and the new words are like the old. None when it is lost.

    >>> locate("Yesterday they signed it.", "they signed", prefix="Today ")
    Found(start=10, end=21, anchor='moved')
    """
    places = _places(text, quote)
    if places:
        best = max(places, key=lambda at: (_surroundings(text, at, at + len(quote), prefix, suffix), -abs(at - near)))
        return Found(best, best + len(quote), "moved")
    stretches = [*_between(text, len(quote), prefix, suffix), *_beside(text, quote, prefix, suffix)]
    liked = [(SequenceMatcher(None, quote, text[start:end], autojunk=False).ratio(), start, end) for start, end in stretches]
    like, start, end = max(liked, key=lambda s: (s[0], -abs(s[1] - near)), default=(0.0, 0, 0))
    return Found(start, end, "context") if like >= LIKE_ENOUGH else None


def _between(text: str, size: int, prefix: str, suffix: str) -> Iterator[tuple[int, int]]:
    """Stretches of about the old size between the old surroundings."""
    if len(prefix.strip()) >= TELLING and len(suffix.strip()) >= TELLING:
        for before in _places(text, prefix):
            start = before + len(prefix)
            end = text.find(suffix, start, start + 2 * size + len(suffix) + CONTEXT)
            if end > start:
                yield start, end


def _beside(text: str, quote: str, prefix: str, suffix: str) -> Iterator[tuple[int, int]]:
    """Stretches that begin after the old prefix, or end before the old suffix, and reach as far as the words are alike."""
    if len(prefix.strip()) >= TELLING:
        for before in _places(text, prefix):
            start = before + len(prefix)
            yield start, start + _reach(quote, text[start : start + len(quote) + CONTEXT])
    if len(suffix.strip()) >= TELLING:
        for end in _places(text, suffix):
            yield end - _reach(quote[::-1], text[max(0, end - len(quote) - CONTEXT) : end][::-1]), end


def _reach(quote: str, window: str) -> int:
    """How far into ``window`` the words of ``quote`` go on, by the last run of letters they share."""
    blocks = SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
    last = next((b for b in reversed(blocks) if b.size >= 3), None)
    return min(len(window), last.b + len(quote) - last.a) if last else 0


def _places(text: str, words: str) -> list[int]:
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _surroundings(text: str, start: int, end: int, prefix: str, suffix: str) -> float:
    before = SequenceMatcher(None, prefix, text[max(0, start - len(prefix)) : start], autojunk=False).ratio()
    after = SequenceMatcher(None, suffix, text[end : end + len(suffix)], autojunk=False).ratio()
    return before + after


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The ``CONTEXT`` characters before and after a stretch of text."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def reanchor(claim: Claim, old: str, new: str, source: str) -> tuple[Claim, Anchor]:
    """A claim of the text ``old`` on the changed text ``new`` of ``source``.

    Every slot moves along or, where its words are gone, drops out: an empty slot rather than a false quote. When the claim itself
    is not found, the claim comes back as it was, with ``lost``.
    """
    prefix, suffix = around(old, claim.span.start, claim.span.end)
    place = locate(new, claim.span.quote, prefix=prefix, suffix=suffix, near=claim.span.start)
    if place is None:
        return claim, "lost"
    inner = new[place.start : place.end]
    shift = place.start - claim.span.start

    def move(span: Span) -> Span | None:
        inside = claim.span.start <= span.start and span.end <= claim.span.end
        before, after = around(old, span.start, span.end)
        if place.anchor == "moved" and inside:
            start = span.start + shift
            return Span(source, start, start + len(span.quote), span.quote)
        near = span.start + shift - (place.start if inside else 0)
        found = locate(inner if inside else new, span.quote, prefix=before, suffix=after, near=near)
        if found is None or found.anchor != "moved":
            return None
        at = found.start + (place.start if inside else 0)
        return Span(source, at, at + len(span.quote), span.quote)

    def slot(said: Said[str]) -> Said[str] | None:
        span = move(said.span)
        return None if span is None else replace(said, span=span, hedge_span=move(said.hedge_span) if said.hedge_span else None)

    moved = replace(
        claim,
        span=Span(source, place.start, place.end, inner),
        slots={name: tuple(s for said in values if (s := slot(said)) is not None) for name, values in claim.slots.items()},
        amounts=tuple(replace(a, span=at) for a in claim.amounts if (at := move(a.span)) is not None),
        dates=tuple(replace(d, span=at) for d in claim.dates if (at := move(d.span)) is not None),
    )
    return moved, place.anchor


def stale(used: Sequence[Used], now: Mapping[str, Entry]) -> tuple[str, ...]:
    """A sentence for every claim a result used that has changed since; none when the result still stands.

    ``now`` holds the newest version of each claim.
    """
    said = []
    for use in used:
        entry = now.get(use.claim)
        if entry is None:
            said.append(f"claim {use.claim} is not in this ledger")
        elif entry.version != use.version:
            lost = "; its words are no longer in the newest text" if entry.anchor == "lost" else ""
            said.append(
                f"claim {use.claim} was used in version {use.version}; version {entry.version} is {entry.state} "
                f"(by {entry.by}, {entry.at}){lost}"
            )
    return tuple(said)


def to_json(entry: Entry) -> dict[str, Any]:
    """A claim version as ``lodestone read --json`` gives claims, with what the ledger knows of it under ``ledger``."""
    alone = Reading(document=Document(source=entry.source, text=""), claims=(entry.claim,), mentions=(), zones=())
    source = entry.source
    held = {
        "version": entry.version, "state": entry.state, "anchor": entry.anchor, "rule": entry.rule, "by": entry.by,
        "at": entry.at, "source": source.id,
        "file": source.file, "published": source.published, "tier": entry.tier, "lineage": entry.lineage,
    }  # fmt: skip
    return {**contract.to_json(alone)["claims"][0], "ledger": held}


def known_tier(word: str) -> Tier:
    """The tier called ``word``; raises ``BadInput`` naming the choice."""
    if word not in TIERS:
        raise BadInput(f'tier "{word}": want one of {", ".join(TIERS)}')
    return word  # type: ignore[return-value]
