"""The section on dependence: bars by stage and for the reader's own use, one map, a table twin under each."""

from collections.abc import Mapping, Sequence

from lodestone.atlas.fact import Card
from lodestone.atlas.trace import Origins
from lodestone.brief.compose import Brief
from lodestone.brief.dependence import Dependence, World
from lodestone.brief.names import STAGE_LABEL, in_text, place_label, possessive
from lodestone.brief.show.flows import flow_map
from lodestone.report import numbers
from lodestone.report.figures.shares import ShareRow, ranked, shares
from lodestone.report.note import (
    Block,
    Bullets,
    Callout,
    Figure,
    Figures,
    Heading,
    KeyFigure,
    Panel,
    Para,
    Run,
    Section,
    Table,
    Words,
)
from lodestone.report.svg import svg
from lodestone.risk.assess import Score

TOP = 5  # suppliers shown by name


def section(found: Brief, numbers_out: dict[str, object]) -> Section:
    """One part a mineral; the map stands under the one that matters most. Figures' values are put into ``numbers_out``."""
    blocks: list[Block] = list(_opening(found))
    for one in found.dependence:
        blocks += _mineral(found, one, numbers_out)
        if one.chain == found.main and one.network is not None:
            drawn = flow_map(one, found.cards, numbers_out)
            if drawn is not None:
                blocks.append(drawn)
    return Section(
        anchor="dependence",
        title=f"How dependent {in_text(place_label(found.economy))} is",
        short="How dependent",
        blocks=tuple(blocks),
    )


def _opening(found: Brief) -> list[Block]:
    """Why these minerals."""
    blocks: list[Block] = []
    if found.generic:
        phrase = f" say \u201c{found.minerals.vague[0].first.quote}\u201d and" if found.minerals.vague else ""
        blocks.append(
            Callout(
                kind="note",
                title="No mineral is named.",
                words=(
                    f"The texts{phrase} name no mineral that can be looked up. Shown instead: the chains, of those modelled here, on whose "
                    f"largest supplier {in_text(place_label(found.economy))} depends most.",
                ),
            )
        )
    left = [n.label for n in found.minerals.without_chain]
    if left:
        blocks.append(Para((f"Also named, but not modelled in this version: {numbers.listed(left)}.",), "small"))
    blocks.append(
        Para(
            (
                "Tonnes are tonnes of contained metal unless said otherwise. Brackets hold the 5 % and 95 % points. "
                "Where open data cannot say who stands behind a figure, the page says so instead of printing it.",
            ),
            "small",
        )
    )
    return blocks


def _mineral(found: Brief, one: Dependence, numbers_out: dict[str, object]) -> list[Block]:
    """Heading, key figures, bars with their twin, what is not known."""
    blocks: list[Block] = [Heading(_cap(one.label), f"dependence-{one.chain}")]
    keys = _keys(found, one)
    if keys:
        blocks.append(Figures(tuple(keys)))
    if one.worlds or any(o.printable for o in one.origins):
        blocks.append(_bars(found, one, numbers_out))
    refused = [o for o in one.origins if not o.printable]
    if refused:
        blocks.append(
            Para(
                (
                    Run("Not known from open data: ", "strong"),
                    "; ".join(
                        f"who made the {_form(o.form)} that {in_text(place_label(found.economy))} uses, "
                        f"{numbers.digits(o.use_t)} t a year ({_reason(o)})"
                        for o in refused
                    ),
                    ".",
                ),
                "small",
            )
        )
    spread = [line for w in one.worlds for line in _spread(w, found.cards)]
    if spread:
        blocks.append(Para((Run("Publishers disagree: ", "strong"), "; ".join(spread[:4]), "."), "small"))
    if one.problems:
        blocks.append(Bullets(tuple((p,) for p in one.problems)))
    return blocks


def _reason(origins: Origins) -> str:
    """Why origins are not printed, with the country's name for its code."""
    text = origins.reason
    for row in origins.rows[:3]:
        text = text.replace(f"({row.origin})", f"({place_label(row.origin)})")
    return text


def _keys(found: Brief, one: Dependence) -> list[KeyFigure]:
    """Largest supplier, top three, HHI of the bottleneck stage; import reliance of the last form used."""
    keys: list[KeyFigure] = []
    world = one.bottleneck
    if world is not None and world.top.largest:
        stage = STAGE_LABEL[world.stage].lower()
        keys += [
            KeyFigure(
                figure=numbers.percent(world.top.value or 0.0),
                label=f"{stage} in {in_text(place_label(world.top.largest))}, {world.period}",
                detail=_band(world.top),
                tone="choke",
            ),
            KeyFigure(
                figure=numbers.percent(world.top3.value or 0.0),
                label=f"{stage} in the top three countries",
                detail=_band(world.top3),
            ),
            KeyFigure(
                figure=f"{world.hhi.value or 0.0:.2f}",
                label="HHI at that stage (1 is a single supplier)",
                detail=_band(world.hhi, share=False),
            ),
        ]
    reliance = [s for s in one.reliance if s.value is not None and s.form in {o.form for o in one.origins}]
    if reliance:
        last = reliance[-1]
        keys.append(
            KeyFigure(
                figure=numbers.percent(last.value or 0.0),
                label=f"net import reliance of {in_text(place_label(found.economy))}, {_form(last.form)}, {last.year}",
                detail=f"{_band(last)} {last.status}".strip(),
                tone="partner",
            )
        )
    return keys


def _band(score: Score, share: bool = True) -> str:
    """``(98-99 %)`` under a key figure."""
    if score.low is None or score.high is None:
        return ""
    if share:
        return f"{numbers.percent(score.low).removesuffix(chr(0xA0) + '%')}\u2013{numbers.percent(score.high)}"
    return f"{score.low:.2f}\u2013{score.high:.2f}"


def _bars(found: Brief, one: Dependence, numbers_out: dict[str, object]) -> Figure:
    """Small multiples: the world by stage, then the origins of what the reader's country uses."""
    anchor = f"fig-shares-{one.chain}"
    panels, rows, values = [], [], []
    for i, world in enumerate(one.worlds):
        drawn = _world_rows(world, found.economy)
        panels.append(Panel(wide=svg(shares(drawn), f"{anchor}-w{i}"), heading=_world_heading(world)))
        rows += _world_table(world, found.cards)
        values.append(
            {"view": "world", "stage": world.stage, "form": world.form, "period": world.period, "rows": _world_values(world)}
        )
    for i, origins in enumerate(o for o in one.origins if o.printable):
        drawn = _origin_rows(origins, found.economy)
        whose = possessive(place_label(found.economy))
        heading = f"Behind {whose} use of {_form(origins.form)}, {origins.year}: {numbers.digits(origins.use_t)} t"
        panels.append(Panel(wide=svg(shares(drawn), f"{anchor}-o{i}"), heading=heading))
        rows += _origin_table(origins)
        values.append(
            {
                "view": "origins",
                "form": origins.form,
                "year": origins.year,
                "use_t": origins.use_t,
                "rows": _origin_values(origins),
            }
        )
    numbers_out[anchor] = values
    cards = list(dict.fromkeys(s for w in one.worlds for r in w.rows for s in r.sources))
    key: Words = (
        Run("\u25a0 largest supplier", "choke"), "  ", Run("\u25a0 others", "served"), "  ",
        Run(f"\u25a0 {place_label(found.economy)}", "partner"), "  ", Run("\u2500 5\u201395 %", "mute"),
    )  # fmt: skip
    return Figure(
        anchor=anchor,
        title=f"Who stands behind {one.label}",
        unit="share of tonnes contained",
        panels=tuple(panels),
        label=_described(one),
        table=Table(
            columns=("what", "country", "t a year", "share", "5\u201395 %", "status", "source"),
            rows=tuple(rows),
            numeric=(2, 3, 4),
        ),
        source=("Source: ", *source_links(cards, found.cards), "; own balance of trade and production for origins"),
        key=key,
        layout="multiples",
    )


def _described(one: Dependence) -> str:
    """The figure in words, for those who cannot see it."""
    parts = []
    for world in one.worlds:
        if world.top.largest and world.top.value is not None:
            parts.append(f"{STAGE_LABEL[world.stage]}: {place_label(world.top.largest)} {numbers.percent(world.top.value)}")
    for origins in one.origins:
        if origins.printable and origins.rows:
            parts.append(
                f"used {_form(origins.form)}: {place_label(origins.rows[0].origin)} {numbers.percent(origins.rows[0].share)}"
            )
    return f"Bars of supplier shares of {one.label}. " + "; ".join(parts)


def _world_heading(world: World) -> str:
    unit = "t" if world.rows[0].unit == "t/year" else ""
    basis = " of oxide" if world.rows[0].basis == "oxide" else ""
    total = f": {numbers.digits(world.total)} {unit}{basis}" if unit else ""
    return f"{STAGE_LABEL[world.stage]} in the world, {world.period}{total}"


def _world_rows(world: World, economy: str) -> list[ShareRow]:
    """Bars of one stage; the band of the largest supplier's share."""
    rows = ranked([(r.place, place_label(r.place), r.share or 0.0) for r in world.rows], economy, TOP)
    top = world.top
    return [
        ShareRow(code=r.code, label=r.label, share=r.share, low=top.low, high=top.high, role=r.role)
        if r.code == top.largest and top.low is not None
        else r
        for r in rows
    ]


def _origin_rows(origins: Origins, economy: str) -> list[ShareRow]:
    rows = ranked([(r.origin, place_label(r.origin), r.share) for r in origins.rows], economy, TOP)
    bands = {r.origin: (r.low, r.high) for r in origins.rows}
    foreign = next((r.origin for r in origins.rows if not r.home), None)
    shown = []
    for r in rows:
        low, high = bands.get(r.code, (None, None))
        role = "largest" if r.code == foreign else "other" if r.role == "largest" else r.role
        shown.append(ShareRow(code=r.code, label=r.label, share=r.share, low=low, high=high, role=role))
    return shown


def _world_table(world: World, cards: Mapping[str, Card]) -> list[tuple[Words, ...]]:
    rows: list[tuple[Words, ...]] = []
    for r in world.rows:
        value = "withheld" if r.value is None else numbers.grouped(f"{r.value:.0f}") if r.unit == "t/year" else ""
        band = (
            ""
            if r.low is None or r.high is None or r.unit != "t/year"
            else f"{numbers.digits(r.low)}\u2013{numbers.digits(r.high)} t"
        )
        share = "" if r.share is None else f"{100 * r.share:.1f}\xa0%"
        rows.append((
            (f"{STAGE_LABEL[r.stage].lower()}, {_form(r.form)} {r.period}",), (Run(place_label(r.place), tip=r.place),), (value,), (share,),
            (band,), (r.status,), source_links(r.sources, cards),
        ))  # fmt: skip
    return rows


def _origin_table(origins: Origins) -> list[tuple[Words, ...]]:
    rows: list[tuple[Words, ...]] = []
    for r in origins.rows[:12]:
        band = "" if r.low is None or r.high is None else f"{100 * r.low:.1f}\u2013{100 * r.high:.1f}\xa0%"
        rows.append((
            (f"used, {_form(origins.form)} {origins.year}",), (Run(place_label(r.origin), tip=r.origin),),
            (numbers.grouped(f"{r.tonnes:.0f}"),), (f"{100 * r.share:.1f}\xa0%",), (band,), (r.status,), ("own balance",),
        ))  # fmt: skip
    return rows


def _world_values(world: World) -> list[dict[str, object]]:
    return [
        {"place": r.place, "value": r.value, "unit": r.unit, "share": r.share, "low": r.low, "high": r.high, "status": r.status, "sources": list(r.sources)}
        for r in world.rows
    ]  # fmt: skip


def _origin_values(origins: Origins) -> list[dict[str, object]]:
    return [
        {
            "place": r.origin,
            "tonnes": r.tonnes,
            "share": r.share,
            "low": r.low,
            "high": r.high,
            "status": r.status,
            "home": r.home,
        }
        for r in origins.rows
    ]


def _spread(world: World, cards: Mapping[str, Card]) -> list[str]:
    """Where publishers differ by more than a quarter on a supplier that matters."""
    lines = []
    large = {r.place for r in world.rows if (r.share or 0.0) >= 0.05}
    for s in world.spread:
        if s.place not in large or s.ratio is None or s.ratio < 1.25:
            continue
        said = [x for x in s.said if x.value is not None and x.period == world.period]
        words = numbers.listed(
            [f"{cards[x.source].publisher if x.source in cards else x.source} {numbers.digits(x.value or 0.0)} t" for x in said]
        )
        lines.append(f"{place_label(s.place)}, {STAGE_LABEL[s.stage].lower()} {world.period}: {words}")
    return lines


def source_links(ids: Sequence[str], cards: Mapping[str, Card]) -> Words:
    """Publishers' names, each opening its card in the list of sources."""
    words: list[str | Run] = []
    for id_ in ids:
        words += [", "] if words else []
        card = cards.get(id_)
        words.append(Run(f"{card.publisher} {card.version}".strip() if card else id_, to=f"s-{id_}" if card else None))
    return tuple(words)


def _form(form: str) -> str:
    """A form's id as words."""
    return form.replace("_", " ").replace(".", ", ")


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
