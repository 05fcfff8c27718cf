"""Shocks as doors: when each is open, how far, and how loud the alarm is, step by step and run by run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.params import Params
from lodestone.terms.errors import BadInput
from lodestone.terms.month import Month, months_since

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One shock over all steps, each array ``(step, run)``.

    The door is free in the fraction ``free_from`` to ``free_to`` of a step (0, 1 no measure; 0, 0.5 closes half-way; 0.6, 1
    reopens) and lets ``permitted`` through on the other days, in multiples of the normal flow. ``surge`` is 1 where buyers can
    load free days faster than normal (closure announced before, or reopening) and 0 in the step of a closure without warning.
    ``alarm_orders`` weighs alarm by the days since the news (a flow), ``alarm_price`` is its state at the step's end.
    """

    free_from: Floats
    free_to: Floats
    permitted: Floats
    surge: Floats
    alarm_orders: Floats
    alarm_price: Floats

    @property
    def free(self) -> Floats:
        """Free share of each step."""
        return self.free_to - self.free_from

    @property
    def openness(self) -> Floats:
        """Share of the normal flow that may pass in each step, at most 1."""
        return np.minimum(1.0, self.free + (1 - self.free) * self.permitted)

    def steps(self, some: NDArray[np.bool_]) -> "Door":
        """Some steps of a door."""
        return Door(**{name: getattr(self, name)[some] for name in Door.__slots__})

    def at(self, k: int, runs: slice) -> "Door":
        """Step ``k`` of stacked doors ``(step, door, run)`` for some runs, each array ``(door, run)``."""
        return Door(**{name: getattr(self, name)[k][:, runs] for name in Door.__slots__})


def no_door(steps: int, runs: int) -> Door:
    """The door of an arc no shock meets."""
    zero, one = np.zeros((steps, runs)), np.ones((steps, runs))
    return Door(free_from=zero, free_to=one, permitted=one, surge=one, alarm_orders=zero, alarm_price=zero)


def hang(shock: Shock, scenario: Scenario, draws: Draws, params: Params, step_months: float, mechanism: str) -> Door:
    """One shock as a door. ``mechanism`` is ``flow``, ``capacity`` or ``route`` (tables/measures.csv).

    Permission on closed days: the observed path where there is one; else a licence office's curve where delay and ramp are
    drawn (:func:`licence_permission`); else the drawn openness. Trade outside the measure (1 - exposed) keeps its normal
    flow. Alarm is severity times exposed from the announcement, falls to its tail ``alarm_months`` after effect, and ends
    with the measure. Unstated severity: 1 for a limit on flows; for an outage or a closed route what is
    lost, as far as it has not come back.
    """
    announced, effective = months_since(scenario.start, shock.announced), months_since(scenario.start, shock.effective)
    if effective < announced:
        raise BadInput(f"shock {shock.id}: takes effect {shock.effective}, before its announcement {shock.announced}")
    lifted = _lifted(shock, scenario, draws, effective)
    start: Floats = np.arange(round(scenario.months / step_months), dtype=np.float64)[:, None] * step_months
    shut_from, shut_to = in_force(shock, scenario, draws, step_months)
    permitted = _permitted(shock, scenario, draws, start, effective, step_months, mechanism)
    exposed = draws.of(shock.id, "exposed", 1.0)
    stated = draws.values.get((shock.id, "severity"))
    partial = mechanism in ("capacity", "route")
    severity = stated if stated is not None else still_lost(permitted) if partial else np.ones(draws.runs)

    since = start + step_months - announced
    fresh = start < effective + params.alarm_months
    standing = np.where(start + step_months > lifted, np.clip((lifted - start) / step_months, 0.0, 1.0), 1.0)
    alarm = exposed * severity * np.where(fresh, 1.0, params.alarm_tail) * standing
    free_from, free_to = _free(shut_from, shut_to)
    idle = exposed == 0.0  # a run in which the event does not happen has no door
    surprise = (start <= effective) & (effective < start + step_months) & (effective <= announced + 1e-9)
    return Door(
        free_from=np.where(idle, 0.0, free_from), free_to=np.where(idle, 1.0, free_to),
        permitted=(1 - exposed) + exposed * permitted, surge=np.where(surprise & ~idle, 0.0, 1.0),
        alarm_orders=alarm * np.clip((since - params.reaction_months) / step_months, 0.0, 1.0), alarm_price=alarm * (since > 0),
    )  # fmt: skip


def licence_permission(months_since_effect: Floats, delay_months: Floats, ramp_months: Floats, plateau: Floats) -> Floats:
    """Share of the normal flow a licence office lets through, before anybody has seen it work.

    Nothing for ``delay_months``, then towards ``plateau`` with time constant ``ramp_months``; methods/shock (fit to six
    goods).

    >>> float(licence_permission(np.array(1.0), np.array(2.0), np.array(1.0), np.array(0.7)))
    0.0
    """
    waiting = np.maximum(months_since_effect - delay_months, 0.0)
    return np.asarray(plateau * -np.expm1(-waiting / ramp_months))


def meet(doors: list[Door]) -> Door:
    """Several shocks on one arc: at every moment the strictest permission holds; the loudest alarm counts.

    Free days are those free under all; permission on the rest is the mean over those days of the smallest permission.
    """
    if len(doors) == 1:
        return doors[0]
    whole = np.logical_and.reduce([_whole(d) for d in doors])  # steps in which every door is free, or closed, from end to end
    permitted = np.empty_like(doors[0].permitted)
    permitted[whole] = _strictest([d.steps(whole) for d in doors])
    permitted[~whole] = _mean_strictest([d.steps(~whole) for d in doors])
    free_from = np.max([d.free_from for d in doors], axis=0)
    free_to = np.maximum(free_from, np.min([d.free_to for d in doors], axis=0))
    return Door(
        free_from=free_from, free_to=free_to, permitted=permitted, surge=np.min([d.surge for d in doors], axis=0),
        alarm_orders=np.max([d.alarm_orders for d in doors], axis=0), alarm_price=np.max([d.alarm_price for d in doors], axis=0),
    )  # fmt: skip


def _whole(door: Door) -> NDArray[np.bool_]:
    """Steps ``(step,)`` that a door leaves whole in every run."""
    ends = np.stack([door.free_from, door.free_to])
    return np.asarray(((ends == 0.0) | (ends == 1.0)).all(axis=(0, 2)))


def _strictest(doors: list[Door]) -> Floats:
    """Permission of several doors in steps that each leaves whole; 1 where all are free."""
    least = np.full_like(doors[0].permitted, np.inf)
    for d in doors:
        least = np.minimum(least, np.where(d.free_to > d.free_from, np.inf, d.permitted))
    return np.where(np.isinf(least), 1.0, least)


def _mean_strictest(doors: list[Door]) -> Floats:
    """Permission of several doors in any step: the mean of the smallest over the days that some door is closed."""
    cuts = np.sort(np.stack([x for d in doors for x in (d.free_from, d.free_to)] + [np.zeros_like(doors[0].surge)]
                            + [np.ones_like(doors[0].surge)]), axis=0)  # fmt: skip
    length, middle = np.diff(cuts, axis=0), (cuts[1:] + cuts[:-1]) / 2
    least, shut = np.full_like(middle, np.inf), np.zeros(middle.shape, dtype=bool)
    for d in doors:
        closed = (middle < d.free_from) | (middle > d.free_to)
        least, shut = np.where(closed, np.minimum(least, d.permitted), least), shut | closed
    days = np.sum(length * shut, axis=0)
    passed = np.sum(np.where(shut, length * np.where(shut, least, 0.0), 0.0), axis=0)
    return np.asarray(np.divide(passed, days, out=np.ones_like(days), where=days > 0))


def in_force(shock: Shock, scenario: Scenario, draws: Draws, step_months: float) -> tuple[Floats, Floats]:
    """Fractions of each step ``(step, run)`` between which a measure stands; equal where it does not."""
    effective = months_since(scenario.start, shock.effective)
    start: Floats = np.arange(round(scenario.months / step_months), dtype=np.float64)[:, None] * step_months
    begins = np.clip((effective - start) / step_months, 0.0, 1.0) * np.ones(draws.runs)
    ends = np.clip((_lifted(shock, scenario, draws, effective) - start) / step_months, 0.0, 1.0)
    return begins, ends


def _lifted(shock: Shock, scenario: Scenario, draws: Draws, effective: float) -> Floats:
    """Month in which the measure ends, ``(run,)``; infinite where it stays."""
    if shock.lifted is None:
        return np.asarray(effective + draws.of(shock.id, "duration_months", np.inf))
    lifted = months_since(scenario.start, shock.lifted)
    if lifted < effective:
        raise BadInput(f"shock {shock.id}: is lifted {shock.lifted}, before it takes effect {shock.effective}")
    return np.full(draws.runs, lifted)


def still_lost(permitted: Floats) -> Floats:
    """Largest share of capacity that is missing now or will be, ``(step, run)``: an outage half repaired alarms half as much."""
    return np.asarray(np.maximum(0.0, 1.0 - np.minimum.accumulate(permitted[::-1], axis=0)[::-1]))


def _permitted(
    shock: Shock, scenario: Scenario, draws: Draws, start: Floats, effective: float, step_months: float, mechanism: str
) -> Floats:
    """Permission on closed days ``(step, run)`` of the trade that is covered."""
    if shock.path:
        months = np.array([Month.of(m) - scenario.start for m, _ in shock.path])
        values = np.array([v for _, v in shock.path])
        if np.any(np.diff(months) <= 0) or not np.all((values >= 0) & (values <= 1.5)):
            raise BadInput(f"shock {shock.id}: want a path of rising months with openness from 0 to 1.5")
        after = float(values[-1]) if shock.path_after is None else shock.path_after
        month = np.floor(start[:, 0] + 1e-9)
        at = np.clip(np.searchsorted(months, month, side="right") - 1, 0, None)  # before its first month the path's first value
        observed = np.where(month > months[-1], after, values[at])[:, None]
        factor = draws.of(shock.id, "path_factor", 1.0)  # how well the path is known; what is at its normal stays there
        if mechanism in ("capacity", "route"):
            return np.maximum(0.0, 1 - (1 - observed) * factor)
        return np.where(observed == 1.0, 1.0, observed * factor)
    if mechanism == "route" and shock.openness is None:
        return np.ones((len(start), draws.runs))
    try:
        openness = draws.of(shock.id, "openness")
    except LookupError:
        raise BadInput(f"shock {shock.id} ({shock.kind}): say its openness (flow or capacity left) or an observed path") from None
    if shock.delay_months is None and shock.ramp_months is None:
        return np.repeat(openness[None, :], len(start), axis=0)
    since = start + step_months / 2 - effective
    return licence_permission(since, draws.of(shock.id, "delay_months", 0.0), draws.of(shock.id, "ramp_months", 1e-9), openness)


def _free(shut_from: Floats, shut_to: Floats) -> tuple[Floats, Floats]:
    """Free part of a step as one interval, given where it is shut.

    A measure that begins and ends within one step leaves two free stretches; they are joined at the step's end.
    """
    whole = shut_to <= shut_from
    tail, head = shut_from <= 0.0, shut_to >= 1.0
    free_from = np.where(tail, shut_to, np.where(head, 0.0, shut_to - shut_from))
    free_to = np.where(tail, 1.0, np.where(head, shut_from, 1.0))
    shut = tail & head
    return np.where(whole | shut, 0.0, free_from), np.where(whole, 1.0, np.where(shut, 0.0, free_to))
