"""A chain's published figures of a year, and how figures of one year read in another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from lodestone.atlas.chain import Chain
from lodestone.atlas.chainfigure import Arc, Pick, Typed
from lodestone.atlas.fact import Fact
from lodestone.atlas.weights import weights

NOT_A_PLACE = ("ROW", "WLD")  # a publisher's rest or total: which places it holds differs by publisher


@dataclass(frozen=True, slots=True)
class Said:
    """One publisher's figure for one place, and how many years old it is."""

    value: float
    age: int
    flag: str
    card: str


def pick(facts: Sequence[Fact], choice: Pick, chain: Chain, year: int, partner: str | None = None) -> dict[str, Said]:
    """The figures a ``Pick`` selects, by place: each place's latest period up to ``year`` that is not older than ``carry`` years.

    A mean over several years holds for each of them; monthly figures are averaged over their year. ``partner`` selects
    the figures about one importer.
    """
    found: dict[str, list[Said]] = {}
    for f in facts:
        if f.card != choice.card or f.quantity != choice.quantity or f.value is None or f.partner != partner:
            continue
        if f.commodity not in ((choice.commodity,) if choice.commodity else chain.commodities):
            continue
        if (choice.form and f.form != choice.form) or (choice.stage and f.stage != choice.stage):
            continue
        age = max(year - (f.period_end or f.period), 0)
        if f.period > year or age > choice.carry:
            continue
        if f.place not in found or age < found[f.place][0].age:
            found[f.place] = [Said(f.value, age, f.flag, f.card)]
        elif age == found[f.place][0].age and f.month is not None:
            found[f.place].append(Said(f.value, age, f.flag, f.card))
    return {place: replace(said[0], value=fmean(s.value for s in said)) for place, said in found.items()}


@dataclass(frozen=True, slots=True)
class Aged:
    """How a typed figure reads in another year than its own: multiplier, relative error that adds, words for its basis."""

    scale: float
    sd: float
    said: str


def aged(facts: Sequence[Fact], entry: Typed | Arc, chain: Chain, year: int) -> Aged:
    """A typed figure of ``entry.period`` (the chain's year where it says none) read in ``year``.

    Scaled by primary output between the two where it ``moves``; ``network.carry_sd`` more doubt a year.
    """
    then = entry.period or chain.year
    if then == year:
        return Aged(1.0, 0.0, "")
    moves = entry.moves and entry.value is not None
    scale = pace_of(facts, chain, year) / pace_of(facts, chain, then) if moves else 1.0
    moved = f", x {scale:.2f} with primary output" if moves else ""
    return Aged(scale, weights().carry_sd * abs(year - then), f" (figure of {then}{moved})")


def pace_of(facts: Sequence[Fact], chain: Chain, year: int) -> float:
    """Primary output of ``year`` over that of the chain's own year, in places both years show.

    By one publisher that gives both years, else by the publishers' means of each year, else by way of a year between that one
    publisher shares with either; 1 for the chain's own year.
    """
    if year == chain.year:
        return 1.0
    direct = _direct_pace(facts, chain, year, chain.year)
    if direct is not None:
        return direct
    for between in range(chain.year - 1, year, -1):
        first = _direct_pace(facts, chain, year, between)
        second = None if first is None else _direct_pace(facts, chain, between, chain.year)
        if first is not None and second is not None:
            return first * second
    return 1.0


def _direct_pace(facts: Sequence[Fact], chain: Chain, year: int, base_year: int) -> float | None:
    """Primary output of one year over that of another by the same choice of figures; None where none gives both."""
    entries = [entry for entry in chain.production if entry.facts and not chain.process_of(entry.process).inputs]
    for choices in [*([choice] for entry in entries for choice in entry.facts), *(entry.facts for entry in entries)]:
        then, base = (_published(facts, choices, chain, y) for y in (year, base_year))
        common = sorted(then.keys() & base.keys())
        if common and sum(base[p] for p in common) > 0:
            return sum(then[p] for p in common) / sum(base[p] for p in common)
    return None


def _published(facts: Sequence[Fact], choices: Sequence[Pick], chain: Chain, year: int) -> dict[str, float]:
    """Mean of what publishers print for exactly ``year``, by place."""
    said: dict[str, list[float]] = defaultdict(list)
    for choice in choices:
        for place, one in pick(facts, choice, chain, year).items():
            if place not in NOT_A_PLACE and one.age == 0:
                said[place].append(one.value)
    return {place: fmean(values) for place, values in said.items()}
