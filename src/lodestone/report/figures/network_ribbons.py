"""One form's shipments as ribbons from who ships to who receives; what rests on no figure is hatched."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lodestone.report import look, numbers
from lodestone.report.figures.network_flows import STATUSES, FormFlows, Ribbon, Side
from lodestone.report.figures.supply_sheet import INNER, Swatch
from lodestone.report.svg import altair

if TYPE_CHECKING:
    from altair import LayerChart

HEIGHT = 210  # pixels of all ribbons of a panel together
NAMES = 140  # pixels for names and figures at each side
BAR, SLOT, APART = 7, 17, 5  # width of a place's bar; least height of its name; gap between places
STEPS = 18
HATCH = 6  # pixels between hatching lines
COLOURS = {"observed": "served_soft", "estimated": "partner_soft", "carried": "choke_soft", "imputed": "line"}
LEFT, RIGHT = float(NAMES), float(INNER - NAMES)


def key() -> tuple[Swatch, ...]:
    """What the colours of ribbons stand for."""
    words = {
        "observed": "observed",
        "estimated": "estimated",
        "carried": "carried from another year",
        "imputed": "no published figure",
    }
    return tuple(Swatch(colour=look.light(COLOURS[s]), words=words[s], hatched=s == "imputed") for s in STATUSES)


def ribbons(flows: FormFlows) -> "LayerChart":
    """The panel of one form, as wide as a sheet; heights are tonnes, the same scale at both sides.

    Names stand at the sides with their share of the form's supply. Ribbons too thin to see (a fifth of a pixel) are left out.
    """
    alt = altair()
    scale = HEIGHT / flows.total_t
    tops = [_tops(side, scale) for side in (flows.left, flows.right)]
    tall = max(end for _, end in tops) + 2
    shapes = _shapes(flows, scale, tops[0][0], tops[1][0])
    points = [
        {
            "r": r,
            "x": round(x, 1),
            "y": round(y0, 1),
            "z": round(y1, 1),
            "colour": look.light(COLOURS[one.status]),
            "hover": hover,
        }
        for r, (one, hover, edge) in enumerate(shapes)
        for x, y0, y1 in edge
    ]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, INNER], range=[0, INNER]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, tall], range=[0, tall]))
    layers = [
        alt.Chart(_inline(alt, points))
        .mark_area(aria=True, opacity=0.9, stroke=look.light("paper"), strokeWidth=0.3)
        .encode(x=x, y=y, y2="z:Q", detail="r:O", fill=alt.Fill("colour:N", scale=None), description="hover:N"),
        alt.Chart(_inline(alt, _hatching(shapes)))
        .mark_rule(strokeWidth=0.8, color=look.light("mute"), opacity=0.8)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        *_sides(flows, scale, tops[0][0], tops[1][0], x, y, alt),
    ]
    chart: LayerChart = alt.layer(*layers).properties(width=INNER, height=tall, padding=0, autosize="none")
    return chart


def _tops(side: Sequence[Side], scale: float) -> tuple[list[float], float]:
    """Where each place's bar begins, and where the last one ends; a thin bar keeps room for its name."""
    tops, y = [], 2.0
    for one in side:
        slot = max(one.tonnes * scale, SLOT)
        tops.append(y + (slot - one.tonnes * scale) / 2)
        y += slot + APART
    return tops, y - APART


def _shapes(
    flows: FormFlows, scale: float, left: Sequence[float], right: Sequence[float]
) -> list[tuple[Ribbon, str, list[tuple[float, float, float]]]]:
    """Every ribbon with its hover text and its edges: (x, upper y, lower y) along a smooth step."""
    reach = [[0.0] * len(flows.left), [0.0] * len(flows.right)]
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for n in sorted(range(len(flows.ribbons)), key=lambda n: (flows.ribbons[n].origin, flows.ribbons[n].destination, n)):
        one = flows.ribbons[n]
        starts[n] = left[one.origin] + reach[0][one.origin]
        reach[0][one.origin] += one.tonnes * scale
    for n in sorted(range(len(flows.ribbons)), key=lambda n: (flows.ribbons[n].destination, flows.ribbons[n].origin, n)):
        one = flows.ribbons[n]
        ends[n] = right[one.destination] + reach[1][one.destination]
        reach[1][one.destination] += one.tonnes * scale
    shapes = []
    for n, one in enumerate(flows.ribbons):
        thick = one.tonnes * scale
        if thick < 0.2:
            continue
        edge = []
        for step in range(STEPS + 1):
            t = step / STEPS
            y = starts[n] + (ends[n] - starts[n]) * t * t * (3 - 2 * t)
            edge.append((LEFT + BAR + (RIGHT - LEFT - 2 * BAR) * t, y, y + thick))
        shapes.append((one, f"{one.hover}: {numbers.digits(one.tonnes)} t a year, {one.status}", edge))
    return shapes


def _hatching(shapes: Sequence[tuple[Ribbon, str, list[tuple[float, float, float]]]]) -> list[dict[str, float]]:
    """Slanted lines across every imputed ribbon, from its lower to its upper edge."""
    lines = []
    for one, _, edge in shapes:
        if one.status != "imputed":
            continue
        x = edge[0][0]
        while x < edge[-1][0]:
            _, lower = _between(edge, x)
            slant = min(HATCH, (edge[-1][0] - x), one.tonnes and max(lower - _between(edge, x)[0], 0.8) * 0.6)
            upper, _ = _between(edge, x + slant)
            lines.append({"x": round(x, 1), "y": round(lower, 1), "x2": round(x + slant, 1), "y2": round(upper, 1)})
            x += HATCH
    return lines


def _between(edge: Sequence[tuple[float, float, float]], x: float) -> tuple[float, float]:
    """Upper and lower edge at ``x``."""
    step = (edge[-1][0] - edge[0][0]) / (len(edge) - 1)
    k = min(int((x - edge[0][0]) / step), len(edge) - 2)
    t = (x - edge[k][0]) / step
    return edge[k][1] + t * (edge[k + 1][1] - edge[k][1]), edge[k][2] + t * (edge[k + 1][2] - edge[k][2])


def _sides(flows: FormFlows, scale: float, left: Sequence[float], right: Sequence[float], x: Any, y: Any, alt: Any) -> list[Any]:
    """Bars, names and figures of both sides."""
    layers = []
    for side, tops, at, align, text in (
        (flows.left, left, LEFT, "right", LEFT - 6),
        (flows.right, right, RIGHT - BAR, "left", RIGHT + 6),
    ):
        rows = [
            {
                "x": at,
                "x2": at + BAR,
                "y": top,
                "z": top + max(one.tonnes * scale, 0.6),
                "middle": top + one.tonnes * scale / 2,
                "words": _named(one),
            }
            for one, top in zip(side, tops, strict=True)
        ]
        base = alt.Chart(_inline(alt, rows))
        bars = base.mark_rect(color=look.light("ink")).encode(x=x, x2="x2:Q", y=y, y2="z:Q")
        names = base.mark_text(align=align, baseline="middle", fontSize=12.5)
        middle = alt.Y("middle:Q", axis=None, scale=y["scale"])
        layers += [bars, names.encode(x=alt.value(text), y=middle, text="words:N")]
    return layers


def _named(one: Side, room: int = 20) -> str:
    """A name and its share, cut to the room beside the bars."""
    figure = numbers.percent(one.share).replace("under ", "<")
    left = room - len(figure)
    return f"{one.label if len(one.label) <= left else one.label[: left - 1].rstrip() + '…'}  {figure}"


def _inline(alt: Any, rows: Sequence[dict[str, Any]]) -> Any:
    return alt.Data(values=json.dumps(rows, ensure_ascii=False), format=alt.DataFormat(type="json"))
