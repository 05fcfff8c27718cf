"""The answer in three to five sentences, made from values: what is promised, how dependent, what breaks, what changes."""

from collections.abc import Sequence

from lodestone.brief.breaks import Break, Outcome, band
from lodestone.brief.compose import Brief
from lodestone.brief.dependence import Dependence
from lodestone.brief.names import in_text, mineral_label, place_label, possessive
from lodestone.brief.promises import Promised
from lodestone.brief.stated import NOT_IN_FORCE
from lodestone.report import numbers
from lodestone.report.note import Run, Words
from lodestone.risk.assess import Score

NEEDS = "a mineral, a stage of its chain, tonnes a year, a start year and who has first call on them"
LITTLE = 0.001  # a loss whose 95 % point is below a tenth of a per cent of a year's use is "next to nothing"
COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def answer(found: Brief) -> tuple[Words, ...]:
    """Three to five sentences, each as words with links to what they rest on."""
    main = found.of(found.main) if found.main else None
    sentences = [_said(found)]
    if main is not None:
        sentences += [_dependent(found, main), _breaks(found, main)]
    sentences.append(_promises(found))
    sentences.append(_own(found))
    return tuple(s for s in sentences if s)


def count(n: int) -> str:
    """A small number as a word."""
    return COUNT[n] if n < len(COUNT) else str(n)


def _said(found: Brief) -> Words:
    """What is promised and which minerals are named."""
    one = len(found.readings) == 1
    who = "The text makes" if one else f"The {count(len(found.readings))} texts make"
    total = found.said.total
    named = [n.label for n in found.minerals.named][:4]
    s = "s" if one else ""
    if named:
        about = f" and name{s} {numbers.listed(named)}"
    elif found.minerals.vague:
        about = f" and speak{s} of \u201c{found.minerals.vague[0].first.quote}\u201d without naming one"
    else:
        about = f" and name{s} no mineral"
    begin = f"{who} {total} statement{'s' if total != 1 else ''}{about}"
    promises, held = len(found.promised), sum(1 for p in found.promised if p.interventions)
    if not promises:
        return (begin, f"; {'it promises' if one else 'they promise'} no plant, stock or money.")
    if not held:
        which = (
            "the only promise names" if promises == 1 else f"none of the {count(promises)} promises about supply or money names"
        )
        return (
            begin,
            "; ",
            Run(which, to="promises"),
            " a mineral, a place, an amount and a year together." if promises > 1 else " too little.",
        )
    says = "says" if held == 1 else "say"
    return (
        begin,
        "; ",
        Run(f"{held} of {promises} promises", to="promises"),
        f" about supply or money {says} enough to be simulated.",
    )


def _dependent(found: Brief, main: Dependence) -> Words:
    """How dependent the economy is on the mineral that matters most: its origins where known, else the world's."""
    economy = in_text(place_label(found.economy))
    anchor = f"dependence-{main.chain}"
    world = main.bottleneck
    first: Words = ()
    if world is not None and world.top.value is not None and world.top.largest is not None:
        what = mineral_label(world.rows[0].commodity)
        verb = "mined" if world.stage == "mine" else "made"
        apart = "" if world.rows[0].commodity == main.chain else f" (no publisher counts {main.label} apart)"
        first = (
            f"{_cap(in_text(place_label(world.top.largest)))} {verb} ",
            Run(_scored(world.top), "strong", to=anchor),
            f" of the world\u2019s {what} ({_form(world.form)}) in {world.period}{apart}",
        )
    behind = [o for o in main.origins if o.printable and any(not r.home for r in o.rows)]
    if behind:
        event = next((b for b in found.breaks if b.chain == main.chain), None)
        focal = event.gravest.form if event else ""
        origins = max(behind, key=lambda o: (o.form == focal, max(r.share for r in o.rows if not r.home)))
        top = next(r for r in origins.rows if not r.home)
        share = numbers.percent_band(top.share, top.low or top.share, top.high or top.share)
        who = _cap(in_text(place_label(top.origin)))
        rest = f" of the {main.label} ({_form(origins.form)}) that {economy} used in {origins.year}."
        begin: Words = (*first, "; ", who[0].lower() + who[1:] if who.startswith("The ") else who) if first else (who,)
        return (*begin, " stood behind ", Run(share, "strong", to=anchor), rest)
    if not first:
        return ()
    return (
        *first,
        *_customs(main, economy),
        "; who made what ",
        f"{economy} uses is ",
        Run("not known from open data", to=anchor),
        ".",
    )


def _customs(main: Dependence, economy: str) -> Words:
    """What customs saw of the goods, where origins cannot be told: gross mass, by country of dispatch."""
    trade = main.customs
    if trade is None or not trade.rows or trade.gross_t <= 0:
        return ()
    top = max(trade.rows, key=lambda r: r.share)
    mixed = " (mixed codes)" if any("mixed code" in note for note in trade.notes) else ""
    share = Run(numbers.percent(top.share), "strong", to=f"fig-shares-{main.chain}")
    came = f" of the goods {economy} imported under its customs codes came from {in_text(place_label(top.partner))}{mixed}"
    return ("; ", share, came)


def _scored(score: Score) -> str:
    assert score.value is not None
    return numbers.percent_band(
        score.value, score.value if score.low is None else score.low, score.value if score.high is None else score.high
    )


def _breaks(found: Brief, main: Dependence) -> Words:
    """What the event of the main chain would cost, in its gravest reading."""
    event = next((b for b in found.breaks if b.chain == main.chain), None)
    if event is None:
        return ()
    return (_opening(event, main), *_loss(found, event.gravest), ".")


def _opening(event: Break, main: Dependence) -> str:
    """The condition, as firm as the text."""
    whose, who = possessive(place_label(event.origin)), in_text(place_label(event.origin))
    if event.hypothetical:
        return f"No text closes a door here; if {who} stopped exporting {main.label}, "
    odds = event.gravest.odds
    chance = f" (the text only says it may; odds {numbers.percent_span(odds.low, odds.high)} by assumption)" if odds else ""
    targets = [in_text(place_label(t.value)) for t in event.measure.targets] if event.measure else []
    towards = f" on trade with {numbers.listed(targets)}" if targets else ""
    if len(event.outcomes) > 1:
        reading = f"in the gravest of {count(len(event.outcomes))} readings ({event.gravest.scenario.reading}) "
        paused = any(o.scenario.reading == NOT_IN_FORCE for o in event.outcomes)
        comes = f"on {main.label}{towards} is in force" if paused else f"{towards.strip()} reaches {main.label}".strip()
        return f"If {whose} restriction {comes}{chance}, then {reading}"
    return f"If {whose} measure{towards} covers {main.label} as stated{chance}, "


def _loss(found: Brief, outcome: Outcome) -> Words:
    """``Japan's users of cobalt (refined) would lose 18 % (6-31 %) of a year's use; stocks would fall from ...``."""
    users = (
        f"{possessive(place_label(found.economy))} users of {mineral_label(outcome.scenario.commodity)} ({_form(outcome.form)})"
    )
    thin = numbers.band(outcome.lowest_cover.median, outcome.lowest_cover.low, outcome.lowest_cover.high, "months")
    to = f"breaks-{outcome.scenario.commodity}"
    if outcome.lost_share.high < LITTLE:
        return (
            f"{users} would lose ",
            Run("next to nothing", "strong", to=to),
            f", and stocks would not fall below {thin} of need",
        )
    lost = outcome.lost_share
    share = numbers.percent_band(max(lost.median, 0.0), max(lost.low, 0.0), max(lost.high, 0.0))
    before = numbers.digits(outcome.cover_before)
    falls = f"fall from {before} to {thin} of need at the thinnest"
    if numbers.digits(outcome.lowest_cover.median) == before:
        falls = f"hold at {thin} of need even at the thinnest"
    stocks = f" of a year\u2019s use, and their stocks would {falls}"
    return (f"{users} would lose ", Run(share, "strong", to=to), stocks, *_resting(found, outcome))


def _resting(found: Brief, outcome: Outcome) -> Words:
    """A warning where the flows behind the number are filled in rather than shown by anybody."""
    origins = found.behind(outcome)
    if origins is None or origins.printable:
        return ()
    share = "All" if origins.imputed > 0.995 else numbers.percent(origins.imputed)
    return (". ", Run(f"{share} of the flows behind this number are filled in, not observed", to="data-quality"))


def _promises(found: Brief) -> Words:
    """What the promises change, or that nothing can be simulated and what a promise would need."""
    helpful = [p for p in found.promised if p.effects]
    if not helpful:
        begin = (
            "Nothing in the texts has enough content to change that"
            if found.promised
            else "Nothing is promised that could change that"
        )
        return (f"{begin}: a promise would need {NEEDS}.",)
    chain = found.main if found.main in found.together else next(iter(found.together))
    assert chain is not None
    without = next(b for b in found.breaks if b.chain == chain).gravest
    kept = found.together[chain]
    saved, cover = band(without.lost_by_run - kept.lost_by_run), band(kept.cover_by_run - without.cover_by_run)
    mine = [p for p in helpful if any(e.chain == chain for e in p.effects)]
    which = "The promise" if len(mine) == 1 else f"The {count(len(mine))} promises"
    gain = numbers.percent_band(max(saved.median, 0.0), max(saved.low, 0.0), max(saved.high, 0.0))
    months = numbers.band(cover.median, cover.low, cover.high, "months", floor=0.05)
    odds = [c.odds for p in mine for c in p.interventions if c.commodity == chain and c.odds is not None]
    kept_odds = (
        f"; odds of delivery {numbers.percent_span(min(o.low for o in odds), max(o.high for o in odds))} by assumption"
        if odds
        else ""
    )
    tail = f" of a year\u2019s use in the same event and add {months} of cover at the thinnest{kept_odds}."
    return (
        f"{which} on {mineral_label(chain)} would, once kept{_years(mine, chain)}, save ",
        Run(gain, "strong", to="promises"),
        tail,
    )


def _own(found: Brief) -> Words:
    """That figures of the user's own stand behind the numbers, and what they change most."""
    used = [f for told in found.told.values() for f in told.figures if not f.why_not]
    if not found.own:
        return ()
    if not found.told:
        return ("Your own figures are about other minerals than these.",)
    if not used:
        return ("None of ", Run("your own figures", to="own"), " could be used.")
    changes = [c.sentence(" becomes ") for told in found.told.values() for c in told.changes]
    said = f": {'; '.join(changes[:2])}" if changes else ", and none of them changes a network"
    which = "One figure" if len(used) == 1 else f"{_cap(count(len(used)))} figures"
    return (f"{which} of ", Run("your own", to="own"), f" {'is' if len(used) == 1 else 'are'} in these numbers{said}.")


def _years(promised: Sequence[Promised], chain: str) -> str:
    """`` (from 2028 on)`` where the promises say a year."""
    years = sorted({c.from_date[:4] for p in promised for c in p.interventions if c.commodity == chain})
    if not years:
        return ""
    return f" (from {years[0]} on)" if len(years) == 1 else f" (between {years[0]} and {years[-1]})"


def _form(form: str) -> str:
    return form.rpartition(".")[2].replace("_", " ")


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
