"""The section on what breaks: the event in its sentence, key figures, fan charts, who else is hit, and why."""

from lodestone.brief.breaks import Band, Break
from lodestone.brief.compose import Brief
from lodestone.brief.names import in_text, mineral_label, place_label
from lodestone.brief.said import sentence_around
from lodestone.brief.show.fans import MEANS, share_band, stock_figure, use_figure, zero
from lodestone.brief.show.said import source_words
from lodestone.brief.show.words import cap, form_label, with_names
from lodestone.report import numbers
from lodestone.report.note import (
    Block,
    Bullets,
    Callout,
    Details,
    Figures,
    Heading,
    KeyFigure,
    Para,
    Quote,
    Run,
    Section,
    Table,
    Words,
)
from lodestone.shock import history
from lodestone.shock.explain import Explanation
from lodestone.terms.said import Said

TELLING = 0.01  # causes below this share of a shortage are left to the numbers


def section(found: Brief, values: dict[str, object]) -> Section:
    """One part an event: the main one in full, the others with their stocks, prices and readings on demand."""
    order = _order(found)
    blocks: list[Block] = []
    if not order:
        blocks.append(Para(("No event could be run; the reasons stand below.",)))
    for event in order:
        blocks += _event(found, event, values)
    if found.unrun:
        items = tuple((_sentence(with_names(line)),) for line in found.unrun)
        blocks.append(
            Details(summary=(f"What could not be run, and why ({len(items)})",), blocks=(Bullets(items),), anchor="unrun")
        )
    blocks.append(Para(_score(order), "small", anchor="score"))
    return Section(anchor="breaks", title="What breaks", short="What breaks", blocks=tuple(blocks))


def _score(order: list[Break]) -> Words:
    """How far the model missed past events of the kinds simulated here, fitted without each."""
    kinds = dict.fromkeys(shock.kind for event in order for shock in event.gravest.scenario.shocks)
    told = " ".join(dict.fromkeys(history.line(kind) for kind in kinds))
    return (
        Run("How good is this model? ", "strong"),
        f"{told} " if told else "",
        "Read the bands as what follows from the assumptions below, not as a forecast. ",
        "\u201clodestone backtest all\u201d shows every episode.",
    )


def _order(found: Brief) -> list[Break]:
    """The main event first, then named events before what-ifs, the costliest first."""
    return sorted(found.breaks, key=lambda b: (b.chain != found.main, b.hypothetical, -b.gravest.lost_share.median, b.chain))


def _event(found: Brief, event: Break, values: dict[str, object]) -> list[Block]:
    """Everything on one event."""
    first: list[Block] = [Heading(_title(event), f"breaks-{event.chain}")]
    first += _source(found, event)
    first += [Figures(tuple(_keys(found, event))), use_figure(found, event, values)]
    more: list[Block] = [stock_figure(found, event, values)]
    because = found.explanations.get(event.chain)
    if because is not None:
        more.append(Para(_because(event, because), anchor=f"because-{event.chain}"))
    hit = event.gravest.others
    if hit:
        named = numbers.listed([f"{in_text(place_label(code))} {_percent(b)}" for code, b in hit])
        more.append(Para((Run("Who else is hit ", "strong"), f"(share of a year's use lost): {named}.")))
    if len(event.outcomes) > 1 or event.gravest.odds is not None:
        more.append(_readings(event))
    first += _weakest(found, event)
    doubt = found.doubts.get(event.chain)
    if doubt is not None and doubt.movers:
        word = doubt.movers[0].label
        weakest = Run(word[:1].lower() + word[1:], to=doubt.movers[0].anchor)
        first.append(Para(("The assumption that moves this most: ", weakest, "."), "small"))
    notes = list(dict.fromkeys(n for o in event.outcomes for n in o.scenario.notes))
    if notes and not event.hypothetical:
        items = Bullets(tuple((with_names(n),) for n in notes))
        more.append(Details(summary=(f"What had to be assumed about the event ({len(notes)})",), blocks=(items,)))
    if event.chain == found.main:
        return first + more
    return [*first, Details(summary=("Stocks, price, who else is hit, readings",), blocks=tuple(more))]


def _weakest(found: Brief, event: Break) -> list[Block]:
    """A warning where the flows behind the numbers are filled in, or their origins uncertain."""
    origins = found.behind(event.gravest)
    if origins is None or origins.printable:
        return []
    form, where = form_label(origins.form), in_text(place_label(found.economy))
    reason = f"For {form}, {with_names(origins.reason)}. "
    if "imputed" in origins.reason:
        share = numbers.percent(origins.imputed)
        reason = f"{share} of the {form} that reaches {where} in this network is filled in: no open source shows it. "
    size = "Read the size of the numbers above, not their digits; "
    return [
        Callout(kind="note", title="Weakest link.", words=(reason, size, Run("what the figures rest on", to="data-quality"), "."))
    ]


def _title(event: Break) -> str:
    origin, mineral = in_text(place_label(event.origin)), mineral_label(event.chain)
    return f"What if {origin} stopped exporting {mineral}?" if event.hypothetical else f"{cap(mineral)} from {origin}"


def _source(found: Brief, event: Break) -> list[Block]:
    """The sentence behind the event, or the admission that there is none."""
    if event.measure is None:
        mineral, supplier = mineral_label(event.chain), place_label(event.origin)
        words = (
            f"No text names a measure that touches {mineral}. {cap(in_text(supplier))} is the largest supplier behind it; ",
            "its refusal to export is run so that a reader sees what rests on it.",
        )
        return [Callout(kind="hypothetical", title="Hypothetical.", words=words)]
    measure = event.measure
    same = next((b for b in _order(found) if b.measure is not None and b.measure.id == measure.id), event)
    if same.chain != event.chain:
        mineral = mineral_label(same.chain)
        return [Para(("The same sentence as for ", Run(mineral, to=f"breaks-{same.chain}"), "."), "small")]
    readings = {r.document.source.id: r for r in found.readings}
    spans = [s for s in measure.basis if s.source in readings] or [measure.kind.span]
    blocks: list[Block] = []
    for i, span in enumerate(spans[:3]):
        reading = readings[span.source]
        before, after = sentence_around(reading.document.text, span)
        last = i == len(spans[:3]) - 1
        quote = Quote(
            anchor=f"event-{event.chain}-{i}",
            before=before,
            clause=span.quote,
            after=after,
            source=source_words(reading, span),
            slots=tuple(_slots(event)) if last else (),
            missing=tuple(_missing(event)) if last else (),
        )
        blocks.append(quote)
    link = next((k for k in found.linked if k.measure.id == measure.id), None)
    if link is not None:
        where = "; ".join(f"{r.title or r.publisher}, {r.source}" for r in link.records)
        told: Words = (Run("Other sources. ", "strong"), f"{_sentence(link.sentence(found.day))} It stands in {where}.")
        blocks.append(Para(told, "small", anchor=f"record-{event.chain}"))
    return blocks


def _slots(event: Break) -> list[tuple[str, Words]]:
    """Who, whom, which goods, and the dates the run takes."""
    measure = event.measure
    assert measure is not None
    slots: list[tuple[str, Words]] = []
    if measure.actor:
        slots.append(("who", (place_label(measure.actor.value),)))
    if measure.targets:
        slots.append(("whom", (numbers.listed([place_label(t.value) for t in measure.targets]),)))
    if measure.commodities:
        slots.append(("goods", _joined([_good(c) for c in measure.commodities])))
    if measure.end_users:
        slots.append(("users", _joined([e.value.replace("_", " ") for e in measure.end_users])))
    if zero(event) is None:
        shock = event.outcomes[0].scenario.shocks[0]
        slots.append(("run as", (f"announced {numbers.day(shock.announced)}, in force {numbers.day(shock.effective)}",)))
    return slots


def _good(said: Said[str]) -> Run:
    hedged = said.hedge != "asserted"
    return Run(mineral_label(said.value), "hedged" if hedged else "plain", tip=said.hedge if hedged else None)


def _joined(parts: "list[Run] | list[str]") -> Words:
    words: list[str | Run] = []
    for part in parts:
        words += [", ", part] if words else [part]
    return tuple(words)


def _missing(event: Break) -> list[str]:
    measure = event.measure
    assert measure is not None
    absent = [] if measure.commodities else ["which goods"]
    return absent + ([] if measure.effective else ["from when"])


def _keys(found: Brief, event: Break) -> list[KeyFigure]:
    """Loss, thinnest cover, odds of a shortage, price: of the gravest reading."""
    o = event.gravest
    reading = f" (reading: {o.scenario.reading})" if len(event.outcomes) > 1 else ""
    lost = "under 0.1\xa0%" if o.lost_share.median < 0.001 else numbers.percent(o.lost_share.median)
    tonnes = numbers.digits(max(o.lost_t.median, 0.0))
    after = ""
    if o.short_after is not None:
        after = f"first after {numbers.band(o.short_after.median, o.short_after.low, o.short_after.high, 'months')}"
    return [
        KeyFigure(
            figure=lost,
            label=f"of a year's use of {o.form.replace('_', ' ')} lost{reading}",
            detail=f"{numbers.percent_span(max(o.lost_share.low, 0.0), max(o.lost_share.high, 0.0))}; {tonnes} t",
            tone="lost",
            to=f"fig-use-{event.chain}",
        ),
        KeyFigure(
            figure=f"{numbers.digits(o.lowest_cover.median)} months",
            label="of cover at the thinnest",
            detail=f"{numbers.span(o.lowest_cover.low, o.lowest_cover.high)}; {numbers.digits(o.cover_before)} before",
            tone="served",
            to=f"fig-stock-{event.chain}",
        ),
        KeyFigure(
            figure=numbers.percent(o.short_odds) if o.short_odds > 0 else "no run",
            label="of the runs have a month of shortage" if o.short_odds > 0 else "has a month of shortage",
            detail=after,
            tone="choke",
        ),
        KeyFigure(
            figure=f"\u00d7\u202f{numbers.digits(o.price_peak.median)}",
            label=f"highest price in {in_text(place_label(found.economy))}",
            detail=f"{numbers.span(o.price_peak.low, o.price_peak.high)}; elsewhere {numbers.digits(o.world_peak.median)}",
            to=f"fig-stock-{event.chain}",
        ),
    ]


def _percent(b: Band) -> str:
    return numbers.percent_band(max(b.median, 0.0), max(b.low, 0.0), max(b.high, 0.0))


def _because(event: Break, because: Explanation) -> Words:
    """Which constraints bind in the worst month."""
    causes = "; ".join(f"{numbers.percent(c.share)}: {c.words}" for c in because.causes[:4] if c.share >= TELLING)
    at = zero(event)
    months = event.gravest.scenario
    if at is None:
        when = numbers.day(because.month)
    else:
        year, month = because.month.split("-")
        when = f"{(int(year) - months.start.year) * 12 + int(month) - months.start.month - int(at)} months after the effect"
    short = numbers.digits(because.shortage_t)
    return (Run("Why. ", "strong"), f"On average over the runs {short} t are missing in the worst month ({when}). {causes}.")


def _readings(event: Break) -> Table:
    """The readings side by side, with and without the chance that the event comes."""
    rows = []
    for o in event.outcomes:
        odds = "as stated" if o.odds is None else numbers.percent_band(o.odds.median, o.odds.low, o.odds.high)
        rows.append((
            (cap(o.scenario.reading), Run(f": {MEANS[o.scenario.reading]}" if o.scenario.reading in MEANS else "", "mute")),
            (share_band(o),),
            (numbers.band(o.lowest_cover.median, o.lowest_cover.low, o.lowest_cover.high),),
            (numbers.band(o.price_peak.median, o.price_peak.low, o.price_peak.high),),
            (Run(odds, to="assumptions"),),
            (_percent(o.expected_share),),
        ))  # fmt: skip
    columns = (
        "reading",
        "year's use lost",
        "thinnest cover, months",
        "price peak, \u00d7 normal",
        "chance it comes",
        "lost, all runs",
    )
    caption = "The first three columns hold if the event comes; the last counts the runs in which it does not."
    return Table(columns=columns, rows=tuple(rows), numeric=(1, 2, 3, 4, 5), caption=caption)


def _sentence(line: str) -> str:
    return cap(line) + ("" if line.endswith(".") else ".")
