"""The whole note: head, answer and the sections in the order from answer to proof."""

from collections.abc import Mapping

from lodestone.brief.answer import answer, count
from lodestone.brief.compose import Brief
from lodestone.brief.names import in_text, mineral_label, place_label, possessive
from lodestone.brief.show import breaks, dependence, doubts, own, promises, said, sources
from lodestone.brief.show.words import form_label, plural
from lodestone.report import numbers
from lodestone.report.note import Block, Figures, KeyFigure, Note, Para, Run, Section, Words

HEAD_TEXTS = 6  # texts named in the head; the others stand among the sources


def note(found: Brief, identity: Mapping[str, str], command: str) -> Note:
    """The brief as blocks. ``identity`` are (name, value) lines on inputs and versions, ``command`` what repeats it."""
    values: dict[str, object] = {}
    by_source = {r.document.source.id: r for r in found.readings}
    sections = (
        _answer(found),
        said.section(found.said, by_source, {p.pledge.claim for p in found.promised if p.pledge.claim}),
        dependence.section(found, values),
        breaks.section(found, values),
        promises.section(found),
        *own.sections(found, values),
        doubts.section(found, values),
        sources.section(found, identity, command),
    )
    return Note(
        title=_title(found),
        kicker=f"Lodestone brief for {in_text(place_label(found.economy))}",
        language="en",
        head=_head(found, identity),
        sections=sections,
        footer=_footer(found, identity, command),
        label=str(found.label),
        numbers=values,
    )


def _title(found: Brief) -> str:
    texts = "this text means" if len(found.readings) == 1 else f"these {count(len(found.readings))} texts mean"
    named = [n.label for n in found.minerals.named if n.chains][:3] if not found.generic else []
    minerals = numbers.listed(named) or "critical minerals"
    return f"What {texts} for {possessive(place_label(found.economy))} supply of {minerals}"


def _head(found: Brief, identity: Mapping[str, str]) -> tuple[tuple[str, Words], ...]:
    """Which texts, which data, which run."""
    lines: list[str | Run] = []
    for reading in found.readings[:HEAD_TEXTS]:
        s = reading.document.source
        who = f"{s.publisher}, " if s.publisher else ""
        dated = numbers.day(s.published) if s.published else "no date in the text"
        lines += ["; "] if lines else []
        lines += [Run(said.shortened(s.title or s.file), to=f"t-{s.id}"), f" ({who}{dated})"]
    if len(found.readings) > HEAD_TEXTS:
        lines += ["; ", Run(f"and {len(found.readings) - HEAD_TEXTS} more", to="sources")]
    given = found.given
    origin: list[tuple[str, Words]] = [("Claims", (given.ledger.sentence(),))] if given.ledger else []
    if given.labeller:
        on, short = given.labeller["trained_on"], given.labeller["sha256"][:12]
        ranked = f"by a labeller trained on {on['reviews']} reviews of {on['texts']} texts, sha256 {short}"
        origin.append(("Families ranked", (ranked,)))
    cards = plural(len(sources.used_cards(found)), "publication")
    return (
        ("Texts", tuple(lines)),
        *origin,
        ("Data", (f"production and trade as of {found.year}, ", Run(cards, to="sources"))),
        ("Run", (Run(identity["run"], "code"), f", {found.runs} runs of {found.months} months, seed {found.seed}")),
    )


def _answer(found: Brief) -> Section:
    """The sentences, then the numbers worth remembering."""
    blocks: list[Block] = [Para(sentence, "lead") for sentence in answer(found)]
    blocks.append(Figures(tuple(_keys(found))))
    return Section(anchor="answer", title="The answer", short="The answer", blocks=tuple(blocks))


def _keys(found: Brief) -> list[KeyFigure]:
    """Four numbers: promises with content, contradictions, the largest share, the thinnest cover."""
    held, clashes = sum(1 for p in found.promised if p.interventions), len(found.said.conflicts)
    keys = [
        KeyFigure(
            figure=f"{held} of {len(found.promised)}" if found.promised else "none",
            label="promises say enough to be simulated" if found.promised else "promised: no plant, stock or money",
            to="promises",
            tone="partner",
        ),
        KeyFigure(
            figure=str(clashes),
            label="contradiction or likely slip" if clashes == 1 else "contradictions or likely slips",
            to="conflicts" if clashes else "said",
            tone="lost" if clashes else "plain",
        ),
    ]  # fmt: skip
    main = found.of(found.main) if found.main else None
    world = main.bottleneck if main else None
    if main and world and world.top.largest and world.top.value is not None:
        what, where = mineral_label(world.rows[0].commodity), in_text(place_label(world.top.largest))
        label, detail = f"of the world\u2019s {what} from {where}", f"{form_label(world.form)}, {world.period}"
        share = numbers.percent(world.top.value)
        keys.append(KeyFigure(figure=share, label=label, detail=detail, to=f"dependence-{main.chain}", tone="choke"))
    event = next((b for b in found.breaks if b.chain == found.main), None)
    if event is not None:
        cover = event.gravest.lowest_cover
        label = f"of cover at the thinnest, {mineral_label(event.chain)}"
        detail = numbers.span(cover.low, cover.high) + (", gravest reading" if len(event.outcomes) > 1 else "")
        figure = f"{numbers.digits(cover.median)} months"
        keys.append(KeyFigure(figure=figure, label=label, detail=detail, to=f"breaks-{event.chain}", tone="served"))
    return keys


def _footer(found: Brief, identity: Mapping[str, str], command: str) -> tuple[Words, ...]:
    run: Words = (
        " \u00b7 run ",
        Run(identity["run"], "code"),
        f" \u00b7 data as of {found.year} \u00b7 Lodestone {identity['lodestone']}",
    )
    honest = (
        "Written by a program from the texts and publications listed above. It settles no contradiction and makes no forecast."
    )
    return (Run(str(found.label), "strong"), *run), (Run(command, "code"),), (honest,)
