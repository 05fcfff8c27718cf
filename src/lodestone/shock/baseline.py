"""The state of a network at rest: the exact fixed point every run starts from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.compile import Case

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What stays the same in every step of a block of runs; derived from a case once.

    ``whole (arc,)`` and ``part (arc, 1)`` split lead times into whole steps and a fraction. ``by_lead`` lists, for each whole
    lead, its arcs; ``ranks`` the lines of each form in chain order with their sums to output and input nodes. ``road (node,
    1)`` is what a user expects to be under way when it orders, at rest. ``speed`` and the like are per-month shares brought
    to the step.
    """

    case: Case
    runs: slice
    cover: Floats
    flow: Floats
    whole: Ints
    part: Floats
    ranks: tuple[tuple[slice, Any, Any], ...]
    by_lead: tuple[tuple[int, Ints], ...]
    road: Floats
    door_share: Floats
    correction: Floats
    price_speed: Floats
    alarm_memory: Floats
    expectation: Floats
    substitution: Floats
    scrap_speed: Floats
    sourcing: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a block of runs stands between two steps; tonnes, ``(node, run)`` unless said otherwise.

    ``sent`` is newest first: for each past step the tonnes ``(arc, run)`` that arrive after the whole steps of the arc's
    lead, and those that arrive one step later. ``book (arc, run)`` holds orders not yet shipped. ``expected`` is the orders a
    maker expects in t a month, ``log_price`` ln(price / normal), ``alarm`` and ``price_alarm`` 0 to 1. ``reserve`` is stock
    given out only in need. ``substituted`` is the share of final use that goes to other goods, ``given_up`` what of it never
    comes back; ``scrap (scrap, run)`` new scrap as a share of normal; ``shunned (taxed, run)`` how far contracts have turned
    away from suppliers under a duty, in log price. ``due (slot, row, run)`` are goods on the long way of a closed route and
    ``coming (slot, node, run)`` goods sent by other users, slot 0 arriving in the next step; ``held (row, run)`` public stocks
    with a rule.
    """

    user_stock: Floats
    maker_stock: Floats
    under_way: Floats
    reserve: Floats
    book: Floats
    sent: tuple[tuple[Floats, Floats], ...]
    expected: Floats
    log_price: Floats
    alarm: Floats
    price_alarm: Floats
    substituted: Floats
    given_up: Floats
    scrap: Floats
    shunned: Floats
    due: Floats
    coming: Floats
    held: Floats

    def tonnes(self) -> Floats:
        """Everything held or on the road, ``(run,)``."""
        kept = (self.user_stock, self.maker_stock, self.reserve, self.under_way, self.held)
        return np.asarray(sum(x.sum(axis=0) for x in kept))


def block_of(case: Case, runs: slice) -> Block:
    """Prepare the constants of a block of runs."""
    layout, step = case.layout, case.step_months
    params = case.params.block(runs.start, runs.stop)
    lead = np.round(layout.arc_lead_months / step, 9)
    whole = np.floor(lead).astype(np.int64)
    part = lead - whole
    flow = layout.arc_flow * step
    door_share = np.zeros((len(layout.needed), len(case.door_shocks)))
    np.add.at(door_share, (layout.arc_to, case.arc_door), layout.arc_share)
    return Block(
        case=case, runs=runs, cover=case.cover_months[:, runs], flow=flow[:, None], whole=whole, part=part[:, None],
        ranks=tuple((slice(a, b), layout.to_output[:, a:b], layout.to_input[:, a:b]) for a, b in layout.rank_lines if a < b),
        by_lead=tuple((int(w), np.flatnonzero(whole == w)) for w in np.unique(whole)),
        road=((layout.to_user @ (flow * lead)) - layout.needed * step)[:, None], door_share=door_share,
        correction=_per_step(1 / params.correction_months, step), price_speed=_per_step(params.price_speed, step),
        alarm_memory=params.alarm_memory**step, expectation=_per_step(params.expectation_weight, step),
        substitution=-np.expm1(-step / params.substitution_months),
        sourcing=-np.expm1(-step / np.maximum(params.sourcing_months, 1e-9)),
        scrap_speed=-np.expm1(-step / np.maximum(params.scrap_months, 1e-9)),
    )  # fmt: skip


def _per_step(share_a_month: Floats, step_months: float) -> Floats:
    """The share of a gap closed in a step when ``share_a_month`` of it is closed in a month."""
    return (
        np.asarray(-np.expm1(np.log1p(-np.minimum(share_a_month, 1.0 - 1e-15)) * step_months))
        if step_months < 1
        else share_a_month
    )


def at_rest(block: Block) -> State:
    """Stocks at their targets, goods on the road, nothing owed, normal prices: a step from here changes nothing."""
    layout, params = block.case.layout, block.case.params.block(block.runs.start, block.runs.stop)
    needed, made = layout.needed[:, None], layout.made[:, None]
    ones = np.ones((1, params.runs))
    now, late = block.flow * (1 - block.part) * ones, block.flow * block.part * ones
    zero = np.zeros((len(layout.needed), params.runs))
    return State(
        user_stock=block.cover * needed, maker_stock=block.case.maker_cover[layout.node_form, block.runs] * made,
        under_way=(block.road + needed * block.case.step_months) * ones, reserve=zero,
        book=np.zeros_like(now), sent=((now, late),) * (int(block.whole.max(initial=0)) + 1),
        expected=made * ones, log_price=zero, alarm=zero, price_alarm=zero,
        substituted=zero, given_up=zero, scrap=np.ones((len(block.case.making.scrap), params.runs)),
        shunned=np.zeros((len(block.case.duties.arcs), params.runs)), **_no_sides(block.case, params.runs),
    )  # fmt: skip


def _no_sides(case: Case, runs: int) -> dict[str, Floats]:
    """Nothing on the long way, nothing sent by other users, nothing in public stocks."""
    routes, stocks = case.side.routes, case.side.stocks
    return {
        "due": np.zeros((routes.slots, len(routes.arcs), runs) if routes is not None else (0, 0, runs)),
        "coming": np.zeros((case.side.coming_slots, len(case.layout.needed), runs)),
        "held": np.zeros((len(stocks.nodes) if stocks is not None else 0, runs)),
    }
