"""The section on doubt: what moves the answer, what the data do not show, which licences, what the model cannot see."""

from lodestone.brief.compose import Brief
from lodestone.brief.doubts import MODEL_BLIND, Doubts, used_priors
from lodestone.brief.names import mineral_label
from lodestone.report import numbers
from lodestone.report.figures.tornado import TornadoRow, tornado
from lodestone.report.note import Block, Bullets, Details, Figure, Heading, Panel, Para, Run, Section, Table, Words
from lodestone.report.svg import svg
from lodestone.terms.prior import Prior

SHAPE = {"triangular": "triangular", "lognormal": "lognormal", "normal": "normal", "fixed": "fixed"}


def section(found: Brief, numbers_out: dict[str, object]) -> Section:
    """Tornado of the main event, data quality, blind spots, all assumptions with ids and reasons."""
    blocks: list[Block] = []
    main = found.doubts.get(found.main or "")
    if main is not None and main.movers:
        blocks.append(_tornado(found, main, numbers_out))
    blocks += _data(found)
    blocks.append(Heading("What the model cannot see"))
    blocks.append(Bullets(tuple((line,) for line in MODEL_BLIND)))
    blocks += _assumptions(found)
    return Section(anchor="doubts", title="What to doubt", short="What to doubt", blocks=tuple(blocks))


def _tornado(found: Brief, main: Doubts, numbers_out: dict[str, object]) -> Figure:
    """The movers of the main event's outcome, widest first."""
    anchor = "fig-doubt"
    share = main.unit == "share"
    rows = [
        TornadoRow(
            label=f"{m.label}: {numbers.digits(m.value_low)} or {numbers.digits(m.value_high)}", at_low=m.at_low, at_high=m.at_high,
            low_label=numbers.digits(m.value_low), high_label=numbers.digits(m.value_high),
        )
        for m in main.movers
    ]  # fmt: skip
    tick = ".0%" if share and max(m.swing for m in main.movers) > 0.02 else ".1%" if share else ".1f"
    numbers_out[anchor] = {
        "measure": main.measure,
        "mean": main.centre,
        "rows": [{"id": m.prior.id if m.prior else m.id, "value_low": m.value_low, "value_high": m.value_high, "at_low": m.at_low, "at_high": m.at_high} for m in main.movers],
    }  # fmt: skip

    def shown(value: float) -> str:
        return numbers.percent(max(value, 0.0)) if share else numbers.digits(value)

    table = Table(
        columns=("assumption", "low", "high", "answer at low", "answer at high"),
        rows=tuple(
            (
                (Run(m.label, to=m.anchor),),
                (numbers.digits(m.value_low),),
                (numbers.digits(m.value_high),),
                (shown(m.at_low),),
                (shown(m.at_high),),
            )
            for m in main.movers
        ),
        numeric=(1, 2, 3, 4),
    )
    chain = mineral_label(main.outcome.scenario.commodity)
    first = main.movers[0]
    return Figure(
        anchor=anchor,
        title="The assumptions that move the answer most",
        unit=f"mean {main.measure}, {chain}, {main.outcome.scenario.reading}",
        panels=(Panel(wide=svg(tornado(rows, main.centre, width=700, tick=tick), f"{anchor}-w"), narrow=svg(tornado(rows, main.centre, tick=tick), f"{anchor}-n")),),
        label=f"Tornado. Widest: {first.label}, from {shown(first.at_low)} to {shown(first.at_high)}; mean {shown(main.centre)}.",
        table=table,
        source=("Runs split by each drawn assumption: the fifth with its lowest and the fifth with its highest values. ", Run("All assumptions", to="assumptions")),
        key=(Run("\u25a0 where the assumption is high", "partner"), "  ", Run("pale: where it is low; line: mean of all runs", "mute")),
    )  # fmt: skip


def _data(found: Brief) -> list[Block]:
    """What each network rests on, form by form."""
    rows = []
    for one in found.dependence:
        if one.network is None:
            continue
        for a in one.network.stage_accounts:
            moved = a.moved_t / a.throughput_t if a.throughput_t else 0.0
            cells = (
                [f"{100 * v:.0f}\xa0%" for v in (a.observed, a.estimated, a.carried, a.imputed)]
                if a.traded_t > 0
                else ["\u2013"] * 4
            )
            rows.append(((one.label,), (a.form.replace("_", " "),), *((c,) for c in cells), (f"{100 * moved:.1f}\xa0%",)))
    blocks: list[Block] = []
    if rows:
        blocks.append(Heading("What the trade figures rest on"))
        blocks.append(
            Para(
                (
                    "Share of traded tonnes that a publisher shows, that is estimated from one, carried from another year, or filled in.",
                ),
                "small",
            )
        )
        blocks.append(
            Table(
                columns=("mineral", "form", "observed", "estimated", "carried", "imputed", "moved to balance"),
                rows=tuple(rows),
                numeric=(2, 3, 4, 5, 6),
            )
        )
    notes = [(one.label, line) for one in found.dependence if one.network is not None for line in one.network.assumptions]
    if notes:
        items = tuple((Run(f"{label}: ", "mute"), line) for label, line in notes)
        blocks.append(Details(summary=(f"Holes in the data that were bridged ({len(items)})",), blocks=(Bullets(items),)))
    return blocks


def _assumptions(found: Brief) -> list[Block]:
    """Every prior behind the simulations, each with its anchor, range, reason and source."""
    scenarios = [o.scenario for b in found.breaks for o in b.outcomes] + [o.scenario for o in found.together.values()]
    promised = [e.with_promise.scenario for p in found.promised for e in p.effects]
    used = list(used_priors([*scenarios, *promised]))
    odds = [c.odds.prior for p in found.promised for c in p.interventions if c.odds is not None and c.odds.prior]
    from lodestone.terms.prior import priors

    used += [priors()[i] for i in dict.fromkeys(odds) if i in priors() and priors()[i] not in used]
    rows, anchors = [], []
    for p in used:
        rows.append((((Run(p.id, "code"),), (_range(p),), (p.reason,), (Run(p.source, "mute"),))))
        anchors.append(f"a-{p.id.replace('.', '-').replace('_', '-')}")
    table = Table(columns=("assumption", "low, central, high", "reason", "source"), rows=tuple(rows), anchors=tuple(anchors))
    return [
        Heading("Every assumption used", "assumptions", f"{len(used)}; low and high are 5 % and 95 % points"),
        Details(summary=("Show them with reasons and sources",), blocks=(table,), anchor="assumption-list"),
    ]


def _range(p: Prior) -> Words:
    unit = "" if p.unit == "1" else f" {p.unit}"
    if p.shape == "fixed":
        return (f"{p.mode:g}{unit}, fixed",)
    return (f"{p.low:.3g}, {p.mode:.3g}, {p.high:.3g}{unit}; {SHAPE[p.shape]}",)
