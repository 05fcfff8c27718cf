"""The map of the mineral that matters most: who makes it, and what is known to flow, into the reader's country above all."""

from lodestone.atlas.network import Network
from lodestone.brief.dependence import Dependence
from lodestone.brief.names import STAGE_LABEL, place_label, possessive
from lodestone.report import numbers
from lodestone.report.figures.world import FlowRow, LabelRow, LandRow, Point, world, world_card
from lodestone.report.note import Figure, Panel, Run, Table, Words
from lodestone.report.svg import svg
from lodestone.terms.place import members, place

INBOUND, OTHERS = 7, 8  # flows drawn into the reader's country, and elsewhere
LEAST = 0.01  # other flows below this share of the largest drawn one are left out
TRIFLE = 0.002  # flows below this share of the largest are left out of the table
TWIN = 30  # rows of the table twin
Pair = tuple[str, str]


def flow_map(one: Dependence, values: dict[str, object]) -> Figure | None:
    """Known flows of all forms together, imputed ones left out; None where nothing can be placed."""
    assert one.network is not None
    reader = _spot(one.economy)
    if reader is None:
        return None
    known, status = _known(one.network, one.economy)
    flows = _drawn(known, one.economy, reader)
    stage = one.bottleneck
    made = [r for r in stage.rows if r.share and r.place != "ROW"] if stage else []
    verb = STAGE_LABEL[stage.stage].lower() if stage else "made"
    land = [
        LandRow(code=r.place, share=r.share or 0.0, hover=f"{place_label(r.place)}: {numbers.percent(r.share or 0.0)} {verb}")
        for r in made
    ]
    if not flows and not land:
        return None
    anchor = f"fig-map-{one.chain}"
    values[anchor] = {
        "land": [{"place": r.code, "share": r.share} for r in land],
        "flows": [{"from": f.origin, "to": f.destination, "t_per_year": f.tonnes} for f in flows],
    }
    labels = _labels(flows, land, one.economy, reader)
    wide, narrow = world(land, flows, labels, reader=reader), world(land, flows, labels, reader=reader, narrow=True)
    return Figure(
        anchor=anchor,
        title=f"Flows of {one.label}",
        unit=f"t contained, {one.network.year}; all forms together, imputed flows left out",
        panels=(Panel(wide=svg(wide, f"{anchor}-w"), narrow=svg(narrow, f"{anchor}-n")),),
        label=_described(one, flows),
        table=_table(known, status, one.economy),
        source=_source(),
        key=(
            Run("\u2192 into " + place_label(one.economy), "partner"), "  ", Run("\u2192 other main flows", "choke"), "  ",
            Run(f"\u25a0 share {verb}: dark over a half, pale over a tenth", "served"), "  ",
            Run("width grows with the root of the tonnes", "mute"),
        ),
    )  # fmt: skip


def _source() -> Words:
    card = world_card()
    outlines = f"outlines {card['publisher']} {card['version']} ({card['licence']})"
    boundaries = "Boundaries are those of the outlines' publisher and imply no opinion on any territory."
    return (f"Source: own balance of trade and production; {outlines}. ", boundaries)


def _spot(code: str) -> Point | None:
    """Where a place stands on the map; a bloc in the middle of its members."""
    spots = [(p.lon, p.lat) for p in (place(m) for m in members(code)) if p.lon is not None and p.lat is not None]
    return (sum(s[0] for s in spots) / len(spots), sum(s[1] for s in spots) / len(spots)) if spots else None


def _known(network: Network, economy: str) -> tuple[dict[Pair, float], dict[Pair, str]]:
    """Tonnes and weakest status of every pair of places that is not imputed, all forms together, largest first."""
    inside = set(members(economy))
    tonnes: dict[Pair, float] = {}
    status: dict[Pair, str] = {}
    for a in range(len(network.flow_t)):
        origin, destination = network.places[network.arc_origin[a]], network.places[network.arc_destination[a]]
        if (
            str(network.arc_status[a]) == "imputed"
            or "ROW" in (origin, destination)
            or (origin in inside and destination in inside)
        ):
            continue
        pair = (economy if origin in inside else origin, economy if destination in inside else destination)
        tonnes[pair] = tonnes.get(pair, 0.0) + float(network.flow_t[a])
        status[pair] = max(
            status.get(pair, "observed"), str(network.arc_status[a]), key=("observed", "estimated", "carried").index
        )
    order = sorted(tonnes, key=lambda p: (-tonnes[p], p))
    return {p: tonnes[p] for p in order}, status


def _drawn(known: dict[Pair, float], economy: str, reader: Point) -> list[FlowRow]:
    """The largest flows into the reader's country and elsewhere."""
    inbound = [p for p in known if p[1] == economy][:INBOUND]
    others = [p for p in known if economy not in p][:OTHERS]
    largest = max((known[p] for p in (*inbound, *others)), default=0.0)
    rows = []
    for pair in (*inbound, *others):
        start, end = (reader if code == economy else _spot(code) for code in pair)
        if start is None or end is None or (known[pair] < LEAST * largest and pair[1] != economy):
            continue
        hover = f"{place_label(pair[0])} to {place_label(pair[1])}: {numbers.digits(known[pair])} t a year"
        into = pair[1] == economy
        rows.append(
            FlowRow(origin=pair[0], destination=pair[1], start=start, end=end, tonnes=known[pair], hover=hover, inbound=into)
        )
    return rows


def _table(known: dict[Pair, float], status: dict[Pair, str], economy: str) -> Table:
    """Flows into the reader's country first, then the others."""
    least = TRIFLE * max(known.values(), default=0.0)
    order = [p for p in known if p[1] == economy] + [p for p in known if p[1] != economy and known[p] > least]
    rows = tuple(
        (
            (Run(place_label(p[0]), tip=p[0]),),
            (Run(place_label(p[1]), tip=p[1]),),
            (numbers.digits(known[p]),),
            (status[p],),
        )
        for p in order[:TWIN]
    )
    return Table(columns=("from", "to", "t a year", "status"), rows=rows, numeric=(2,))


def _labels(flows: list[FlowRow], land: list[LandRow], economy: str, reader: Point) -> list[LabelRow]:
    """Names of the reader's country, the largest makers and the ends of large flows, in order of importance."""
    wanted = [(economy, reader)]
    wanted += [(row.code, spot) for row in sorted(land, key=lambda r: -r.share)[:2] if (spot := _spot(row.code))]
    for flow in sorted(flows, key=lambda f: -f.tonnes):
        wanted += [(flow.origin, flow.start), (flow.destination, flow.end)]
    labels: list[LabelRow] = []
    for code, at in wanted:
        if all(place_label(code) != x.text for x in labels):
            labels.append(LabelRow(at=at, text=place_label(code), strong=code == economy))
    return labels


def _described(one: Dependence, flows: list[FlowRow]) -> str:
    into = sorted((f for f in flows if f.inbound), key=lambda f: -f.tonnes)[:4]
    named = ", ".join(f"{place_label(f.origin)} {numbers.digits(f.tonnes)} t" for f in into) or "none that open data show"
    whose = possessive(place_label(one.economy))
    return f"World map of {one.label}. Largest known flows into {whose} economy: {named}"
