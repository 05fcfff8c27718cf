"""What may happen: dated disturbances of a baseline, each with its reason."""

from dataclasses import dataclass, field
from typing import Literal

from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention, Pact
from lodestone.terms.month import Month
from lodestone.terms.source import FactRef, Span

Allocation = Literal["past trade", "first come"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """One event. Where a word is empty it means any.

    ``kind`` is an id of tables/measures.csv; its ``mechanism`` column says what it acts on. ``destinations`` empty means
    every place but ``origin``. Dates are ISO, ``YYYY-MM`` (mid-month) or ``YYYY-MM-DD``; ``lifted`` None means not within
    the run unless ``duration_months`` is given. For a flow measure ``openness`` is the permitted flow on closed days as a
    multiple of the normal flow (ban: the leak; licence: the plateau its office reaches; quota: quota over normal),
    ``delay_months`` and ``ramp_months`` the licence office's waiting time and time constant, ``exposed`` the share of the
    trade that the measure covers; for an outage ``openness`` is the capacity left, for a host cut what is left of the output of
    ``host``, with ``exposed`` the share of the by-product that comes from it. ``duty`` is a tariff's or export tax's share of
    the price (0.25 for 25 %), ``use_factor`` final use in a surge as a multiple of normal, at ``origin``, which it approaches
    with ``ramp_months``. ``odds`` is the chance that the event
    happens to this commodity at all (a hedged text); None means that it does. ``path`` puts an observed openness
    (month, value) in place of openness, delay and ramp, with ``path_after`` for later months.

    A closed route names ``origins`` (``origin`` is the first), ``openness`` is the share of the flow through it that still
    finds a way (not given: all of it), ``extra_months`` how much longer that is on the road, ``exposed`` the share of the trade
    that uses the route. While a limit on flows stands, users in ``hubs`` resell up to ``hub_share`` of their normal inflow to
    those it cuts off, where the log price differs by more than ``hub_cost``; ``re_export`` says that the measure forbids this,
    which stops the share ``compliance``. ``priority`` names who is served first abroad. ``allocation`` of a quota is pro rata
    of past trade (None) or ``first come``. A release of stock at ``origin`` is of ``tonnes`` or ``months_of_use``, spread over
    ``duration_months``.
    """

    id: str
    kind: str
    origin: str
    destinations: tuple[str, ...] = ()
    commodity: str
    forms: tuple[str, ...] = ()
    announced: str
    effective: str
    lifted: str | None = None
    duration_months: Estimate | None = None
    openness: Estimate | None = None
    delay_months: Estimate | None = None
    ramp_months: Estimate | None = None
    exposed: Estimate | None = None
    severity: Estimate | None = None
    duty: Estimate | None = None
    use_factor: Estimate | None = None
    host: str | None = None
    odds: Estimate | None = None
    path: tuple[tuple[str, float], ...] = ()
    path_after: float | None = None
    origins: tuple[str, ...] = ()
    extra_months: Estimate | None = None
    hubs: tuple[str, ...] = ()
    hub_share: Estimate | None = None
    hub_cost: Estimate | None = None
    re_export: bool = False
    compliance: Estimate | None = None
    priority: tuple[str, ...] = ()
    allocation: Allocation | None = None
    tonnes: Estimate | None = None
    months_of_use: Estimate | None = None
    basis: tuple[Span | FactRef, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named list of shocks over ``months`` months from ``start``, simulated in steps of a month or a week.

    ``reading`` names which understanding of a vague measure this is (``as stated``, ``narrow``, ``over-compliant``,
    ``refusal of new contracts``). ``interventions`` are promises simulated as kept, ``pacts`` promises to share.
    """

    id: str
    title: str
    commodity: str
    start: Month
    months: int
    shocks: tuple[Shock, ...]
    reading: str = "as stated"
    step: Literal["month", "week"] = "month"
    interventions: tuple[Intervention, ...] = field(default=())
    pacts: tuple[Pact, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
