"""Texts and facts in, the whole brief out: readings, dependence, events, promises, doubts, sources. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lodestone.atlas.build import build_network
from lodestone.atlas.fact import OWN, Card, Fact
from lodestone.atlas.network import Network, Traced
from lodestone.atlas.own_changes import Told, moved, network_changes
from lodestone.atlas.rates import rates_of
from lodestone.atlas.trace import Origins, trace
from lodestone.brief import breaks as breaking
from lodestone.brief.breaks import Break, Outcome
from lodestone.brief.dependence import Dependence, concentration, dependence
from lodestone.brief.doubts import Doubts, doubts
from lodestone.brief.given import Given
from lodestone.brief.kept import put_to_test
from lodestone.brief.minerals import Minerals, minerals
from lodestone.brief.promises import Promised
from lodestone.brief.said import Said, said
from lodestone.brief.stated import Stated, in_force
from lodestone.evidence.claim import Document, Reading
from lodestone.evidence.conflicts import conflicts
from lodestone.evidence.labeller import Labeller
from lodestone.evidence.read import read
from lodestone.scenario.readings import scenarios, why_not
from lodestone.scenario.record_link import Link, links, record_conflicts
from lodestone.scenario.scenario import Scenario
from lodestone.shock.explain import Explanation, explain
from lodestone.shock.result import Run
from lodestone.terms.commodity import chains_of, commodities
from lodestone.terms.errors import LodestoneError, NothingToAnswer
from lodestone.terms.measure import Label, Measure
from lodestone.terms.month import Month
from lodestone.terms.place import place

Progress = Callable[[str, float], None]
GENERIC_CHAINS = 3  # chains shown where the texts only say "critical minerals"
MOST_CHAINS = 6
NETWORK_DRAWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything the page says, as values. ``generic`` says that the chains were chosen by us because the texts name none.

    ``together`` holds, by chain, the gravest reading of its event with all promises of the chain kept. ``unrun`` are sentences
    for measures and chains that could not be run. ``own`` are the user's own figures among the facts, ``told`` by chain what
    became of them and what they change. ``given`` is what the brief was given beside texts and facts. ``linked`` are measures of
    the texts that are on record, ``day`` the day on which their state is told.
    """

    economy: str
    year: int
    months: int
    runs: int
    seed: int
    label: Label
    readings: tuple[Reading, ...]
    said: Said
    minerals: Minerals
    generic: bool
    chains: tuple[str, ...]
    dependence: tuple[Dependence, ...]
    breaks: tuple[Break, ...]
    explanations: Mapping[str, Explanation | None]
    promised: tuple[Promised, ...]
    together: Mapping[str, Outcome]
    doubts: Mapping[str, Doubts]
    unrun: tuple[str, ...]
    cards: Mapping[str, Card]
    own: tuple[Fact, ...] = ()
    told: Mapping[str, Told] = field(default_factory=dict)
    given: Given = field(default_factory=Given)
    linked: tuple[Link, ...] = ()
    day: str = ""

    @property
    def main(self) -> str | None:
        """The chain that matters most: the one whose event costs its users most, else the most concentrated."""
        named = [b for b in self.breaks if not b.hypothetical] or list(self.breaks)
        if named:
            return max(named, key=lambda b: (b.gravest.lost_share.median, b.gravest.price_peak.median)).chain
        known = [d for d in self.dependence if d.worlds]
        return max(known, key=concentration).chain if known else None

    def behind(self, outcome: Outcome) -> Origins | None:
        """Where what the outcome's users use comes from, with how much of it is imputed."""
        found = self.of(outcome.scenario.commodity)
        return next((o for o in found.origins if o.form == outcome.form), None) if found else None

    def of(self, chain: str) -> Dependence | None:
        """The dependence on one chain."""
        return next((d for d in self.dependence if d.chain == chain), None)


def read_texts(
    documents: Sequence[Document], progress: Progress | None = None, labeller: Labeller | None = None
) -> tuple[Reading, ...]:
    """Every text read, families ranked by ``labeller`` where one is given.

    Raises ``NothingToAnswer`` when none of them holds a claim.
    """
    readings = []
    for i, document in enumerate(documents):
        if progress:
            progress(f"reading {document.source.file}", 0.25 * i / max(len(documents), 1))
        readings.append(read(document, labeller=labeller))
    if not any(r.claims for r in readings):
        names = ", ".join(r.document.source.file for r in readings) or "no text"
        raise NothingToAnswer(f"{names}: no statement that promises, limits or reports anything was found; give a text that does")
    return tuple(readings)


def candidates(readings: Sequence[Reading]) -> tuple[str, ...]:
    """The chains a brief on these texts has to look at: those they name, or every chain where they name none."""
    named = tuple(minerals(readings).chains)[:MOST_CHAINS]
    return named or tuple(c.id for c in commodities().values() if c.chain == c.id)


def brief(
    readings: Sequence[Reading],
    facts: Sequence[Fact],
    cards: Mapping[str, Card],
    *,
    economy: str,
    year: int = 2024,
    months: int = 24,
    runs: int = 400,
    seed: int = 1,
    label: Label | None = None,
    given: Given | None = None,
    progress: Progress | None = None,
) -> Brief:
    """Measure the dependence of ``economy`` on the minerals the texts name, run what they threaten and promise.

    ``readings`` come from ``read_texts``; ``facts`` must hold those of every chain in ``candidates(readings)``; ``year`` is that
    of the networks; ``months``, ``runs`` and ``seed`` those of the simulations; ``given`` the ledger the readings come from and
    figures of the reader's own. Raises ``UnknownTerm`` for the economy and
    ``NothingToAnswer`` when nothing is known of any of the chains up to that year.
    """
    code = place(economy).iso3
    say = progress or (lambda what, done: None)
    given = given or Given()
    start = _start(readings, year)
    day = max((d for r in readings if (d := r.document.source.published) and len(d) >= 10), default=f"{start}-01")[:10]
    across = (
        *conflicts(readings, rates=rates_of(facts), known_amounts=given.figures, on=day),
        *record_conflicts(readings, day),
    )
    named = minerals(readings)
    asked = candidates(readings)
    generic = not named.chains
    networks, traced, problems = _networks(facts, asked, year, seed, say)
    found = []
    for i, chain in enumerate(asked):
        say(f"dependence on {commodities()[chain].label}", 0.45 + 0.1 * i / len(asked))
        found.append(dependence(facts, chain, networks.get(chain), economy=code, year=year, seed=seed))
    if not networks and not any(d.worlds for d in found):
        raise NothingToAnswer(
            f"{year}: nothing is known of {', '.join(asked)} up to that year; choose a later --year ({problems[0]})"
        )
    if generic:
        found = sorted(found, key=lambda d: (-concentration(d), d.chain))[:GENERIC_CHAINS]
    chains = tuple(d.chain for d in found)
    found_measures, not_in_force = in_force(readings, given.ledger, day)
    events, runs_of, unrun = _events(chains, found, found_measures, networks, traced, start, months, code, runs, seed, say)
    promised, together = put_to_test(readings, events, runs_of, networks, traced, code, say)
    say("what to doubt", 0.95)
    return Brief(
        economy=code,
        year=year,
        months=months,
        runs=runs,
        seed=seed,
        label=label or Label(),
        readings=tuple(readings),
        said=said(readings, across),
        minerals=named,
        generic=generic,
        chains=chains,
        dependence=tuple(found),
        breaks=events,
        explanations={b.chain: _because(runs_of[b.chain], b.gravest, code) for b in events},
        promised=promised,
        together=together,
        doubts={b.chain: doubts(b.gravest, b.gravest.scenario, runs=runs, seed=seed) for b in events},
        unrun=(*problems, *not_in_force, *unrun),
        cards=cards,
        own=tuple(f for f in facts if f.card == OWN),
        given=given,
        linked=links([s.measure for s in found_measures]),
        day=day,
        told={c: t for c in chains if c in networks and (t := _told(facts, networks[c])).figures},
    )


def _networks(
    facts: Sequence[Fact], chains: Sequence[str], year: int, seed: int, say: Progress
) -> tuple[dict[str, Network], dict[str, Traced], list[str]]:
    """A baseline network of every chain that has one, and a sentence for every chain that has not."""
    networks, traced, problems = {}, {}, []
    for i, chain in enumerate(chains):
        say(f"balancing the network of {commodities()[chain].label}", 0.25 + 0.2 * i / len(chains))
        try:
            networks[chain] = build_network(facts, chain, year=year, kind="baseline", draws=NETWORK_DRAWS, seed=seed)
            traced[chain] = trace(replace(networks[chain], draws=None))
        except LodestoneError as error:
            problems.append(str(error))
    return networks, traced, problems


def _told(facts: Sequence[Fact], network: Network) -> Told:
    """What the user's figures change in a network, against the same network without them."""
    if not network.own:
        return Told()
    published = [f for f in facts if f.card != OWN]
    try:
        without = build_network(published, network.mineral, year=network.year, kind=network.kind, draws=0)
    except LodestoneError:
        return Told(figures=network.own, changes=moved(network_changes(network, None)))
    return Told(figures=network.own, changes=moved(network_changes(network, without)))


def _start(readings: Sequence[Reading], year: int) -> Month:
    """First month of a run where no measure dates it: that of the latest text, else the January after the year of the data."""
    dates = [r.document.source.published for r in readings]
    known = sorted(d for d in dates if d and len(d) >= 7)
    return Month.of(known[-1][:10]) if known else Month(year + 1, 1)


def _events(
    chains: Sequence[str],
    found: Sequence[Dependence],
    stated: Sequence[Stated],
    networks: Mapping[str, Network],
    traced: Mapping[str, Traced],
    start: Month,
    months: int,
    economy: str,
    runs: int,
    seed: int,
    say: Progress,
) -> tuple[tuple[Break, ...], dict[str, Run], list[str]]:
    """One event a chain: the measure that names it best, in all its readings, or the largest supplier closing as a what-if.

    A measure that may or may not be in force is run in every way it may stand.
    """
    events: list[Break] = []
    runs_of: dict[str, Run] = {}
    unrun: list[str] = []
    for i, chain in enumerate(chains):
        say(f"what breaks: {commodities()[chain].label}", 0.55 + 0.2 * i / max(len(chains), 1))
        if chain not in networks:
            continue
        options = [(s, _cases(s, chain, start, months, economy)) for s in stated]
        able = [(s.measure, cases) for s, cases in options if cases]
        unrun += [w for s in stated if (w := why_not(s.measure, commodity=chain)) is not None]
        if able:
            measure, cases = max(able, key=lambda item: _closeness(item[0], chain))
            origin = cases[0].shocks[0].origin
        else:
            largest = _largest_supplier(found[i], economy)
            if largest is None:
                continue
            measure, origin = None, largest
            cases = (breaking.what_if(chain, largest, place(largest).label, start, months),)
        outcomes: list[Outcome] = []
        for case in cases:
            try:
                run = breaking.play(networks[chain], traced[chain], case, runs=runs, seed=seed)
                form = None if case.shocks or not outcomes else outcomes[0].form  # where nothing happens, no form is hit most
                outcomes.append(breaking.outcome(run, case, economy, form))
            except LodestoneError as error:
                unrun.append(str(error))
                continue
            if outcomes[-1] is max(outcomes, key=lambda o: (o.lost_share.median, o.price_peak.median)):
                runs_of[chain] = run
        if outcomes:
            events.append(Break(chain=chain, measure=measure, title=cases[0].title, outcomes=tuple(outcomes), origin=origin))
    return tuple(events), runs_of, list(dict.fromkeys(unrun))


def _cases(stated: Stated, chain: str, start: Month, months: int, economy: str) -> tuple[Scenario, ...]:
    """The runs of a measure in every way it may stand; empty where it gives none for the chain."""
    made: list[Scenario] = []
    for way in stated.ways:
        what = way.measure or stated.measure
        cases = scenarios(what, commodity=chain, start=start, months=months, economy=economy)
        if not cases:
            return ()
        made += stated.cases(way, cases)
    return tuple(made)


def _closeness(measure: Measure, chain: str) -> tuple[int, int]:
    """How well a measure speaks of a chain: names it, names a group around it, names nothing; then how firmly."""
    from lodestone.terms.said import HEDGES

    covered = [s for s in measure.commodities if s.value in commodities() and chain in chains_of(s.value)]
    return len(covered), HEDGES.index(measure.hedge)


def _largest_supplier(found: Dependence, economy: str) -> str | None:
    """The largest foreign origin of what the economy uses, where known, or maker of the most concentrated stage."""
    foreign = [(r.share, r.origin) for o in found.origins if o.printable for r in o.rows if not r.home and r.origin != "ROW"]
    world = found.bottleneck
    if world is not None and world.top.largest not in (None, economy):
        foreign.append((world.top.value or 0.0, str(world.top.largest)))
    return max(foreign)[1] if foreign else None


def _because(run: Run, outcome: Outcome, economy: str) -> Explanation | None:
    """Why users run short in the worst month; None where nobody does."""
    worst = int(outcome.met[:, 2].argmin())
    try:
        found = explain(run, economy, outcome.form, run.months[worst])
    except NothingToAnswer:
        return None
    return found if found.causes else None
