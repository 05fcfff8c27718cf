"""Targets in money against what was pledged, signed and disbursed for them, as far as any text says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.bridge import Held, again
from lodestone.evidence.claim import Claim, ClaimAmount
from lodestone.evidence.ledger import Entry, Used
from lodestone.evidence.topics import telling
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.place import members

RUNGS = ("pledged", "signed", "disbursed")
"""Roles of a sum after the target, in the order in which money comes nearer."""

SHARED = 3
"""Telling words and subjects that a sum must share with the target beside its parties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What one role adds up to: the sum in the target's currency, and the claims it is the sum of."""

    role: str
    value: float
    used: tuple[Used, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One target in money and what stands against it; a role nobody states has no rung, which is not a sum of nothing."""

    policy: str
    parties: tuple[str, ...]
    target: ClaimAmount
    by: str | None
    used: Used
    rungs: tuple[Rung, ...]


def ladders(held: Sequence[Held]) -> tuple[Ladder, ...]:
    """Every target of the texts with the sums of the same currency and parties on later rungs; re-tellings count once.

    Parties are the same where those of one claim are among those of the other (blocs opened) and they share two, so that a loan
    to Kazakhstan stands against a target for Central Asia; a target that names fewer than two parties stands alone. Their words
    must be alike as well: what the same parties spend on something else is not counted.
    """
    gone = {a for a, _ in again(held)}
    every = [(entries[c.id], c) for r, entries in held for c in r.claims if c.id not in gone]
    found = []
    for entry, claim in every:
        for target in claim.amounts:
            if target.role != "target" or not target.currency:
                continue
            sums = {role: _sums(role, claim, target, every) for role in RUNGS}
            found.append(
                Ladder(
                    policy=entry.source.title or entry.source.file,
                    parties=_parties(claim),
                    target=target,
                    by=next((d.value for d in claim.dates if d.role in ("deadline", "end")), None),
                    used=Used(claim.id, entry.version),
                    rungs=tuple(
                        Rung(role=role, value=sum(a.value for _, a in one), used=tuple(dict.fromkeys(u for u, _ in one)))
                        for role, one in sums.items()
                        if one
                    ),
                )
            )
    return tuple(found)


def _sums(role: str, claim: Claim, target: ClaimAmount, every: Sequence[tuple[Entry, Claim]]) -> list[tuple[Used, ClaimAmount]]:
    """The sums on one rung; one equal to the target is the target told again."""
    return [
        (Used(other.id, entry.version), amount)
        for entry, other in every
        for amount in other.amounts
        if other.id != claim.id
        and amount.currency == target.currency
        and amount.value != target.value
        and _rung(other, amount) == role
        and _for_it(claim, other)
    ]


def _rung(claim: Claim, amount: ClaimAmount) -> str:
    """The role of a sum; what is pledged in something signed is signed."""
    return "signed" if amount.role == "pledged" and claim.status in ("signed", "in_force") else amount.role


def _parties(claim: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.value.split(":")[0] for s in (*claim.slots["actors"], *claim.slots["counterparts"])))


def _for_it(target: Claim, other: Claim) -> bool:
    """Whether the parties of another claim are those of the target, or among them."""
    ours, theirs = _parties(target), _parties(other)
    if len(ours) < 2 or len(theirs) < 2:
        return False
    one, two = _opened(ours), _opened(theirs)
    if len(one & two) < 2 or not (one <= two or two <= one):
        return False
    return len(_subject(target) & _subject(other)) >= SHARED


def _subject(claim: Claim) -> frozenset[str]:
    """The telling words of a claim and the minerals and sectors it names."""
    quote = claim.span.quote
    named = frozenset(f"={s.value}" for slot in ("minerals", "sectors", "about") for s in claim.slots[slot])
    return telling(quote, 0, len(quote)) | named


def _opened(parties: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for party in parties:
        try:
            found |= set(members(party))
        except UnknownTerm:
            found.add(party)
    return found
