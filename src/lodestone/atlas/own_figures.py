"""The user's own figures among what is believed of a chain: they overrule publishers, whose figures stay beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from lodestone.atlas.believed import Make, Return, Total, productions
from lodestone.atlas.chain import Chain
from lodestone.atlas.chainfigure import Anchor, Term
from lodestone.atlas.chainvalue import CellStatus, Price, Range
from lodestone.atlas.classify import FactorKey
from lodestone.atlas.fact import OWN, Fact
from lodestone.atlas.network import OwnFigure
from lodestone.atlas.own_cells import Cell, of_chain, output_cells
from lodestone.atlas.weights import SPREAD, joint, weights

ALL = "all"  # a stock or use of every form of a chain together
Key = tuple[str, str]  # (process, place), or (form, place) of scrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What is believed with the user's figures among it, and what became of each of them."""

    makes: list[Make]
    returns: list[Return]
    totals: list[Total]
    figures: tuple[OwnFigure, ...]


def overruled(
    own: Sequence[Fact],
    facts: Sequence[Fact],
    chain: Chain,
    year: int,
    factors: dict[FactorKey, Range | Price],
    makes: list[Make],
    returns: list[Return],
    totals: list[Total],
) -> Believed:
    """Lay the user's figures over what publishers and the chain file say.

    The latest of each cell up to ``year`` counts, unless a publisher has a later one. Output and recycling replace the figure
    of their place; a capacity lowers an output above it; use becomes a soft total of its place, in place of the one the chain
    file has for the same forms. World totals of what was replaced move by the difference.
    """
    latest, figures = _latest(own, year)
    figures += [_of(f, why_not="it has no value") for f in latest if f.value is None]
    latest = [f for f in latest if f.value is not None]
    laid, said = _outputs([f for f in latest if f.quantity == "production"], facts, chain, year, factors, makes)
    mine = productions(facts, chain, year, factors, laid) if laid else makes
    held, limits = _limited([f for f in latest if f.quantity == "capacity"], facts, chain, year, mine)
    if held:
        mine = productions(facts, chain, year, factors, {**laid, **held})
    back, recycled = _recycled([f for f in latest if f.quantity == "secondary"], chain, year, returns)
    sums, uses = _used([f for f in latest if f.quantity == "use"], chain, year, totals)
    stocks = [_of(f, forms=forms, why_not=why) for f in latest if f.quantity == "stock" for forms, why in [_forms(f, chain)]]
    return Believed(
        makes=mine, returns=back, totals=[_moved(t, makes, mine, {**laid, **held}) for t in sums],
        figures=(*figures, *said, *limits, *recycled, *uses, *stocks),
    )  # fmt: skip


def _of(fact: Fact, **known: object) -> OwnFigure:
    return OwnFigure(fact=fact, **{"tonnes": fact.value or 0.0, **known})  # type: ignore[arg-type]


def _latest(own: Sequence[Fact], year: int) -> tuple[list[Fact], list[OwnFigure]]:
    """The latest figure of every cell up to ``year``, in a fixed order; and the others with the reason they are not used."""
    best: dict[tuple[str, ...], Fact] = {}
    unused: list[OwnFigure] = []
    for fact in sorted(own, key=lambda f: (f.quantity, f.commodity, f.stage, f.form, f.place, f.period)):
        cell = (fact.quantity, fact.commodity, fact.stage, fact.form, fact.place)
        if fact.period > year:
            unused.append(_of(fact, why_not=f"it is later than {year}"))
            continue
        if cell in best:
            unused.append(_of(best[cell], why_not=f"yours of {fact.period} is later"))
        best[cell] = fact
    return list(best.values()), unused


def _sd(fact: Fact, year: int) -> float:
    """Relative error: the user's own range where there is one, else the prior; an old figure is doubted more."""
    low, high = fact.low or 0.0, fact.high or 0.0
    stated = log(high / low) / (2 * SPREAD) if 0 < low < high else weights().own_sd
    return joint(max(stated, weights().own_sd), weights().carry_sd * max(year - fact.period, 0))


def _status(fact: Fact, year: int) -> CellStatus:
    return "observed" if fact.period == year else "carried"


def _targets(fact: Fact, facts: Sequence[Fact], chain: Chain, makes: Sequence[Make]) -> tuple[list[Cell], str, str]:
    made = {(m.process, m.place): m.tonnes for m in makes}

    def times(names: Sequence[str], place: str) -> float | None:
        product = 1.0
        for name in names:
            factor = chain.factor_of(name).of(place)
            if factor is None:
                return None
            product *= factor.mode
        return product

    return output_cells(fact, facts, chain, made, times)


def _keys(names: Sequence[str], place: str, chain: Chain, factors: dict[FactorKey, Range | Price]) -> tuple[FactorKey, ...]:
    """Keys of named factors in a place, entered among ``factors`` so that draws move them."""
    keys = []
    for name in names:
        named = chain.factor_of(name)
        factor = named.of(place)
        assert factor is not None
        keys.append((name, place if any(a.place == place for a in named.at) else "*"))
        factors[keys[-1]] = factor
    return tuple(keys)


def _outputs(
    own: Sequence[Fact],
    facts: Sequence[Fact],
    chain: Chain,
    year: int,
    factors: dict[FactorKey, Range | Price],
    makes: Sequence[Make],
) -> tuple[dict[Key, Make], list[OwnFigure]]:
    """Own output by process and place, beside what else is said of it."""
    laid: dict[Key, Make] = {}
    figures = []
    before = {(m.process, m.place): m for m in makes}
    for fact in own:
        cells, why, note = _targets(fact, facts, chain, makes)
        newer = max((f.period for f in facts if _same_cell(f, fact) and f.period <= year), default=0)
        if newer > fact.period:
            why = f"a publisher has a figure for {newer}"
        rivals = [before[c.process, fact.place] for c in cells if (c.process, fact.place) in before]
        beside = "; ".join(dict.fromkeys(m.basis for m in rivals))
        forms = tuple(dict.fromkeys(chain.process_of(c.process).output for c in cells))
        figures.append(_of(fact, forms=forms, tonnes=sum(c.tonnes for c in cells), publishers=beside, note=note, why_not=why))
        for cell in cells if not why else ():
            laid[cell.process, fact.place] = Make(
                process=cell.process, place=fact.place, tonnes=cell.tonnes, sd=_sd(fact, year), status=_status(fact, year),
                sources=(OWN,), basis=f"yours: {fact.value:,.10g} {fact.unit}" + (f" ({beside})" if beside else ""),
                factors=_keys(cell.factors, fact.place, chain, factors),
            )  # fmt: skip
    return laid, figures


def _same_cell(one: Fact, other: Fact) -> bool:
    cell = ("quantity", "commodity", "stage", "form", "place")
    return one.value is not None and one.partner is None and all(getattr(one, c) == getattr(other, c) for c in cell)


def _limited(
    own: Sequence[Fact],
    facts: Sequence[Fact],
    chain: Chain,
    year: int,
    makes: Sequence[Make],
) -> tuple[dict[Key, Make], list[OwnFigure]]:
    """Outputs that exceed the user's capacity, lowered to it; nothing else follows from a capacity."""
    held: dict[Key, Make] = {}
    figures = []
    before = {(m.process, m.place): m for m in makes}
    for fact in own:
        cells, why, _ = _targets(fact, facts, chain, makes)
        forms = tuple(dict.fromkeys(chain.process_of(c.process).output for c in cells))
        here = [before[c.process, fact.place] for c in cells if (c.process, fact.place) in before]
        room, output = sum(c.tonnes for c in cells), sum(m.tonnes for m in here)
        note = f"output of {output:,.4g} t is within it" if output <= room else f"output of {output:,.4g} t is lowered to it"
        beside = "; ".join(dict.fromkeys(m.basis for m in here))
        figures.append(_of(fact, forms=forms, tonnes=room, publishers=beside, note="" if why else note, why_not=why))
        if output > room and not why:
            for m in here:
                basis, sources = f"{m.basis}; held to your capacity", tuple(dict.fromkeys((OWN, *m.sources)))
                tonnes = m.tonnes * room / output
                held[m.process, m.place] = replace(m, tonnes=tonnes, sd=_sd(fact, year), sources=sources, basis=basis)
    return held, figures


def _recycled(own: Sequence[Fact], chain: Chain, year: int, returns: Sequence[Return]) -> tuple[list[Return], list[OwnFigure]]:
    """Scrap returns with the user's in their places; without a form it is the only one the chain returns scrap into there."""
    found, figures = {(r.form, r.place): r for r in returns}, []
    for fact in own:
        known = [r.form for r in returns if r.place == fact.place] or [s.form for s in chain.secondary]
        into = sorted(set(known)) if fact.form == ALL else [fact.form]
        why = of_chain(replace(fact, form=into[0] if into else fact.form), chain)
        if not why and len(into) > 1:
            why = f"scrap returns as {' and '.join(into)} there; name one as the form"
        key = (into[0] if into else "", fact.place)
        beside = f"{'/'.join(found[key].sources)} {found[key].tonnes:,.4g} t" if key in found else ""
        figures.append(_of(fact, forms=tuple(into), publishers=beside, why_not=why))
        if not why:
            tonnes, basis = fact.value or 0.0, f"yours: {fact.value:,.10g} t" + (f" ({beside})" if beside else "")
            found[key] = Return(*key, tonnes, _sd(fact, year), _status(fact, year), (OWN,), basis)
    return [r for r in found.values() if r.tonnes > 0], figures


def _used(own: Sequence[Fact], chain: Chain, year: int, totals: Sequence[Total]) -> tuple[list[Total], list[OwnFigure]]:
    """Soft totals with the user's consumption: of one form all that uses it up, without a form the final use of all forms."""
    kept, figures = list(totals), []
    for fact in own:
        forms, why = _forms(fact, chain)
        terms = [Term(item="use", of=f.id) for f in chain.form if f.use is not None and f.id in forms]
        if fact.form != ALL:
            terms += [Term(item="input", of=p.id, form=fact.form) for p in chain.process if fact.form in p.inputs]
        value = fact.value or 0.0
        if not why and value <= 0:
            why = "no use at all cannot be balanced against what customs show arriving"
        rivals = [t for t in kept if t.places == (fact.place,) and _same_terms(t.anchor.terms, terms)]
        beside = "; ".join(f"{t.source} {t.tonnes:,.4g} t" for t in rivals)
        figures.append(_of(fact, forms=forms, publishers=beside, why_not=why))
        if not why:
            sd = _sd(fact, year)
            anchor = Anchor(id=total_id(fact), terms=terms, place=fact.place, sd=sd, value=value, source=OWN)
            total = Total(anchor=anchor, places=(fact.place,), tonnes=value, sd=sd, source=OWN)
            kept = [*(t for t in kept if t not in rivals), total]
    return kept, figures


def total_id(fact: Fact) -> str:
    """Id of the soft total that a consumption of the user's becomes."""
    return f"own-{fact.commodity}-{fact.place}-{fact.form}"


def _same_terms(one: Sequence[Term], other: Sequence[Term]) -> bool:
    def plain(terms: Sequence[Term]) -> set[tuple[str, str, float]]:
        return {(t.item, t.of, t.sign) for t in terms}

    return plain(one) == plain(other)


def _forms(fact: Fact, chain: Chain) -> tuple[tuple[str, ...], str]:
    """The forms of the chain that a stock or use is of, and why it cannot be read so."""
    if fact.form != ALL:
        return (fact.form,), of_chain(fact, chain)
    faults = {f.id: of_chain(replace(fact, form=f.id), chain) for f in chain.form}
    fit = tuple(form for form, why in faults.items() if not why)
    return fit, "" if fit else next(iter(faults.values()))


def _moved(total: Total, before: Sequence[Make], after: Sequence[Make], laid: Mapping[Key, Make]) -> Total:
    """A world total of outputs, moved by what the user's figures changed of them."""
    if total.places is not None or not laid or any(t.item != "production" for t in total.anchor.terms):
        return total
    signs = {t.of: t.sign for t in total.anchor.terms}
    change = sum(
        signs.get(m.process, 0.0) * m.tonnes * side
        for side, makes in ((1, after), (-1, before))
        for m in makes
        if (m.process, m.place) in laid
    )
    return replace(total, tonnes=max(total.tonnes + change, 0.0))
