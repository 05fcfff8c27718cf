"""The tables of ``lodestone atlas`` as sheets to export, each row with its unit and sources."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.store.export import CARD_HEAD, Sheet

if TYPE_CHECKING:
    from lodestone.atlas.fact import Card
    from lodestone.atlas.supply_table import Supply
    from lodestone.atlas.trade import Trade


def cards_of(ids: Iterable[str], folder: Path | None = None) -> "tuple[Card, ...]":
    """The cards of these ids, the user's own among them."""
    from lodestone.atlas.fact import OWN
    from lodestone.store.facts import cards
    from lodestone.store.overlay import own_card

    known = cards()
    return tuple(
        own_card(folder or Path()) if id_ == OWN else known[id_] for id_ in sorted(set(ids)) if id_ == OWN or id_ in known
    )


def supply_sheet(table: "Supply", folder: Path | None = None, notes: Sequence[str] = ()) -> Sheet:
    """Who makes it: one row a stage, form and place; disagreements among the notes, and ``notes``."""
    words = (
        "stage",
        "form",
        "place",
        "commodity",
        "period",
        "status",
        "value",
        "unit",
        "basis",
        "low",
        "high",
        "share",
        "sources",
    )
    rows = [
        (
            r.stage, r.form, r.place, r.commodity, r.period, r.status, r.value, r.unit, r.basis, r.low, r.high, r.share,
            ", ".join(r.sources), r.note,
        )
        for r in table.rows
    ]  # fmt: skip
    spread = [
        f"{s.stage} {s.form} {s.place}: "
        + "; ".join(f"{x.source} {x.period} {x.value:g} {x.unit}" for x in s.said if x.value is not None)
        for s in table.spread
    ]
    cited = {id_ for r in table.rows for id_ in r.sources} | {x.source for s in table.spread for x in s.said}
    return Sheet(
        title=f"{table.mineral}: output, latest figures up to {table.year}; low and high are the 5 and 95 % points",
        columns=dict.fromkeys((*words, "note"), ""), rows=rows,
        notes=(*(f"yours: {c}" for c in table.changes), *notes, *(f"publishers differ: {s}" for s in spread)),
        sources=cards_of(cited, folder),
    )  # fmt: skip


def trade_sheet(table: "Trade", folder: Path | None = None, notes: Sequence[str] = ()) -> Sheet:
    """Who ships it: one row a partner."""
    columns: Mapping[str, str] = {
        "partner": "", "gross_t": "t/year", "share": "1", "value_kusd": "kUSD/year", "without_mass_kusd": "kUSD/year",
        "estimated_t": "t/year", "doubtful_t": "t/year", "doubt": "", "entrepot": "", "sources": "",
    } | ({"declared_share": "1", "low": "1", "high": "1"} if table.by_origin else {})  # fmt: skip
    rows = [
        (
            r.partner, r.gross_t, r.share, r.value_kusd, r.without_mass_kusd, r.estimated_t, r.doubtful_t, r.doubt, r.entrepot,
            ", ".join(table.sources), *((r.declared_share, r.low, r.high) if table.by_origin else ()),
        )
        for r in table.rows
    ]  # fmt: skip
    way = f"{table.direction} by origin" if table.by_origin else table.direction
    return Sheet(
        title=f"{table.subject}: {way} of {table.economy}, {table.year}, {table.edition} {', '.join(table.codes)}",
        columns=columns, rows=rows, notes=(*table.notes, *notes), sources=cards_of(table.sources, folder),
    )  # fmt: skip


def sources_sheet(cards: "Mapping[str, Card]") -> Sheet:
    """Every publisher's card."""
    head = (*CARD_HEAD[:5], "licence_checked", *CARD_HEAD[5:])
    rows = [
        tuple(("yes" if value else "no") if isinstance(value := getattr(c, name), bool) else value for name in head)
        for c in cards.values()
    ]
    return Sheet(title="Sources", columns=dict.fromkeys(head, ""), rows=rows, sources=tuple(cards.values()))
