"""What breaks: a measure of a text, in its readings, or an owned-up what-if, simulated for one economy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.draws import draw
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock import result
from lodestone.shock.result import Run
from lodestone.shock.simulate import paced, simulate
from lodestone.terms.errors import NothingToAnswer
from lodestone.terms.measure import Intervention, Measure
from lodestone.terms.month import Month
from lodestone.terms.place import members
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]
WINDOW = 12  # months after the effect over which losses are summed: "a year's use"
NOTICED = 0.001  # others lose less than this share of a year's use: not listed


@dataclass(frozen=True, slots=True)
class Band:
    """Median with 5 % and 95 % points."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One reading of an event, if it comes. Fans are ``(month, 5)``: 5, 25, 50, 75 and 95 % points.

    ``met`` is use over normal use of the focal form (process input and final use), ``cover`` users' stock in months of normal
    need, ``price`` and ``world_price`` multiples of normal. ``lost_share`` and ``lost_t`` are what is not used in the first year
    after the effect; ``lowest_cover`` the thinnest month of cover; ``short_after`` months from effect to the first noticed
    shortage among the runs that have one, ``short_odds`` how many have one. ``expected_share`` counts the runs in which the event
    does not come at all.
    """

    scenario: Scenario
    form: str
    need_t_per_month: float
    met: Floats
    cover: Floats
    price: Floats
    world_price: Floats
    lost_share: Band
    lost_t: Band
    lowest_cover: Band
    cover_before: float
    price_peak: Band
    world_peak: Band
    short_odds: float
    short_after: Band | None
    odds: Band | None
    expected_share: Band
    others: tuple[tuple[str, Band], ...]
    lost_by_run: Floats
    cover_by_run: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One event on one chain in one or three readings. ``measure`` None: nobody announced it, a what-if."""

    chain: str
    measure: Measure | None
    title: str
    outcomes: tuple[Outcome, ...]
    origin: str

    @property
    def hypothetical(self) -> bool:
        """Whether no text names this event."""
        return self.measure is None

    @property
    def gravest(self) -> Outcome:
        """The reading that costs most."""
        return max(self.outcomes, key=lambda o: (o.lost_share.median, o.price_peak.median))


def what_if(chain: str, origin: str, label: str, start: Month, months: int) -> Scenario:
    """The largest supplier refuses export to everybody: an event no text names, with the ban's own priors."""
    day = str(start + 3)
    shock = Shock(
        id=f"what-if-{origin.lower()}",
        kind="export_ban",
        origin=origin,
        commodity=chain,
        announced=day,
        effective=day,
        openness=prior("ban.leak").estimate(),
        severity=prior("ban.severity").estimate(),
        duration_months=prior("refusal.duration").estimate(),
        note="what-if: no text names this event",
    )
    return Scenario(
        id=f"what-if-{chain}-{origin.lower()}",
        title=f"{label} stops exporting",
        commodity=chain,
        start=start,
        months=months,
        shocks=(shock,),
        reading="what-if",
        notes=("No text names this event: it is a what-if, run so that a reader sees what rests on the largest supplier.",),
    )


def certain(scenario: Scenario) -> Scenario:
    """The same scenario if every event in it comes: hedges are reported apart."""
    return replace(scenario, shocks=tuple(replace(s, odds=None) for s in scenario.shocks))


def as_delivered(scenario: Scenario, promises: tuple[Intervention, ...]) -> Scenario:
    """The same event with promises kept and already delivering when the run starts."""
    day = f"{scenario.start}-01"
    return replace(scenario, interventions=tuple(replace(p, from_date=day, odds=None) for p in promises))


def play(network: Network, traced: Traced, scenario: Scenario, *, runs: int, seed: int) -> Run:
    """The scenario simulated as if it comes, with common random numbers."""
    return simulate(network, paced(certain(scenario), network), runs=runs, seed=seed, traced=traced)


def outcome(run: Run, scenario: Scenario, economy: str, form: str | None = None) -> Outcome:
    """What a run means for an economy, in one form of the mineral: the one it misses most, where none is given."""
    form = form or focal_form(run, economy)
    nodes = run.nodes(economy, form)
    need = float(run.case.layout.needed[nodes].sum())
    missing = _missing(run, economy, form)
    cover = result.months_of_cover(run, economy, form)
    price = np.exp(result.log_price(run, economy, form, model_error=True))  # bands with what the model leaves out
    world = np.exp(_world_log_price(run, form, economy))
    since = run.first_effect
    window = slice(since, since + WINDOW)
    span = len(run.months[window])
    lost = missing[window].sum(axis=0)
    share = lost / (need * span)
    after = result.months_to_shortage(run, economy, form)
    happens = _happens(scenario, run)
    return Outcome(
        scenario=scenario,
        form=form,
        need_t_per_month=need,
        met=_fan(1 - missing / need),
        cover=_fan(cover),
        price=_fan(price),
        world_price=_fan(world),
        lost_share=band(share),
        lost_t=band(lost),
        lowest_cover=band(cover[since:].min(axis=0)),
        cover_before=float(np.median(cover[0])),
        price_peak=band(price[since:].max(axis=0)),
        world_peak=band(world[since:].max(axis=0)),
        short_odds=float(np.isfinite(after).mean()),
        short_after=band(after[np.isfinite(after)]) if np.isfinite(after).any() else None,
        odds=_odds(scenario),
        expected_share=band(share * happens),
        others=_others(run, economy, form, window),
        lost_by_run=share,
        cover_by_run=cover[since:].min(axis=0),
    )


def focal_form(run: Run, economy: str) -> str:
    """The form whose users in the economy go short most in the year after the effect; the last of the chain when none does."""
    window = slice(run.first_effect, run.first_effect + WINDOW)
    best, most = "", -1.0
    for form in run.case.layout.forms:
        try:
            nodes = run.nodes(economy, form)
        except NothingToAnswer:
            continue
        need = float(run.case.layout.needed[nodes].sum())
        if need <= 0:
            continue
        lost = float(np.median(_missing(run, economy, form)[window].sum(axis=0))) / need
        if lost >= most - 1e-9:
            best, most = form, max(lost, most)
    return best


def band(values: Floats) -> Band:
    """Median, 5 % and 95 % points of values over runs."""
    low, middle, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    return Band(middle, low, high)


def _missing(run: Run, economy: str, form: str) -> Floats:
    """Tonnes a month not used of a form, ``(month, run)``: shortage, use given up to price, lacking input."""
    nodes = run.nodes(economy, form)
    return np.asarray((run.shortage[:, nodes] + run.voluntary[:, nodes] + run.input_short[:, nodes]).sum(axis=1))


def _fan(values: Floats) -> Floats:
    """``(month, 5)`` from ``(month, run)``."""
    return np.asarray(np.quantile(values, result.QUANTILES, axis=1).T)


def _world_log_price(run: Run, form: str, economy: str) -> Floats:
    """Log price of a form outside the economy and the origins of the events, weighted by need, ``(month, run)``."""
    layout = run.case.layout
    closed = {s.origin for s in run.case.scenario.shocks} | set(members(economy))
    f = layout.forms.index(form)
    weight = np.where(
        (layout.node_form == f) & ~np.isin(np.asarray(layout.places)[layout.node_place], sorted(closed)), layout.needed, 0.0
    )
    if weight.sum() <= 0:
        return result.log_price(run, economy, form)
    return np.asarray(np.einsum("mnr,n->mr", run.log_price, weight / weight.sum()))


def _happens(scenario: Scenario, run: Run) -> Floats:
    """1 in the runs in which the hedged event comes, 0 elsewhere, ``(run,)``."""
    draws = draw(scenario, run.runs, run.seed)
    happens = np.zeros(run.runs)
    for shock in scenario.shocks:
        happens = np.maximum(happens, draws.of(shock.id, "odds", 1.0))
    return happens


def _odds(scenario: Scenario) -> Band | None:
    """The chance of the event where the text hedges it."""
    odds = [s.odds for s in scenario.shocks if s.odds is not None]
    return Band(odds[0].mode, odds[0].low, odds[0].high) if odds else None


def _others(run: Run, economy: str, form: str, window: slice) -> tuple[tuple[str, Band], ...]:
    """Other economies by the share of a year's need they lose, largest first, five at most."""
    layout = run.case.layout
    mine = set(members(economy)) | {"ROW"}
    f = layout.forms.index(form)
    found = []
    for n in np.flatnonzero((layout.node_form == f) & (layout.needed > 0)):
        place = layout.places[layout.node_place[n]]
        if place in mine:
            continue
        lost = (run.shortage[window, n] + run.voluntary[window, n] + run.input_short[window, n]).sum(axis=0)
        share = band(lost / (layout.needed[n] * len(run.months[window])))
        if share.median > NOTICED:
            found.append((place, share))
    found.sort(key=lambda item: (-item[1].median, item[0]))
    return tuple(found[:5])


def summary(outcome_: Outcome) -> Mapping[str, object]:
    """The figures of an outcome for the numbers file."""
    return {
        "scenario": outcome_.scenario.id,
        "reading": outcome_.scenario.reading,
        "form": outcome_.form,
        "need_t_per_month": outcome_.need_t_per_month,
        "lost_share": _plain(outcome_.lost_share),
        "lost_t": _plain(outcome_.lost_t),
        "lowest_cover_months": _plain(outcome_.lowest_cover),
        "cover_before_months": outcome_.cover_before,
        "price_peak": _plain(outcome_.price_peak),
        "world_price_peak": _plain(outcome_.world_peak),
        "odds_of_shortage": outcome_.short_odds,
        "lost_share_counting_runs_without_the_event": _plain(outcome_.expected_share),
        "others": {place: _plain(b) for place, b in outcome_.others},
    }


def _plain(band_: Band) -> dict[str, float]:
    return {"median": band_.median, "low": band_.low, "high": band_.high}
