"""Model against history: small panels, each a band with its median over months and the figures that were observed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lodestone.report import look
from lodestone.report.svg import altair, spec
from lodestone.terms.month import Month

if TYPE_CHECKING:
    from altair import VConcatChart

WIDTH, HEIGHT = 250, 130
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One observable of one episode: values by month from ``start``, and observed (month of the run, value)."""

    title: str
    start: Month
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    observed: tuple[tuple[int, float], ...]
    normal: float


def panels(paths: Iterable[Mapping[str, Any]]) -> list[Panel]:
    """Panels of the paths of ``shock.backtest.paths``."""
    return [
        Panel(
            title=f"{path['episode']}: {path['series'].replace('_', ' ')}, {path['place']}", start=Month.of(path["start"]),
            low=tuple(path["low"]), median=tuple(path["median"]), high=tuple(path["high"]), normal=path["normal"],
            observed=tuple(path["observed"]),
        )
        for path in paths
    ]  # fmt: skip


def history(panels: Sequence[Panel], *, columns: int = 3) -> "VConcatChart":
    """Panels in rows of ``columns``; band 90 %, thin line at the normal month, dots what was observed."""
    alt = altair()
    drawn = [_panel(panel, alt) for panel in panels]
    rows = [alt.hconcat(*drawn[i : i + columns], spacing=26) for i in range(0, len(drawn), columns)]
    chart: VConcatChart = alt.vconcat(*rows, spacing=22)
    return chart


def picture(panels: Sequence[Panel], suffix: str) -> bytes:
    """The chart as the bytes of a file of its own, ``.svg`` or ``.png``; on white, as nothing stands behind it."""
    import vl_convert

    drawn = str(vl_convert.vegalite_to_svg({**spec(history(panels)), "background": "#ffffff"}))
    drawn = drawn.replace(
        f'font-family="{look.CHART_FONT}"', f'font-family="{look.CHART_FONT}, sans-serif"'
    )  # where there is none
    return bytes(vl_convert.svg_to_png(drawn, scale=2)) if suffix == ".png" else drawn.encode("utf-8")


def _panel(panel: Panel, alt: Any) -> Any:
    months = range(len(panel.median))
    rows = [{"m": m + 0.5, "low": panel.low[m], "mid": panel.median[m], "high": panel.high[m]} for m in months]
    seen = [{"m": m + 0.5, "v": v} for m, v in panel.observed]
    x = alt.X("m:Q", scale=alt.Scale(domain=[0, len(rows)]), title=None, axis=alt.Axis(grid=False, **_ticks(panel)))
    axis = alt.Axis(tickCount=4, domain=False, ticks=False, labelPadding=5, format=".1f")
    base = alt.Chart(alt.Data(values=rows))
    ink, dot = look.light("partner"), look.light("lost")
    y = alt.Y("low:Q", axis=axis, title=None)
    layers = (
        alt.Chart(alt.Data(values=[{"v": panel.normal}])).mark_rule(color=look.light("mute"), strokeWidth=0.8).encode(y="v:Q"),
        base.mark_area(color=ink, opacity=0.2).encode(x=x, y=y, y2="high:Q"),
        base.mark_line(color=ink, strokeWidth=2).encode(x=x, y=alt.Y("mid:Q", axis=axis, title=None)),
        alt.Chart(alt.Data(values=seen))
        .mark_point(color=dot, fill=dot, size=36)
        .encode(x=x, y=alt.Y("v:Q", axis=axis, title=None)),
    )
    title = alt.TitleParams(panel.title, fontSize=12, fontWeight="normal", anchor="start", color=look.light("ink"))
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title)


def _ticks(panel: Panel) -> dict[str, Any]:
    """A tick every half year, named."""
    first = (1 - panel.start.month) % 6
    at = list(range(first, len(panel.median) + 1, 6))
    names = {m: f"{MONTHS[(panel.start + m).month - 1]} {(panel.start + m).year}" for m in at}
    return {
        "values": at,
        "labelExpr": "".join(f"datum.value=={m}?'{name}':" for m, name in names.items()) + "''",
        "labelAngle": 0,
    }
