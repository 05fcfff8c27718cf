"""``lodestone shock --chart``: one place through a scenario, what it is short of, its stock and its price, form by form."""

from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.terms.errors import NothingToAnswer

if TYPE_CHECKING:
    from lodestone.report.figures.supply_sheet import Block
    from lodestone.shock.result import Run

SMALL = {"width": 300, "height": 190}
MARKED = 3  # dates marked in a figure: more would not fit


def shock_chart(run: "Run", place: str, path: Path) -> Path:
    """Write the sheet of one place (a code or bloc); raises ``NothingToAnswer`` where nothing moves there."""
    from lodestone.brief.names import in_text, mineral_label, place_label
    from lodestone.face.cli.charts import sentence, write_chart
    from lodestone.report.figures.supply_sheet import sheet
    from lodestone.shock.views import moved
    from lodestone.terms.place import place as place_called
    from lodestone.terms.source import FactRef

    code = place_called(place).iso3
    forms = [form for form in run.case.layout.forms if moved(run, code, form)]
    if not forms:
        raise NothingToAnswer(f"nothing moves in {place_label(code)} in this scenario, so there is nothing to draw")
    scenario = run.case.scenario
    blocks: list[Block] = [block for form in forms for block in _form(run, code, form)]
    title = f"{sentence(in_text(place_label(code)))}: {mineral_label(run.case.layout.mineral)}, month by month"
    refs = [ref for shock in scenario.shocks for ref in shock.basis]
    basis = [ref.label if isinstance(ref, FactRef) else f"\u201c{ref.quote}\u201d" for ref in refs]
    footer = [
        f"Line: median of {run.runs} runs; dark band: half of them, pale band: nine in ten. Normal is the year of the network.",
        *scenario.notes,
        *([f"Basis: {'; '.join(dict.fromkeys(basis))}."] if basis else ["The events are hypothetical."]),
    ]
    return write_chart(path, sheet(title, f"{scenario.title} ({scenario.reading})", blocks, footer), title)


def _form(run: "Run", code: str, form: str) -> "list[Block]":
    """Share of the need that is not met, months of stock, and price over normal, of one form."""
    import numpy as np

    from lodestone.report.figures.fan import FanMark, FanSeries, fan
    from lodestone.report.figures.supply_sheet import Block
    from lodestone.report.svg import svg
    from lodestone.shock.result import QUANTILES, input_shortage, log_price, months_of_cover, quantiles, shortage
    from lodestone.terms.month import months_since

    layout, scenario = run.case.layout, run.case.scenario
    need = float(layout.needed[run.nodes(code, form)].sum())
    dated = [(months_since(scenario.start, shock.effective), shock.effective) for shock in scenario.shocks]
    marks = [FanMark(month, f"from {day}") for month, day in sorted(set(dated))[:MARKED]]
    short = quantiles((shortage(run, code, form) + input_shortage(run, code, form)) / need, QUANTILES).T
    cover = quantiles(months_of_cover(run, code, form), QUANTILES).T
    price = np.exp(quantiles(log_price(run, code, form, model_error=True), QUANTILES)).T
    id_ = f"{code}-{form}".lower()

    def drawn(points: "np.ndarray", style: str, what: str, **axes: object) -> str:
        series = [FanSeries(label=what, points=points.tolist(), style=style)]
        return svg(fan(series, scenario.start, **{**SMALL, **axes}), f"{id_}-{what}")  # type: ignore[arg-type]

    name = form.replace("_", " ").capitalize()
    wide = drawn(short, "lost", "short", width=440, marks=marks, top=max(0.05, min(1.0, 1.1 * float(short[:, 4].max()))))
    halves = (
        drawn(cover, "served", "cover", tick=".1f"),
        drawn(price, "mute", "price", tick=".1f", even=1.0, bottom=min(0.9, float(price[:, 0].min()))),
    )
    worst = int(np.argmax(short[:, 2]))
    if short[worst, 2] > 0:
        seen = f"at worst {short[worst, 2]:.0%} of the need in {run.months[worst]}"
    else:
        seen = f"in most runs never short; one run in twenty lacks {float(short[:, 4].max()):.0%} at worst"
    return [
        Block(
            heading=f"{name.capitalize()}: share of need not met", words=f"Need {need:,.3g} t a month; {seen}", drawings=(wide,)
        ),
        Block(words=f"{name.capitalize()}: left, users' stock in months of need; right, price over normal", drawings=halves),
    ]
