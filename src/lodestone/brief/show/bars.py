"""The bars of one mineral: the world by stage, origins behind the reader's use, imports as customs saw them."""

from collections.abc import Iterator, Mapping

from lodestone.atlas.fact import Card
from lodestone.atlas.trace import Origins
from lodestone.atlas.trade import Trade
from lodestone.brief.compose import Brief
from lodestone.brief.dependence import Dependence, World
from lodestone.brief.names import STAGE_LABEL, in_text, mineral_label, place_label, possessive
from lodestone.brief.show.words import form_label, source_links
from lodestone.report import numbers
from lodestone.report.figures.shares import ShareRow, ranked, shares
from lodestone.report.note import Figure, Panel, Run, Table, Words
from lodestone.report.svg import svg

TOP = 5  # suppliers shown by name
COLUMNS = ("what", "country", "t", "share", "5\u201395 %", "status", "source")
TWIN = 12  # rows of one view in the table twin
Rows = list[tuple[Words, ...]]


def bars(found: Brief, one: Dependence, values: dict[str, object]) -> Figure:
    """Small multiples with one table twin."""
    anchor = f"fig-shares-{one.chain}"
    panels: list[Panel] = []
    rows: Rows = []
    numbers_: list[dict[str, object]] = []
    for i, (heading, drawn, table, kept) in enumerate(_views(found, one)):
        panels.append(Panel(wide=svg(shares(drawn), f"{anchor}-{i}"), heading=heading))
        rows += table
        numbers_.append(kept)
    values[anchor] = numbers_
    ids = [s for w in one.worlds for r in w.rows for s in r.sources] + list(one.customs.sources if one.customs else ())
    own = "; own balance of trade and production behind each use" if any(o.printable for o in one.origins) else ""
    return Figure(
        anchor=anchor,
        title=f"Who stands behind {one.label}",
        unit="shares of tonnes",
        panels=tuple(panels),
        label=_described(one),
        table=Table(columns=COLUMNS, rows=tuple(rows), numeric=(2, 3, 4)),
        source=("Source: ", *source_links(list(dict.fromkeys(ids)), found.cards), own),
        key=(
            Run("\u25a0 largest supplier", "choke"), "  ", Run("\u25a0 others", "served"), "  ",
            Run(f"\u25a0 {place_label(found.economy)}", "partner"), "  ", Run("\u2500 5\u201395 %", "mute"),
        ),
        layout="multiples",
    )  # fmt: skip


def _views(found: Brief, one: Dependence) -> Iterator[tuple[str, list[ShareRow], Rows, dict[str, object]]]:
    """Heading, bars, table rows and numbers of each panel."""
    for world in one.worlds:
        kept = {"view": "world", "stage": world.stage, "form": world.form, "period": world.period, "rows": _world_values(world)}
        yield _world_heading(one, world), _world_bars(world, found.economy), _world_table(world, found.cards), kept
    whose = possessive(place_label(found.economy))
    for origins in one.origins:
        if origins.printable:
            use = f"Behind {whose} use of {form_label(origins.form)}, {origins.year}: {numbers.digits(origins.use_t)} t"
            about = {"view": "origins", "form": origins.form, "year": origins.year, "use_t": origins.use_t}
            yield use, _origin_bars(origins, found.economy), _origin_table(origins), {**about, "rows": _origin_values(origins)}
    trade = one.customs
    if trade is not None and trade.gross_t > 0:
        mixed = " under mixed customs codes" if any("mixed code" in n for n in trade.notes) else ""
        whom, tonnes = in_text(place_label(found.economy)), numbers.digits(trade.gross_t)
        heading = f"Imported into {whom}, {trade.year}: {tonnes} t of goods{mixed}"
        drawn = ranked([(r.partner, place_label(r.partner), r.share) for r in trade.rows], found.economy, TOP)
        kept = {
            "view": "imports",
            "codes": list(trade.codes),
            "edition": trade.edition,
            "year": trade.year,
            "rows": _trade_values(trade),
        }
        yield heading, drawn, _trade_table(trade, found.cards), kept


def _described(one: Dependence) -> str:
    """The figure in words, for those who cannot see it."""
    parts = [
        f"{STAGE_LABEL[w.stage]}: {place_label(w.top.largest)} {numbers.percent(w.top.value)}"
        for w in one.worlds
        if w.top.largest and w.top.value is not None
    ]
    parts += [
        f"used {form_label(o.form)}: {place_label(o.rows[0].origin)} {numbers.percent(o.rows[0].share)}"
        for o in one.origins
        if o.printable and o.rows
    ]
    return f"Bars of supplier shares of {one.label}. " + "; ".join(parts)


def _world_heading(one: Dependence, world: World) -> str:
    """``Mined in the world, 2024: 300 000 t``; a wider group says which minerals it holds together."""
    first = world.rows[0]
    whole = f" ({mineral_label(first.commodity)} together)" if first.commodity != one.chain else ""
    basis = " of oxide" if first.basis == "oxide" else ""
    total = f": {numbers.digits(world.total)} t{basis}" if first.unit == "t/year" else ""
    return f"{STAGE_LABEL[world.stage]} in the world, {world.period}{total}{whole}"


def _world_bars(world: World, economy: str) -> list[ShareRow]:
    """Bars of one stage; the largest supplier's share carries its band."""
    top = world.top
    return [
        ShareRow(code=r.code, label=r.label, share=r.share, low=top.low, high=top.high, role=r.role)
        if r.code == top.largest
        else r
        for r in ranked([(r.place, place_label(r.place), r.share or 0.0) for r in world.rows], economy, TOP)
    ]


def _origin_bars(origins: Origins, economy: str) -> list[ShareRow]:
    """Bars behind a use, each with its band; the largest foreign origin is the marked one."""
    bands = {r.origin: (r.low, r.high) for r in origins.rows}
    foreign = next((r.origin for r in origins.rows if not r.home), None)
    shown = []
    for r in ranked([(r.origin, place_label(r.origin), r.share) for r in origins.rows], economy, TOP):
        low, high = bands.get(r.code, (None, None))
        role = "largest" if r.code == foreign else "other" if r.role == "largest" else r.role
        shown.append(ShareRow(code=r.code, label=r.label, share=r.share, low=low, high=high, role=role))
    return shown


def _world_table(world: World, cards: Mapping[str, Card]) -> Rows:
    rows: Rows = []
    for r in world.rows:
        tonnes = r.unit == "t/year"
        value = "withheld" if r.value is None else numbers.grouped(f"{r.value:.0f}") if tonnes else ""
        band = f"{numbers.span(r.low, r.high)} t" if tonnes and r.low is not None and r.high is not None else ""
        share = "" if r.share is None else f"{100 * r.share:.1f}\xa0%"
        what = f"{STAGE_LABEL[r.stage].lower()}, {form_label(r.form)} {r.period}"
        place = Run(place_label(r.place), tip=r.place)
        rows.append(((what,), (place,), (value,), (share,), (band,), (r.status,), source_links(r.sources, cards)))
    return rows


def _origin_table(origins: Origins) -> Rows:
    rows: Rows = []
    for r in origins.rows[:TWIN]:
        band = "" if r.low is None or r.high is None else f"{100 * r.low:.1f}\u2013{100 * r.high:.1f}\xa0%"
        what, place = f"used, {form_label(origins.form)} {origins.year}", Run(place_label(r.origin), tip=r.origin)
        tonnes, share = numbers.grouped(f"{r.tonnes:.0f}"), f"{100 * r.share:.1f}\xa0%"
        rows.append(((what,), (place,), (tonnes,), (share,), (band,), (r.status,), ("own balance",)))
    return rows


def _trade_table(trade: Trade, cards: Mapping[str, Card]) -> Rows:
    rows: Rows = []
    source = source_links(trade.sources, cards)
    for r in trade.rows[:TWIN]:
        place = Run(place_label(r.partner), tip=r.partner)
        note = "may not be the origin" if r.entrepot else "reported"
        what, tonnes = f"imported, goods of {trade.year}", numbers.grouped(f"{r.gross_t:.0f}")
        rows.append(((what,), (place,), (tonnes,), (f"{100 * r.share:.1f}\xa0%",), ("",), (note,), source))
    return rows


def _world_values(world: World) -> list[dict[str, object]]:
    keys = ("place", "value", "unit", "share", "low", "high", "status")
    return [{**{k: getattr(r, k) for k in keys}, "sources": list(r.sources)} for r in world.rows]


def _origin_values(origins: Origins) -> list[dict[str, object]]:
    keys = ("origin", "tonnes", "share", "low", "high", "status", "home")
    return [{k: getattr(r, k) for k in keys} for r in origins.rows]


def _trade_values(trade: Trade) -> list[dict[str, object]]:
    return [{"partner": r.partner, "gross_t": r.gross_t, "share": r.share, "value_kusd": r.value_kusd} for r in trade.rows]
