"""Who ships how much of a mineral to whom: customs rows by partner, with what is missing in them."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Any, Literal

from lodestone.atlas.editions import mixed_up
from lodestone.atlas.fact import Fact
from lodestone.atlas.family import family
from lodestone.atlas.unit_values import Doubtful, Flow, doubtful
from lodestone.terms.commodity import commodity
from lodestone.terms.errors import BadInput, NothingToAnswer
from lodestone.terms.place import members, place
from lodestone.terms.tables import rows as table_rows

Direction = Literal["imports", "exports"]
WORTH_SAYING = 0.01  # share of the mass below which doubtful rows are not worth a note


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """What came from (or went to) one partner in a year.

    ``gross_t`` is customs product mass, not metal; ``share`` its part of all reported mass. ``value_kusd`` is current dollars.
    ``without_mass_kusd`` is the value of rows that report no mass and ``estimated_t`` the mass they would have at the median
    unit value of their code: apart from ``gross_t`` and not in ``share``. ``entrepot`` says why a partner may not be the origin.
    ``doubtful_t`` is the part of ``gross_t`` whose unit value is far from its code's (it stays in); ``doubt`` tells the largest.
    Where entrepots were looked through (``by_origin``), ``declared_share`` is the share customs print, ``low`` and ``high`` the
    5 and 95 % points of ``share``.
    """

    partner: str
    gross_t: float
    value_kusd: float
    share: float
    without_mass_kusd: float
    estimated_t: float
    entrepot: str = ""
    doubtful_t: float = 0.0
    doubt: str = ""
    declared_share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One economy's (or bloc's) trade of some codes in a year, partners by mass; shares sum to 1 where any mass is known."""

    direction: Direction
    subject: str
    economy: str
    year: int
    codes: tuple[str, ...]
    edition: str
    rows: tuple[TradeRow, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...] = ()
    by_origin: bool = False

    @property
    def gross_t(self) -> float:
        """Reported mass, all partners."""
        return sum(r.gross_t for r in self.rows)

    @property
    def value_kusd(self) -> float:
        """Value, all partners."""
        return sum(r.value_kusd for r in self.rows)


def imports(facts: Iterable[Fact], what: str | Sequence[str], importer: str, *, year: int, edition: str = "HS92") -> Trade:
    """What ``importer`` (economy or bloc; trade inside a bloc is left out) received in ``year``, by origin as declared.

    ``what`` is a commodity, which stands for every code of ``edition`` whose goods hold it, or a list of codes, where ``"2846"``
    stands for all codes under that heading. Raises ``UnknownTerm`` and ``NothingToAnswer`` naming the years there are.
    """
    return _trade(facts, what, importer, year, edition, "imports")


def exports(facts: Iterable[Fact], what: str | Sequence[str], exporter: str, *, year: int, edition: str = "HS92") -> Trade:
    """What ``exporter`` shipped in ``year``, by destination as declared; otherwise as ``imports``."""
    return _trade(facts, what, exporter, year, edition, "exports")


def _trade(
    facts: Iterable[Fact], what: str | Sequence[str], economy: str, year: int, edition: str, direction: Direction
) -> Trade:
    facts = tuple(facts)
    code, inside = place(economy).iso3, set(members(economy))
    chosen, subject = _chosen(what)
    goods = [
        f
        for f in facts
        if f.partner is not None and f.quantity in ("trade", "trade_value") and f.code_edition == edition and chosen(f)
    ]
    flows = [f for f in goods if f.period == year]
    mine = [f for f in flows if _across(f, inside, direction)]
    if not mine:
        years = sorted({f.period for f in goods if _across(f, inside, direction)})
        known = (
            f"years with trade: {years[0]} to {years[-1]}"
            if years
            else f"no {edition} trade of it is packaged{_codes_of(what, edition)}{_elsewhere(facts, chosen, edition)}"
        )
        raise NothingToAnswer(f"{subject}: {code} has no {direction} in {year}; {known}")
    rows = _rows(mine, _unit_values(flows), doubtful(flows), direction)
    return Trade(
        direction=direction, subject=subject, economy=code, year=year, edition=edition, rows=rows,
        codes=tuple(sorted({f.code or "" for f in mine})), sources=tuple(sorted({f.card for f in mine})),
        notes=_notes(mine, rows),
    )  # fmt: skip


def _chosen(what: str | Sequence[str]) -> tuple[Any, str]:
    """A test for the facts asked for, and its name."""
    if isinstance(what, str) and not what.isdigit():
        related = set(family(what))
        return (lambda f: f.commodity in related), commodity(what).id
    heads = (what,) if isinstance(what, str) else tuple(what)
    if not heads or not all(h.isdigit() and 2 <= len(h) <= 8 for h in heads):
        raise BadInput(f"customs codes {list(heads)}: want two to eight digits each, for example 284690")
    return (lambda f: f.code is not None and f.code.startswith(heads)), ", ".join(heads)


def _elsewhere(facts: Iterable[Fact], chosen: Any, edition: str) -> str:
    """The other editions in which the goods asked for are packaged, for a message."""
    years: dict[str, set[int]] = defaultdict(set)
    for f in facts:
        if (
            f.partner is not None
            and f.code_edition
            and f.code_edition != edition
            and f.quantity.startswith("trade")
            and chosen(f)
        ):
            years[str(f.code_edition)].add(f.period)
    known = [f"{e} ({min(y)} to {max(y)})" if len(y) > 1 else f"{e} ({min(y)})" for e, y in sorted(years.items())]
    return f"; it is packaged in {', '.join(known)}" if known else ""


def _codes_of(what: str | Sequence[str], edition: str) -> str:
    """The customs codes that hold a mineral, or what is wrong with the codes asked for, for a message."""
    if not isinstance(what, str) or what.isdigit():
        wrong = [mixed_up(head, edition) for head in ([what] if isinstance(what, str) else what)]
        return "".join(f"; {w}" for w in wrong if w)
    related = set(family(what))
    known = [r for r in table_rows("hs") if r["commodity"] in related]
    codes = [f"{r['code']} ({r['edition']}{', with other minerals' if r['mixed'] else ''})" for r in known]
    return f"; codes that hold it: {', '.join(codes)}" if codes else ""


def _across(f: Fact, inside: set[str], direction: Direction) -> bool:
    """Whether a flow crosses the border of ``inside`` in the direction asked."""
    comes, goes = f.place in inside, f.partner in inside
    return (goes and not comes) if direction == "imports" else (comes and not goes)


def _unit_values(flows: Sequence[Fact]) -> dict[str, float]:
    """Median thousand dollars a tonne of each code over every flow of the year that reports both."""
    value = {(f.place, f.partner, f.code): f.value for f in flows if f.quantity == "trade_value"}
    found: dict[str, list[float]] = defaultdict(list)
    for f in flows:
        worth = value.get((f.place, f.partner, f.code))
        if f.quantity == "trade" and f.value and worth:
            found[f.code or ""].append(worth / f.value)
    return {code: median(values) for code, values in found.items()}


def _rows(
    flows: Sequence[Fact], unit_values: Mapping[str, float], odd: Mapping[Flow, Doubtful], direction: Direction
) -> tuple[TradeRow, ...]:
    doubts: dict[str, list[Doubtful]] = defaultdict(list)
    mass: dict[str, float] = defaultdict(float)
    value: dict[str, float] = defaultdict(float)
    blind: dict[str, float] = defaultdict(float)
    guess: dict[str, float] = defaultdict(float)
    worth = {(f.place, f.partner, f.code): f.value or 0.0 for f in flows if f.quantity == "trade_value"}
    for f in flows:
        other = f.place if direction == "imports" else str(f.partner)
        if f.quantity == "trade_value":
            value[other] += f.value or 0.0
        elif f.value is not None:
            mass[other] += f.value
            if found := odd.get((f.place, f.partner, f.code, f.code_edition, f.period)):
                doubts[other].append(found)
        else:
            kusd = worth.get((f.place, f.partner, f.code), 0.0)
            blind[other] += kusd
            if unit_values.get(f.code or ""):
                guess[other] += kusd / unit_values[f.code or ""]
    total = sum(mass.values())
    hubs = entrepots_of({f.commodity for f in flows})
    return tuple(
        TradeRow(
            partner=p, gross_t=mass[p], value_kusd=value[p], share=mass[p] / total if total else 0.0,
            without_mass_kusd=blind[p], estimated_t=guess[p], entrepot=hubs.get(p, ""),
            doubtful_t=sum(d.tonnes for d in doubts[p]),
            doubt=max(doubts[p], key=lambda d: d.tonnes).sentence() if doubts[p] else "",
        )
        for p in sorted({*mass, *value}, key=lambda p: (-mass[p], -value[p], p))
    )  # fmt: skip


@cache
def _hub_rows() -> tuple[dict[str, str], ...]:
    text = (files("lodestone.atlas.tables") / "entrepots.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def entrepots_of(commodities: set[str]) -> dict[str, str]:
    """Places whose exports of these goods are largely somebody else's, with the reason."""
    return {
        r["place"]: r["reason"] for r in _hub_rows() if not r["commodities"] or set(r["commodities"].split("|")) & commodities
    }


def _notes(flows: Sequence[Fact], rows: Sequence[TradeRow]) -> tuple[str, ...]:
    notes = sorted({f"{f.code}: {f.note.removesuffix('; mass not reported')}" for f in flows if f.note.startswith("mixed code")})
    blind, total = sum(r.without_mass_kusd for r in rows), sum(r.value_kusd for r in rows)
    if blind > 0.0005 * total:
        notes.append(f"rows without mass hold {blind / total:.1%} of the value; their estimated mass is apart")
    total_t, odd_t = sum(r.gross_t for r in rows), sum(r.doubtful_t for r in rows)
    if odd_t > WORTH_SAYING * total_t:
        worst = max(rows, key=lambda r: r.doubtful_t)
        notes.append(f"{odd_t / total_t:.0%} of the mass has an unlikely unit value: {worst.partner}, {worst.doubt}")
    hubs = [r for r in rows if r.entrepot]
    if hubs:
        part, names = sum(r.share for r in hubs), ", ".join(r.partner for r in hubs)
        share = f"{part:.0%}" if part >= WORTH_SAYING else "less than 1 %"
        notes.append(f"{share} of the mass comes through places that may not be its origin: {names}")
    if {"282200", "810510"} <= {f.code for f in flows} and any("COD" in (f.place, f.partner) for f in flows):
        notes.append("DR Congo's cobalt stands in both 282200 and 810510 in part: their sum counts some of it twice")
    return tuple(notes)


def to_json(trade: Trade) -> dict[str, Any]:
    """Plain document of a trade table."""
    return {
        "direction": trade.direction, "subject": trade.subject, "economy": trade.economy, "year": trade.year,
        "edition": trade.edition, "codes": list(trade.codes), "gross_t": trade.gross_t, "value_kusd": trade.value_kusd,
        "by_origin": trade.by_origin,
        "rows": [
            {
                "partner": r.partner, "gross_t": r.gross_t, "value_kusd": r.value_kusd, "share": r.share,
                "without_mass_kusd": r.without_mass_kusd, "estimated_t": r.estimated_t, "entrepot": r.entrepot,
                "doubtful_t": r.doubtful_t, "doubt": r.doubt, "declared_share": r.declared_share, "low": r.low, "high": r.high,
            }
            for r in trade.rows
        ],
        "sources": list(trade.sources), "notes": list(trade.notes),
    }  # fmt: skip
