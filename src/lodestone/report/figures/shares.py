"""Bars of supplier shares at one stage: name, bar, figure, band; the largest marked, the reader's own in blue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lodestone.report import look, numbers
from lodestone.report.svg import altair

if TYPE_CHECKING:
    from altair import LayerChart

WIDTH = 340
NAME_WIDTH, FIGURE_WIDTH, ROW_HEIGHT = 112, 58, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """One supplier's share of a stage (fraction of one) with its band, where there is one.

    ``role`` is ``largest``, ``reader`` (the country the page is for), ``other`` or ``rest`` (all smaller ones together).
    """

    code: str
    label: str
    share: float
    low: float | None = None
    high: float | None = None
    role: str = "other"


def ranked(shares: Sequence[tuple[str, str, float]], reader: str, top: int = 5) -> list[ShareRow]:
    """Rows for (code, label, share) triples: the ``top`` largest, the reader's country where it has any, the rest in one row."""
    order = sorted((s for s in shares if s[2] > 0 and s[0] != "ROW"), key=lambda s: (-s[2], s[0]))
    kept = order[:top] + [s for s in order[top:] if s[0] == reader]
    rows = [
        ShareRow(code=code, label=label, share=share, role="reader" if code == reader else "largest" if i == 0 else "other")
        for i, (code, label, share) in enumerate(kept)
    ]
    rest = sum(s[2] for s in shares) - sum(r.share for r in rows)
    if rest > 0.0005:
        rows.append(ShareRow(code="ROW", label="all others", share=rest, role="rest"))
    return rows


def _colour(role: str) -> str:
    return look.light({"largest": "choke", "reader": "partner", "other": "served", "rest": "served_soft"}[role])


def shares(rows: Sequence[ShareRow]) -> "LayerChart":
    """Horizontal bars of ``rows`` in their order, ``WIDTH`` pixels wide; a thin line shows the 5-95 % band."""
    alt = altair()
    values: list[dict[str, Any]] = [
        {
            "i": i,
            "label": row.label,
            "share": row.share,
            "low": row.share if row.low is None else row.low,
            "high": row.share if row.high is None else row.high,
            "colour": _colour(row.role),
            "figure": numbers.percent(row.share),
            "hover": _hover(row),
        }
        for i, row in enumerate(rows)
    ]
    bar_width = WIDTH - NAME_WIDTH - FIGURE_WIDTH
    reach = max([1.0, *(v["high"] for v in values)])
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("i:O", axis=None, scale=alt.Scale(paddingInner=0.32, paddingOuter=0.16))
    )
    scale = alt.Scale(domain=[0, reach], range=[NAME_WIDTH, NAME_WIDTH + bar_width])
    x = alt.X("share:Q", axis=None, scale=scale)
    colour = alt.Color("colour:N", scale=None, legend=None)
    track = base.mark_bar(color=look.light("grid")).encode(x=alt.value(NAME_WIDTH), x2=alt.value(NAME_WIDTH + bar_width / reach))
    bars = base.mark_bar(aria=True).encode(x=x, color=colour, description="hover:N")
    bands = (
        base.mark_rule(color=look.light("ink"), strokeWidth=1.2)
        .encode(x=alt.X("low:Q", axis=None, scale=scale), x2="high:Q")
        .transform_filter("datum.high > datum.low")
    )
    names = base.mark_text(align="left", baseline="middle").encode(x=alt.value(0), text="label:N")
    figures = base.mark_text(align="right", baseline="middle", fontWeight="bold").encode(x=alt.value(WIDTH), text="figure:N")
    chart: LayerChart = alt.layer(track, bars, bands, names, figures).properties(
        width=WIDTH, height=ROW_HEIGHT * len(values), padding=0, autosize="none"
    )
    return chart


def _hover(row: ShareRow) -> str:
    """The words shown when a bar is pointed at."""
    code = "" if row.code == "ROW" else f" ({row.code})"
    if row.low is None or row.high is None:
        return f"{row.label}{code}: {numbers.percent(row.share)}"
    return f"{row.label}{code}: {numbers.percent_band(row.share, row.low, row.high)}"
