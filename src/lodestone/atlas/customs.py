"""A chain's customs rows of one year, classified; a code silent that year is carried from the nearest year that has it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from lodestone.atlas.believed import pace_of, pick
from lodestone.atlas.chain import CarriedTrade, Chain
from lodestone.atlas.classify import CUSTOMS, Classified, Part, classify, customs_rows, worst
from lodestone.atlas.fact import Fact
from lodestone.atlas.weights import joint, weights
from lodestone.terms.errors import NothingToAnswer


def customs(facts: Sequence[Fact], chain: Chain, year: int) -> Classified:
    """The chain's customs rows of a year, classified; carried codes on top where the chain file allows.

    Raises ``NothingToAnswer`` when the year is out of reach, or a code has no rows and may not be carried.
    """
    if not chain.years.first <= year <= chain.years.last:
        raise NothingToAnswer(f"{chain.id}: the chain file speaks for {chain.years.first} to {chain.years.last}, not {year}")
    whole, chain = chain, chain.in_year(year)
    rows = customs_rows(facts, chain.codes(), year)
    shown = {(row.code, row.edition) for row in rows}
    silent = [code for code in chain.codes() if code not in shown]
    found = classify(rows, chain, price_level(facts, chain, year))
    parts, factors, dropped = list(found.parts), dict(found.factors), list(found.dropped)
    for code, edition in silent:
        allowed = next((c for c in chain.carry if (c.code, c.edition) == (code, edition)), None)
        then = None if allowed is None else _nearest(facts, allowed, year)
        if then is None:
            raise NothingToAnswer(
                f"{chain.id}: no trade figures under {edition} {code} in {year}; {_years_of(facts, code, edition)}"
            )
        old = classify(customs_rows(facts, [(code, edition)], then), whole.in_year(then), price_level(facts, whole, then))
        parts += _carried(old.parts, then, year, pace_of(facts, chain, year) / pace_of(facts, chain, then))
        factors |= old.factors
        dropped += old.dropped
    return Classified(parts=tuple(parts), dropped=tuple(dropped), unmatched=found.unmatched, factors=factors)


def customs_years(chain: Chain, year: int) -> tuple[int, ...]:
    """Years whose customs rows a network of ``year`` may need: its own, and those up to the chain's where others stand in."""
    if year == chain.year or not (chain.carry or chain.price_trade):
        return (year,)
    return tuple(range(min(year, chain.year), max(year, chain.year) + 1))


def _nearest(facts: Sequence[Fact], carried: CarriedTrade, year: int) -> int | None:
    """The year with rows of the code closest to ``year``, the earlier of two; None beyond ``carried.years``."""
    years = {f.period for f in facts if (f.code, f.code_edition) == (carried.code, carried.edition) and f.quantity in CUSTOMS}
    within = [y for y in years if abs(y - year) <= carried.years]
    return min(within, key=lambda y: (abs(y - year), y), default=None)


def _carried(parts: Sequence[Part], then: int, year: int, scale: float) -> list[Part]:
    """Parts of another year in place of this one's.

    The first year's error is the measured one of ``network.carry_cell_sd_*`` by size, later ones add ``network.carry_sd`` each.
    """
    w = weights()
    traded: dict[str, float] = defaultdict(float)
    for part in parts:
        traded[part.form] += part.tonnes
    stood_in = []
    for part in parts:
        doubt = joint(carried_sd(part.tonnes / traded[part.form]), w.carry_sd * (abs(year - then) - 1))
        stood_in.append(
            replace(
                part,
                tonnes=part.tonnes * scale,
                sd=joint(part.sd, doubt),
                status=worst([part.status, "carried"]),
                basis=f"{part.basis}, of {then}, x {scale:.2f}",
            )
        )
    return stood_in


def carried_sd(share: float) -> float:
    """Relative error of another year's cell that is ``share`` of its form's trade, for one year of distance."""
    w = weights()
    return w.carry_cell_sd_large if share > 0.01 else w.carry_cell_sd_middling if share > 0.001 else w.carry_cell_sd_small


def price_level(facts: Sequence[Fact], chain: Chain, year: int) -> float:
    """Price of the mineral in ``year`` over that in the chain's year, by the publisher its ``price_index`` names.

    By the unit values its ``price_trade`` names where the publisher is silent. 1 without an index, and in years whose rules read
    no unit value.
    """
    if chain.price_index is None or year == chain.year or not any(r.reads_prices() for r in chain.in_year(year).trade):
        return 1.0
    then, base = (next(iter(pick(facts, chain.price_index, chain, y).values()), None) for y in (year, chain.year))
    if then is not None and base is not None and not then.age and not base.age:
        return then.value / base.value
    paid, now = (_unit_value(facts, chain, y) for y in (year, chain.year))
    if paid is None or now is None:
        raise NothingToAnswer(
            f"{chain.id}: {chain.price_index.card} has no {chain.price_index.form} price for {year}; unit values cannot be read"
        )
    return paid / now


def _unit_value(facts: Sequence[Fact], chain: Chain, year: int) -> float | None:
    """Mean USD/kg of the goods that ``price_trade`` names; None without them."""
    named = chain.price_trade
    if named is None:
        return None
    rows = customs_rows(facts, [(named.code, named.edition)], year)
    priced = [(r.kusd, r.tonnes) for r in rows if r.exporter in named.exporters and r.kusd and r.tonnes]
    return sum(k for k, _ in priced) / sum(t for _, t in priced) if priced else None


def _years_of(facts: Sequence[Fact], code: str, edition: str) -> str:
    years = sorted({f.period for f in facts if f.code == code and f.code_edition == edition})
    return f"years with data: {years[0]} to {years[-1]}" if years else "no year has any"
