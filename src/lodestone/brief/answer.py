"""The answer in three to five sentences, made from values: what is promised, how dependent, what breaks, what changes."""

from collections.abc import Sequence

from lodestone.brief.breaks import Outcome
from lodestone.brief.compose import Brief
from lodestone.brief.dependence import Dependence
from lodestone.brief.names import in_text, mineral_label, place_label, possessive
from lodestone.brief.promises import Promised
from lodestone.report import numbers
from lodestone.report.note import Run, Words

NEEDS = "a mineral, a stage, tonnes a year, a start year and who has first call on them"
LITTLE = 0.005  # a loss below half a per cent of a year's use is "next to nothing"


def answer(found: Brief) -> tuple[Words, ...]:
    """Three to five sentences, each as words with links to what they rest on."""
    sentences = [_said(found)]
    main = found.of(found.main) if found.main else None
    if main is not None:
        sentences.append(_dependent(found, main))
        sentences += _breaks(found, main)
    sentences.append(_promises(found))
    return tuple(s for s in sentences if s)


def texts(count: int) -> str:
    """``The text`` or ``The five texts``."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return "The text" if count == 1 else f"The {words[count] if count < len(words) else count} texts"


def _said(found: Brief) -> Words:
    """What is promised and which minerals are named."""
    named = [n.label for n in found.minerals.named][:4]
    who = texts(len(found.readings))
    verb = "makes" if len(found.readings) == 1 else "make"
    held = [p for p in found.promised if p.interventions]
    count = found.said.total
    begin = f"{who} {verb} {count} statement{'s' if count != 1 else ''}"
    if named:
        about: Words = (f" and name{'s' if len(found.readings) == 1 else ''} {numbers.listed(named)}",)
    elif found.minerals.vague:
        about = (
            f" and speak{'s' if len(found.readings) == 1 else ''} of \u201c{found.minerals.vague[0].first.quote}\u201d without naming one",
        )
    else:
        about = (" and name no mineral" if len(found.readings) > 1 else " and names no mineral",)
    total = len(found.promised)
    if not total:
        return (
            begin,
            *about,
            "; they promise no plant, stock or money" if len(found.readings) > 1 else "; it promises no plant, stock or money",
            ".",
        )
    if not held:
        return (
            begin,
            *about,
            "; ",
            Run("none of the promises", to="promises"),
            " names an amount of a mineral, a place and a year together.",
        )
    return (begin, *about, "; ", Run(f"{len(held)} of {total} promises", to="promises"), " say enough to be simulated.")


def _dependent(found: Brief, main: Dependence) -> Words:
    """How dependent the economy is on the mineral that matters most: its origins where known, else the world's."""
    whose = possessive(place_label(found.economy))
    printable = [o for o in main.origins if o.printable and any(not r.home for r in o.rows)]
    if printable:
        origins = max(printable, key=lambda o: max(r.share for r in o.rows if not r.home))
        top = next(r for r in origins.rows if not r.home)
        share = (
            numbers.percent(top.share)
            if top.low is None or top.high is None
            else numbers.percent_band(top.share, top.low, top.high)
        )
        return (
            f"{_cap(in_text(place_label(top.origin)))} made ",
            Run(share, "strong", to=f"dependence-{main.chain}"),
            f" of the {main.label} ({origins.form.replace('_', ' ')}) that {in_text(place_label(found.economy))} used in {origins.year}.",
        )
    world = main.bottleneck
    if world is None or world.top.value is None or world.top.largest is None:
        return ()
    top_share = (
        numbers.percent(world.top.value)
        if world.top.low is None or world.top.high is None
        else numbers.percent_band(world.top.value, world.top.low, world.top.high)
    )
    return (
        f"{_cap(in_text(place_label(world.top.largest)))} made ",
        Run(top_share, "strong", to=f"dependence-{main.chain}"),
        f" of the world's {main.label} ({world.form.replace('_', ' ').replace('.', ', ')}) in {world.period}; {whose} own share of that is ",
        Run("not known from open data", to=f"dependence-{main.chain}"),
        ".",
    )


def _breaks(found: Brief, main: Dependence) -> list[Words]:
    """What the event of the main chain would cost, in its gravest reading, and how far the readings differ."""
    event = next((b for b in found.breaks if b.chain == main.chain), None)
    if event is None:
        return []
    gravest = event.gravest
    subject = _cap(_users(found, gravest))
    if event.hypothetical:
        opening = f"No text names a closed door; if {in_text(place_label(event.origin))} stopped exporting, "
    elif len(event.outcomes) > 1:
        opening = f"If {possessive(place_label(event.origin))} restriction reached {main.label}, then in the gravest of {_count(len(event.outcomes))} readings ({gravest.scenario.reading}) "
    else:
        opening = f"If {possessive(place_label(event.origin))} measure comes as stated, "
    return [(opening, *_loss(subject, gravest), ".")]


def _loss(subject: str, outcome: Outcome) -> Words:
    """``Japan's users of refined cobalt would lose 18 % (6-31 %) of a year's use and be left with ...``."""
    body = f"{subject[0].lower()}{subject[1:]}" if subject.startswith(("The ", "Users")) else subject
    cover = numbers.band(outcome.lowest_cover.median, outcome.lowest_cover.low, outcome.lowest_cover.high, "months")
    if outcome.lost_share.high < LITTLE:
        return (
            f"{body} would lose ", Run("next to nothing", "strong", to=f"breaks-{outcome.scenario.commodity}"),
            f" of a year's use, and stocks would not fall below {cover} of need",
        )  # fmt: skip
    lost = numbers.percent_band(outcome.lost_share.median, max(outcome.lost_share.low, 0.0), outcome.lost_share.high)
    return (
        f"{body} would lose ",
        Run(lost, "strong", to=f"breaks-{outcome.scenario.commodity}"),
        f" of a year's use, and stocks would fall from {numbers.digits(outcome.cover_before)} to {cover} of need",
    )


def _users(found: Brief, outcome: Outcome) -> str:
    """Who goes short of what."""
    form = outcome.form.replace("_", " ")
    return f"{possessive(place_label(found.economy))} users of {mineral_label(outcome.scenario.commodity)} ({form})"


def _promises(found: Brief) -> Words:
    """What the promises change, or that nothing can be simulated and what a promise would need."""
    helpful = [p for p in found.promised if p.effects]
    if found.promised and not helpful:
        return ("Nothing in the texts has enough content to change that: a promise would need ", NEEDS, ".")
    if not found.promised:
        return ("Nothing is promised that could change that: a promise would need ", NEEDS, ".")
    main = found.main
    chain = main if main in found.together else next(iter(found.together), None)
    if chain is None:
        return ()
    without = next(b for b in found.breaks if b.chain == chain).gravest
    kept = found.together[chain]
    on_chain = [p for p in helpful if any(e.chain == chain for e in p.effects)]
    saved = without.lost_by_run - kept.lost_by_run
    from lodestone.brief.breaks import band

    change, cover = band(saved), band(kept.cover_by_run - without.cover_by_run)
    which = "The promise" if len(on_chain) == 1 else f"The {_count(len(on_chain))} promises"
    years = _years(on_chain, chain)
    gain = numbers.percent_band(max(change.median, 0.0), max(change.low, 0.0), max(change.high, 0.0))
    return (
        f"{which} on {mineral_label(chain)} that can be simulated would, if kept{years}, save ",
        Run(gain, "strong", to="promises"),
        " of a year's use in the same event and add ",
        numbers.band(cover.median, cover.low, cover.high, "months"),
        " of cover at the thinnest.",
    )


def _years(promised: Sequence[Promised], chain: str) -> str:
    """`` and delivering from 2028`` where the promises say a year."""
    years = sorted({c.from_date[:4] for p in promised for c in p.interventions if c.commodity == chain})
    return f" and delivering (from {years[0]}{' to ' + years[-1] if years[-1] != years[0] else ''} on)" if years else ""


def _count(n: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")[n] if n <= 10 else str(n)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
