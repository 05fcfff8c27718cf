"""Answers with and without the user's own figures: which of them are used, and what they change."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.terms.errors import NothingToAnswer
from lodestone.workspace.doors import PathLike
from lodestone.workspace.figures import assess, network, supply

if TYPE_CHECKING:
    from lodestone.atlas.fact import Fact
    from lodestone.atlas.network import Network
    from lodestone.atlas.own_changes import Told
    from lodestone.atlas.supply_table import Supply
    from lodestone.atlas.trade import Trade
    from lodestone.risk.assess import Score
    from lodestone.scenario.scenario import Scenario
    from lodestone.shock.ensemble import Ensemble
    from lodestone.shock.result import Run as Simulated


def own_facts(mineral: str, facts: PathLike | None) -> "tuple[Fact, ...]":
    """The user's figures of a mineral and of those that share matter with it; none where ``facts`` is None."""
    from lodestone.atlas.family import family
    from lodestone.store.overlay import read_own

    if facts is None:
        return ()
    related = set(family(mineral))
    return tuple(f for f in read_own(Path(facts)) if f.commodity in related)


def supply_told(table: "Supply", facts: PathLike | None, *, stage: str | None = None) -> "Told":
    """What the user's figures change in a table of who makes what."""
    from lodestone.atlas.own_changes import Told, supply_changes, supply_figures

    own = own_facts(table.mineral, facts)
    if not own:
        return Told()
    without = supply(table.mineral, stage=stage, year=table.year, facts=facts, own=False)
    return Told(figures=supply_figures(table, own), changes=supply_changes(table, without))


def trade_told(table: "Trade", mineral: str | None, facts: PathLike | None) -> "Told":
    """The user's figures of the economy beside its customs rows, which they never change."""
    from lodestone.atlas.network import OwnFigure
    from lodestone.atlas.own_changes import Told
    from lodestone.terms.place import members, place

    own = own_facts(mineral, facts) if mineral else ()
    inside = set(members(place(table.economy).iso3))
    why = "customs rows are gross mass as customs counted it; it enters network, risk, shock and brief"
    return Told(figures=tuple(OwnFigure(fact=f, why_not=why) for f in own if f.place in inside))


def network_told(net: "Network", facts: PathLike | None) -> "Told":
    """What the user's figures change in a network."""
    from lodestone.atlas.own_changes import Told, moved, network_changes

    if not net.own:
        return Told()
    without: Network | None
    try:
        without = network(net.mineral, year=net.year, steady=net.kind == "baseline", facts=facts, own=False, draws=0)
    except NothingToAnswer:
        without = None
    return Told(figures=net.own, changes=moved(network_changes(net, without)))


def scores_told(scores: "Sequence[Score]", mineral: str, facts: PathLike | None, *, draws: int = 0) -> "Told":
    """What the user's figures change in the scores of one mineral, all of one method, economy and year."""
    from lodestone.atlas.own_changes import Change, Told, moved, supply_figures
    from lodestone.risk.methods import find
    from lodestone.terms.commodity import chains_of

    if not scores or not own_facts(mineral, facts):
        return Told()
    first = scores[0]
    needs = find(first.method).needs
    if needs == "world":
        figures = supply_figures(supply(mineral, year=first.year, facts=facts), own_facts(mineral, facts))
    else:
        figures = network(mineral, year=first.year, facts=facts, draws=0).own if len(chains_of(mineral)) == 1 else ()
    try:
        others = assess(first.method, mineral, economy=first.economy, year=first.year, draws=0, facts=facts, own=False)
    except NothingToAnswer:
        others = ()
    before = {(s.mineral, s.stage, s.form): s.value for s in others}
    changes = [
        Change(
            what=f"{s.method} of {s.mineral} {s.stage} {s.form}", without=before.get((s.mineral, s.stage, s.form)),
            having=s.value, unit=s.unit,
        )
        for s in scores
    ]  # fmt: skip
    return Told(figures=figures, changes=moved(changes))


def shock_told(
    found: "Simulated | Ensemble", scenario: "Scenario", facts: PathLike | None, *, year: int, without: bool = True
) -> "Told":
    """What the user's figures change in a simulation: in the network under it, and in the use each place loses.

    ``without`` false leaves out the second simulation, and says so.
    """
    from lodestone.atlas.own_changes import SHARE, Change, Told, moved
    from lodestone.shock.result import Run, lost_use_share, quantiles
    from lodestone.workspace.runs import simulate

    net = network(scenario.commodity, year=year, steady=True, facts=facts, draws=0) if facts is not None else None
    if net is None or not net.own:
        return Told()
    told = network_told(net, facts)
    if not without or not isinstance(found, Run):
        skipped = "not simulated again without your figures: too many runs; what they change in the network is above"
        return Told(figures=told.figures, changes=told.changes, skipped=skipped)
    base = simulate(scenario, network=network(scenario.commodity, year=year, steady=True, facts=facts, own=False, draws=0),
                    runs=found.runs, seed=found.seed)  # fmt: skip

    def lost(run: Run) -> dict[str, float]:
        layout = run.case.layout
        users = [p for i, p in enumerate(layout.places) if layout.final_use[layout.node_place == i].sum() > 0]
        return {p: float(quantiles(lost_use_share(run, p), (0.5,))[0]) for p in users}

    having, before = lost(found), lost(base)
    changes = [
        Change(what=f"use {p} loses in 12 months, median", without=before.get(p), having=having.get(p), unit=SHARE)
        for p in sorted({*having, *before})
    ]
    mine = {f.fact.place for f in net.own}
    changes.sort(key=lambda c: (c.what.split()[1] not in mine, -abs((c.having or 0.0) - (c.without or 0.0))))
    return Told(figures=told.figures, changes=(*told.changes, *moved(changes)))
