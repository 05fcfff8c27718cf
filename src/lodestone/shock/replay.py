"""A past episode simulated again: its file as a one-stage network, a scenario and draws of what is uncertain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.draws import Draws, draw, uniforms
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.episode import DEFAULT, EVERYONE, Episode, EventRow, dates
from lodestone.shock.params import Params, altered, drawn
from lodestone.shock.result import Run
from lodestone.shock.simulate import simulate
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.month import Month
from lodestone.terms.place import places
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]

# A measure on prices is replayed as the limit on flows it turned out to be: its observed path says how much went on.
SIMULATED_AS: Mapping[str, str] = {"tariff": "export_quota"}
# Kinds whose size is announced: alarm is the share announced to be lost. A ban or a licence office alarms as if all were lost.
SIZED = ("export_quota", "tariff")
SHORT_COVER = 1.0  # months of normal stock below which the episode is stepped by weeks


@dataclass(frozen=True, slots=True)
class Stage:
    """An episode ready to be simulated: network, trace, scenario, normal stocks where known, and code of each place in it."""

    network: Network
    traced: Traced
    scenario: Scenario
    cover_months: dict[str, float]
    code: dict[str, str]


def stage(episode: Episode, shocks: Callable[[Shock], Shock] | None = None) -> Stage:
    """Set an episode up; ``shocks`` may change its events (another permission, another date of lifting)."""
    code = _codes(episode.network.places)
    network, traced = _network(episode, code)
    built = [_shock(event, episode, i, code) for i, event in enumerate(episode.events)]
    cover = {code.get(place, place): months for place, months in episode.network.user_cover_months.items()}
    step: Literal["month", "week"] = "week" if any(months < SHORT_COVER for months in cover.values()) else "month"
    scenario = Scenario(
        id=episode.id, title=episode.title, commodity=episode.commodity, start=Month.of(episode.first_month),
        months=episode.months, shocks=tuple(map(shocks, built) if shocks else built), step=step,
    )  # fmt: skip
    return Stage(network, traced, scenario, cover, code)


def replay(
    set_up: Stage,
    *,
    runs: int,
    seed: int,
    params: Params | Mapping[str, ArrayLike] | None = None,
    path_error: float | None = None,
) -> Run:
    """Simulate a staged episode; ``path_error`` is the log error of observed permissions (prior ``path.error`` where None).

    Parameters are drawn from their priors where ``params`` leaves them open; permission on its observed path is known with a
    factor of ``path_error`` only, one factor an event and run.
    """
    draws = _with_path_error(draw(set_up.scenario, runs, seed), set_up.scenario, path_error)
    if not isinstance(params, Params):
        params = altered(drawn(runs, seed), params or {})
    return simulate(
        set_up.network, set_up.scenario, runs=runs, seed=seed, params=params, traced=set_up.traced, draws=draws,
        cover_months=set_up.cover_months or None, keep_arcs=True,
    )  # fmt: skip


def path(run: Run, series: str, place: str, origin: str | None = None) -> Floats:
    """An observable by month and run, ``(month, run)``: log price, trade over its normal month, or months of user cover.

    ``place`` and ``origin`` are codes of the staged network. Raises ``BadInput`` where nothing of the kind exists.
    """
    layout = run.case.layout
    here = layout.node_place == layout.places.index(place)
    if series == "price":
        return np.asarray(run.log_price[:, here].mean(axis=1))
    if series == "user_cover":
        need = layout.needed[here].sum()
        if not need > 0:
            raise BadInput(f"{place} uses none of the commodity: it has no user cover")
        return np.asarray(run.user_stock[:, here].sum(axis=1) / need)
    moved = run.shipped if series == "export_volume" else run.arrived
    assert moved is not None  # every replay keeps its arcs
    arcs = here[layout.arc_from if series == "export_volume" else layout.arc_to] & ~layout.home
    if origin is not None:
        arcs &= layout.node_place[layout.arc_from] == layout.places.index(origin)
    normal = layout.arc_flow[arcs].sum()
    if not normal > 0:
        raise BadInput(f"{place} has no {series.replace('_volume', 's')} in a normal month, so no ratio to it")
    return np.asarray(moved[:, arcs].sum(axis=1) / normal)


def normal(run: Run, series: str, place: str) -> float:
    """What an observable is in a normal month."""
    if series == "user_cover":
        layout = run.case.layout
        here = layout.node_place == layout.places.index(place)
        return float(np.median(run.case.cover_months[here].mean(axis=0)))
    return 0.0 if series == "price" else 1.0


def _codes(listed: tuple[str, ...]) -> dict[str, str]:
    """Code in the network by code in the file: a bloc stands as one place, under its first member that is not listed itself."""
    code: dict[str, str] = {}
    for place in listed:
        free = [m for m in places()[place].members if m not in listed and m not in code.values()]
        code[place] = free[0] if free else place
    return code


def _network(episode: Episode, code: Mapping[str, str]) -> tuple[Network, Traced]:
    """One form, no processing: every place makes what others draw from it, from the ground."""
    net, count = episode.network, len(code)
    index = {place: i for i, place in enumerate(net.places)}
    share, lead = np.zeros((count, count)), np.full((count, count), net.lead_months[DEFAULT])
    for user, makers in net.supply_share.items():
        for maker, part in makers.items():
            share[index[maker], index[user]] = part / sum(makers.values())
    for arc, months in net.lead_months.items():
        if arc != DEFAULT:
            maker, user = arc.split(">")
            lead[index[maker], index[user]] = months
    use = 12 * np.array([net.use_t_per_month.get(place, 0.0) for place in net.places])
    tonnes = share * use
    origin, destination = np.nonzero(tonnes * (1 - np.eye(count)))
    flow, none = tonnes[origin, destination], np.zeros(0)
    names = tuple(code[place] for place in net.places)
    network = Network(
        mineral=episode.commodity, element=episode.commodity, year=Month.of(episode.first_month).year, kind="baseline",
        forms=(episode.form,), stages=("refine",), places=names,
        node_form=np.zeros(count, dtype=np.int64), node_place=np.arange(count, dtype=np.int64),
        primary_t=tonnes.sum(axis=1), secondary_t=np.zeros(count), use_t=use, stock_draw_t=np.zeros(count),
        node_status=np.full(count, "estimated"), arc_form=np.zeros(len(flow), dtype=np.int64), arc_origin=origin,
        arc_destination=destination, flow_t=flow, low_t=flow, high_t=flow, lead_months=lead[origin, destination],
        arc_status=np.full(len(flow), "estimated"), arc_sources=((),) * len(flow), link_process=(),
        link_input=none.astype(np.int64), link_output=none.astype(np.int64), link_input_t=none, link_output_t=none,
    )  # fmt: skip
    return network, Traced(forms=(episode.form,), places=names, tonnes=tonnes[None])


def _shock(event: EventRow, episode: Episode, i: int, code: Mapping[str, str]) -> Shock:
    """The event on its observed path."""
    announced, effective = dates(event)
    path = event.path or ((str(Month.of(effective)), float(event.path_after or 0.0)),)
    severity = None
    if event.kind in SIZED:
        lost = 1 - min([v for _, v in path] + ([] if event.path_after is None else [event.path_after]))
        severity = Estimate("severity", lost, lost, lost, note="share of the normal flow taken away, as observed")
    return Shock(
        id=f"{episode.id}-{i + 1}", kind=SIMULATED_AS.get(event.kind, event.kind), origin=code[event.origin],
        destinations=() if event.destination == EVERYONE or event.kind == "outage" else (code[event.destination],),
        commodity=episode.commodity, announced=announced, effective=effective, lifted=event.lifted, severity=severity,
        path=tuple((m, float(v)) for m, v in path), path_after=event.path_after,
    )  # fmt: skip


def _with_path_error(draws: Draws, scenario: Scenario, error: float | None) -> Draws:
    """The draws with a factor on every observed path."""
    sd = prior("path.error").mode if error is None else error
    values = dict(draws.values)
    for shock in scenario.shocks:
        if shock.path and sd > 0:
            values[shock.id, "path_factor"] = np.exp(sd * normals(draws.seed, shock.id, "path_factor", draws.runs))
    return replace(draws, values=values)


def normals(seed: int, key: str, field: str, runs: int) -> Floats:
    """Standard normal draws ``(run,)`` from a named stream."""
    return np.fromiter(map(NormalDist().inv_cdf, uniforms(seed, key, field, runs).tolist()), np.float64, runs)
