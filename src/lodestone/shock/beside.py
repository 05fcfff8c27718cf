"""What moved beside the market in a simulation, told apart: indirectly by hubs, out of public stocks, under sharing pacts."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.result import Run, quantiles
from lodestone.shock.sides import SideRow

Floats = NDArray[np.float64]
Table = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]

BAND = (0.5, 0.05, 0.95)
SHOWN = 20  # rows in the table
LEAST = 1e-6  # of the largest row: less is left out
HYPOTHETICAL = "hypothetical: the only sharing rules in force, those of the IEA, cover oil"


def words(row: SideRow, tonnes: float = 1.0) -> str:
    """What a row counts, in words: ``indirect via THA``."""
    if row.kind == "indirect":
        return f"indirect via {row.seller}"
    if row.kind == "released":
        return f"out of the public stock of {row.place}"
    return f"{'from' if tonnes >= 0 else 'to'} the pact {row.of} ({HYPOTHETICAL})"


def beside_json(run: Run) -> list[dict[str, Any]]:
    """Every row with its tonnes over all months (median, 5-95 %) and its mean by month; negative is what a member gave."""
    found = []
    for row, values in _rows(run):
        median, low, high = quantiles(values.sum(axis=0), BAND)
        found.append({
            "kind": row.kind, "of": row.of, "via": row.seller, "place": row.place, "form": row.form,
            "t": {"median": _plain(median), "low": _plain(low), "high": _plain(high)},
            "t_by_month": [_plain(v) for v in values.mean(axis=1)], "words": words(row, float(values.sum())),
        })  # fmt: skip
    return found


def print_beside(run: Run, place: str | None, table: Table) -> None:
    """A table of what moved beside the market, of one place or of all; nothing where nothing did."""
    rows = []
    for row, values in _rows(run):
        if place is None or place in (row.place, row.seller):
            median, low, high = quantiles(values.sum(axis=0), BAND)
            rows.append((abs(float(median)), row.place, row.form, f"{median:.3g}", f"{low:.3g} to {high:.3g}",
                         words(row, float(values.sum()))))  # fmt: skip
    rows.sort(key=lambda r: (-r[0], r[1:]))
    if rows:
        table("What moved beside the market, t over all months", ("place", "form", "t", "5-95 %", "how"),
              [r[1:] for r in rows[:SHOWN]])  # fmt: skip


def _rows(run: Run) -> list[tuple[SideRow, Floats]]:
    if run.side is None or not run.side.size:
        return []
    size = np.abs(run.side.sum(axis=0)).mean(axis=1)
    return [(row, run.side[:, i]) for i, row in enumerate(run.case.side.rows) if size[i] > LEAST * size.max() > 0]


def _plain(value: float) -> float:
    return float(f"{value:.7g}")
