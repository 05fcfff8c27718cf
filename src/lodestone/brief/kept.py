"""Promises put to the test: each run alone under its chain's event, then all of a chain together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lodestone.atlas.network import Network, Traced
from lodestone.brief import breaks as breaking
from lodestone.brief.breaks import Break, Outcome
from lodestone.brief.promises import Promised, chains_named, effect, of_chain, usable
from lodestone.evidence.claim import Reading
from lodestone.evidence.pledges import pledges
from lodestone.scenario.pledges import interventions, missing
from lodestone.shock.result import Run
from lodestone.terms.errors import LodestoneError
from lodestone.terms.measure import Intervention, Pledge

Progress = Callable[[str, float], None]


def put_to_test(
    readings: Sequence[Reading],
    events: Sequence[Break],
    runs_of: Mapping[str, Run],
    networks: Mapping[str, Network],
    traced: Mapping[str, Traced],
    economy: str,
    say: Progress,
) -> tuple[tuple[Promised, ...], dict[str, Outcome]]:
    """Every pledge, run alone where it can be under the gravest reading of its chain's event; then all of a chain together."""
    promised = [_promised(reading, pledge, networks, economy) for reading in readings for pledge in pledges(reading)]
    together: dict[str, Outcome] = {}
    by_chain = {event.chain: event for event in events}
    say("what the promises change", 0.8)
    done = []
    for one in promised:
        effects = []
        for chain in dict.fromkeys(c.commodity for c in one.interventions):
            if chain not in by_chain:
                continue
            mine = tuple(c for c in one.interventions if c.commodity == chain)
            run, gravest = runs_of[chain], by_chain[chain].gravest
            form = _used(run, economy, mine[0].form) or gravest.form
            without = gravest if form == gravest.form else breaking.outcome(run, gravest.scenario, economy, form)
            kept = _kept(networks[chain], traced[chain], without, mine, economy, run)
            if kept is not None:
                effects.append(effect(chain, without, kept))
        done.append(replace(one, effects=tuple(effects)))
    for chain, event in by_chain.items():
        changes = of_chain(done, chain)
        if changes:
            kept = _kept(networks[chain], traced[chain], event.gravest, changes, economy, runs_of[chain])
            if kept is not None:
                together[chain] = kept
    return tuple(done), together


def _promised(reading: Reading, pledge: Pledge, networks: Mapping[str, Network], economy: str) -> Promised:
    """A pledge with the changes it makes to the chains it names, or with what it would need for that."""
    chains = chains_named(pledge)
    changes: list[Intervention] = []
    absent: list[str] = []
    for chain in chains:
        if chain not in networks:
            continue
        forms = dict(zip(networks[chain].stages, networks[chain].forms, strict=True))  # the last form of a stage stands for it
        changes += interventions(pledge, commodity=chain, forms=forms, economy=economy)
        absent += missing(pledge, commodity=chain, forms=forms)
    needs = () if changes else tuple(dict.fromkeys(absent or pledge.missing))
    return Promised(pledge=pledge, reading=reading, chains=chains, interventions=usable(changes, networks), missing=needs)


def _used(run: Run, economy: str, form: str) -> str | None:
    """The form, where somebody in the economy uses it: a promise is judged by what it does for the users of its own goods."""
    try:
        nodes = run.nodes(economy, form)
    except LodestoneError:
        return None
    return form if float(run.case.layout.needed[nodes].sum()) > 0 else None


def _kept(
    network: Network, traced: Traced, without: Outcome, changes: tuple[Intervention, ...], economy: str, run: Run
) -> Outcome | None:
    """The same reading with promises kept, same draws, same form; None where the network has no room for them."""
    case = breaking.as_delivered(without.scenario, changes)
    try:
        kept = breaking.play(network, traced, case, runs=run.runs, seed=run.seed)
    except LodestoneError:
        return None
    return breaking.outcome(kept, case, economy, form=without.form)
