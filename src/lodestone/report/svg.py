"""A chart to a clean inline SVG: same bytes each time, its own ids, no inline styles, hover texts kept."""

import re
from typing import TYPE_CHECKING, Any

from lodestone.report import look

if TYPE_CHECKING:
    from altair import TopLevelMixin

_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_LABELLED = re.compile(r'<(path|text|line)( [^>]*?)aria-label="([^"]*)" role="graphics-symbol"([^>]*?)(?:/>|>([^<]*)</\1>)')
_IDS = re.compile(r'(id="|url\(#|href="#)([\w-]+)')
_NOISE = (
    re.compile(r' (?:role|aria-roledescription|aria-hidden|aria-label|class|pointer-events|font-family|version)="[^"]*"'),
    re.compile(r' (?:xmlns:xlink)="[^"]*"'),
    re.compile(r' (?:opacity|stroke-opacity|fill-opacity)="1"'),
    re.compile(r'<path(?: class="\w+")? d="M-?[\d.]+,-?[\d.]+h-?[\d.]+v-?[\d.]+h-?[\d.]+Z"/>'),
    re.compile(r'<path[^>]* d=""[^>]*/>'),
)
_EMPTY_GROUP = re.compile(r"<g(?: transform=\"translate\(0,0\)\")?></g>")
_SIZE = re.compile(r'<svg([^>]*?) width="([\d.]+)" height="([\d.]+)"')


def altair() -> Any:
    """The chart grammar, imported when first drawn with (it takes a third of a second)."""
    import importlib

    return importlib.import_module("altair")


def spec(chart: "TopLevelMixin") -> dict[str, Any]:
    """The chart as a Vega-Lite object in the house look; validation is left out (it costs more than drawing)."""
    made: dict[str, Any] = chart.to_dict(validate=False)  # type: ignore[attr-defined]
    made["config"] = look.chart_config()
    made["background"] = "transparent"
    return made


def _tenth(match: re.Match[str]) -> str:
    """A coordinate to a tenth of a pixel; never a negative zero."""
    value = round(float(match[0]), 1) + 0.0
    return f"{value:.1f}".removesuffix(".0")


def _titled(match: re.Match[str]) -> str:
    """A labelled mark with its label as hover text."""
    tag, before, label, after, text = match.groups()
    hover = f"<title>{label}</title>" if label else ""
    return f"<{tag}{before.rstrip()}{after}>{hover}{text or ''}</{tag}>"


def svg(chart: "TopLevelMixin", name: str) -> str:
    """The chart drawn as SVG text for inlining; ``name`` (unique on the page) prefixes every id.

    Labels given with the ``description`` channel become hover texts; other accessibility attributes are dropped,
    because the page gives each figure one label and a table twin. Coordinates are rounded to a tenth of a pixel.
    """
    import vl_convert

    text = vl_convert.vegalite_to_svg(spec(chart), vl_version=None)
    text = _LABELLED.sub(_titled, text)
    for noise in _NOISE:
        text = noise.sub("", text)
    previous = ""
    while previous != text:
        previous, text = text, _EMPTY_GROUP.sub("", text)
    text = _TAG.sub(lambda m: _NUMBER.sub(_tenth, m[0]), text)  # coordinates only: figures in words stay as they are
    order = {
        old: i for i, old in enumerate(dict.fromkeys(m[2] for m in _IDS.finditer(text)))
    }  # Vega counts on from chart to chart
    text = _IDS.sub(lambda m: f"{m[1]}{name}-{order[m[2]]}", text)
    return _SIZE.sub(r'<svg\1 role="img" focusable="false" data-width="\2"', text, count=1)
