"""A tornado: how far each assumption moves the answer, widest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lodestone.report import look
from lodestone.report.svg import altair

if TYPE_CHECKING:
    from altair import LayerChart

WIDTH = 340
ROW_HEIGHT = 44
LETTER = 6.7  # pixels a letter takes, generously


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoRow:
    """The answer when one assumption stands at its low and at its high value; the labels name those values."""

    label: str
    at_low: float
    at_high: float
    low_label: str
    high_label: str


def _words(row: TornadoRow, width: int) -> str:
    """The words above a bar: with the two values where they fit."""
    full = f"{row.label}: {row.low_label} or {row.high_label}"
    return full if LETTER * len(full) <= width - 24 else row.label


def tornado(rows: Sequence[TornadoRow], centre: float, *, width: int = WIDTH, tick: str = ".0%") -> "LayerChart":
    """Bars from the answer at the low end to the answer at the high end of each assumption, in the order given.

    Words stand above each bar, so that the chart holds long names on a phone. Dark end: the high value; pale end: the low one.
    """
    alt = altair()

    ends = [v for row in rows for v in (row.at_low, row.at_high)] + [centre]
    reach = max(max(ends) - centre, centre - min(ends)) or 1e-9
    domain = [min(ends) - 0.08 * reach, max(ends) + 0.08 * reach]
    scale = alt.Scale(domain=domain)
    values = [
        {
            "i": i, "label": _words(row, width), "centre": centre, "low": row.at_low, "high": row.at_high,
            "hover": f"{row.label}: {row.low_label} to {row.high_label}",
        }
        for i, row in enumerate(rows)
    ]  # fmt: skip
    height = ROW_HEIGHT * len(values)
    base = alt.Chart(alt.Data(values=values)).encode(y=alt.Y("i:O", axis=None, scale=alt.Scale(padding=0)))
    x = alt.X("centre:Q", scale=scale, title=None, axis=alt.Axis(format=tick, tickCount=4, domain=False))
    thick = {"aria": True, "size": 11, "yOffset": 9}
    low = base.mark_bar(color=look.light("partner_soft"), **thick).encode(x=x, x2="low:Q", description="hover:N")
    high = base.mark_bar(color=look.light("partner"), **thick).encode(x=x, x2="high:Q", description="hover:N")
    words = {"align": "left", "baseline": "middle", "dy": -8}
    halo = base.mark_text(stroke=look.light("paper"), strokeWidth=4, color=look.light("paper"), **words)
    names = base.mark_text(**words).encode(x=alt.value(0), text="label:N")
    rule = (
        alt.Chart(alt.Data(values=[{"c": centre}]))
        .mark_rule(color=look.light("ink"), strokeWidth=1)
        .encode(x=alt.X("c:Q", scale=scale))
    )
    chart: LayerChart = alt.layer(low, high, rule, halo.encode(x=alt.value(0), text="label:N"), names).properties(
        width=width - 24, height=height, padding={"left": 12, "right": 12, "top": 2, "bottom": 24}, autosize="none"
    )
    return chart
