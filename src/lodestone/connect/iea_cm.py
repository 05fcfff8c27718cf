"""International Energy Agency, Critical Minerals Data Explorer 2025: mining, refining and demand in 2024."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import Fact
from lodestone.connect.country import WORLD, iso3
from lodestone.connect.sheet import checked, read_text
from lodestone.terms.errors import BadInput
from lodestone.terms.units import from_unit

CARD = "iea_cmde_2025"
YEAR = 2024  # later years in the file are projections, not facts
STAGES = {"mining": "mine", "refining": "refine"}
SERIES = {  # mineral -> id, form when mined, form when refined, note
    "Cobalt": ("cobalt", "ore", "refined", ""),
    "Lithium": ("lithium", "ore", "refined", ""),
    "Rare Earth Elements": ("rare_earths_magnet", "ore", "refined", "publisher does not say whether oxide or element"),
}


def read(path: Path) -> Iterator[Fact]:
    """Mining and refining by country with the stated world totals, and world demand, in tonnes contained, 2024.

    The agency's figures are assessments project by project: every one is flagged estimated. Footnotes that stand where a country
    should (no figures) are skipped. Raises ``BadInput`` naming file and entry.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    try:
        book = json.loads(read_text(path, "utf-8"))
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}, line {error.lineno}: not JSON ({error.msg})") from None
    if not isinstance(book, dict) or not {"supply", "totalDemand"} <= set(book):
        raise BadInput(f"{path}: wrong release or changed layout: want the keys supply and totalDemand")
    row = 0
    for mineral, (commodity, mined, refined, note) in SERIES.items():
        for theirs, stage in STAGES.items():
            block = _get(book, path, "supply", mineral, theirs)
            form = mined if stage == "mine" else refined
            cells = [(name, series.get(str(YEAR))) for name, series in _get(block, path, "countries").items()]
            for name, value in [*cells, ("", _get(block, path, "total", str(YEAR)))]:
                if value is None:
                    continue
                row += 1
                place = iso3(name, path, row) if name else WORLD
                yield (
                    row,
                    _fact(
                        "production",
                        commodity,
                        form,
                        stage,
                        place,
                        value,
                        f"supply/{mineral}/{theirs}/{name or 'total'}",
                        note,
                        path,
                    ),
                )
        row += 1
        demand = _get(book, path, "totalDemand", mineral, "totalDemand", str(YEAR))
        yield row, _fact("use", commodity, "all", "refine", WORLD, demand, f"totalDemand/{mineral}", note, path)


def _fact(
    quantity: str, commodity: str, form: str, stage: str, place: str, value: Any, where: str, note: str, path: Path
) -> Fact:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{path}, {where}: {value!r} is not a number")
    return Fact(
        quantity=quantity, commodity=commodity, form=form, stage=stage, place=place, period=YEAR,
        value=from_unit(float(value), "kt", quantity, commodity), unit="t/year", flag="estimated",
        card=CARD, row=where, note=note,
    )  # fmt: skip


def _get(node: Any, path: Path, *keys: str) -> Any:
    for depth, key in enumerate(keys):
        if not isinstance(node, dict) or key not in node:
            raise BadInput(f"{path}: wrong release or changed layout: no {'/'.join(keys[: depth + 1])}")
        node = node[key]
    return node
