"""The map of the mineral that matters most: who makes it, and what is known to flow, into the reader's country above all."""

from collections.abc import Mapping

from lodestone.atlas.fact import Card
from lodestone.atlas.network import Network
from lodestone.brief.dependence import Dependence
from lodestone.brief.names import STAGE_LABEL, place_label, possessive
from lodestone.report import numbers
from lodestone.report.figures.world import FlowRow, LabelRow, LandRow, world, world_card
from lodestone.report.note import Figure, Panel, Run, Table
from lodestone.report.svg import svg
from lodestone.terms.place import members, place

INBOUND, OTHERS = 7, 8  # flows drawn into the reader's country, and elsewhere
LEAST = 0.01  # flows below this share of the largest drawn one are left out


def flow_map(one: Dependence, cards: Mapping[str, Card], numbers_out: dict[str, object]) -> Figure | None:
    """Known flows of all forms together, imputed ones left out; None where nothing can be placed."""
    assert one.network is not None
    home = place(one.economy)
    here = (home.lon, home.lat) if home.lon is not None and home.lat is not None else _middle(one.economy)
    if here is None:
        return None
    flows, rows = _flows(one.network, one.economy, (float(here[0] or 0.0), float(here[1] or 0.0)))
    stage = one.bottleneck
    land = [
        LandRow(
            code=r.place,
            share=r.share,
            hover=f"{place_label(r.place)}: {numbers.percent(r.share)} {STAGE_LABEL[stage.stage].lower()}",
        )
        for r in (stage.rows if stage else ())
        if r.share and r.place != "ROW"
    ]
    if not flows and not land:
        return None
    labels = _labels(flows, land, one.economy, (float(here[0] or 0.0), float(here[1] or 0.0)))
    anchor = f"fig-map-{one.chain}"
    reader = (float(here[0] or 0.0), float(here[1] or 0.0))
    numbers_out[anchor] = {
        "land": [{"place": r.code, "share": r.share} for r in land],
        "flows": [{"from": f.origin, "to": f.destination, "t_per_year": f.tonnes} for f in flows],
    }
    outlines = world_card()
    shaded = f"share {STAGE_LABEL[stage.stage].lower()}, {stage.period}" if stage else "share of output"
    return Figure(
        anchor=anchor,
        title=f"Where {one.label} comes from and goes",
        unit=f"t contained, {one.network.year}; all forms together, imputed flows left out",
        panels=(
            Panel(
                wide=svg(world(land, flows, labels, reader=reader), f"{anchor}-w"),
                narrow=svg(world(land, flows, labels, reader=reader, narrow=True), f"{anchor}-n"),
            ),
        ),
        label=_described(one, flows),
        table=Table(columns=("from", "to", "t a year", "status"), rows=tuple(rows), numeric=(2,)),
        source=(
            "Source: own balance of trade and production; ",
            f"outlines {outlines['publisher']} {outlines['version']} ({outlines['licence']}). ",
            "Boundaries are those of the data's publisher and imply no opinion on any territory.",
        ),
        key=(
            Run("\u2192 into " + place_label(one.economy), "partner"), "  ", Run("\u2192 other main flows", "choke"), "  ",
            Run(f"\u25a0 {shaded}: dark over a half, pale over a tenth", "served"), "  ", Run("width grows with the root of the tonnes", "mute"),
        ),
    )  # fmt: skip


def _middle(economy: str) -> tuple[float, float] | None:
    """The mean place of a bloc's members."""
    spots = [(p.lon, p.lat) for p in (place(m) for m in members(economy)) if p.lon is not None and p.lat is not None]
    return (sum(s[0] for s in spots) / len(spots), sum(s[1] for s in spots) / len(spots)) if spots else None


def _flows(
    network: Network, economy: str, here: tuple[float, float]
) -> tuple[list[FlowRow], list[tuple[tuple[str | Run, ...], ...]]]:
    """The flows to draw and all known ones as table rows, summed over forms, largest first."""
    inside = set(members(economy))
    tonnes: dict[tuple[str, str], float] = {}
    status: dict[tuple[str, str], str] = {}
    for a in range(len(network.flow_t)):
        if str(network.arc_status[a]) == "imputed":
            continue
        origin, destination = network.places[network.arc_origin[a]], network.places[network.arc_destination[a]]
        if "ROW" in (origin, destination) or (origin in inside and destination in inside):
            continue
        pair = (origin, economy if destination in inside else destination)
        tonnes[pair] = tonnes.get(pair, 0.0) + float(network.flow_t[a])
        status[pair] = str(network.arc_status[a])
    order = sorted(tonnes, key=lambda p: (-tonnes[p], p))
    inbound = [p for p in order if p[1] == economy][:INBOUND]
    others = [p for p in order if p[1] != economy and p[0] not in inside][:OTHERS]
    largest = max((tonnes[p] for p in (*inbound, *others)), default=0.0)
    drawn = []
    for pair in (*inbound, *others):
        ends = [here if code == economy else _spot(code) for code in pair]
        if None in ends or (tonnes[pair] < LEAST * largest and pair[1] != economy):
            continue
        hover = f"{place_label(pair[0])} to {place_label(pair[1])}: {numbers.digits(tonnes[pair])} t a year"
        drawn.append(
            FlowRow(
                origin=pair[0],
                destination=pair[1],
                start=ends[0],
                end=ends[1],
                tonnes=tonnes[pair],
                hover=hover,
                inbound=pair[1] == economy,
            )  # type: ignore[arg-type]
        )
    rows = [
        (
            (Run(place_label(p[0]), tip=p[0]),),
            (Run(place_label(p[1]), tip=p[1]),),
            (numbers.grouped(f"{tonnes[p]:.0f}"),),
            (status[p],),
        )
        for p in (*inbound, *[p for p in order if p not in inbound][:25])
    ]
    return drawn, rows  # type: ignore[return-value]


def _spot(code: str) -> tuple[float, float] | None:
    found = place(code)
    return (found.lon, found.lat) if found.lon is not None and found.lat is not None else None


def _labels(flows: list[FlowRow], land: list[LandRow], economy: str, here: tuple[float, float]) -> list[LabelRow]:
    """Names of the reader's country, the ends of large flows and the largest makers, not too close to each other."""
    wanted = [(economy, here, True)]
    for flow in sorted(flows, key=lambda f: -f.tonnes):
        wanted += [(flow.origin, flow.start, False), (flow.destination, flow.end, False)]
    wanted += [(row.code, spot, False) for row in sorted(land, key=lambda r: -r.share)[:2] if (spot := _spot(row.code))]
    labels: list[LabelRow] = []
    for code, at, strong in wanted:
        if len(labels) >= 12 or any(abs(at[0] - lab.at[0]) < 14 and abs(at[1] - lab.at[1]) < 7 for lab in labels):
            continue
        labels.append(LabelRow(at=at, text=place_label(code), strong=strong))
    return labels


def _described(one: Dependence, flows: list[FlowRow]) -> str:
    into = sorted((f for f in flows if f.inbound), key=lambda f: -f.tonnes)[:4]
    named = ", ".join(f"{place_label(f.origin)} {numbers.digits(f.tonnes)} t" for f in into) or "none that open data show"
    return f"World map of {one.label}. {possessive(place_label(one.economy)).capitalize()} largest known inflows: {named}"
