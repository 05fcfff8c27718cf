"""What a network's map shows: its largest shipments, who makes the form that is shipped, and names; nothing is drawn here."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lodestone.atlas.network import Network
from lodestone.report import numbers
from lodestone.report.figures.world import ATLANTIC, PACIFIC, FlowRow, LabelRow, LandRow, Point, arc
from lodestone.terms.place import place

MAKERS = 3  # largest makers named before the ends of flows


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRows:
    """Rows of a world map around a ``middle`` meridian.

    ``shown`` is the share of the shipped tonnes that the flows hold, ``form`` what the land is shaded by.
    """

    land: tuple[LandRow, ...]
    flows: tuple[FlowRow, ...]
    labels: tuple[LabelRow, ...]
    form: str
    shown: float
    middle: float


def map_rows(network: Network, *, label: Callable[[str], str], top: int = 18) -> MapRows:
    """The ``top`` largest shipments between known places, all forms together; dashed where most of it rests on no figure.

    Land is shaded by the shares of who makes the first form of the chain that is shipped. The Pacific lies in the ``middle``
    where that tears less than half the tonnes apart at the edge of the map.
    """
    tonnes, unknown = _pairs(network)
    flows = []
    for pair in sorted(tonnes, key=lambda p: (-tonnes[p], p))[:top]:
        start, end = spot(pair[0]), spot(pair[1])
        assert start is not None
        assert end is not None
        hover = f"{label(pair[0])} to {label(pair[1])}: {numbers.digits(tonnes[pair])} t a year"
        dashed = unknown[pair] > 0.5 * tonnes[pair]
        flows.append(
            FlowRow(origin=pair[0], destination=pair[1], start=start, end=end, tonnes=tonnes[pair], hover=hover, dashed=dashed)
        )
    form = first_traded(network)
    land = _land(network, form, label)
    wanted = [row.code for row in sorted(land, key=lambda r: (-r.share, r.code))[:MAKERS]]
    wanted += [code for flow in flows for code in (flow.origin, flow.destination)]
    return MapRows(
        land=land,
        flows=tuple(flows),
        labels=tuple(LabelRow(at=at, text=label(code)) for code in dict.fromkeys(wanted) if (at := spot(code))),
        form=form,
        shown=sum(f.tonnes for f in flows) / sum(tonnes.values()) if tonnes else 0.0,
        middle=PACIFIC if _torn(flows, PACIFIC) < 0.5 * _torn(flows, ATLANTIC) else ATLANTIC,
    )


def spot(code: str) -> Point | None:
    """Where a place stands; None for the rest of the world."""
    found = place(code)
    return None if code == "ROW" or found.lon is None or found.lat is None else (found.lon, found.lat)


def first_traded(network: Network) -> str:
    """The first form of the chain that is shipped, or the first of all."""
    return next((f for i, f in enumerate(network.forms) if (network.arc_form == i).any()), network.forms[0])


def _pairs(network: Network) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Tonnes of every pair of placed economies, all forms together, and the part of them that is imputed."""
    tonnes: dict[tuple[str, str], float] = defaultdict(float)
    unknown: dict[tuple[str, str], float] = defaultdict(float)
    for a in range(network.flow_t.size):
        pair = network.places[network.arc_origin[a]], network.places[network.arc_destination[a]]
        if spot(pair[0]) and spot(pair[1]):
            tonnes[pair] += float(network.flow_t[a])
            unknown[pair] += float(network.flow_t[a]) if str(network.arc_status[a]) == "imputed" else 0.0
    return tonnes, unknown


def _land(network: Network, form: str, label: Callable[[str], str]) -> tuple[LandRow, ...]:
    made = network.made_t() * (network.node_form == network.forms.index(form))
    shares = made / made.sum() if made.sum() > 0 else made
    rows = [(network.places[network.node_place[n]], float(shares[n])) for n in range(made.size) if shares[n] > 1e-4]
    return tuple(LandRow(code=c, share=s, hover=f"{label(c)}: {numbers.percent(s)}") for c, s in rows if c != "ROW")


def _torn(flows: Sequence[FlowRow], middle: float) -> float:
    """Tonnes whose way crosses the edge of a map around ``middle``."""
    torn = 0.0
    for flow in flows:
        lon = [(point[0] - middle + 180) % 360 for point in arc(flow.start, flow.end)]
        if any(abs(b - a) > 180 for a, b in pairwise(lon)):
            torn += flow.tonnes
    return torn
