"""Natural Earth land outlines (a TopoJSON file) to the compact world file of data/maps."""

import csv
import itertools
import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from lodestone.terms.errors import BadInput

SCHEMA = "lodestone-world/1"
SCALE = 10  # tenths of a degree: about 11 km, a fifth of a pixel on a world map 700 pixels wide
NOT_DRAWN = ("ATA",)  # Antarctica fills a tenth of the picture and ships no minerals
KOSOVO = "XKX"  # the code most statistics use; ISO 3166-1 has none

Ring = list[tuple[int, int]]


def _numeric_codes() -> dict[str, str]:
    """ISO 3166-1 numeric code to alpha-3."""
    text = (files("lodestone.connect") / "iso_numeric.csv").read_text("utf-8")
    return {row["numeric"]: row["iso3"] for row in csv.DictReader(text.splitlines())}


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Every arc of the topology in degrees: quantised deltas are summed, scaled and moved."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        decoded.append(points)
    return decoded


def _ring(indices: Sequence[int], arcs: list[list[tuple[float, float]]]) -> Ring:
    """One closed ring in tenths of a degree, repeated points dropped."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        for lon, lat in arc:
            point = (round(lon * SCALE), round(lat * SCALE))
            if not ring or ring[-1] != point:
                ring.append(point)
    return ring


def _deltas(ring: Ring) -> list[int]:
    """A ring as one flat list: first point, then steps."""
    flat = [*ring[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        flat += [x1 - x0, y1 - y0]
    return flat


def _polygons(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Iterable[list[list[int]]]:
    """Every polygon of a country as rings of deltas, outer ring first; rings too small to draw are dropped."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for polygon in polygons:
        rings = [_ring(indices, arcs) for indices in polygon]
        drawn = [_deltas(ring) for ring in rings if len(ring) >= 4]
        if drawn:
            yield drawn


def outlines(topology: dict[str, Any], version: str) -> dict[str, Any]:
    """The world as our schema: ``{"schema", publisher..., "places": {ISO3: [[ring, ...], ...]}, "other": [...]}``.

    A ring is a flat list of whole tenths of a degree: lon, lat, then steps. ``other`` is land without an ISO code.
    Raises ``BadInput`` when the topology holds no countries.
    """
    if "countries" not in topology.get("objects", {}):
        raise BadInput("world outlines: no 'countries' in the topology; want Natural Earth countries as TopoJSON")
    arcs, codes = _arcs(topology), _numeric_codes()
    places: dict[str, list[list[list[int]]]] = {}
    other: list[list[list[int]]] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(str(geometry.get("id", "")).zfill(3))
        if code is None and geometry["properties"].get("name") == "Kosovo":
            code = KOSOVO
        if code in NOT_DRAWN:
            continue
        target = other if code is None else places.setdefault(code, [])
        target.extend(_polygons(geometry, arcs))
    return {
        "schema": SCHEMA,
        "publisher": "Natural Earth",
        "title": "Admin 0 countries, 1:110m",
        "version": version,
        "licence": "public domain",
        "unit": "tenths of a degree; each ring is lon, lat, then steps",
        "places": dict(sorted(places.items())),
        "other": other,
    }


def write_world(topology_file: Path, out: Path, version: str = "4.1.0") -> None:
    """Read a TopoJSON file of Natural Earth countries and write the world file."""
    world = outlines(json.loads(topology_file.read_text("utf-8")), version)
    head = {key: value for key, value in world.items() if key not in ("places", "other")}
    lines = [f" {json.dumps(code)}:{json.dumps(polygons, separators=(',', ':'))}" for code, polygons in world["places"].items()]
    body = json.dumps(head, ensure_ascii=False)[:-1] + ',\n"places":{\n' + ",\n".join(lines)
    body += '\n},\n"other":' + json.dumps(world["other"], separators=(",", ":")) + "}\n"
    out.write_text(body, encoding="utf-8", newline="\n")
