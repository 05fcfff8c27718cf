"""Who makes what: one row per stage, form and place, with the publishers' disagreement beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf
from typing import Any, Literal

from lodestone.atlas.fact import Fact
from lodestone.atlas.family import elements, family
from lodestone.atlas.omissions import left_out
from lodestone.atlas.own import alone, is_own, laid_over
from lodestone.atlas.preference import preference
from lodestone.atlas.published import REST, Key, Table, latest, tables_of
from lodestone.terms.commodity import STAGES, commodities, commodity
from lodestone.terms.commodity import stage as stage_of
from lodestone.terms.errors import NothingToAnswer
from lodestone.terms.prior import prior

QUANTITIES = ("production", "share")  # what this table is made of: all a caller needs to load
Z90 = 1.645  # half-width of a two-sided 90 % interval, in standard deviations
AGREE = 1.01  # publishers within 1 % of each other copy one source or round it: no disagreement to show
POINT = 0.01  # nor is a share that differs by less than one percentage point between periods
Status = Literal["reported", "estimated", "carried", "withheld"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """What one place makes of one form. ``value`` in ``unit`` (None when withheld), ``low`` and ``high`` its 90 % band.

    ``share`` of the stage and form, 0 to 1 (None when withheld). A large maker whom the publisher leaves out stands as withheld,
    never as zero. ``sources`` are card ids, the one whose figure is shown first.
    ``basis`` says what the tonnes are: ``contained`` metal, ``oxide``, or ``none`` for a bare share.
    """

    stage: str
    form: str
    place: str
    commodity: str
    period: int
    status: Status
    value: float | None
    unit: str
    basis: str
    low: float | None
    high: float | None
    share: float | None
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One publisher's figure for a cell, its own share of its own total, and the period it is for."""

    source: str
    period: int
    value: float | None
    unit: str
    share: float | None
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Publishers who disagree on a cell; ``ratio`` is largest over smallest tonnage of the period shown, None below two."""

    stage: str
    form: str
    place: str
    ratio: float | None
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Rows by stage, form and place, and the disagreements, of one mineral in one year.

    ``changes`` says what the user's own figures changed, a sentence each.
    """

    mineral: str
    year: int
    rows: tuple[SupplyRow, ...]
    spread: tuple[Spread, ...]
    changes: tuple[str, ...] = ()


def supply(facts: Iterable[Fact], mineral: str, *, stage: str | None = None, year: int | None = None) -> Supply:
    """Output of ``mineral`` by stage, form and place, as of ``year`` (default: the latest there is).

    Each stage and form shows one publisher: the one with the latest period up to ``year``, among equals the one preferred in
    tables/publishers.csv. The band comes from the other publishers of that period, widened by the floor ``network.publisher_sd``
    or, for a publisher alone, ``network.single_publisher_sd``. Figures for a group or an element that shares matter with
    ``mineral`` stand under ``<commodity>.<form>``. The user's own figures (card ``own``) replace the publisher's.
    Raises ``UnknownTerm``, and ``NothingToAnswer`` naming the years there are.
    """
    asked = commodity(mineral).id
    wanted = stage_of(stage) if stage is not None else None
    related = set(family(asked))
    asked_for = [f for f in facts if f.commodity in related and f.quantity in QUANTITIES and f.partner is None]
    own = [f for f in asked_for if is_own(f) and wanted in (None, f.stage)]
    series = tables_of(f for f in asked_for if not is_own(f))
    stages = sorted({stage for _, stage, _ in series}, key=STAGES.index)
    series = {key: tables for key, tables in series.items() if wanted in (None, key[1])}
    last = _answerable(series, asked, wanted, year, stages)
    rows: list[SupplyRow] = []
    spread: list[Spread] = []
    changes = list(alone([f for f in own if (f.commodity, f.stage, f.form) not in series]))
    for key in sorted(series, key=lambda k: _order(k, asked)):
        known = latest(series[key], last)
        if known:
            shown = min(known, key=lambda t: (-t.period, preference(t.card, key[0])))
            name = key[2] if key[0] == asked else f"{key[0]}.{key[2]}"
            mine, said = laid_over(shown, [f for f in own if (f.commodity, f.stage, f.form) == key], last)
            changes += said
            rows += _rows(mine, known, key, name, asked, last)
            spread += _spread(shown, known, key[1], name)
    return Supply(mineral=asked, year=last, rows=tuple(rows), spread=tuple(spread), changes=tuple(changes))


def _answerable(
    series: Mapping[Key, Sequence[Table]], asked: str, stage: str | None, year: int | None, stages: Sequence[str]
) -> int:
    """The year to answer for; raises ``NothingToAnswer`` when there is no table, or none that old."""
    periods = sorted({t.period for tables in series.values() for t in tables})
    where = f" at stage {stage}" if stage else ""
    if not periods:
        remedy = f"; there is {', '.join(stages)}" if stages else ""
        raise NothingToAnswer(f"{asked}: no output by country{where} is known here{remedy}")
    if year is None:
        return periods[-1]
    if year < periods[0]:
        raise NothingToAnswer(f"{asked}: nothing is known{where} for {year}; figures run from {periods[0]} to {periods[-1]}")
    return year


def _order(key: Key, asked: str) -> tuple[int, bool, int, str]:
    """Stages in the order of a chain; in each the mineral asked for, then groups, then elements, by table order."""
    ids = list(commodities())
    return STAGES.index(stage_of(key[1])), key[0] != asked, ids.index(key[0]), key[2]


def _scope(id_: str, asked: str) -> str:
    """What a reader must know of a row that is not about the mineral asked for alone."""
    if elements(id_) <= elements(asked):
        return ""
    whole = elements(asked) <= elements(id_)
    return f"{commodities()[id_].label} together" + ("" if whole else f": overlaps {commodities()[asked].label}")


def _rows(shown: Table, known: Sequence[Table], key: Key, name: str, asked: str, year: int) -> list[SupplyRow]:
    """Rows of one stage and form: economies by size, then those withheld or left out, then the rest."""
    amounts, shares = shown.amounts(), shown.shares()
    made = sorted((p for p in amounts if p != REST), key=lambda p: (-amounts[p], p))
    missing = left_out(shown, key)
    withheld = sorted([*(p for p, f in shown.named.items() if f.value is None), *missing])
    rivals = [t for t in known if t.card != shown.card and t.period == shown.period and t.unit == shown.unit]
    rows = []
    for place in (*made, *withheld, *(p for p in amounts if p == REST)):
        others = [t for t in rivals if place != REST and t.value(place) is not None]
        low, high = _band(amounts.get(place), [t.value(place) or 0.0 for t in others], 1.0 if shown.of_shares else inf)
        fact = shown.cells.get(place)
        period = shown.period
        if fact is not None and is_own(fact):  # the user knows: their range, not the publishers'
            period = fact.period
            low, high = (fact.value if bound is None else bound for bound in (fact.low, fact.high))
        status, note = _status(shown, rivals, place, withheld, missing)
        if period < year and status != "withheld":
            status = "carried"
        rows.append(
            SupplyRow(
                stage=key[1], form=name, place=place, commodity=key[0], status=status, period=period,
                value=amounts.get(place), unit=shown.unit, basis=next(iter(shown.cells.values())).basis,
                low=low, high=high, share=shares.get(place),
                sources=(shown.card if fact is None else fact.card, *(t.card for t in others)),
                note="; ".join(filter(None, (_scope(key[0], asked), note))),
            )
        )  # fmt: skip
    return rows


def _status(
    shown: Table, rivals: Sequence[Table], place: str, withheld: Sequence[str], missing: Mapping[str, str]
) -> tuple[Status, str]:
    """Status and note of a row: what the publisher says of the place, or why it stands there without a figure."""
    if place in missing:
        return "withheld", f"not in {shown.card}: {missing[place]}; shares of the others are upper bounds"
    return _rest(shown, rivals, withheld) if place == REST else _cell(shown.cells[place])


def _cell(fact: Fact) -> tuple[Status, str]:
    """Status and note of a place the publisher names."""
    if fact.value is None:
        return "withheld", fact.note
    span = f"mean of {fact.period}-{fact.period_end}" if fact.period_end else ""
    return fact.flag, "; ".join(filter(None, (span, fact.note)))


def _rest(shown: Table, rivals: Sequence[Table], withheld: Sequence[str]) -> tuple[Status, str]:
    """Status and note of the rest: how it was found, and whom it may hold."""
    printed = shown.value(REST) == shown.amounts()[REST]
    hidden = sorted({p for t in rivals for p, f in t.named.items() if f.value and p not in shown.named})
    notes = (
        "as the publisher prints it for others" if printed else "world total less the places named",
        f"may hold what is withheld for {', '.join(withheld)}" if withheld else "",
        f"other publishers name {', '.join(hidden)}" if hidden else "",
    )
    return "estimated", "; ".join(filter(None, notes))


def _band(value: float | None, others: Sequence[float], most: float) -> tuple[float | None, float | None]:
    """90 % band up to ``most``: the publishers' range, widened to their usual error; of a withheld value, what others say."""
    if value is None:
        return (min(others), max(others)) if others else (None, None)
    sd = prior("network.publisher_sd" if others else "network.single_publisher_sd").mode
    return min((value * exp(-Z90 * sd), *others)), max((min(value * exp(Z90 * sd), most), *others))


def _spread(shown: Table, known: Sequence[Table], stage: str, name: str) -> list[Spread]:
    """Cells on which publishers disagree, largest first."""
    found = []
    ordered = [shown, *sorted((t for t in known if t is not shown), key=lambda t: (-t.period, t.card))]
    shares = {t.card: t.shares() for t in ordered}
    largest = {p: max(shares[t.card].get(p, 0.0) for t in ordered) for t in ordered for p in t.named}
    for place in sorted(largest, key=lambda p: (-largest[p], p)):
        said = tuple(
            Said(source=t.card, period=t.period, value=f.value, unit=f.unit, share=shares[t.card].get(place), flag=f.flag)
            for t in ordered
            if (f := t.cells.get(place)) is not None
        )
        here = [s.value for s in said if s.value is not None and s.period == shown.period and s.unit == shown.unit]
        ratio = max(here) / min(here) if len(here) > 1 and min(here) > 0 else None
        if _disagree(shown.value(place), said, here, ratio):
            found.append(Spread(stage=stage, form=name, place=place, ratio=ratio, said=said))
    return found


def _disagree(printed: float | None, said: Sequence[Said], here: Sequence[float], ratio: float | None) -> bool:
    """Whether tonnages of one period differ by more than rounding, shares by more than a point, or others fill a gap."""
    shares = [s.share for s in said if s.share is not None]
    fills = printed is None and any(v > 0 for v in here)
    zero = ratio is None and len(set(here)) > 1
    return fills or zero or (ratio or 1.0) > AGREE or max(shares, default=0.0) - min(shares, default=0.0) > POINT


def to_json(table: Supply) -> dict[str, Any]:
    """The contract's document: ``{"mineral", "year", "rows": [...], "spread": [...]}``, plain lists and numbers.

    With the user's own figures also ``"changes"``: sentences.
    """

    def row(r: SupplyRow) -> dict[str, Any]:
        return {
            "stage": r.stage, "form": r.form, "place": r.place, "period": r.period, "status": r.status,
            "value": r.value, "unit": r.unit, "low": r.low, "high": r.high, "share": r.share,
            "sources": list(r.sources), "commodity": r.commodity, "basis": r.basis, "note": r.note,
        }  # fmt: skip

    def said(s: Said) -> dict[str, Any]:
        return {"source": s.source, "period": s.period, "value": s.value, "unit": s.unit, "share": s.share, "flag": s.flag}

    return {
        "mineral": table.mineral,
        "year": table.year,
        "rows": [row(r) for r in table.rows],
        "spread": [
            {"stage": s.stage, "form": s.form, "place": s.place, "ratio": s.ratio, "values": [said(x) for x in s.said]}
            for s in table.spread
        ],
    } | ({"changes": list(table.changes)} if table.changes else {})
