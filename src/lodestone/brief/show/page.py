"""The whole note: head, answer and the sections in the order from answer to proof."""

from collections.abc import Mapping

from lodestone.brief.answer import answer
from lodestone.brief.compose import Brief
from lodestone.brief.names import in_text, mineral_label, place_label
from lodestone.brief.show import breaks, dependence, doubts, promises, said, sources
from lodestone.report import numbers
from lodestone.report.note import Block, Figures, KeyFigure, Note, Para, Run, Section, Words


def note(found: Brief, identity: Mapping[str, str], command: str) -> Note:
    """The brief as blocks. ``identity`` are (name, value) lines on inputs and versions, ``command`` what repeats it."""
    values: dict[str, object] = {}
    by_source = {r.document.source.id: r for r in found.readings}
    sections = (
        _answer(found),
        said.section(found.said, by_source),
        dependence.section(found, values),
        breaks.section(found, values),
        promises.section(found),
        doubts.section(found, values),
        sources.section(found, identity, command),
    )
    minerals = numbers.listed([mineral_label(c) for c in found.chains]) or "no mineral"
    return Note(
        title=f"What {_these(len(found.readings))} {'mean' if len(found.readings) != 1 else 'means'} for {possessive_of(found)} supply of {minerals}",
        kicker=f"Lodestone brief for {place_label(found.economy)}",
        language="en",
        head=_head(found, identity),
        sections=sections,
        footer=_footer(found, identity, command),
        label=str(found.label),
        numbers=values,
    )


def possessive_of(found: Brief) -> str:
    """``Japan's``."""
    name = in_text(place_label(found.economy))
    return f"{name}'" if name.endswith("s") else f"{name}\u2019s"


def _these(count: int) -> str:
    words = (
        "no text",
        "this text",
        "these two texts",
        "these three texts",
        "these four texts",
        "these five texts",
        "these six texts",
    )
    return words[count] if count < len(words) else f"these {count} texts"


def _head(found: Brief, identity: Mapping[str, str]) -> tuple[tuple[str, Words], ...]:
    """Which texts, which data, which run."""
    lines: list[str | Run] = []
    for reading in found.readings:
        s = reading.document.source
        lines += ["; "] if lines else []
        title = s.title or s.file
        lines.append(Run(title if len(title) <= 70 else title[:67].rsplit(" ", 1)[0] + " \u2026", to=f"t-{s.id}"))
        lines.append(f" ({numbers.day(s.published) if s.published else 'no date in the text'})")
    return (
        ("Texts", tuple(lines)),
        (
            "Data",
            (f"production and trade as of {found.year}; ", Run(f"{len(sources.used_cards(found))} publications", to="sources")),
        ),
        ("Run", (Run(identity["run"], "code"), f", {found.runs} runs of {found.months} months, seed {found.seed}")),
    )


def _answer(found: Brief) -> Section:
    """The sentences, then the numbers worth remembering."""
    blocks: list[Block] = [Para(sentence, "lead") for sentence in answer(found)]
    keys = _keys(found)
    if keys:
        blocks.append(Figures(tuple(keys)))
    return Section(anchor="answer", title="The answer", short="The answer", blocks=tuple(blocks))


def _keys(found: Brief) -> list[KeyFigure]:
    """Four numbers: promises with content, contradictions, the largest share, the thinnest cover."""
    held = sum(1 for p in found.promised if p.interventions)
    keys = [
        KeyFigure(
            figure=f"{held} of {len(found.promised)}", label="promises say enough to be simulated", to="promises", tone="partner"
        ),
        KeyFigure(
            figure=str(len(found.said.conflicts)),
            label="contradictions or likely slips",
            to="said",
            tone="lost" if found.said.conflicts else "plain",
        ),
    ]
    main = found.of(found.main) if found.main else None
    world = main.bottleneck if main else None
    if main and world and world.top.largest and world.top.value is not None:
        keys.append(
            KeyFigure(
                figure=numbers.percent(world.top.value), label=f"of the world's {main.label} from {in_text(place_label(world.top.largest))}",
                detail=f"{world.form.replace('_', ' ')}, {world.period}", to=f"dependence-{main.chain}", tone="choke",
            )
        )  # fmt: skip
    event = next((b for b in found.breaks if b.chain == found.main), None)
    if event is not None:
        o = event.gravest
        keys.append(
            KeyFigure(
                figure=f"{numbers.digits(o.lowest_cover.median)} months", label=f"of cover at the thinnest, {mineral_label(event.chain)}",
                detail=f"{numbers.digits(o.lowest_cover.low)}\u2013{numbers.digits(o.lowest_cover.high)}, gravest reading" if len(event.outcomes) > 1 else f"{numbers.digits(o.lowest_cover.low)}\u2013{numbers.digits(o.lowest_cover.high)}",
                to=f"breaks-{event.chain}", tone="served",
            )
        )  # fmt: skip
    return keys


def _footer(found: Brief, identity: Mapping[str, str], command: str) -> tuple[Words, ...]:
    return (
        (Run(str(found.label), "strong"), " \u00b7 run ", Run(identity["run"], "code"), f" \u00b7 data as of {found.year} \u00b7 Lodestone {identity['lodestone']}"),
        (Run(command, "code"),),
        ("Written by a program from the texts and publications listed above. It settles no contradiction and makes no forecast.",),
    )  # fmt: skip
