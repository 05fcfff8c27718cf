"""A world map: land shaded by share, curved flows with arrow heads, the reader's country in the middle of its ocean."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from lodestone.report import look
from lodestone.report.svg import altair

if TYPE_CHECKING:
    from altair import LayerChart

WIDE, NARROW = (720, 372), (360, 330)
BAND, TALL = 1.3, 2.2  # least height of a narrow map in radii: around one reader, and of the whole world
ATLANTIC, PACIFIC = 10.0, 150.0  # meridians in the middle of a map: for readers west of Asia, for those in Asia and Oceania
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """A flow between two places given by longitude and latitude.

    ``inbound`` goes to the reader's country; ``dashed`` rests on no published figure.
    """

    origin: str
    destination: str
    start: Point
    end: Point
    tonnes: float
    hover: str
    inbound: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LandRow:
    """A country to shade by its share of supply (fraction of one)."""

    code: str
    share: float
    hover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """A place to name on the map."""

    at: Point
    text: str
    strong: bool = False


@cache
def _world() -> dict[str, Any]:
    """The packaged outlines as read."""
    return json.loads((files("lodestone.data") / "maps" / "world.json").read_text("utf-8"))  # type: ignore[no-any-return]


def world_card() -> dict[str, str]:
    """Publisher, title, version and licence of the outlines."""
    return {key: _world()[key] for key in ("publisher", "title", "version", "licence")}


def _ring(deltas: Sequence[int]) -> list[list[float]]:
    """A ring in degrees from whole tenths and steps."""
    x, y = deltas[0], deltas[1]
    points = [[x / 10, y / 10]]
    for i in range(2, len(deltas), 2):
        x, y = x + deltas[i], y + deltas[i + 1]
        points.append([x / 10, y / 10])
    return points


@cache
def _features() -> tuple[dict[str, Any], ...]:
    """The outlines as GeoJSON features with their code."""
    world = _world()
    shapes = [*world["places"].items(), ("", world["other"])]
    return tuple(
        {
            "type": "Feature",
            "code": code,
            "geometry": {"type": "MultiPolygon", "coordinates": [[_ring(r) for r in p] for p in polygons]},
        }
        for code, polygons in shapes
    )


def middle_longitude(lon: float) -> float:
    """The meridian in the middle of the map: readers in Asia and Oceania see the Pacific whole, others the Atlantic."""
    return PACIFIC if 60 <= lon <= 180 or lon < -170 else ATLANTIC


def _vector(point: Point) -> tuple[float, float, float]:
    lon, lat = radians(point[0]), radians(point[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def arc(start: Point, end: Point, bend: float = 0.16, steps: int = 24) -> list[list[float]]:
    """A great circle between two points, bent sideways so that flows there and back do not cover each other.

    Longitudes and latitudes in degrees, ``steps + 1`` points. Slerp on the unit sphere, with an offset along the pole of the
    great circle, towards the equator, that grows as a half sine: great circles of the north would crowd at the pole.
    """
    a, b = _vector(start), _vector(end)
    dot = max(-1.0, min(1.0, sum(p * q for p, q in zip(a, b, strict=True))))
    angle = atan2(sqrt(1 - dot * dot), dot)
    if angle < 1e-6:
        return [list(start), list(end)]
    pole = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    length = hypot(*pole) or 1.0
    if pole[2] * (a[2] + b[2]) > 0:
        length = -length
    points = []
    for step in range(steps + 1):
        t = step / steps
        p, q = sin((1 - t) * angle) / sin(angle), sin(t * angle) / sin(angle)
        lift = bend * min(angle, 1.2) * sin(3.141592653589793 * t)
        v = [p * a[k] + q * b[k] + lift * pole[k] / length for k in range(3)]
        size = hypot(*v)
        points.append([degrees(atan2(v[1], v[0])), degrees(asin(v[2] / size))])
    return points


def equal_earth(point: Sequence[float], middle: float) -> Point:
    """Equal Earth projection of a point, x to the right and y down, in radii (Savric, Patterson and Jenny 2018, eq. 7-9)."""
    lon = radians((point[0] - middle + 180) % 360 - 180)
    a1, a2, a3, a4, m = 1.340264, -0.081106, 0.000893, 0.003796, sqrt(3) / 2
    t = asin(m * sin(radians(point[1])))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = lon * cos(t) / (m * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
    y = t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))
    return x, -y


def _arrow(points: list[list[float]], middle: float) -> tuple[list[float], float]:
    """Where the arrow head stands (two thirds of the way) and its angle in degrees clockwise from up, as the map shows it."""
    at = len(points) * 2 // 3
    (x0, y0), (x1, y1) = equal_earth(points[at - 1], middle), equal_earth(points[at + 1], middle)
    return points[at], degrees(atan2(x1 - x0, -(y1 - y0)))


def _shade(share: float) -> str:
    """Land colour of a share of supply, in four steps."""
    for least, token in ((0.5, "served"), (0.1, "served_soft"), (0.0, "grid")):
        if share > least:
            return look.light(token)
    return look.light("land")


def world(
    land: Sequence[LandRow],
    flows: Sequence[FlowRow],
    labels: Sequence[LabelRow],
    *,
    reader: Point | None,
    narrow: bool = False,
    middle: float | None = None,
) -> "LayerChart":
    """The map as a layered chart, ``WIDE`` or ``NARROW`` pixels; flow width grows with the root of its tonnes.

    Equal Earth projection. The narrow map looks at the half of the world that holds the flows. Without a ``reader`` no country is
    ringed and, unless ``middle`` names another meridian, the Atlantic lies in the middle.
    """
    alt = altair()

    width, height = NARROW if narrow else WIDE
    if middle is None:
        middle = middle_longitude(reader[0]) if reader else ATLANTIC
    scale, centre = width / 5.42, (width / 2, height / 2 + height * 0.045)
    if narrow:
        scale, height, centre = _zoom(
            [*(p for f in flows for p in _held(f, reader is None)), *(lab.at for lab in labels), *([reader] if reader else [])],
            middle,
            (width, height),
            BAND if reader else TALL,
        )
    shares = {row.code: row for row in land}
    features = [
        {
            "type": "Feature", "geometry": f["geometry"],
            "fill": _shade(shares[f["code"]].share) if f["code"] in shares else look.light("land"),
            "hover": shares[f["code"]].hover if f["code"] in shares else "",
        }
        for f in _features()
    ]  # fmt: skip
    layers = [
        alt.Chart(alt.sphere()).mark_geoshape(fill=look.light("sea"), stroke=None),
        alt.Chart(_inline(alt, features))
        .mark_geoshape(aria=True, stroke=look.light("paper"), strokeWidth=0.5)
        .encode(fill=alt.Fill("fill:N", scale=None), description="hover:N"),
    ]
    layers += _flow_layers(flows, middle, alt)
    layers += _label_layers(_apart(labels, middle, scale, narrow), reader, narrow, alt)
    projection = {
        "type": "equalEarth",
        "rotate": [-middle, 0, 0],
        "scale": scale,
        "translate": list(centre),
        "clipExtent": [[0, 0], [width, height]],
    }
    size = {"width": width, "height": height, "padding": 0, "autosize": "none"}
    chart: LayerChart = alt.layer(*layers).project(**projection).properties(**size)
    return chart


def _held(flow: FlowRow, whole: bool) -> list[Point]:
    """What a narrow map must hold of a flow: its ends, or its whole way."""
    if not whole:
        return [flow.start, flow.end]
    return [(x, y) for x, y in arc(flow.start, flow.end, bend=_bend(flow))[::3]]


def _bend(flow: FlowRow) -> float:
    """Flows there and back bend differently, so that neither covers the other."""
    return 0.26 if flow.origin < flow.destination else 0.16


def _zoom(points: Sequence[Point], middle: float, size: tuple[int, int], least: float) -> tuple[float, int, Point]:
    """Scale, height and shift of a narrow map that just holds the points, never closer than a third of the world.

    It shows at least ``least`` radii from north to south.
    """
    width, height = size
    xy = [equal_earth(p, middle) for p in points]
    left, right = min(p[0] for p in xy) - 0.3, max(p[0] for p in xy) + 0.3
    top, bottom = min(p[1] for p in xy) - 0.35, max(p[1] for p in xy) + 0.3
    scale = min(width / max(right - left, 1.8), height / (bottom - top))
    tall = round(min(height, scale * max(bottom - top, least)))
    return scale, tall, (width / 2 - scale * (left + right) / 2, tall / 2 - scale * (top + bottom) / 2)


def _inline(alt: Any, rows: Sequence[dict[str, Any]]) -> Any:
    """Rows as a JSON text: the grammar copies its data many times over, and a text is copied for nothing."""
    return alt.Data(values=json.dumps(rows, ensure_ascii=False), format=alt.DataFormat(type="json"))


def _flow_layers(flows: Sequence[FlowRow], middle: float, alt: Any) -> list[Any]:
    """Lines and arrow heads; flows into the reader's country last, on top."""
    if not flows:
        return []
    largest = max(f.tonnes for f in flows)
    lines, heads = [], []
    for flow in sorted(flows, key=lambda f: (f.inbound, f.tonnes)):
        points = arc(flow.start, flow.end, bend=_bend(flow))
        colour, thick = look.light("partner" if flow.inbound else "choke"), 1.0 + 5.0 * sqrt(flow.tonnes / largest)
        shape = {"type": "LineString", "coordinates": [[round(x, 2), round(y, 2)] for x, y in points]}
        dash = [5, 5] if flow.dashed else [1, 0]
        lines.append(
            {
                "type": "Feature", "geometry": shape, "hover": flow.hover,
                "colour": colour, "thick": round(thick, 2), "dash": dash,
            }
        )  # fmt: skip
        at, angle = _arrow(points, middle)
        size = round(40 + 22 * thick, 1)
        heads.append({"lon": at[0], "lat": at[1], "angle": round(angle % 360, 1), "size": size, "colour": colour})
    arrows = alt.Chart(_inline(alt, heads)).mark_point(shape="triangle", filled=True, opacity=1)
    return [
        alt.Chart(_inline(alt, lines))
        .mark_geoshape(aria=True, filled=False, strokeCap="round", strokeOpacity=0.75)
        .encode(
            stroke=alt.Stroke("colour:N", scale=None),
            strokeWidth=alt.StrokeWidth("thick:Q", scale=None),
            **({"strokeDash": alt.StrokeDash("dash:N", scale=None)} if any(f.dashed for f in flows) else {}),
            description="hover:N",
        ),
        arrows.encode(
            longitude="lon:Q",
            latitude="lat:Q",
            color=alt.Color("colour:N", scale=None),
            size=alt.Size("size:Q", scale=None),
            angle=alt.Angle("angle:Q", scale=None),
        ),
    ]


def _apart(labels: Sequence[LabelRow], middle: float, scale: float, narrow: bool) -> list[LabelRow]:
    """The labels that fit, in order of importance: none within a name's width and a line's height of one before it."""
    kept: list[tuple[float, float, LabelRow]] = []
    for label in labels:
        x, y = (scale * v for v in equal_earth(label.at, middle))
        room = [3.6 * (len(label.text) + len(other.text)) for _, _, other in kept]
        if len(kept) < (6 if narrow else 12) and all(
            abs(x - a) > wide or abs(y - b) > 15 for (a, b, _), wide in zip(kept, room, strict=True)
        ):
            kept.append((x, y, label))
    return [label for _, _, label in kept]


def _label_layers(labels: Sequence[LabelRow], reader: Point | None, narrow: bool, alt: Any) -> list[Any]:
    """Names with a halo of the sea's colour, and a ring at the reader's country."""
    rows = [{"lon": lab.at[0], "lat": lab.at[1], "text": lab.text, "strong": lab.strong} for lab in labels]
    layers = []
    if reader:
        here = alt.Chart(alt.Data(values=[{"lon": reader[0], "lat": reader[1]}])).encode(longitude="lon:Q", latitude="lat:Q")
        ring = {"shape": "circle", "size": 90, "strokeWidth": 2.4, "opacity": 1}
        layers.append(here.mark_point(color=look.light("partner"), fill=look.light("paper"), **ring))
    base = alt.Chart(alt.Data(values=rows)).encode(longitude="lon:Q", latitude="lat:Q", text="text:N")
    size = 11 if narrow else 12
    for strong in (False, True):
        part = base.transform_filter(f"datum.strong=={str(strong).lower()}")
        style = {"align": "center", "dy": -13, "fontSize": size, "fontWeight": "bold" if strong else "normal"}
        layers.append(
            part.mark_text(stroke=look.light("paper"), strokeWidth=3.4, strokeJoin="round", color=look.light("paper"), **style)
        )
        layers.append(part.mark_text(color=look.light("ink"), **style))
    return layers
