"""A network's shipments of one form, folded for drawing: who ships, who receives, home supply, and what each ribbon rests on."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lodestone.atlas.network import Network

OTHERS = "others"
STATUSES = ("observed", "estimated", "carried", "imputed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A place at one side of a panel: what it ships and keeps (left), or receives and keeps (right), t contained a year."""

    code: str
    label: str
    tonnes: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """Tonnes from a left place to a right one (indices), of one status; ``home`` stays where it is made."""

    origin: int
    destination: int
    tonnes: float
    status: str
    home: bool
    hover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFlows:
    """One form's panel: both sides, largest first with the others last, and the ribbons between them."""

    form: str
    stage: str
    left: tuple[Side, ...]
    right: tuple[Side, ...]
    ribbons: tuple[Ribbon, ...]
    total_t: float
    traded_t: float
    imputed: float


def form_flows(network: Network, form: str, *, label: Callable[[str], str], top: int = 8) -> FormFlows:
    """Shipments and home supply of ``form``, the ``top`` places of each side named and the rest folded.

    Home supply is what a place makes, or draws from stock, beyond what it ships: a place that only passes goods on stands on
    both sides with them, and has none. ``imputed`` is the share of the traded tonnes that rests on no figure (0 without trade).
    """
    f = network.forms.index(form)
    cells = _cells(network, f)
    shipped: dict[str, float] = defaultdict(float)
    received: dict[str, float] = defaultdict(float)
    for (origin, destination, _), tonnes in cells.items():
        shipped[origin] += tonnes
        received[destination] += tonnes
    total = sum(shipped.values())
    left, right = _side(shipped, total, top, label), _side(received, total, top, label)
    ribbons: dict[tuple[int, int, int, bool], float] = defaultdict(float)
    for (origin, destination, status), tonnes in cells.items():
        pair = _index(left, origin), _index(right, destination)
        ribbons[*pair, STATUSES.index(status), origin == destination] += tonnes
    traded = {s: sum(t for (o, d, status), t in cells.items() if o != d and status == s) for s in STATUSES}
    return FormFlows(
        form=form,
        stage=network.stages[f],
        left=left,
        right=right,
        ribbons=tuple(
            Ribbon(origin=i, destination=j, tonnes=t, status=STATUSES[s], home=home, hover=_hover(left[i], right[j], home))
            for (i, j, s, home), t in sorted(ribbons.items())
        ),
        total_t=total,
        traded_t=sum(traded.values()),
        imputed=traded["imputed"] / sum(traded.values()) if sum(traded.values()) > 0 else 0.0,
    )


def _cells(network: Network, f: int) -> dict[tuple[str, str, str], float]:
    """Tonnes by (origin, destination, status); origin = destination is home supply with the status of the node."""
    cells: dict[tuple[str, str, str], float] = defaultdict(float)
    shipped = np.zeros(len(network.places))
    for a in np.flatnonzero(network.arc_form == f):
        origin, destination = int(network.arc_origin[a]), int(network.arc_destination[a])
        cells[network.places[origin], network.places[destination], str(network.arc_status[a])] += float(network.flow_t[a])
        shipped[origin] += network.flow_t[a]
    supply = network.made_t() + network.stock_draw_t
    for n in np.flatnonzero(network.node_form == f):
        place = int(network.node_place[n])
        home = float(supply[n] - shipped[place])
        if home > 0:
            cells[network.places[place], network.places[place], str(network.node_status[n])] += home
    return cells


def _side(tonnes: dict[str, float], total: float, top: int, label: Callable[[str], str]) -> tuple[Side, ...]:
    order = sorted((code for code in tonnes if code != "ROW"), key=lambda code: (-tonnes[code], code))[:top]
    named = [Side(code=c, label=label(c), tonnes=tonnes[c], share=tonnes[c] / total) for c in order if tonnes[c] > 0]
    rest = sum(t for code, t in tonnes.items() if all(code != side.code for side in named))
    return (*named, Side(code=OTHERS, label=OTHERS, tonnes=rest, share=rest / total)) if rest > 0 else tuple(named)


def _index(side: Sequence[Side], code: str) -> int:
    return next((i for i, one in enumerate(side) if one.code == code), len(side) - 1)


def _hover(origin: Side, destination: Side, home: bool) -> str:
    return f"stays in {origin.label}" if home else f"{origin.label} to {destination.label}"
