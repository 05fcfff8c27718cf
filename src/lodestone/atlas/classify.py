"""Customs rows become forms: which product a row is, by exporter, importer and unit value, and how much metal it holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from lodestone.atlas.chain import Chain, TradeRule
from lodestone.atlas.chainvalue import CONTENT_STATUS, CellStatus, Price, Range
from lodestone.atlas.editions import same_goods
from lodestone.atlas.fact import Fact
from lodestone.atlas.weights import cell_sd, joint, log_sd, weights

STATUSES: tuple[CellStatus, ...] = ("observed", "estimated", "carried", "imputed")  # best first
FactorKey = tuple[str, str]
CUSTOMS = ("trade", "trade_value", "trade_value_eur")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomsRow:
    """One year's shipments under one code: gross tonnes (None where the publisher has no mass), thousand US dollars or euro."""

    code: str
    edition: str
    exporter: str
    importer: str
    tonnes: float | None
    kusd: float | None
    keur: float | None
    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One contribution to a trade cell: ``tonnes`` contained, and the relative error ``sd`` of the cell without its factors.

    ``source`` is a card, a source of the chain file or ``assumption``; ``basis`` says how the tonnes came about, or why they are
    assumed. ``factors`` are keys of ``Classified.factors``: two parts that share a key move together when the factor is drawn.
    """

    form: str
    origin: str
    destination: str
    tonnes: float
    sd: float
    status: CellStatus
    source: str
    basis: str
    factors: tuple[FactorKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """Every customs row in exactly one place: a part, a drop with its reason, or ``unmatched`` (a hole in the chain file)."""

    parts: tuple[Part, ...]
    dropped: tuple[tuple[CustomsRow, str], ...]
    unmatched: tuple[CustomsRow, ...]
    factors: Mapping[FactorKey, Range | Price]


def worst(statuses: Iterable[CellStatus]) -> CellStatus:
    """The least certain of several statuses."""
    return max(statuses, key=STATUSES.index, default="observed")


def standing(claims: Iterable[tuple[float, CellStatus]]) -> CellStatus:
    """Status of several contributions (tonnes, status) together: the worst that at least ``network.sizeable_part`` share.

    Many small contributions of one status count together.
    """
    tonnes = dict.fromkeys(STATUSES, 0.0)
    for t, status in claims:
        tonnes[status] += t
    total, reached = sum(tonnes.values()), 0.0
    for status in reversed(STATUSES):
        reached += tonnes[status]
        if total > 0 and reached >= weights().sizeable_part * total:
            return status
    return "observed"


def customs_rows(facts: Iterable[Fact], codes: Iterable[tuple[str, str]], year: int) -> list[CustomsRow]:
    """The rows of some (code, edition) in one year, mass and value joined, sorted; no mass or a mass of zero is None.

    A code that is silent in its own edition is read in another where it stands for the same goods. Where two publications give
    the same code, the one with mass stands alone.
    """
    found: dict[tuple[str, str, str], dict[tuple[str, str], dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    wanted = {(code, e): edition for code, edition in codes for e in reversed(same_goods(code, edition))}
    for fact in facts:
        if fact.period != year or fact.partner is None or fact.quantity not in CUSTOMS or fact.period_end or fact.month:
            continue
        if fact.code is not None and fact.code_edition is not None and (fact.code, fact.code_edition) in wanted:
            cells = found[fact.code, fact.code_edition, fact.card][fact.place, fact.partner]
            if fact.value:
                cells[fact.quantity] = fact.value
    chosen = _one_publication(found, wanted)
    return [
        CustomsRow(
            code=code,
            edition=wanted[code, edition],
            card=card,
            exporter=exporter,
            importer=importer,
            tonnes=cells.get("trade"),
            kusd=cells.get("trade_value"),
            keur=cells.get("trade_value_eur"),
        )
        for code, edition, card in sorted(chosen, key=lambda c: (wanted[c[0], c[1]], c[0], c[2]))
        for (exporter, importer), cells in sorted(found[code, edition, card].items())
    ]


def _one_publication(
    found: Mapping[tuple[str, str, str], Mapping[tuple[str, str], Mapping[str, float]]], wanted: Mapping[tuple[str, str], str]
) -> list[tuple[str, str, str]]:
    """One (code, edition, card) a code: with mass before without, its own edition before others; several cards never add up."""

    def rank(key: tuple[str, str, str]) -> tuple[bool, bool, str, str]:
        code, edition, card = key
        massless = not any("trade" in cells for cells in found[key].values())
        return (massless, wanted[code, edition] != edition, edition, card)

    best: dict[tuple[str, str], tuple[str, str, str]] = {}
    for key in sorted(found, key=rank):
        best.setdefault((key[0], wanted[key[0], key[1]]), key)
    return list(best.values())


def classify(
    rows: Sequence[CustomsRow], chain: Chain, price_level: float = 1.0, borrowed: Mapping[tuple[str, str], float] | None = None
) -> Classified:
    """Apply the chain's rules, first fit first, to the rows of any of its codes.

    ``price_level`` is the mineral's price in the rows' year over that of the chain's year: unit values are read at the chain's
    prices. A row without mass is weighed by its exporter's mean unit value (the code's median where the exporter has none), or by
    ``borrowed`` ones of another year. Rows within one place are ignored.
    """
    by_code: dict[tuple[str, str], list[tuple[int, TradeRule]]] = defaultdict(list)
    for number, rule in enumerate(chain.trade):
        by_code[rule.code, rule.edition].append((number, rule))
    weigh = {**(borrowed or {}), **unit_values(rows)}
    parts: list[Part] = []
    dropped: list[tuple[CustomsRow, str]] = []
    unmatched: list[CustomsRow] = []
    factors: dict[FactorKey, Range | Price] = {}
    for row in rows:
        if row.exporter == row.importer:
            continue
        tonnes, usd_per_kg = _mass(row, weigh)
        usd_per_kg = None if usd_per_kg is None else usd_per_kg / price_level
        found = next(((n, r) for n, r in by_code[row.code, row.edition] if _fits(r, row, usd_per_kg, chain)), None)
        if found is None:
            unmatched.append(row)
        elif found[1].drop:
            dropped.append((row, found[1].drop))
        else:
            part = _part(row, tonnes, usd_per_kg, *found, chain, factors, price_level)
            if isinstance(part, Part):
                parts.append(part)
            else:
                dropped.append((row, part))
    return Classified(parts=tuple(parts), dropped=tuple(dropped), unmatched=tuple(unmatched), factors=factors)


def unit_values(rows: Sequence[CustomsRow]) -> dict[tuple[str, str], float]:
    """USD/kg by (code, exporter), weighted by mass, and by (code, "") the median row of the code."""
    tonnes: dict[tuple[str, str], float] = defaultdict(float)
    kusd: dict[tuple[str, str], float] = defaultdict(float)
    each: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.tonnes and row.kusd:
            tonnes[row.code, row.exporter] += row.tonnes
            kusd[row.code, row.exporter] += row.kusd
            each[row.code].append(row.kusd / row.tonnes)
    return {key: kusd[key] / tonnes[key] for key in tonnes} | {(code, ""): median(values) for code, values in each.items()}


def _mass(row: CustomsRow, weigh: Mapping[tuple[str, str], float]) -> tuple[float, float | None]:
    """Gross tonnes, as published or from value, and the unit value in USD/kg where there is one."""
    if row.tonnes:
        return row.tonnes, row.kusd / row.tonnes if row.kusd else None
    per_kg = weigh.get((row.code, row.exporter), weigh.get((row.code, "")))
    return ((row.kusd or 0.0) / per_kg, per_kg) if per_kg else (0.0, None)


def _fits(rule: TradeRule, row: CustomsRow, usd_per_kg: float | None, chain: Chain) -> bool:
    if rule.exporters and row.exporter not in chain.expand(rule.exporters):
        return False
    if rule.importers and row.importer not in chain.expand(rule.importers):
        return False
    if row.exporter in chain.expand(rule.except_exporters):
        return False
    if usd_per_kg is None:
        return rule.from_usd_per_kg <= 0
    return rule.from_usd_per_kg <= usd_per_kg < rule.below_usd_per_kg


def _part(
    row: CustomsRow,
    tonnes: float,
    usd_per_kg: float | None,
    number: int,
    rule: TradeRule,
    chain: Chain,
    factors: dict[FactorKey, Range | Price],
    price_level: float,
) -> Part | str:
    """The contained tonnes of one row, or why there are none."""
    own: FactorKey = ("trade rule", f"{number + 1} ({rule.code})")
    statuses: list[CellStatus] = []
    keys: list[FactorKey] = [own]
    if rule.price is not None:
        value = row.kusd if rule.price.currency == "USD" else row.keur
        if not value:
            return f"no value in {rule.price.currency} to divide by a price"
        price = rule.price.mode * price_level
        contained, missing, described = value / price, False, f"value / {price:.3g} {rule.price.currency}/kg"
        factors[own] = rule.price
        reading = 0.0
        statuses.append("estimated")
    else:
        assert rule.content is not None
        share = rule.by_value.at(usd_per_kg) if rule.by_value and usd_per_kg is not None else 1.0
        contained, missing = tonnes * rule.content.mode * share, not row.tonnes
        described = f"x {rule.content.mode * share:.3g}" + (" (value-implied)" if rule.by_value else "")
        factors[own] = rule.content
        statuses += [CONTENT_STATUS[rule.content.kind], "estimated" if missing or rule.by_value else "observed"]
        reading = rule.by_value.sd if rule.by_value else 0.0
    for name in rule.times:
        factor = chain.factor_of(name).of(row.exporter)
        if factor is None:
            return f"factor {name} is not known for {row.exporter}"
        contained *= factor.mode
        described += f" x {factor.mode:.3g}"
        keys.append((name, row.exporter if any(a.place == row.exporter for a in chain.factor_of(name).at) else "*"))
        factors[keys[-1]] = factor
        statuses.append(CONTENT_STATUS[factor.kind])
    if contained <= 0:
        return "nothing contained"
    return Part(
        form=rule.form,
        origin=row.exporter,
        destination=row.importer,
        tonnes=contained,
        sd=joint(cell_sd(row.exporter, mass_missing=missing), reading),
        status=rule.status or worst(statuses),
        source=row.card,
        basis=f"{row.edition} {row.code} {described}",
        factors=tuple(keys),
    )


def part_sd(part: Part, factors: Mapping[FactorKey, Range | Price]) -> float:
    """Relative error of a part with the errors of its factors."""
    return joint(part.sd, *(log_sd(factors[key]) for key in part.factors))
