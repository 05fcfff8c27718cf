"""Colours, one table for charts and page: each token with its light and its dark value."""

from typing import Any

# A token's light value is the very colour a chart is drawn in; the page's style sheet maps it to a variable, so that one
# drawing serves light, dark and print. Light values must therefore differ from each other.
TOKENS: dict[str, tuple[str, str]] = {
    "paper": ("#fdfdfc", "#10161b"),
    "card": ("#f6f8f8", "#161e24"),
    "ink": ("#17242c", "#e6ecef"),
    "mute": ("#5a6a75", "#98a9b4"),
    "line": ("#dde4e7", "#2a3740"),
    "grid": ("#e9eef0", "#222d35"),
    "land": ("#e3e9eb", "#26333c"),
    "sea": ("#f5f8f9", "#131b21"),
    "served": ("#0f766e", "#45b8ab"),
    "served_soft": ("#8cc4be", "#1f5a56"),
    "lost": ("#b4232c", "#f2797a"),
    "lost_soft": ("#e3a3a5", "#6b3237"),
    "choke": ("#b45f06", "#eba346"),
    "choke_soft": ("#ecc48f", "#664722"),
    "partner": ("#2563a8", "#79afe9"),
    "partner_soft": ("#a5c3e4", "#29486b"),
    "mark": ("#fff2c2", "#4a3f16"),
}

CHART_FONT = "Arial"  # measured with the metric-compatible font that vl-convert carries; the page shows its own system font


def light(token: str) -> str:
    """The light value of a token, as charts are drawn."""
    return TOKENS[token][0]


def variables(dark: bool) -> str:
    """CSS custom properties of every token."""
    return "".join(f"--{name.replace('_', '-')}:{values[1 if dark else 0]};" for name, values in TOKENS.items())


def chart_rules() -> str:
    """CSS that repaints the colours of inline charts with the page's variables."""
    return "\n".join(
        f'.chart [{attribute}="{colour}"]{{{attribute}:var(--{name.replace("_", "-")})}}'
        for name, (colour, _) in TOKENS.items()
        for attribute in ("fill", "stroke")
    )


def chart_config() -> dict[str, Any]:
    """The Vega-Lite configuration every chart shares: quiet axes, no frame, muted words."""
    mute, grid = light("mute"), light("grid")
    axis = {
        "labelColor": mute,
        "titleColor": mute,
        "gridColor": grid,
        "domainColor": light("line"),
        "tickColor": light("line"),
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelFont": CHART_FONT,
        "titleFont": CHART_FONT,
    }
    return {
        "background": "transparent",
        "font": CHART_FONT,
        "view": {"stroke": None},
        "axis": axis,
        "text": {"font": CHART_FONT, "fontSize": 12, "color": light("ink")},
        "mark": {"aria": False},  # a mark with a hover text of its own asks for it: aria=True
    }
