"""Charts of a mineral as files: supplier shares by stage with a map of flows, and shipments of a network as ribbons."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.terms.errors import BadInput, LodestoneError

if TYPE_CHECKING:
    from lodestone.atlas.network import Network
    from lodestone.atlas.supply_table import Supply, SupplyRow
    from lodestone.face.cli.atlas_table import Group
    from lodestone.report.figures.supply_sheet import Block

KINDS = (".png", ".svg", ".html")
SHARPNESS = 2.0  # pixels of a PNG per pixel of the drawing: sharp in print at a page's width
FLOWS = 18  # flows drawn on the map
ASSUMED = "assumption"  # what stands for a source where a chain file owns up to a number
PANELS = 6  # stages and forms with bars of their own: more do not fit a page
BARS = 5  # suppliers with a bar of their own; smaller than LEAST count among the others
LEAST = 0.002
DASHED = "dashed: mostly without a published figure"
ABBREVIATED = {"reo": "REO", "apt": "APT", "lng": "LNG"}  # oxides of rare earths, ammonium paratungstate
OURS = "balance"  # what stands for a source where only the balance of a year speaks
SIDES = 10  # places named at each side of a panel of ribbons
STAGE = {
    "mine": "Mined", "refine": "Refined", "metal": "Metal or alloy", "intermediate": "Intermediate", "product": "Product",
    "recycle": "Recycled", "extract": "Extracted", "liquefy": "Liquefied", "regasify": "Regasified",
}  # fmt: skip


def check_name(path: Path, *, plain: bool = True) -> None:
    """Refuse, before anything is computed, a chart file whose ending is none we can draw, or a chart of what has none."""
    if not plain:
        raise BadInput("--chart draws who makes a mineral; imports and exports by partner have no chart: leave --chart out")
    if path.suffix.lower() not in KINDS:
        raise BadInput(f"{path}: a chart is a .png, .svg or .html file; rename it, for example {path.with_suffix('.png').name}")


def write_chart(path: Path, drawing: str, title: str) -> Path:
    """Write a sheet (SVG text) as SVG, PNG or a page of its own, by the file's ending."""
    from lodestone.store.files import write_files

    check_name(path)
    kind = path.suffix.lower()
    if kind == ".png":
        import vl_convert

        content = vl_convert.svg_to_png(drawing, scale=SHARPNESS)
    elif kind == ".html":
        from html import escape

        style = "body{margin:0;background:#fdfdfc}svg{display:block;max-width:100%;height:auto;margin:auto}"
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        content = (
            f'<!doctype html><html lang="en"><head>{head}<style>{style}</style></head><body>{drawing}</body></html>'.encode()
        )
    else:
        content = drawing.encode("utf-8")
    try:
        return write_files(path.parent, {path.name: content})[0]
    except BadInput as error:
        raise BadInput(str(error).replace("--out", "--chart")) from None


def network_chart(network: "Network", path: Path) -> Path:
    """Shipments of every traded form as ribbons, one panel below the other; forms that are not traded in one line each."""
    from lodestone.brief.names import in_text, mineral_label, place_label
    from lodestone.report import numbers
    from lodestone.report.figures.network_flows import form_flows
    from lodestone.report.figures.network_ribbons import key, ribbons
    from lodestone.report.figures.supply_sheet import Block, sheet
    from lodestone.report.svg import svg

    blocks: list[Block] = []
    for n, form in enumerate(network.forms):
        flows = form_flows(network, form, label=place_label, top=SIDES)
        heading = named(STAGE[flows.stage], form)
        total = tonnes(flows.total_t)
        if flows.total_t <= 0:
            continue
        if flows.traded_t <= 1e-9 * flows.total_t:
            first = ", ".join(f"{s.label} {numbers.percent(s.share)}" for s in flows.left[:6] if s.code != "others")
            blocks.append(Block(heading=heading, words=f"{total}, not traded in this form; made in: {first}"))
            continue
        imputed = numbers.percent(flows.imputed)
        words = f"{total}; {numbers.percent(flows.traded_t / flows.total_t)} of it shipped, {imputed} of that without a figure"
        largest = flows.left[0]
        said = f"; {in_text(largest.label)} ships or keeps {numbers.percent(largest.share)}"
        blocks.append(Block(heading=heading, words=words + said, drawings=(svg(ribbons(flows), f"n{n}"),)))
    blocks.append(Block(key=key()))
    kind = "the steady state a simulation starts from" if network.kind == "baseline" else "the year as it was"
    title = f"{sentence(mineral_label(network.mineral))} {network.year}: who ships to whom"
    behind = [source for row in (*network.arc_sources, *network.node_sources) for source in row]
    footer = [
        "Left: who ships, with what it keeps; right: who receives, with what is kept at home. Shares of the form's supply. "
        "Places that pass goods on stand on both sides.",
        f"Sources: {cited(behind)}. Own balance of production and trade.",
    ]
    unit = "gas" if network.element == "gas" else f"{network.element} contained"
    return write_chart(path, sheet(title, f"Tonnes of {unit} a year, {kind}", blocks, footer), title)


def supply_chart(table: "Supply", network: "Network | None", path: Path) -> Path:
    """Supplier shares of every stage and form as bars, and where a network is known its largest flows on a map."""
    from lodestone.brief.names import mineral_label
    from lodestone.report.figures.supply_sheet import Block, sheet

    title = f"{sentence(mineral_label(table.mineral))} {table.year}: who makes it"
    blocks = _bars(table)
    if network is not None:
        blocks += [*_balanced(network, {word for r in table.rows for word in (r.stage, r.form)}), _map(network)]
    else:
        blocks.append(Block(words="No map: open data give no balanced network of this mineral for the year."))
    footer = [
        "Shares of the publisher whose figure is the latest; the thin line is the 5–95\u00a0% band, disagreement in it.",
        f"Sources: {cited(s for r in table.rows for s in r.sources)}.",
    ]
    return write_chart(path, sheet(title, f"Latest published figures up to {table.year}", blocks, footer), title)


def _bars(table: "Supply") -> "list[Block]":
    """Published shares, one panel a stage and form, in the order of the chain."""
    from lodestone.brief.names import place_label
    from lodestone.face.cli.atlas_table import groups
    from lodestone.report.figures.shares import ShareRow, shares
    from lodestone.report.figures.supply_sheet import Block
    from lodestone.report.svg import svg

    blocks = []
    panels = groups(table)
    drawn = _fair(list(panels), PANELS)
    for n, group in enumerate(drawn):
        rows = [r for r in group if r.share]
        order = sorted(
            (r for r in rows if r.place != "ROW" and (r.share or 0) >= LEAST), key=lambda r: (-(r.share or 0), r.place)
        )
        if not order:
            continue
        total = sum(r.value for r in rows if r.value is not None)
        bars = []
        for i, r in enumerate(order[:BARS]):
            low, high = _share_band(r.value, r.low, r.high, r.share or 0.0)
            role = "largest" if i == 0 else "other"
            bars.append(ShareRow(code=r.place, label=place_label(r.place), share=r.share or 0.0, low=low, high=high, role=role))
        rest = 1 - sum(b.share for b in bars)
        if rest > 0.0005:
            bars.append(ShareRow(code="ROW", label="all others", share=rest, role="rest"))
        heading = named(STAGE[group[0].stage], *panels[group])
        words = "; ".join((_measured(rows, total), *_absent(group)))
        blocks.append(Block(heading=heading, words=words, drawings=(svg(shares(bars), f"s{n}"),)))
    if len(panels) > PANELS:
        blocks.append(Block(words=f"{len(panels) - PANELS} more stages and forms stand in the table (lodestone atlas)."))
    return blocks


def _fair(panels: "Sequence[Group]", most: int) -> "list[Group]":
    """At most ``most`` panels, every stage served in turn, in the order they came: one stage does not crowd out the others."""
    turn: dict[str, int] = {}
    order = []
    for i, group in enumerate(panels):
        turn[group[0].stage] = turn.get(group[0].stage, -1) + 1
        order.append((turn[group[0].stage], i))
    return [panels[i] for i in sorted(i for _, i in sorted(order)[:most])]


def _absent(group: "Group") -> list[str]:
    """Places without a figure, in whose absence every share of the others is an upper bound."""
    from lodestone.brief.names import place_label

    names = [place_label(r.place) for r in group if r.value is None]
    return [f"without {', '.join(names)} (no figure): shares of the others are upper bounds"] if names else []


def _balanced(network: "Network", published: set[str]) -> "list[Block]":
    """Shares of the stages and forms not ``published``, as the balance of production and trade has them."""
    from lodestone.brief.names import place_label
    from lodestone.report.figures.shares import ranked, shares
    from lodestone.report.figures.supply_sheet import Block
    from lodestone.report.svg import svg

    blocks = []
    made = network.made_t()
    for i, (form, stage) in enumerate(zip(network.forms, network.stages, strict=True)):
        here = [n for n in range(made.size) if network.node_form[n] == i and made[n] > 0]
        total = float(sum(made[n] for n in here))
        if stage in published or form in published or not here:
            continue
        codes = [network.places[network.node_place[n]] for n in here]
        bars = ranked(
            [(c, place_label(c), float(made[n]) / total) for c, n in zip(codes, here, strict=True)], reader="", top=BARS
        )
        words = f"{network.year}; {tonnes(total, 3)}; no publisher gives it: own balance of production and trade"
        blocks.append(Block(heading=named(STAGE[stage], form), words=words, drawings=(svg(shares(bars), f"b{i}"),)))
    return blocks


def _measured(rows: "Sequence[SupplyRow]", total: float) -> str:
    """World total, period and whether the shares are a publisher's own or carried."""
    periods = sorted({r.period for r in rows})
    when = str(periods[0]) if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    units = sorted({r.unit for r in rows if r.value is not None})
    if total <= 0 or len(units) != 1 or units[0] != "t/year":
        return f"{when}; shares as published, without tonnes"
    kind = {"gross": "gross", "oxide": "of oxide", "contained": "contained"}.get(rows[0].basis, "")
    return f"{when}; {tonnes(total, 3)} {kind}".rstrip()


def _share_band(value: float | None, low: float | None, high: float | None, share: float) -> tuple[float | None, float | None]:
    """The band of a share: that of the tonnes, the world's total held."""
    if value is None or low is None or high is None or value <= 0:
        return None, None
    return share * low / value, min(share * high / value, 1.0)


def _map(network: "Network") -> "Block":
    """The largest shipments of all forms together; a flow that rests on no figure for the most part is dashed."""
    from lodestone.brief.names import place_label
    from lodestone.report import look, numbers
    from lodestone.report.figures.supply_map import map_rows
    from lodestone.report.figures.supply_sheet import Block, Swatch
    from lodestone.report.figures.world import world, world_card
    from lodestone.report.svg import svg

    rows = map_rows(network, label=place_label, top=FLOWS)
    card = world_card()
    words = (
        f"The {len(rows.flows)} largest shipments of {network.year}, all forms together: {numbers.percent(rows.shown)} of the "
        f"tonnes shipped. Outlines {card['publisher']} {card['version']} ({card['licence']}), without opinion on any border."
    )
    key = (
        Swatch(colour=look.light("choke"), words="shipments; width grows with the root of the tonnes"),
        *([Swatch(colour=look.light("paper"), words=DASHED, hatched=True)] if any(f.dashed for f in rows.flows) else []),
        Swatch(colour=look.light("served"), words=f"makes over half of the {form_words(rows.form)}"),
        Swatch(colour=look.light("served_soft"), words="over a tenth"),
    )
    drawn = svg(world(rows.land, rows.flows, rows.labels, reader=None, narrow=True, middle=rows.middle), "map")
    return Block(heading="Where it goes", words=words, drawings=(drawn,), key=key)


def form_words(form: str) -> str:
    """A form as a reader says it.

    >>> form_words("dysprosium.reo"), form_words("apt")
    ('dysprosium REO', 'APT')
    """
    return " ".join(ABBREVIATED.get(word, word) for word in form.replace("_", " ").replace(".", " ").split())


def tonnes(value: float, significant: int = 2) -> str:
    """Tonnes as a reader takes them in: millions as such."""
    from lodestone.report import numbers

    million = value >= 1e6
    return f"{numbers.digits(value / 1e6 if million else value, significant)}{' million' if million else ''} t"


def named(stage: str, *forms: str) -> str:
    """Heading of a panel: the stage, and the form where it says more; of several forms the first, the others by number.

    >>> named("Mined", "dysprosium.reo", "terbium.reo"), named("Liquefied", "lng")
    ('Mined: dysprosium REO and 1 more alike', 'Liquefied: LNG')
    """
    first = form_words(forms[0])
    more = f" and {len(forms) - 1} more alike" if len(forms) > 1 else ""
    return f"{stage}{more}" if first.lower() == stage.lower() else f"{stage}: {first}{more}"


def sentence(words: str) -> str:
    """The first letter as a title has it."""
    return words[:1].upper() + words[1:]


def cited(ids: "Iterable[str]") -> str:
    """Publishers of source cards by name and version, each once; what has no card stands as it is."""
    from lodestone.store.facts import cards

    known = cards()
    said = dict.fromkeys(sorted(set(ids)))
    names = [f"{known[i].publisher} {known[i].version}".strip() for i in said if i in known]
    names += [i.replace("_", " ") for i in said if i not in known and i not in (ASSUMED, OURS)]
    return ", ".join(dict.fromkeys([*names, *(["owned-up assumptions"] if ASSUMED in said else [])]))


def network_or_none(mineral: str, year: int) -> "Network | None":
    """The balanced network behind the map, of the chain's own year where a later one is asked for; None where there is none."""
    from lodestone import workspace
    from lodestone.atlas.chainfile import load_chain

    try:
        last = load_chain(workspace.one_chain(mineral)).year
        return workspace.network(mineral, year=min(year, last))
    except LodestoneError:
        return None
