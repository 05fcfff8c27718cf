"""The section on dependence: key figures and bars by mineral, what open data do not show, one map."""

from collections.abc import Mapping

from lodestone.atlas.fact import Card
from lodestone.atlas.trace import Origins
from lodestone.brief.compose import Brief
from lodestone.brief.dependence import Dependence, World
from lodestone.brief.names import STAGE_LABEL, in_text, place_label
from lodestone.brief.show.bars import bars
from lodestone.brief.show.flows import flow_map
from lodestone.brief.show.words import cap, form_label, score_band, with_names
from lodestone.report import numbers
from lodestone.report.note import Block, Callout, Figures, Heading, KeyFigure, Para, Run, Section

MATTERS, APART = 0.05, 1.25  # publishers' disagreement is told for suppliers above this share, from this ratio on


def section(found: Brief, values: dict[str, object]) -> Section:
    """One part a mineral, the one that matters most first and with its map."""
    blocks: list[Block] = list(_opening(found))
    told: set[str] = set()
    for one in sorted(found.dependence, key=lambda d: d.chain != found.main):
        blocks += _mineral(found, one, values, told)
        drawn = flow_map(one, values) if one.chain == found.main and one.network is not None else None
        blocks += [drawn] if drawn is not None else []
    title = f"How dependent {in_text(place_label(found.economy))} is"
    return Section(anchor="dependence", title=title, short="How dependent", blocks=tuple(blocks))


def _opening(found: Brief) -> list[Block]:
    """Why these minerals, and how to read the figures."""
    blocks: list[Block] = []
    if found.generic:
        phrase = f" say \u201c{found.minerals.vague[0].first.quote}\u201d and" if found.minerals.vague else ""
        words = (
            f"The texts{phrase} name no mineral that can be looked up. Shown instead, of the chains modelled here: "
            f"those on whose largest supplier {in_text(place_label(found.economy))} depends most.",
        )
        blocks.append(Callout(kind="note", title="No mineral is named.", words=words))
    left = [n.label for n in found.minerals.without_chain]
    also = f"Also named, but not modelled in this version: {numbers.listed(left)}. " if left else ""
    reading = "Tonnes are tonnes of contained metal unless said otherwise; brackets and thin lines hold 5 % and 95 % points. "
    honest = "Where open data cannot show who stands behind a figure, the page says so instead of printing one."
    blocks.append(Para((also, reading, honest), "small"))
    return blocks


def _mineral(found: Brief, one: Dependence, values: dict[str, object], told: set[str]) -> list[Block]:
    """Heading, key figures, bars with their twin, what is not known; lines already ``told`` are not told again."""
    blocks: list[Block] = [Heading(cap(one.label), f"dependence-{one.chain}")]
    keys = _keys(found, one)
    if keys:
        blocks.append(Figures(tuple(keys)))
    if one.worlds or one.customs or any(o.printable for o in one.origins):
        blocks.append(bars(found, one, values))
    refused = [o for o in one.origins if not o.printable]
    if refused:
        lines = "; ".join(_refused(found, o) for o in refused)
        blocks.append(Para((Run("Not known from open data: ", "strong"), f"who made the {lines}."), "small"))
    spread = _fresh([line for w in one.worlds for line in _spread(w, found.cards)], told)
    if spread:
        blocks.append(Para((Run("Publishers disagree: ", "strong"), "; ".join(spread[:4]), "."), "small"))
    notes = _fresh([*one.problems, *(one.customs.notes if one.customs else ())], told)
    if notes:
        blocks.append(Para((Run("About the figures: ", "strong"), with_names("; ".join(notes)), "."), "small"))
    return blocks


def _fresh(lines: list[str], told: set[str]) -> list[str]:
    """Lines not told before; they count as told from now on."""
    new = [line for line in lines if line not in told]
    told.update(new)
    return new


def _refused(found: Brief, origins: Origins) -> str:
    """``oxide that Japan uses, 2200 t a year (62 % of ...)``."""
    who = in_text(place_label(found.economy))
    return f"{form_label(origins.form)} that {who} uses, {numbers.digits(origins.use_t)} t a year ({with_names(origins.reason)})"


def _keys(found: Brief, one: Dependence) -> list[KeyFigure]:
    """Largest supplier, top three and HHI of the bottleneck stage; import reliance where figures support it."""
    keys: list[KeyFigure] = []
    world = one.bottleneck
    if world is not None and world.top.largest:
        stage, where = STAGE_LABEL[world.stage].lower(), in_text(place_label(world.top.largest))
        top, three, hhi = world.top.value or 0.0, world.top3.value or 0.0, world.hhi.value or 0.0
        label, band = f"{stage} in {where}, {world.period}", score_band(world.top)
        keys.append(KeyFigure(figure=numbers.percent(top), label=label, detail=band, tone="choke"))
        keys.append(
            KeyFigure(figure=numbers.percent(three), label=f"{stage} in the top three countries", detail=score_band(world.top3))
        )
        label, band = "HHI at that stage (1 is a single supplier)", score_band(world.hhi, share=False)
        keys.append(KeyFigure(figure=f"{hhi:.2f}", label=label, detail=band))
    used = {o.form for o in one.origins}
    reliance = [s for s in one.reliance if s.value is not None and s.form in used and s.status in ("observed", "estimated")]
    if reliance:
        last = reliance[-1]
        label = f"net import reliance of {in_text(place_label(found.economy))}, {form_label(last.form)}, {last.year}"
        detail = f"{score_band(last)} {last.status}".strip()
        keys.append(KeyFigure(figure=numbers.percent(last.value or 0.0), label=label, detail=detail, tone="partner"))
    return keys


def _spread(world: World, cards: Mapping[str, Card]) -> list[str]:
    """Where publishers differ by more than a quarter on a supplier that matters."""
    lines = []
    large = {r.place for r in world.rows if (r.share or 0.0) >= MATTERS}
    for s in world.spread:
        if s.place not in large or s.ratio is None or s.ratio < APART:
            continue
        said = [x for x in s.said if x.value is not None and x.period == world.period]
        names = [cards[x.source].publisher if x.source in cards else x.source for x in said]
        told = numbers.listed([f"{name} {numbers.digits(x.value or 0.0)} t" for name, x in zip(names, said, strict=True)])
        lines.append(f"{place_label(s.place)}, {STAGE_LABEL[s.stage].lower()} {world.period}: {told}")
    return lines
