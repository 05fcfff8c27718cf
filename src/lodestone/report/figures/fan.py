"""A fan chart by month: median, 50 % and 90 % bands of one series, further series as lines with light bands, dates marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lodestone.report import look
from lodestone.report.svg import altair
from lodestone.terms.month import Month

if TYPE_CHECKING:
    from altair import LayerChart

LETTER = 6.4  # pixels a letter of a mark takes, generously
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class FanSeries:
    """One series: ``points (month, 5)`` rows of the 5, 25, 50, 75 and 95 % points; month ``i`` is ``start + i``.

    ``style`` is a token of the look (``served``, ``lost``, ``partner``, ``mute``); a dashed line is the second cue.
    """

    label: str
    points: Sequence[Sequence[float]]
    style: str = "served"
    dashed: bool = False
    bands: bool = True


@dataclass(frozen=True, slots=True)
class FanMark:
    """A date to mark, in months from the start, with the words beside it."""

    month: float
    label: str


def _rows(series: Sequence[FanSeries]) -> list[dict[str, Any]]:
    rows = []
    for index, one in enumerate(series):
        for month, (p05, p25, p50, p75, p95) in enumerate(one.points):
            rows.append({"s": index, "m": month + 0.5, "p05": p05, "p25": p25, "p50": p50, "p75": p75, "p95": p95})
    return rows


def _count_axis(zero: float, months: int, width: int) -> dict[str, Any]:
    """Ticks every few months counted from the event, for events that have no date."""
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60) if months / s * 36 <= width)
    first = zero % step
    ticks = [first + step * i for i in range(int((months - first) // step) + 1)]
    return {"values": ticks, "labelExpr": f"(datum.value-{zero}) + ''", "labelAngle": 0}


def _month_axis(start: Month, months: int, width: int) -> dict[str, Any]:
    """Tick months (quarter or half years, whichever fits) and the expression that names them."""
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60) if months / s * 74 <= width)
    first = (-(start.month - 1)) % step if step <= 12 else (-(start.month - 1)) % 12
    ticks = list(range(first, months + 1, step))
    names = {t: f"{MONTHS[(start + t).month - 1]} {(start + t).year}" for t in ticks}
    cases = "".join(f"datum.value=={t}?'{name}':" for t, name in names.items())
    return {"values": ticks, "labelExpr": f"{cases}''", "labelAngle": 0, "labelFlush": True}


def fan(
    series: Sequence[FanSeries],
    start: Month,
    *,
    marks: Sequence[FanMark] = (),
    width: int = 700,
    height: int = 280,
    top: float | None = None,
    bottom: float | None = 0.0,
    tick: str = ".0%",
    even: float | None = None,
    zero: float | None = None,
) -> "LayerChart":
    """Series over months from ``start``. ``tick`` is a d3 number format; ``even`` draws a thin line at that level (1, say).

    ``zero`` counts months from that point of the run instead of naming them: for an event without a date.
    The first series is the main one and gets both bands; others that ask for bands get the 90 % band, lightly.
    """
    alt = altair()

    months = max(len(s.points) for s in series)
    rows = _rows(series)
    highest = top if top is not None else max(r["p95"] for r in rows) * 1.04
    lowest = bottom if bottom is not None else min(r["p05"] for r in rows)
    pad_left, pad_right, pad_top, pad_bottom = 44, 12, 18 * (1 + len(_lanes(marks, months, width))) if marks else 10, 30
    plot = width - pad_left - pad_right
    ticks = _month_axis(start, months, plot) if zero is None else _count_axis(zero, months, plot)
    y_scale = alt.Scale(domain=[lowest, highest], nice=top is None)
    x = alt.X("m:Q", scale=alt.Scale(domain=[0, months]), title=None, axis=alt.Axis(grid=False, **ticks))
    axis = alt.Axis(format=tick, tickCount=5, domain=False, ticks=False, labelPadding=6)
    data = alt.Chart(alt.Data(values=rows))
    layers = []
    if even is not None:
        layers.append(
            alt.Chart(alt.Data(values=[{"v": even}]))
            .mark_rule(color=look.light("mute"), strokeWidth=0.8)
            .encode(y=alt.Y("v:Q", scale=y_scale))
        )
    for index, one in reversed(list(enumerate(series))):
        part = data.transform_filter(f"datum.s=={index}")
        ink = look.light(one.style)
        if one.bands:
            wide, narrow = (0.18, 0.3) if index == 0 else (0.1, 0.0)
            layers.append(
                part.mark_area(color=ink, opacity=wide).encode(
                    x=x, y=alt.Y("p05:Q", scale=y_scale, axis=axis, title=None), y2="p95:Q"
                )
            )
            if narrow:
                layers.append(
                    part.mark_area(color=ink, opacity=narrow).encode(
                        x=x, y=alt.Y("p25:Q", scale=y_scale, axis=axis, title=None), y2="p75:Q"
                    )
                )
        dash = [6, 4] if one.dashed else [1, 0]
        layers.append(
            part.mark_line(color=ink, strokeWidth=2.4, strokeDash=dash).encode(
                x=x, y=alt.Y("p50:Q", scale=y_scale, axis=axis, title=None)
            )
        )
    layers += _mark_layers(marks, months, plot, alt)
    chart: LayerChart = alt.layer(*layers).properties(
        width=plot,
        height=height - pad_top - pad_bottom,
        padding={"left": pad_left, "right": pad_right, "top": pad_top, "bottom": pad_bottom},
        autosize="none",
    )
    return chart


def _lanes(marks: Sequence[FanMark], months: int, plot: int) -> list[int]:
    """Lane of each mark's label above the plot, so that neighbours do not overlap; returns the lanes in use beyond the first."""
    return sorted({lane for lane in _lane_of(marks, months, plot) if lane})


def _label_start(mark: FanMark, months: int, plot: int) -> float:
    """Where a mark's label begins, in pixels: at its line, or as far left as it must to end inside the chart."""
    return max(0.0, min(mark.month / months * plot, plot - LETTER * len(mark.label)))


def _lane_of(marks: Sequence[FanMark], months: int, plot: int) -> list[int]:
    """The lane of each mark's label: the lowest whose last label ends before this one begins."""
    ends: list[float] = []
    chosen = []
    for mark in marks:
        begin = _label_start(mark, months, plot)
        lane = next((i for i, end in enumerate(ends) if end < begin), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = begin + LETTER * len(mark.label)
        chosen.append(lane)
    return chosen


def _mark_layers(marks: Sequence[FanMark], months: int, plot: int, alt: Any) -> list[Any]:
    """A thin line and words above the plot for each mark; words near the right edge end at their line."""
    if not marks:
        return []
    layers = []
    for mark, lane in zip(marks, _lane_of(marks, months, plot), strict=True):
        chart = alt.Chart(alt.Data(values=[{"m": mark.month, "label": mark.label}]))
        x = alt.X("m:Q", scale=alt.Scale(domain=[0, months]))
        layers.append(chart.mark_rule(color=look.light("choke"), strokeWidth=1.2, strokeDash=[2, 3]).encode(x=x))
        words = chart.mark_text(align="left", baseline="bottom", dy=-4 - 16 * lane, color=look.light("choke"), fontSize=12)
        layers.append(words.encode(x=alt.value(_label_start(mark, months, plot)), y=alt.value(0), text="label:N"))
    return layers
