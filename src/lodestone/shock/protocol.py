"""The figures that test and fit the market step: which good, where, when, and what the model and naive forecasts say of them."""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.scenario import Shock
from lodestone.shock import replay
from lodestone.shock.episode import NetworkRow, episode
from lodestone.shock.result import Run
from lodestone.terms.estimate import Estimate
from lodestone.terms.month import Month

Floats = NDArray[np.float64]
FOLDER = "calibration"


class Case(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """One good in one episode, with what differs from the episode's file (data/calibration/cases.toml)."""

    label: str
    episode: str
    outside_share: float | None = None
    exposed: float | None = None
    path: tuple[tuple[str, float], ...] = ()
    path_after: float | None = None
    licence: tuple[float, float, float] | None = None
    more_licences: tuple[tuple[float, float, float], ...] = ()

    @property
    def outage(self) -> bool:
        """Whether output was lost, rather than trade held back."""
        return episode(self.episode).events[0].kind == "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One observed figure (data/calibration/targets.csv).

    ``month`` is a month, a range of months (``2024-01..2024-02``, their mean) or the difference of two such. ``noise`` is the
    log error of the figure itself; ``conditional`` whether it is free of the observed permission, so that it tests the market
    alone; ``phase`` names the stretch of an event, for the naive forecast by the other episodes.
    """

    case: str
    series: str
    place: str
    origin: str | None
    month: str
    observed: float
    noise: float
    conditional: bool
    phase: str
    figure: str
    source: str

    @property
    def episode(self) -> str:
        """The episode the figure belongs to."""
        return cases()[self.case].episode

    @property
    def group(self) -> str:
        """``price`` or ``volume``."""
        return "price" if self.series == "price" else "volume"


@cache
def cases() -> dict[str, Case]:
    """Every good by its short name."""
    text = (files("lodestone.data") / FOLDER / "cases.toml").read_text("utf-8")
    return {key: msgspec.convert(row, Case) for key, row in tomllib.loads(text).items()}


@cache
def targets() -> tuple[Target, ...]:
    """Every observed figure, in the order of the table."""
    text = (files("lodestone.data") / FOLDER / "targets.csv").read_text("utf-8")
    return tuple(
        Target(
            case=r["case"], series=r["series"], place=r["place"], origin=r["origin"] or None, month=r["month"],
            observed=float(r["observed"]), noise=float(r["noise"]), conditional=r["conditional"] == "yes", phase=r["phase"],
            figure=r["figure"], source=r["source"],
        )
        for r in csv.DictReader(text.splitlines())
    )  # fmt: skip


def stage(case: Case, regime: Callable[[Shock], Shock] | None = None) -> replay.Stage:
    """A case ready to be simulated: on its observed permission, or under another ``regime``."""
    found = episode(case.episode)
    if case.outside_share is not None:
        found = msgspec.structs.replace(found, network=_outside(found.network, found.events[0].origin, case.outside_share))

    def adjust(shock: Shock) -> Shock:
        """The event as this good met it."""
        if case.path:
            shock = replace(shock, path=case.path, path_after=case.path_after)
        if case.exposed is not None:
            share = case.exposed
            shock = replace(shock, exposed=Estimate("exposed_share", share, share, share, note="data/calibration/cases.toml"))
        return regime(shock) if regime else shock

    return replay.stage(found, adjust)


def _outside(network: NetworkRow, origin: str, share: float) -> NetworkRow:
    """The network with another share of the origin in everybody else's supply; the rest comes from nowhere in particular."""
    own = network.supply_share
    others = {user: {origin: share, "ROW": 1 - share} for user in own if user != origin}
    return msgspec.structs.replace(network, supply_share={**own, **others})


def predicted(run: Run, target: Target, code: dict[str, str]) -> Floats:
    """What a run says of a figure, in the figure's own measure, ``(run,)``."""
    return over_months(replay.path(run, target.series, code[target.place], target.origin and code[target.origin]), run, target)


def flow_is_openness(run: Run, target: Target, code: dict[str, str]) -> Floats:
    """The naive forecast that trade follows its permission and nothing else happens, ``(run,)``; prices stay.

    Imports see the permission of the month in which they were shipped.
    """
    case = run.case
    if target.series == "price":
        return np.zeros(run.runs)
    layout, steps = case.layout, case.steps // case.scenario.months
    here = layout.node_place == layout.places.index(code[target.place])
    arcs = np.flatnonzero(here[layout.arc_from if target.series == "export_volume" else layout.arc_to] & ~layout.home)
    if target.origin:
        arcs = arcs[layout.node_place[layout.arc_from[arcs]] == layout.places.index(code[target.origin])]
    doors = case.doors
    share = doors.free_to - doors.free_from
    share = (share + (1 - share) * doors.permitted)[:, case.arc_door[arcs]]
    for h, node in enumerate(case.hit):
        share[:, layout.arc_from[arcs] == node] *= case.capacity[:, h, None]
    if target.series == "import_volume":
        share = _delayed(share, layout.arc_lead_months[arcs] * steps)
    weight = layout.arc_flow[arcs] / layout.arc_flow[arcs].sum()
    return over_months(np.einsum("sar,a->sr", share, weight).reshape(-1, steps, run.runs).mean(axis=1), run, target)


def _delayed(share: Floats, lead: Floats) -> Floats:
    """Shipments of each arc as they arrive, ``(step, arc, run)``, a lead of parts of a step later; full before the first."""
    late = np.ones_like(share)
    for a, steps in enumerate(lead):
        whole, part = int(steps), steps % 1
        for back, weight in ((whole, 1 - part), (whole + 1, part)):
            late[:, a] += weight * (np.concatenate([np.ones_like(share[:back, a]), share[: len(share) - back, a]]) - 1)
    return late


def over_months(path: Floats, run: Run, target: Target) -> Floats:
    """A path ``(month, run)`` at the months a figure speaks of, ``(run,)``."""

    def mean(span: str) -> Floats:
        first, _, last = span.partition("..")
        months = slice(run.months.index(str(Month.of(first))), run.months.index(str(Month.of(last or first))) + 1)
        return np.asarray(path[months].mean(axis=0))

    one, _, other = target.month.partition(" minus ")
    return mean(one) - mean(other) if other else mean(one)
