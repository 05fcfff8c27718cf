"""Promises that could change a supply network, and what each would have to say before it can be simulated."""

import hashlib
import re

from lodestone.evidence.claim import Claim, ClaimAmount, Reading
from lodestone.terms.commodity import commodities
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Pledge, PledgeKind
from lodestone.terms.money import Money
from lodestone.terms.said import Said
from lodestone.terms.units import from_unit

_PROMISED = frozenset({"announced", "planned", "agreed", "signed", "ongoing", "target", "adopted", "in_force", "scheduled"})
_KINDS: dict[str, PledgeKind] = {"project": "project", "finance": "finance", "secure": "stock"}
_STOCK = frozenset({"stockpile", "stockpiling", "reserve"})
_STOCK_WORD = re.compile(r"\b(?:stock|stocks|stockpile|stockpiles|strategic reserve)\b(?! exchange)|備蓄", re.I)
_CONTAINED = re.compile(r"contain|content", re.I)
_OF_CONTAINED = re.compile(r"\s*(?:of )?contained\b", re.I)
_SHARING = frozenset({"emergency_sharing"})
_SUPPLY_STAGES = frozenset(
    "mine mining refine refining processing metal intermediate recycle recycling extract liquefy regasify exploration "
    "stockpiling smelting separation".split()
)
_MINERALS_EVERY = 1500
"""A text that names a mineral once in so many characters is about minerals: its money counts even where a sentence names none."""


def pledges(reading: Reading) -> tuple[Pledge, ...]:
    """Every promise of ``reading`` on a mineral, a stage, a stock, a route or money; ``missing`` is what it leaves unsaid."""
    minerals = sum(m.type == "mineral" for m in reading.mentions)
    about_minerals = minerals * _MINERALS_EVERY >= len(reading.document.text)
    out = []
    for claim in reading.claims:
        kind = _kind(claim, about_minerals)
        if kind is not None:
            out.append(_pledge(reading, claim, kind))
    return tuple(out)


def _kind(claim: Claim, about_minerals: bool) -> PledgeKind | None:
    """Which kind of promise a claim is; None when it promises nothing that could move tonnes."""
    if claim.kind == "assessment" or claim.status not in _PROMISED or claim.modality == "should":
        return None
    instruments = {s.value for s in claim.slots["instruments"]}
    stages = {s.value for s in claim.slots["stages"]}
    money = about_minerals and any(a.currency for a in claim.amounts)
    substance = bool(claim.slots["minerals"]) or bool(stages & _SUPPLY_STAGES)
    if any(s.value.startswith("ROUTE:") for s in claim.slots["places"]) and claim.family in ("project", "finance"):
        return "route"
    if instruments & _SHARING:
        return "sharing"
    named_stock = bool(claim.slots["minerals"]) and _STOCK_WORD.search(claim.span.quote) is not None
    if ((instruments | stages) & _STOCK or named_stock) and claim.family in ("secure", "project", "finance"):
        return "stock"
    if claim.family == "secure":
        return "other" if substance else None
    if claim.family == "finance" and (money or substance):
        return "finance"
    if claim.family == "project" and (substance or money):
        return "project"
    return None


def _pledge(reading: Reading, claim: Claim, kind: PledgeKind) -> Pledge:
    capacity = _capacity(claim, kind)
    money = tuple(_money(a) for a in claim.amounts if a.currency and a.role != "converted")
    places = [s for s in claim.slots["places"] if not s.value.startswith("ROUTE:")]
    earliest = next((d.value for d in claim.dates if d.role in ("deadline", "effective", "start", "scheduled")), None)
    return Pledge(
        id="p" + hashlib.sha256(claim.id.encode()).hexdigest()[:10],
        kind=kind,
        partners=(*claim.slots["actors"], *claim.slots["counterparts"]),
        commodities=claim.slots["minerals"],
        stages=claim.slots["stages"],
        place=places[0] if places else None,
        capacity=capacity,
        money=money,
        instruments=claim.slots["instruments"],
        earliest=earliest,
        status=claim.status,
        claim=claim.id,
        basis=(claim.span,),
        missing=_missing(claim, kind, capacity, money, bool(places), earliest),
    )


def _money(amount: ClaimAmount) -> Said[Money]:
    return Said(Money(amount.value, amount.currency or ""), amount.span, amount.hedge)


def _said_contained(claim: Claim, amount: ClaimAmount) -> bool:
    """Whether the words around an amount say that it is contained metal."""
    start, end = amount.span.start - claim.span.start, amount.span.end - claim.span.start
    quote = claim.span.quote
    return bool(_CONTAINED.search(quote[max(0, start - 20) : start]) or _OF_CONTAINED.match(quote, end))


def _capacity(claim: Claim, kind: PledgeKind) -> Estimate | None:
    """The tonnes a claim promises, contained where the text says so, else as stated; None when it says none."""
    quantity = "stock" if kind == "stock" else "capacity"
    for amount in sorted(claim.amounts, key=lambda a: not _said_contained(claim, a)):
        if amount.currency or not amount.unit:
            continue
        unit = amount.unit.split("/")[0].removesuffix(" per year")
        try:
            tonnes = from_unit(amount.value, unit, quantity)
        except UnknownTerm:
            continue
        contained = _said_contained(claim, amount)
        note = "tonnes contained, as stated" if contained else "mass of product as stated, not converted to contained metal"
        return Estimate(quantity, tonnes, tonnes, tonnes, basis=(amount.span,), note=note)
    return None


def _missing(
    claim: Claim, kind: PledgeKind, capacity: Estimate | None, money: tuple[Said[Money], ...], placed: bool, earliest: str | None
) -> tuple[str, ...]:
    """What a simulation would need and the text does not say, in the user's words."""
    known = commodities()
    minerals = [s.value for s in claim.slots["minerals"] if s.value in known and known[s.value].scope != "vague"]
    stages = {s.value for s in claim.slots["stages"]} & _SUPPLY_STAGES
    absent = []
    if not minerals:
        absent.append("which mineral")
    if kind in ("project", "finance", "other") and not stages:
        absent.append("which stage of the chain")
    if kind == "finance" and not money:
        absent.append("how much money")
    if kind == "finance":
        absent.append("which plant or mine it pays for")
    if capacity is None:
        absent.append("tonnes held" if kind == "stock" else "tonnes released" if kind == "sharing" else "tonnes a year")
    if kind in ("project", "finance") and not placed:
        absent.append("where")
    if earliest is None:
        absent.append("start year")
    if kind in ("project", "finance", "stock"):
        absent.append("who buys or has first call on the tonnes")
    return tuple(absent)
