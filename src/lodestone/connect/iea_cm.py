"""International Energy Agency, Critical Minerals Data Explorer 2025: mining, refining and demand in 2024."""

import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import Fact
from lodestone.connect.country import WORLD, iso3
from lodestone.connect.sheet import Reading, checked, read_text
from lodestone.terms.errors import BadInput
from lodestone.terms.units import from_unit

CARD = "iea_cmde_2025"
YEAR = 2024  # later years in the file are projections, not facts


@cache
def _series() -> tuple[dict[str, str], ...]:
    text = (files("lodestone.connect") / "tables" / "iea_cm.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def read(path: Path) -> Iterator[Fact]:
    """Mining and refining by country with the stated world totals, and world demand, in tonnes contained, 2024.

    The agency's figures are assessments project by project: every one is flagged estimated. Footnotes that stand where a country
    should (no figures) are skipped. Raises ``BadInput`` naming file and entry.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    try:
        book = json.loads(read_text(path, "utf-8"), object_pairs_hook=lambda pairs: _once(path, pairs))
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}, line {error.lineno}: not JSON ({error.msg})") from None
    if not isinstance(book, dict) or not {"supply", "totalDemand"} <= set(book):
        raise BadInput(f"{path}: wrong release or changed layout: want the keys supply and totalDemand")
    row = 0
    for series in _series():
        mineral, theirs = series["mineral"], series["theirs"]
        if mineral not in _get(book, path, "supply"):
            continue
        block = _get(book, path, "supply", mineral, theirs)
        cells = [(name, years.get(str(YEAR))) for name, years in _get(block, path, "countries").items()]
        for name, value in [*cells, ("", _get(block, path, "total", str(YEAR)))]:
            if value is not None:
                row += 1
                where = f"supply/{mineral}/{theirs}/{name or 'total'}"
                yield row, _fact("production", series, iso3(name, path, where) if name else WORLD, value, where, path)
        if theirs == "refining":
            row += 1
            demand = _get(book, path, "totalDemand", mineral, "totalDemand", str(YEAR))
            yield row, _fact("use", {**series, "form": "all"}, WORLD, demand, f"totalDemand/{mineral}", path)
    if not row:
        raise BadInput(f"{path}: none of the minerals {', '.join(sorted({s['mineral'] for s in _series()}))} in it")


def _fact(quantity: str, series: Mapping[str, str], place: str, value: Any, where: str, path: Path) -> Fact:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{path}, {where}: {value!r} is not a number")
    if not isfinite(value) or value < 0:
        raise BadInput(f"{path}, {where}: {value}: want a finite number of kilotonnes, not negative")
    return Fact(
        quantity=quantity, commodity=series["id"], form=series["form"], stage=series["stage"], place=place, period=YEAR,
        value=Reading(float(value)).scaled(from_unit(1.0, "kt", quantity, series["id"])).value, unit="t/year", flag="estimated",
        basis=series["basis"],  # type: ignore[arg-type]
        card=CARD, row=where, note=series["note"],
    )  # fmt: skip


def _once(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A block of the document, in which no key may stand twice."""
    block = dict(pairs)
    if len(block) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for n, name in enumerate(names) if name in names[:n])
        raise BadInput(f'{path}: "{double}" stands twice in one block; remove one')
    return block


def _get(node: Any, path: Path, *keys: str) -> Any:
    for depth, key in enumerate(keys):
        if not isinstance(node, dict) or key not in node:
            raise BadInput(f"{path}: wrong release or changed layout: no {'/'.join(keys[: depth + 1])}")
        node = node[key]
    return node
