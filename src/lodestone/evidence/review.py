"""What a reviewer's verdict does to claims: pure functions from versions to the versions that follow.

Nothing a person adds may lack its words: every quote is found verbatim in the text by this code, or the edit is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from lodestone.evidence.claim import SLOTS, Claim, Family, FamilyScore, Kind, Modality
from lodestone.evidence.claims import claim_id
from lodestone.evidence.edits import CHANGES, Change
from lodestone.evidence.ledger import Entry, State
from lodestone.evidence.status import specificity_of
from lodestone.terms.errors import BadInput
from lodestone.terms.said import Said
from lodestone.terms.source import Span

Verdict = Literal["accept", "edit", "split", "merge", "reject", "defer", "undo"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FAMILIES: tuple[Family, ...] = get_args(Family)
KINDS: tuple[Kind, ...] = get_args(Kind)
MODALITIES: tuple[Modality, ...] = get_args(Modality)
_W = TypeVar("_W")
_LOOSE = " \t\r\n,;:.、。"


@dataclass(frozen=True, slots=True)
class Step:
    """One claim after a verdict: its words and slots, and its state."""

    claim: Claim
    state: State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verdict leads to: the claims it changes or makes, and how they are related (a, type, b)."""

    verdict: Verdict
    steps: tuple[Step, ...]
    relations: tuple[tuple[str, str, str], ...] = ()


def accept(entry: Entry, label: int | None = None) -> Outcome:
    """Accept a claim as it is, or under its ``label``-th family (1 to 3); raises ``BadInput`` for a label it does not have.

    Another family than the first is a correction: the verdict is then ``edit``.
    """
    claim = entry.claim
    if label is None:
        return Outcome("accept", (Step(claim, "accepted"),))
    if not 1 <= label <= len(claim.labels):
        raise BadInput(f"label {label}: this claim has {len(claim.labels)}")
    family = claim.labels[label - 1].family
    if family == claim.family:
        return Outcome("accept", (Step(claim, "accepted"),))
    return Outcome("edit", (Step(under(claim, family), "accepted"),))


def reject(entry: Entry) -> Outcome:
    """Reject a claim; it stays in the ledger."""
    return Outcome("reject", (Step(entry.claim, "rejected"),))


def defer(entry: Entry) -> Outcome:
    """Leave a claim for later: nothing changes but the record that somebody looked."""
    return Outcome("defer", ())


def under(claim: Claim, family: Family) -> Claim:
    """The claim under another family, which a person chose and which therefore stands first."""
    labels = (FamilyScore(family, 1.0), *(x for x in claim.labels if x.family != family))
    return replace(claim, family=family, labels=labels[:3])


def edit(entry: Entry, text: str, changes: Sequence[str]) -> Outcome:
    """A claim corrected by ``changes`` and accepted; docs/ledger.md gives their grammar.

    ``family restrict`` · ``status signed`` · ``status -`` · ``span the exact words`` · ``minerals -gallium`` ·
    ``minerals +gallium = gallium metal`` (the words after ``=`` stand in the claim or its text) · ``amounts -1`` (the first) ·
    ``amounts +3e12 JPY target = 3 trillion yen`` · ``dates +2030-12 deadline = by the end of 2030``. ``text`` is the source's.
    Raises ``BadInput`` or ``UnknownTerm``, and then nothing has changed.
    """
    claim = entry.claim
    if not changes:
        raise BadInput("nothing to edit: say what changes, for example: status signed")
    for said in changes:
        change = Change.parse(said)
        if change.field == "family":
            claim = under(claim, _one_of(change.value, FAMILIES, "family"))
        elif change.field == "kind":
            claim = replace(claim, kind=_one_of(change.value, KINDS, "kind"))
        elif change.field == "modality":
            claim = replace(claim, modality=_one_of(change.value, MODALITIES, "modality"))
        else:
            claim = CHANGES[change.field](claim, text, change)
    claim = replace(claim, specificity=specificity_of(claim.slots, claim.amounts, claim.dates))
    return Outcome("edit", (Step(claim, "accepted"),))


def _one_of(word: str, known: tuple[_W, ...], kind: str) -> _W:
    for choice in known:
        if choice == word:
            return choice
    raise BadInput(f'{kind} "{word}": want one of {", ".join(map(str, known))}')


def split(entry: Entry, text: str, second: str) -> Outcome:
    """Two claims of one: the second begins with the words ``second``.

    Slots go with the half their words stand in; who acts, and what stands outside the clause, goes with both. The halves are
    candidates to be judged, the whole is rejected. Raises ``BadInput`` when the words do not stand inside the claim.
    """
    claim = entry.claim
    cut = claim.span.quote.find(second) if second else -1
    if cut <= 0:
        raise BadInput(
            f"{second!r} does not stand inside the claim after its beginning; copy the words the second half begins with"
        )
    bounds = ((claim.span.start, claim.span.start + cut), (claim.span.start + cut, claim.span.end))
    halves = [_part(claim, text, start, end) for start, end in bounds]
    relations = tuple((half.id, "split_from", claim.id) for half in halves)
    return Outcome("split", (*(Step(half, "candidate") for half in halves), Step(claim, "rejected")), relations)


def _part(claim: Claim, text: str, start: int, end: int) -> Claim:
    quote = text[start:end]
    start, end = start + len(quote) - len(quote.lstrip(_LOOSE)), end - len(quote) + len(quote.rstrip(_LOOSE))
    if end <= start:
        raise BadInput("one half of the split would hold no words")

    def kept(span: Span) -> bool:
        inside = start <= span.start and span.end <= end
        return inside or not (claim.span.start <= span.start and span.end <= claim.span.end)

    slots: dict[str, tuple[Said[str], ...]] = {
        name: values if name == "actors" else tuple(s for s in values if kept(s.span)) for name, values in claim.slots.items()
    }
    amounts = tuple(a for a in claim.amounts if kept(a.span))
    dates = tuple(d for d in claim.dates if kept(d.span))
    return replace(
        claim,
        id=claim_id(claim.span.source, start, end),
        span=Span(claim.span.source, start, end, text[start:end]),
        slots=slots,
        amounts=amounts,
        dates=dates,
        specificity=specificity_of(slots, amounts, dates),
    )


def merge(entries: Sequence[Entry], text: str) -> Outcome:
    """One claim of several of the same text, from the first word of the first to the last of the last.

    Family, status and hedge are those of the first. The whole is accepted, its parts are rejected. Raises ``BadInput`` for
    fewer than two, or for claims of different texts.
    """
    parts = sorted((e.claim for e in entries), key=lambda c: (c.span.start, c.span.end))
    if len({c.id for c in parts}) < 2:
        raise BadInput("merge needs two different claims: name the other one")
    if len({c.span.source for c in parts}) > 1:
        raise BadInput("claims of different texts cannot be merged; relate them with: lodestone ledger relate A same_statement B")
    first = parts[0]
    start, end = first.span.start, max(c.span.end for c in parts)
    slots = {name: _union(tuple(s for c in parts for s in c.slots.get(name, ()))) for name in SLOTS}
    amounts = tuple(dict.fromkeys(a for c in parts for a in c.amounts))
    dates = tuple(dict.fromkeys(d for c in parts for d in c.dates))
    whole = replace(
        first,
        id=claim_id(first.span.source, start, end),
        span=Span(first.span.source, start, end, text[start:end]),
        slots=slots,
        amounts=amounts,
        dates=dates,
        specificity=specificity_of(slots, amounts, dates),
    )
    gone = [c for c in parts if c.id != whole.id]
    relations = tuple((c.id, "merged_into", whole.id) for c in gone)
    return Outcome("merge", (Step(whole, "accepted"), *(Step(c, "rejected") for c in gone)), relations)


def _union(said: tuple[Said[str], ...]) -> tuple[Said[str], ...]:
    kept: dict[str, Said[str]] = {}
    for s in said:
        kept.setdefault(s.value, s)
    return tuple(kept.values())
