"""The section on doubt: what moves the answer, what the data do not show, what the model cannot see, every assumption."""

from lodestone.brief.compose import Brief
from lodestone.brief.doubts import MODEL_BLIND, Doubts, Mover, used_priors
from lodestone.brief.names import mineral_label
from lodestone.brief.show.words import form_label, with_names
from lodestone.report import numbers
from lodestone.report.figures.tornado import TornadoRow, tornado
from lodestone.report.note import Block, Bullets, Details, Figure, Heading, Panel, Run, Section, Table, Words
from lodestone.report.svg import svg
from lodestone.terms.prior import Prior, priors


def section(found: Brief, values: dict[str, object]) -> Section:
    """Tornado of the main event, data quality, blind spots, all assumptions with ids and reasons."""
    blocks: list[Block] = []
    main = found.doubts.get(found.main or "")
    if main is not None and main.movers:
        blocks.append(_tornado(main, values))
    blocks += _data(found)
    blocks += [Heading("What the model cannot see"), Bullets(tuple((line,) for line in MODEL_BLIND))]
    blocks += _assumptions(found)
    return Section(anchor="doubts", title="What to doubt", short="What to doubt", blocks=tuple(blocks))


def _tornado(main: Doubts, values: dict[str, object]) -> Figure:
    """The movers of the main event's outcome, widest first."""
    anchor, share = "fig-doubt", main.unit == "share"

    def shown(value: float) -> str:
        return numbers.percent(max(value, 0.0)) if share else numbers.digits(value)

    widest = max(m.swing for m in main.movers)
    tick = ".1f" if not share else ".0%" if widest > 0.02 else ".1%"
    rows = [_bar(m) for m in main.movers]
    values[anchor] = {"measure": main.measure, "mean": main.centre, "rows": [_value(m) for m in main.movers]}
    lines: list[tuple[Words, ...]] = []
    for m in main.movers:
        cells = (numbers.digits(m.value_low), numbers.digits(m.value_high), shown(m.at_low), shown(m.at_high))
        lines.append(((Run(m.label, to=m.anchor),), *((cell,) for cell in cells)))
    columns = ("assumption", "low", "high", "answer at low", "answer at high")
    table = Table(columns=columns, rows=tuple(lines), numeric=(1, 2, 3, 4))
    wide, narrow = tornado(rows, main.centre, width=700, tick=tick), tornado(rows, main.centre, tick=tick)
    first, chain = main.movers[0], mineral_label(main.outcome.scenario.commodity)
    reading = main.outcome.scenario.reading
    fifths = "Runs split by each drawn assumption: the fifth with its lowest and the fifth with its highest values. "
    return Figure(
        anchor=anchor,
        title="The assumptions that move the answer most",
        unit=f"mean {main.measure}; {chain}" + ("" if reading == "what-if" else f", reading: {reading}"),
        panels=(Panel(wide=svg(wide, f"{anchor}-w"), narrow=svg(narrow, f"{anchor}-n")),),
        label=f"Tornado. Widest: {first.label}, from {shown(first.at_low)} to {shown(first.at_high)}; mean {shown(main.centre)}.",
        table=table,
        source=(fifths, Run("All assumptions", to="assumptions")),
        key=(
            Run("\u25a0 answer where the assumption is high", "partner"), "  ",
            Run("pale: where it is low; line: mean of all runs", "mute"),
        ),
    )  # fmt: skip


def _bar(m: Mover) -> TornadoRow:
    low, high = numbers.digits(m.value_low), numbers.digits(m.value_high)
    return TornadoRow(label=m.label, at_low=m.at_low, at_high=m.at_high, low_label=low, high_label=high)


def _value(m: Mover) -> dict[str, object]:
    ends = {key: getattr(m, key) for key in ("value_low", "value_high", "at_low", "at_high")}
    return {"id": m.prior.id if m.prior else m.id, **ends}


def _data(found: Brief) -> list[Block]:
    """What each network rests on, form by form."""
    rows: list[tuple[Words, ...]] = []
    for one in found.dependence:
        for a in one.network.stage_accounts if one.network is not None else ():
            moved = a.moved_t / a.throughput_t if a.throughput_t else 0.0
            parts = (a.observed, a.estimated, a.carried, a.imputed)
            cells = [f"{100 * v:.0f}\xa0%" if a.traded_t > 0 else "\u2013" for v in parts]
            rows.append(((one.label,), (form_label(a.form),), *((c,) for c in cells), (f"{100 * moved:.1f}\xa0%",)))
    blocks: list[Block] = []
    if rows:
        caption = "Share of traded tonnes that a publisher shows, estimated from one, carried from another year, or filled in."
        columns = ("mineral", "form", "observed", "estimated", "carried", "imputed", "moved to balance")
        blocks.append(Heading("What the trade figures rest on", "data-quality"))
        blocks.append(Table(columns=columns, rows=tuple(rows), numeric=(2, 3, 4, 5, 6), caption=caption))
    notes = [(one.label, line) for one in found.dependence if one.network is not None for line in one.network.assumptions]
    if notes:
        items = tuple((Run(f"{label}: ", "mute"), with_names(line)) for label, line in notes)
        blocks.append(Details(summary=(f"Holes in the data that were bridged ({len(items)})",), blocks=(Bullets(items),)))
    return blocks


def _assumptions(found: Brief) -> list[Block]:
    """Every prior behind the simulations, each with its anchor, range, reason and source."""
    scenarios = [o.scenario for b in found.breaks for o in b.outcomes]
    scenarios += [e.with_promise.scenario for p in found.promised for e in p.effects]
    used = {p.id: p for p in used_priors(scenarios)}
    for promised in found.promised:
        for change in promised.interventions:
            if change.odds is not None and change.odds.prior in priors():
                used.setdefault(str(change.odds.prior), priors()[str(change.odds.prior)])
    rows = tuple(((Run(p.id, "code"),), _range(p), (p.reason,), (Run(p.source, "mute"),)) for p in used.values())
    anchors = tuple(f"a-{p.id.replace('.', '-').replace('_', '-')}" for p in used.values())
    table = Table(columns=("assumption", "low, central, high", "reason", "source"), rows=rows, anchors=anchors)
    return [
        Heading("Every assumption used", "assumptions", f"{len(used)}; low and high are 5 % and 95 % points"),
        Details(summary=("Show them with reasons and sources",), blocks=(table,), anchor="assumption-list"),
    ]


def _range(p: Prior) -> Words:
    unit = "" if p.unit == "1" else f" {p.unit}"
    if p.shape == "fixed":
        return (f"{p.mode:g}{unit}, fixed",)
    return (f"{p.low:.3g}, {p.mode:.3g}, {p.high:.3g}{unit}; {p.shape}",)
