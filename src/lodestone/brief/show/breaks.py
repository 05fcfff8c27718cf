"""The section on what breaks: the event in its sentence, fan charts, price, who else is hit, and why."""

from collections.abc import Sequence

from lodestone.brief.breaks import Band, Break, Outcome, summary
from lodestone.brief.compose import Brief
from lodestone.brief.names import in_text, mineral_label, place_label, possessive
from lodestone.brief.said import sentence_around
from lodestone.brief.show.said import source_words
from lodestone.report import numbers
from lodestone.report.figures.fan import FanMark, FanSeries, fan
from lodestone.report.note import (
    Block,
    Bullets,
    Callout,
    Details,
    Figure,
    Figures,
    Heading,
    KeyFigure,
    Panel,
    Para,
    Quote,
    Run,
    Section,
    Table,
    Words,
)
from lodestone.report.svg import svg
from lodestone.shock.explain import Explanation
from lodestone.terms.month import months_since

SMALL, WIDE, TALL, LOW = 340, 700, 270, 220
MEANS = {
    "as stated": "as the text states it",
    "narrow": "only trade that ends with the users named",
    "over-compliant": "most consignments through the licence office",
    "refusal of new contracts": "signed contracts run on, new ones are refused",
    "what-if": "no shipment but a leak",
}


def section(found: Brief, numbers_out: dict[str, object]) -> Section:
    """One part an event, named events before what-ifs, the costliest first."""
    order = sorted(found.breaks, key=lambda b: (b.hypothetical, -b.gravest.lost_share.median, b.chain))
    blocks: list[Block] = []
    if not order:
        blocks.append(Para(("No event could be run: see what the texts leave out, below.",)))
    for event in order:
        blocks += _event(found, event, numbers_out)
    if found.unrun:
        items = tuple((line[:1].upper() + line[1:] + ("" if line.endswith(".") else "."),) for line in found.unrun)
        blocks.append(Details(summary=(f"What could not be run, and why ({len(items)})",), blocks=(Bullets(items),)))
    blocks.append(
        Para(
            (
                Run("How good is this model? ", "strong"),
                "This version has not yet been run against past episodes, so no historical score is printed. ",
                "Read the bands as what follows from the assumptions below, not as a forecast.",
            ),
            "small",
            anchor="score",
        )
    )
    return Section(anchor="breaks", title="What breaks", short="What breaks", blocks=tuple(blocks))


def _event(found: Brief, event: Break, numbers_out: dict[str, object]) -> list[Block]:
    """Everything on one event."""
    gravest = event.gravest
    blocks: list[Block] = [Heading(_title(event), f"breaks-{event.chain}")]
    blocks += _source(found, event)
    blocks.append(Figures(tuple(_keys(found, event))))
    blocks.append(_use_figure(found, event, numbers_out))
    blocks.append(_stock_and_price(found, event, numbers_out))
    because = found.explanations.get(event.chain)
    if because is not None:
        blocks.append(Para(_because(because), anchor=f"because-{event.chain}"))
    if gravest.others:
        hit = numbers.listed([f"{in_text(place_label(code))} {_percent(b)}" for code, b in gravest.others])
        blocks.append(Para((Run("Who else is hit ", "strong"), f"(share of a year's use lost): {hit}.")))
    doubt = found.doubts.get(event.chain)
    if doubt is not None and doubt.movers:
        first = doubt.movers[0]
        blocks.append(
            Para(
                ("The assumption that moves this most: ", Run(first.label[:1].lower() + first.label[1:], to=first.anchor), "."),
                "small",
            )
        )
    if len(event.outcomes) > 1 or gravest.odds is not None:
        blocks.append(_readings(event))
    notes = list(dict.fromkeys(n for o in event.outcomes for n in o.scenario.notes))
    if notes and not event.hypothetical:
        blocks.append(
            Details(
                summary=(f"What had to be assumed about the event ({len(notes)})",), blocks=(Bullets(tuple((n,) for n in notes)),)
            )
        )
    return blocks


def _title(event: Break) -> str:
    what = f"{place_label(event.origin)}: {mineral_label(event.chain)}"
    return (
        f"What if {in_text(place_label(event.origin))} stopped exporting {mineral_label(event.chain)}?"
        if event.hypothetical
        else what
    )


def _source(found: Brief, event: Break) -> list[Block]:
    """The sentence behind the event, or the admission that there is none."""
    if event.measure is None:
        return [
            Callout(
                kind="hypothetical",
                title="Hypothetical.",
                words=(
                    f"No text names a measure that touches {mineral_label(event.chain)}. {place_label(event.origin)} is the largest supplier "
                    f"that {in_text(place_label(found.economy))} leans on; its refusal to export is run so that a reader sees what rests on it.",
                ),
            )
        ]
    readings = {r.document.source.id: r for r in found.readings}
    span = event.measure.basis[0] if event.measure.basis else event.measure.kind.span
    reading = readings[span.source]
    before, after = sentence_around(reading.document.text, span)
    measure = event.measure
    slots: list[tuple[str, Words]] = []
    if measure.actor:
        slots.append(("who", (place_label(measure.actor.value),)))
    if measure.targets:
        slots.append(("whom", (numbers.listed([place_label(t.value) for t in measure.targets]),)))
    goods = [
        Run(
            mineral_label(c.value), "hedged" if c.hedge != "asserted" else "plain", tip=None if c.hedge == "asserted" else c.hedge
        )
        for c in measure.commodities
    ]
    if goods:
        slots.append(("goods", tuple(x for i, g in enumerate(goods) for x in ((", ", g) if i else (g,)))))
    first = event.outcomes[0].scenario.shocks[0]
    slots.append(("run as", (f"announced {numbers.day(first.announced)}, in force {numbers.day(first.effective)}",)))
    missing = [] if measure.commodities else ["which goods"]
    missing += [] if measure.effective else ["from when"]
    return [
        Quote(
            anchor=f"event-{event.chain}", before=before, clause=span.quote, after=after, source=source_words(reading, span),
            slots=tuple(slots), missing=tuple(missing),
        )
    ]  # fmt: skip


def _keys(found: Brief, event: Break) -> list[KeyFigure]:
    """Loss, thinnest cover, first shortage, price: of the gravest reading."""
    o = event.gravest
    reading = f", {o.scenario.reading}" if len(event.outcomes) > 1 else ""
    short = "no shortage" if o.short_after is None else numbers.band(o.short_after.median, o.short_after.low, o.short_after.high)
    return [
        KeyFigure(
            figure=_lead(o.lost_share), label=f"of a year's use of {_form(o.form)} lost{reading}", detail=_tonnes(o), tone="lost",
            to=f"fig-use-{event.chain}",
        ),
        KeyFigure(
            figure=f"{numbers.digits(o.lowest_cover.median)} months", label="of cover at the thinnest",
            detail=f"{numbers.digits(o.lowest_cover.low)}\u2013{numbers.digits(o.lowest_cover.high)}; {numbers.digits(o.cover_before)} before", tone="served",
            to=f"fig-stock-{event.chain}",
        ),
        KeyFigure(
            figure=numbers.percent(o.short_odds) if o.short_after else "none", label="of runs have a shortage",
            detail="" if o.short_after is None else f"first {short} months after the effect", tone="choke",
        ),
        KeyFigure(
            figure=f"\u00d7\u202f{numbers.digits(o.price_peak.median)}", label=f"highest price in {in_text(place_label(found.economy))}",
            detail=f"{numbers.digits(o.price_peak.low)}\u2013{numbers.digits(o.price_peak.high)}; elsewhere \u00d7\u202f{numbers.digits(o.world_peak.median)}",
            to=f"fig-stock-{event.chain}",
        ),
    ]  # fmt: skip


def _lead(b: Band) -> str:
    return "under 0.1\xa0%" if b.median < 0.001 else numbers.percent(b.median)


def _tonnes(o: Outcome) -> str:
    """The band in per cent and the tonnes."""
    share = f"{numbers.percent(max(o.lost_share.low, 0.0)).removesuffix(chr(0xA0) + '%')}\u2013{numbers.percent(max(o.lost_share.high, 0.0))}"
    return f"{share}; {numbers.band(max(o.lost_t.median, 0.0), max(o.lost_t.low, 0.0), max(o.lost_t.high, 0.0), 't')}"


def _percent(b: Band) -> str:
    return numbers.percent_band(max(b.median, 0.0), max(b.low, 0.0), max(b.high, 0.0))


def _marks(o: Outcome) -> list[FanMark]:
    """Announcement and effect, together where they fall on one day."""
    start = o.scenario.start
    marks = []
    for shock in o.scenario.shocks[:1]:
        announced, effective = months_since(start, shock.announced), months_since(start, shock.effective)
        if abs(effective - announced) < 0.05:
            marks.append(FanMark(effective, f"announced, in force {numbers.day(shock.effective)}"))
        else:
            marks += [
                FanMark(announced, f"announced {numbers.day(shock.announced)}"),
                FanMark(effective, f"in force {numbers.day(shock.effective)}"),
            ]
    return marks


def _use_figure(found: Brief, event: Break, numbers_out: dict[str, object]) -> Figure:
    """Use as a share of normal, one panel a reading; with all promises kept as a dashed line on the gravest."""
    anchor = f"fig-use-{event.chain}"
    kept = found.together.get(event.chain)
    panels, rows = [], []
    one = len(event.outcomes) == 1
    floor = _floor([*(o.met for o in event.outcomes), *([kept.met] if kept else [])])
    for i, o in enumerate(event.outcomes):
        series = [FanSeries(label="use", points=o.met.tolist())]
        if kept is not None and o is event.gravest:
            series.append(FanSeries(label="with promises", points=kept.met.tolist(), style="partner", dashed=True))
        start, marks = o.scenario.start, _marks(o)
        small = svg(
            fan(series, start, marks=marks if one else (), width=SMALL, height=LOW, bottom=floor, top=1.02, even=1.0),
            f"{anchor}-s{i}",
        )
        if one:
            wide = svg(
                fan(series, start, marks=marks, width=WIDE, height=TALL, bottom=floor, top=1.02, even=1.0), f"{anchor}-w{i}"
            )
            panels.append(Panel(wide=wide, narrow=small))
        else:
            panels.append(Panel(wide=small, heading=f"{_cap(o.scenario.reading)}: {MEANS.get(o.scenario.reading, '')}"))
        rows += _fan_rows(o.met.tolist(), o, f"use, {o.scenario.reading}", percent=True)
    if kept is not None:
        rows += _fan_rows(kept.met.tolist(), kept, "use, promises kept", percent=True)
    numbers_out[anchor] = {
        "start": str(event.gravest.scenario.start),
        "points": [0.05, 0.25, 0.5, 0.75, 0.95],
        "outcomes": [{**summary(o), "use_over_normal": o.met.tolist()} for o in event.outcomes],
        "with_promises": None if kept is None else {**summary(kept), "use_over_normal": kept.met.tolist()},
    }
    key: list[str | Run] = [
        Run("\u2501 median use", "served"),
        "  ",
        Run("dark band: half of the runs, pale band: nine in ten", "mute"),
    ]
    if kept is not None:
        key += ["  ", Run("\u2505 with the promises kept", "partner")]
    where = possessive(place_label(found.economy))
    hedged = "if it comes; " if event.gravest.odds is not None else ""
    g = event.gravest
    return Figure(
        anchor=anchor,
        title=f"{_cap(where)} use of {mineral_label(event.chain)} ({_form(g.form)})",
        unit=f"share of normal use by month; {hedged}normal is {numbers.digits(g.need_t_per_month)} t a month",
        panels=tuple(panels),
        label=f"Fan chart of monthly use. In the gravest reading {_percent(g.lost_share)} of a year's use is lost; the lowest monthly median is {numbers.percent(float(g.met[:, 2].min()))} of normal.",
        table=Table(columns=("series", "month", "5 %", "25 %", "median", "75 %", "95 %"), rows=tuple(rows), numeric=(2, 3, 4, 5, 6)),
        source=_simulated(found, event),
        key=tuple(key),
        layout="single" if one else "multiples",
    )  # fmt: skip


def _stock_and_price(found: Brief, event: Break, numbers_out: dict[str, object]) -> Figure:
    """Months of cover, and price at home and elsewhere, in the gravest reading."""
    anchor, o = f"fig-stock-{event.chain}", event.gravest
    kept = found.together.get(event.chain)
    start = o.scenario.start
    cover = [FanSeries(label="cover", points=o.cover.tolist())]
    if kept is not None:
        cover.append(FanSeries(label="with promises", points=kept.cover.tolist(), style="partner", dashed=True))
    price = [
        FanSeries(label="home", points=o.price.tolist(), style="lost"),
        FanSeries(label="elsewhere", points=o.world_price.tolist(), style="mute", dashed=True, bands=False),
    ]
    top = max(1.5, 1.05 * float(o.price[:, 4].max()))
    panels = (
        Panel(
            wide=svg(fan(cover, start, width=SMALL, height=LOW, tick=".1f"), f"{anchor}-c"),
            heading="Users' stock, months of normal need",
        ),
        Panel(
            wide=svg(
                fan(
                    price,
                    start,
                    width=SMALL,
                    height=LOW,
                    bottom=min(0.9, float(o.price[:, 0].min())),
                    top=top,
                    tick=".1f",
                    even=1.0,
                ),
                f"{anchor}-p",
            ),
            heading="Price, times normal",
        ),
    )
    numbers_out[anchor] = {
        "start": str(start),
        "reading": o.scenario.reading,
        "cover_months": o.cover.tolist(),
        "price_over_normal": o.price.tolist(),
        "price_elsewhere_over_normal": o.world_price.tolist(),
        "cover_months_with_promises": None if kept is None else kept.cover.tolist(),
    }
    rows = [
        *_fan_rows(o.cover.tolist(), o, "cover, months"),
        *_fan_rows(o.price.tolist(), o, "price at home"),
        *_fan_rows(o.world_price.tolist(), o, "price elsewhere"),
    ]
    reading = f", reading: {o.scenario.reading}" if len(event.outcomes) > 1 else ""
    return Figure(
        anchor=anchor,
        title="Stocks and price",
        unit=f"median, half and nine in ten of the runs{reading}",
        panels=panels,
        label=f"Users' cover falls to {numbers.digits(o.lowest_cover.median)} months; price peaks at {numbers.digits(o.price_peak.median)} times normal.",
        table=Table(columns=("series", "month", "5 %", "25 %", "median", "75 %", "95 %"), rows=tuple(rows), numeric=(2, 3, 4, 5, 6)),
        source=_simulated(found, event),
        key=(
            Run("\u2501 stock", "served"), "  ", *((Run("\u2505 with the promises kept", "partner"), "  ") if kept else ()),
            Run(f"\u2501 price in {place_label(found.economy)}", "lost"), "  ", Run("\u2505 price elsewhere", "mute"),
        ),
        layout="multiples",
    )  # fmt: skip


def _simulated(found: Brief, event: Break) -> Words:
    return (
        f"Simulated on the {found.year} network, {found.runs} runs, seed {found.seed}; ",
        Run("assumptions", to="assumptions"),
        f"; scenario {event.gravest.scenario.id}",
    )


def _floor(fans: Sequence[object]) -> float:
    """A floor for the axis that shows the movement and never starts above 80 %."""
    lowest = min(float(f[:, 0].min()) for f in fans)  # type: ignore[index]
    return max(0.0, min(0.8, int(lowest * 10) / 10 - 0.1))


def _fan_rows(points: list[list[float]], o: Outcome, name: str, percent: bool = False) -> list[tuple[Words, ...]]:
    rows: list[tuple[Words, ...]] = []
    for m, five in enumerate(points):
        shown = [f"{100 * v:.0f}\xa0%" if percent else f"{v:.2f}" for v in five]
        rows.append(((name,), (str(o.scenario.start + m),), *((s,) for s in shown)))
    return rows


def _because(because: Explanation) -> Words:
    """Which constraints bind in the worst month."""
    causes = numbers.listed([f"{c.words} ({numbers.percent(c.share)})" for c in because.causes[:3]])
    month = numbers.day(because.month)
    return (
        Run("Why: ", "strong"),
        f"of the {numbers.digits(because.shortage_t)} t missing in {month}, the worst month on average, {causes}.",
    )


def _readings(event: Break) -> Table:
    """The readings side by side, with and without the chance that the event comes."""
    rows = []
    for o in event.outcomes:
        odds = (
            "as stated"
            if o.odds is None
            else f"{numbers.percent(o.odds.median)} ({numbers.percent(o.odds.low)}\u2013{numbers.percent(o.odds.high)})"
        )
        rows.append((
            (_cap(o.scenario.reading), Run(f" {MEANS.get(o.scenario.reading, '')}", "mute")),
            (_percent(o.lost_share),),
            (numbers.band(o.lowest_cover.median, o.lowest_cover.low, o.lowest_cover.high),),
            (numbers.band(o.price_peak.median, o.price_peak.low, o.price_peak.high),),
            (Run(odds, to="assumptions"),),
            (_percent(o.expected_share),),
        ))  # fmt: skip
    return Table(
        columns=("reading", "year's use lost, if it comes", "cover at the thinnest, months", "price peak, times normal", "chance that it comes", "year's use lost, counting runs without it"),
        rows=tuple(rows),
        numeric=(1, 2, 3, 4, 5),
    )  # fmt: skip


def _form(form: str) -> str:
    return form.replace("_", " ")


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
