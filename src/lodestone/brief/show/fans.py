"""The fan charts of one event: use by reading, then stocks and price in the gravest reading."""

from collections.abc import Sequence
from typing import Any

from lodestone.brief.breaks import Break, Outcome, summary
from lodestone.brief.compose import Brief
from lodestone.brief.names import mineral_label, place_label, possessive
from lodestone.brief.stated import NOT_IN_FORCE
from lodestone.report import numbers
from lodestone.report.figures.fan import FanMark, FanSeries, fan
from lodestone.report.note import Figure, Panel, Run, Table, Words
from lodestone.report.svg import svg
from lodestone.terms.month import months_since

SMALL: dict[str, Any] = {"width": 340, "height": 220}
WIDE: dict[str, Any] = {"width": 700, "height": 270}
FAN_COLUMNS = ("series", "month", "5 %", "25 %", "median", "75 %", "95 %")
MEANS = {
    "as stated": "as the text states it",
    "narrow": "only trade that ends with the users named",
    "over-compliant": "most consignments through the licence office",
    "refusal of new contracts": "signed contracts run on, new ones are refused",
    "what-if": "no shipment but a leak",
    NOT_IN_FORCE: "nothing of it happens",
}


def titled(reading: str) -> str:
    """A reading with what it means, where its name does not say so itself."""
    return f"{_cap(reading)}: {MEANS[reading]}" if reading in MEANS else _cap(reading)


def zero(event: Break) -> float | None:
    """Months from the start of the run to the effect, for an event that has no date of its own."""
    case, measure = event.outcomes[0].scenario, event.measure
    dated = measure is not None and (measure.announced or measure.effective)
    return None if dated else months_since(case.start, case.shocks[0].effective)


def use_figure(found: Brief, event: Break, values: dict[str, object]) -> Figure:
    """Use as a share of normal, one panel a reading; with all promises kept as a dashed line on the gravest."""
    anchor, gravest = f"fig-use-{event.chain}", event.gravest
    kept, alone = found.together.get(event.chain), len(event.outcomes) == 1
    axes: dict[str, Any] = {"bottom": _floor(event, kept), "top": 1.02, "even": 1.0, "zero": zero(event)}
    panels, rows = [], []
    for i, o in enumerate(event.outcomes):
        series = [FanSeries(label="use", points=o.met.tolist())]
        if kept is not None and o is gravest:
            series.append(FanSeries(label="with promises", points=kept.met.tolist(), style="partner", dashed=True))
        marks, start = _marks(event, o), o.scenario.start
        if alone:
            wide, small = fan(series, start, marks=marks, **WIDE, **axes), fan(series, start, marks=marks, **SMALL, **axes)
            panels.append(Panel(wide=svg(wide, f"{anchor}-w"), narrow=svg(small, f"{anchor}-s")))
        else:
            heading = titled(o.scenario.reading)
            panels.append(Panel(wide=svg(fan(series, start, marks=marks, **SMALL, **axes), f"{anchor}-{i}"), heading=heading))
        rows += _rows(o.met.tolist(), event, o, f"use, {o.scenario.reading}", percent=True)
    if kept is not None:
        rows += _rows(kept.met.tolist(), event, kept, "use, promises kept", percent=True)
    values[anchor] = {
        "start": str(gravest.scenario.start),
        "points": [0.05, 0.25, 0.5, 0.75, 0.95],
        "outcomes": [{**summary(o), "use_over_normal": o.met.tolist()} for o in event.outcomes],
        "with_promises": None if kept is None else {**summary(kept), "use_over_normal": kept.met.tolist()},
    }
    lost, least = share_band(gravest), numbers.percent(float(gravest.met[:, 2].min()))
    whose, what = _cap(possessive(place_label(found.economy))), gravest.form.replace("_", " ")
    seen = f"In the gravest reading {lost} of a year's use is lost; the lowest monthly median is {least}"
    hedged = "if it comes; " if gravest.odds is not None else ""
    return Figure(
        anchor=anchor,
        title=f"{whose} use of {mineral_label(event.chain)} ({what})",
        unit=f"share of normal use by month; {hedged}normal is {numbers.digits(gravest.need_t_per_month)} t a month",
        panels=tuple(panels),
        label=f"Fan chart of monthly use. {seen}.",
        table=Table(columns=FAN_COLUMNS, rows=tuple(rows), numeric=(2, 3, 4, 5, 6)),
        source=_simulated(found, event),
        key=_use_key(event, kept is not None),
        layout="single" if alone else "multiples",
    )


def _use_key(event: Break, with_promises: bool) -> Words:
    bands = Run("dark band: half of the runs, pale band: nine in ten", "mute")
    key: list[str | Run] = [Run("\u2501 median use", "served"), "  ", bands]
    if with_promises:
        key += ["  ", Run("\u2505 median with the promises kept", "partner")]
    if zero(event) is not None:
        key += [Run(" \u00b7 months counted from the effect", "mute")]
    return tuple(key)


def stock_figure(found: Brief, event: Break, values: dict[str, object]) -> Figure:
    """Months of cover, and price at home and elsewhere, in the gravest reading."""
    anchor, o = f"fig-stock-{event.chain}", event.gravest
    kept, start, at = found.together.get(event.chain), o.scenario.start, zero(event)
    cover = [FanSeries(label="cover", points=o.cover.tolist())]
    if kept is not None:
        cover.append(FanSeries(label="with promises", points=kept.cover.tolist(), style="partner", dashed=True))
    price = [
        FanSeries(label="home", points=o.price.tolist(), style="lost"),
        FanSeries(label="elsewhere", points=o.world_price.tolist(), style="mute", dashed=True, bands=False),
    ]
    top, bottom = max(1.5, 1.05 * float(o.price[:, 4].max())), min(0.9, float(o.price[:, 0].min()))
    stock = fan(cover, start, **SMALL, tick=".1f", zero=at)
    cost = fan(price, start, **SMALL, bottom=bottom, top=top, tick=".1f", even=1.0, zero=at)
    values[anchor] = {
        "start": str(start),
        "reading": o.scenario.reading,
        "cover_months": o.cover.tolist(),
        "price_over_normal": o.price.tolist(),
        "price_elsewhere_over_normal": o.world_price.tolist(),
        "cover_months_with_promises": None if kept is None else kept.cover.tolist(),
    }
    series = ((o.cover, "cover, months"), (o.price, "price at home"), (o.world_price, "price elsewhere"))
    rows = [row for points, name in series for row in _rows(points.tolist(), event, o, name)]
    reading = f"; reading: {o.scenario.reading}" if len(event.outcomes) > 1 else ""
    promise = (Run("\u2505 with the promises kept", "partner"), "  ") if kept is not None else ()
    return Figure(
        anchor=anchor,
        title="Stocks and price",
        unit=f"median, half and nine in ten of the runs{reading}",
        panels=(
            Panel(wide=svg(stock, f"{anchor}-c"), heading="Users' stock, months of normal need"),
            Panel(wide=svg(cost, f"{anchor}-p"), heading="Price, times normal"),
        ),
        label=(
            f"Users' cover falls to {numbers.digits(o.lowest_cover.median)} months; "
            f"price peaks at {numbers.digits(o.price_peak.median)} times normal."
        ),
        table=Table(columns=FAN_COLUMNS, rows=tuple(rows), numeric=(2, 3, 4, 5, 6)),
        source=_simulated(found, event),
        key=(
            *(Run("\u2501 stock", "served"), "  "), *promise,
            *(Run(f"\u2501 price in {place_label(found.economy)}", "lost"), "  ", Run("\u2505 price elsewhere", "mute")),
        ),
        layout="multiples",
    )  # fmt: skip


def share_band(o: Outcome) -> str:
    """The share of a year's use lost, in words; a gain through stock building reads as nothing lost."""
    b = o.lost_share
    return numbers.percent_band(max(b.median, 0.0), max(b.low, 0.0), max(b.high, 0.0))


def _marks(event: Break, o: Outcome) -> list[FanMark]:
    """Announcement and effect, together where they fall on one day."""
    if not o.scenario.shocks:
        return []
    start, shock = o.scenario.start, o.scenario.shocks[0]
    announced, effective = months_since(start, shock.announced), months_since(start, shock.effective)
    if zero(event) is not None:
        return [FanMark(effective, "the door closes" if event.hypothetical else "announced and in force (no date given)")]
    if abs(effective - announced) < 0.05:
        return [FanMark(effective, f"announced and in force {numbers.day(shock.effective)}")]
    named = f"announced {numbers.day(shock.announced)}", f"in force {numbers.day(shock.effective)}"
    return [FanMark(announced, named[0]), FanMark(effective, named[1])]


def _floor(event: Break, kept: Outcome | None) -> float:
    """A floor for the axis that shows the movement and never starts above 80 %."""
    lowest = min(float(o.met[:, 0].min()) for o in (*event.outcomes, *((kept,) if kept else ())))
    return max(0.0, min(0.8, int(lowest * 10) / 10 - 0.1))


def _simulated(found: Brief, event: Break) -> Words:
    assumptions = Run("assumptions", to="assumptions")
    about = f"Simulated on the {found.year} network, {found.runs} runs, seed {found.seed}; "
    return (about, assumptions, f"; scenario {event.gravest.scenario.id}")


def _rows(
    points: Sequence[Sequence[float]], event: Break, o: Outcome, name: str, percent: bool = False
) -> list[tuple[Words, ...]]:
    """The table twin of one fan; months of an event without a date are counted from it."""
    at = zero(event)
    rows: list[tuple[Words, ...]] = []
    for m, five in enumerate(points):
        shown = [f"{100 * v:.0f}\xa0%" if percent else f"{v:.2f}" for v in five]
        month = str(o.scenario.start + m) if at is None else f"{m - int(at):+d}".replace("-", "\u2212").replace("+0", "0")
        rows.append(((name,), (month,), *((s,) for s in shown)))
    return rows


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
