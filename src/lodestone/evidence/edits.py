"""One correction of a claim, as a reviewer types it, and what it does: every added value quotes the text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lodestone.evidence.claim import SLOTS, Claim, ClaimAmount, ClaimDate
from lodestone.terms.commodity import commodities, commodity
from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.place import place, places
from lodestone.terms.said import HEDGES, Said
from lodestone.terms.source import Span

STATUSES = (
    "announced", "planned", "agreed", "signed", "held", "scheduled", "ongoing", "in_force", "adopted", "target",
)  # fmt: skip
AMOUNT_ROLES = ("target", "pledged", "signed", "disbursed", "capacity", "converted", "count", "stated")
DATE_ROLES = ("date", "deadline", "signed", "scheduled", "announced", "effective", "start", "end", "period", "mentioned")
_ID = re.compile(r"[A-Z][A-Z0-9_]+(:.+)?")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?")


@dataclass(frozen=True, slots=True)
class Change:
    """``field`` ``sign`` ``value`` ``= quote``: what a line such as ``minerals +gallium = gallium metal`` asks for."""

    field: str
    sign: str
    value: str
    quote: str

    @classmethod
    def parse(cls, said: str) -> "Change":
        """The change a line asks for; raises ``BadInput`` naming what can be changed."""
        field, _, rest = said.strip().partition(" ")
        rest = rest.strip()
        known = (*CHANGES, "family", "kind", "modality")
        if field not in known or not rest:
            raise BadInput(f'"{said.strip()}": want a field and its value; fields are {", ".join(sorted(known))}')
        if field in ("family", "kind", "modality", "status", "span"):
            return cls(field, "", rest, "")
        if rest[0] not in "+-":
            raise BadInput(f'"{said.strip()}": say + or -, for example {field} -{rest} or {field} +{rest} = words of the text')
        value, _, quote = rest[1:].partition("=")
        return cls(field, rest[0], value.strip(), quote.strip().strip('"“”'))


def _status(claim: Claim, text: str, change: Change) -> Claim:
    if change.value == "-":
        return replace(claim, status=None)
    if change.value not in STATUSES:
        raise BadInput(f'status "{change.value}": want one of {", ".join(STATUSES)} or - for none')
    return replace(claim, status=change.value)


def _span(claim: Claim, text: str, change: Change) -> Claim:
    words = change.value.strip('"“”')
    at = _nearest(text, words, claim.span.start)
    if at is None:
        raise BadInput(f"the text does not say {words!r}; copy its exact words")
    end = at + len(words)
    return replace(claim, span=Span(claim.span.source, at, end, words))


def _nearest(text: str, words: str, near: int) -> int | None:
    found = [m.start() for m in re.finditer(re.escape(words), text)] if words else []
    return min(found, key=lambda at: abs(at - near), default=None)


def _quoted(claim: Claim, text: str, words: str) -> Span:
    """The span of ``words``: inside the claim where they stand there, else nearest to it."""
    inside = claim.span.quote.find(words) if words else -1
    at = claim.span.start + inside if inside >= 0 else _nearest(text, words, claim.span.start)
    if at is None:
        raise BadInput(f"the text does not say {words!r}; give its exact words after =")
    return Span(claim.span.source, at, at + len(words), words)


def _value(slot: str, word: str) -> str:
    """The id a word of a slot stands for; raises ``UnknownTerm`` with the nearest known words."""
    if slot == "minerals":
        return commodity(word).id
    if slot in ("actors", "counterparts", "places"):
        try:
            return place(word).iso3
        except UnknownTerm:
            if _ID.fullmatch(word):
                return word
            raise
    return word.replace(" ", "_")


def _names(slot: str, value: str, typed: str) -> list[str]:
    """Words of the text that may stand for a value when the reviewer quotes none."""
    if slot == "minerals":
        found = commodities()[value]
        return [typed, found.label, *found.aliases]
    known = places().get(value.split(":")[0])
    return [typed, *((known.label, *known.aliases) if known else ())]


def _slot(claim: Claim, text: str, change: Change) -> Claim:
    name = change.field
    held = claim.slots.get(name, ())
    if change.sign == "-":
        gone = [s for s in held if change.value in (s.value, s.span.quote)] or [
            s for s in held if s.value == _known(name, change.value)
        ]
        if not gone:
            raise BadInput(f"{name} does not hold {change.value!r}; it holds {', '.join(s.value for s in held) or 'nothing'}")
        return _with(claim, name, tuple(s for s in held if s not in gone))
    word, hedge = change.value, "asserted"
    if "~" in word:  # gallium~possible
        word, _, hedge = (part.strip() for part in word.partition("~"))
        if hedge not in HEDGES:
            raise BadInput(f'hedge "{hedge}": want one of {", ".join(HEDGES)}')
    value = _value(name, word)
    if change.quote:
        span = _quoted(claim, text, change.quote)
    else:
        folded = claim.span.quote.casefold()
        hits = [(folded.find(n.casefold()), n) for n in _names(name, value, word) if n and len(folded) == len(claim.span.quote)]
        at, word = min(((a, n) for a, n in hits if a >= 0), key=lambda h: (-len(h[1]), h[0]), default=(-1, ""))
        if at < 0:
            raise BadInput(
                f"the claim does not name {value}; quote the words that do, for example: {name} +{value} = words of the text"
            )
        span = _quoted(claim, text, claim.span.quote[at : at + len(word)])
    said = Said(value, span, hedge)  # type: ignore[arg-type]
    return _with(claim, name, (*(s for s in held if s.value != value), said))


def _known(slot: str, word: str) -> str:
    try:
        return _value(slot, word)
    except UnknownTerm:
        return word


def _with(claim: Claim, name: str, values: tuple[Said[str], ...]) -> Claim:
    return replace(claim, slots={**claim.slots, name: values})


def _numbered(change: Change, held: int) -> int:
    """Which one of ``held`` things ``-2`` means, counted from 1."""
    if not change.value.isdigit() or not 1 <= int(change.value) <= held:
        raise BadInput(f"{change.field} -{change.value}: want the number of one of the {held} the claim holds, counted from 1")
    return int(change.value) - 1


def _amounts(claim: Claim, text: str, change: Change) -> Claim:
    if change.sign == "-":
        i = _numbered(change, len(claim.amounts))
        return replace(claim, amounts=claim.amounts[:i] + claim.amounts[i + 1 :])
    words = change.value.split()
    try:
        number = float(words[0].replace(",", ""))
    except (ValueError, IndexError):
        raise BadInput(
            f"amounts +{change.value}: want number, currency or unit, role: amounts +3e12 JPY target = words"
        ) from None
    if len(words) != 3 or words[2] not in AMOUNT_ROLES or not abs(number) < 1e18:
        raise BadInput(f"amounts +{change.value}: want number, currency or unit, and a role of {', '.join(AMOUNT_ROLES)}")
    money = re.fullmatch("[A-Z]{3}", words[1]) is not None
    amount = ClaimAmount(
        value=number, currency=words[1] if money else None, unit=None if money else words[1], role=words[2],
        span=_quoted(claim, text, change.quote),
    )  # fmt: skip
    return replace(claim, amounts=(*claim.amounts, amount))


def _dates(claim: Claim, text: str, change: Change) -> Claim:
    if change.sign == "-":
        i = _numbered(change, len(claim.dates))
        return replace(claim, dates=claim.dates[:i] + claim.dates[i + 1 :])
    words = change.value.split()
    if len(words) != 2 or not _DATE.fullmatch(words[0]) or words[1] not in DATE_ROLES:
        raise BadInput(
            f"dates +{change.value}: want an ISO date and a role of {', '.join(DATE_ROLES)}: dates +2030-12 deadline = words"
        )
    precision = {4: "year", 7: "month", 10: "day"}.get(len(words[0]), "period")
    date = ClaimDate(
        value=words[0], role=words[1], precision=precision, span=_quoted(claim, text, change.quote), basis="given by the reviewer"
    )
    return replace(claim, dates=(*claim.dates, date))


CHANGES: Mapping[str, Callable[[Claim, str, Change], Claim]] = {
    "status": _status, "span": _span, "amounts": _amounts, "dates": _dates, **dict.fromkeys(SLOTS, _slot),
}  # fmt: skip

__all__ = ["CHANGES", "Change"]
