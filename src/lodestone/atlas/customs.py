"""A chain's customs rows of one year, classified; a code silent that year is carried from the nearest year that has it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lodestone.atlas.chain import CarriedTrade, Chain, PriceYears, ValuedTrade
from lodestone.atlas.chainfigure import Pick
from lodestone.atlas.classify import CUSTOMS, Classified, CustomsRow, Part, classify, customs_rows, unit_values, worst
from lodestone.atlas.editions import same_goods
from lodestone.atlas.fact import Fact
from lodestone.atlas.pace import pace_of, pick
from lodestone.atlas.weights import joint, weights
from lodestone.terms.errors import NothingToAnswer
from lodestone.terms.prior import prior


def in_reach(chain: Chain, year: int) -> None:
    """Raise ``NothingToAnswer`` where the chain file does not speak for the year; cheap enough to ask before loading facts."""
    if not chain.years.first <= year <= chain.years.last:
        why = f". {chain.years.reason}" if chain.years.reason else ""
        raise NothingToAnswer(f"{chain.id}: the chain file speaks for {chain.years.first} to {chain.years.last}, not {year}{why}")


def customs(facts: Sequence[Fact], chain: Chain, year: int) -> Classified:
    """The chain's customs rows of a year, classified; carried codes on top where the chain file allows.

    Raises ``NothingToAnswer`` when the year is out of reach, or a code has no rows and may not be carried.
    """
    in_reach(chain, year)
    whole, chain = chain, chain.in_year(year)
    rows = customs_rows(facts, chain.codes(), year)
    shown = {(row.code, row.edition) for row in rows}
    silent = [code for code in chain.codes() if code not in shown]
    borrowed, then_of = _borrowed(facts, whole, rows, year)
    found = classify(rows, chain, price_level(facts, chain, year), borrowed)
    parts = [_told(part, then_of) for part in found.parts]
    factors, dropped = dict(found.factors), list(found.dropped)
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
    if year == chain.year or not (chain.carry or chain.price_trade or chain.by_value):
        return (year,)
    return tuple(range(min(year, chain.year), max(year, chain.year) + 1))


def _nearest(facts: Sequence[Fact], carried: CarriedTrade, year: int) -> int | None:
    """The year with rows of the code closest to ``year``, the earlier of two; None beyond ``carried.years``."""
    editions = same_goods(carried.code, carried.edition)
    years = {f.period for f in facts if f.code == carried.code and f.code_edition in editions and f.quantity in CUSTOMS}
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


def _borrowed(
    facts: Sequence[Fact], chain: Chain, rows: Sequence[CustomsRow], year: int
) -> tuple[dict[tuple[str, str], float], dict[str, int]]:
    """USD/kg by (code, exporter) for codes whose rows of the year have no mass, and the year they come from by code.

    Unit values of the nearest year with mass, moved by the price between the two, where the chain file allows it; exporters
    that hardly traded then are weighed at the code's mean.
    """
    massless = {(r.code, r.edition) for r in rows} - {(r.code, r.edition) for r in rows if r.tonnes}
    found: dict[tuple[str, str], float] = {}
    then_of: dict[str, int] = {}
    for entry in chain.by_value:
        if (entry.code, entry.edition) not in massless:
            continue
        editions = same_goods(entry.code, entry.edition)
        with_mass = {
            f.period for f in facts if f.code == entry.code and f.code_edition in editions and f.quantity == "trade" and f.value
        }
        then = min(with_mass, key=lambda y: (abs(y - year), y), default=None)
        if then is None:
            continue
        moved = _moved(facts, chain, entry, year, then)
        old = _settled(customs_rows(facts, [(entry.code, entry.edition)], then))
        found |= {key: usd_per_kg * moved for key, usd_per_kg in old.items()}
        then_of[entry.code] = then
    return found, then_of


def _settled(rows: Sequence[CustomsRow]) -> dict[tuple[str, str], float]:
    """USD/kg by (code, exporter) where the exporter's trade is of some size and price, and by (code, "") of the code as a whole.

    Crumbs and oddities are left out: a sample at a thirtieth of the price would turn another year's value into thirty times
    its mass.
    """
    priced = [r for r in rows if r.tonnes and r.kusd]
    total = sum(r.tonnes or 0.0 for r in priced)
    shipped: dict[str, float] = defaultdict(float)
    for r in priced:
        shipped[r.exporter] += r.tonnes or 0.0
    if not priced:
        return {}
    mean, far = sum(r.kusd or 0.0 for r in priced) / total, prior("network.borrow_far").mode
    own = {
        (code, exporter): value
        for (code, exporter), value in unit_values(rows).items()
        if shipped[exporter] > weights().fold_share * total and mean / far < value < mean * far
    }
    return own | {(priced[0].code, ""): mean}


def _told(part: Part, then_of: Mapping[str, int]) -> Part:
    """The part with the year whose unit values weighed it in its basis."""
    code = part.basis.split(" ")[1]
    return replace(part, basis=f"{part.basis}, mass by value at unit values of {then_of[code]}") if code in then_of else part


def _moved(facts: Sequence[Fact], chain: Chain, entry: ValuedTrade, year: int, then: int) -> float:
    """Price in ``year`` over that in ``then`` that moves the unit values of a code."""
    if entry.price_index is None and not entry.price:
        return 1.0 if chain.price_index is None else _ratio(facts, chain, year, then)
    now, old = (_printed(facts, chain, entry.price_index, y) or _typed(entry.price, y) for y in (year, then))
    if now is None or old is None:
        raise NothingToAnswer(f"{chain.id}: no price for {year} that turns the value of {entry.code} into mass")
    return now / old


def price_level(facts: Sequence[Fact], chain: Chain, year: int) -> float:
    """Price of the mineral in ``year`` over that in the chain's year, by the publisher its ``price_index`` names.

    By the chain file's own prices, or by the unit values its ``price_trade`` names, where the publisher is silent. 1 without an
    index, and in years whose rules read no unit value.
    """
    if chain.price_index is None or year == chain.year or not any(r.reads_prices() for r in chain.in_year(year).trade):
        return 1.0
    return _ratio(facts, chain, year, chain.year)


def _ratio(facts: Sequence[Fact], chain: Chain, year: int, then: int) -> float:
    """Price of the mineral in ``year`` over that in ``then``: by the index and the file's own prices, else by unit values."""
    index = chain.price_index
    now, old = (_printed(facts, chain, index, y) or _typed(chain.price, y) for y in (year, then))
    if now is None or old is None:
        now, old = (_unit_value(facts, chain, y) for y in (year, then))
    if now is None or old is None:
        said = f"{index.card} has no {index.form} price" if index else "no price"
        raise NothingToAnswer(f"{chain.id}: {said} for {year}; unit values cannot be read")
    return now / old


def _printed(facts: Sequence[Fact], chain: Chain, index: Pick | None, year: int) -> float | None:
    """What the publisher of the index prints for exactly this year."""
    said = None if index is None else next(iter(pick(facts, index, chain, year).values()), None)
    return said.value if said is not None and not said.age else None


def _typed(prices: Sequence[PriceYears], year: int) -> float | None:
    return next((p.value for p in prices if p.first <= year <= p.last), None)


def _unit_value(facts: Sequence[Fact], chain: Chain, year: int) -> float | None:
    """Mean USD/kg of the goods that ``price_trade`` names; None without them."""
    named = chain.price_trade
    if named is None:
        return None
    rows = customs_rows(facts, [(named.code, named.edition)], year)
    priced = [(r.kusd, r.tonnes) for r in rows if r.exporter in named.exporters and r.kusd and r.tonnes]
    return sum(k for k, _ in priced) / sum(t for _, t in priced) if priced else None


def _years_of(facts: Sequence[Fact], code: str, edition: str) -> str:
    editions = same_goods(code, edition)
    years = sorted({f.period for f in facts if f.code == code and f.code_edition in editions})
    return f"years with data: {years[0]} to {years[-1]}" if years else "no year has any"
