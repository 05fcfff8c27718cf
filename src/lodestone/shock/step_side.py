"""Of one step: goods that change hands beside the market - reselling by hubs, public stocks, sharing pacts, the long way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import State
from lodestone.shock.pacts import Pool
from lodestone.shock.routes import in_time
from lodestone.shock.step_now import Now

Floats = NDArray[np.float64]
HALVINGS = 50  # of the interval in which the common level of a pool is sought


@dataclass(slots=True)
class Side:
    """What moves beside the market in a step: tonnes by ``row`` of the case's side rows, and by step ahead at each node.

    ``due (slot, row, run)`` are goods on the long way, ``coming (slot, node, run)`` goods sent by other users; slot 0 arrives
    at the start of the next step. ``held (row, run)`` is in public stocks, ``drawn`` of it made ready in this step. ``came``
    ``(node, run)`` is what others had sent and arrived, ``added (row, run)`` what public stocks brought into the network.
    """

    moved: Floats
    due: Floats
    coming: Floats
    held: Floats
    drawn: Floats
    came: Floats
    added: Floats


def open_side(now: Now, state: State) -> Side:
    """Begin the step: what others sent arrives; public stocks take in, obey orders and make ready what they may hand out."""
    case, k, runs = now.block.case, now.k, now.block.runs
    side = Side(
        moved=np.zeros((len(case.side.rows), now.params.runs)), due=_shifted(state.due), coming=_shifted(state.coming),
        held=state.held, drawn=np.zeros_like(state.held), came=np.zeros((1, 1)), added=np.zeros_like(state.held),
    )  # fmt: skip
    if len(state.coming):
        side.came = state.coming[0]
        now.user_stock = now.user_stock + side.came
        now.under_way = now.under_way - side.came
    if case.side.stocks is not None:
        held, at = case.side.stocks, case.side.stocks.nodes
        inflow, order = held.stocked[k][:, runs], held.ordered[k][:, runs]
        side.held = side.held + inflow
        given = np.where(held.backed[:, None], np.minimum(order, side.held + now.reserve[at]), order)
        from_held = np.where(held.backed[:, None], np.minimum(given, side.held), 0.0)
        now.reserve[at] -= np.where(held.backed[:, None], given - from_held, 0.0)
        now.user_stock[at] += given
        side.drawn = np.minimum(side.held - from_held, held.most[:, runs])
        side.held = side.held - from_held - side.drawn
        now.reserve[at] += side.drawn
        side.added = inflow + np.where(held.backed[:, None], 0.0, given)
        side.moved[case.side.at["released", -1]] = given
    return side


def _shifted(slots: Floats) -> Floats:
    """Goods by step ahead, a step later."""
    return np.concatenate([slots[1:], np.zeros_like(slots[:1])]) if len(slots) else slots


def send_long(now: Now, side: Side, shipped: Floats, room: Floats) -> tuple[Floats, Floats | float]:
    """Goods that take the long way leave: what goes the short one ``(arc, run)``, and what has arrived all the same.

    Where a route is closed on some days of the step only, goods load evenly over its days as far as the room on each kind of
    day allows.
    """
    routes, runs = now.block.case.side.routes, now.block.runs
    if routes is None:
        return shipped, 0.0
    k, arcs = now.k, routes.arcs
    door = now.block.case.room_door[arcs]
    closed = 1 - now.doors.free[door]
    shut = now.block.flow[arcs] * closed * np.minimum(now.doors.permitted[door], now.params.dock_limit)
    on_closed = np.minimum(shut, np.maximum(shipped[arcs] * closed, shipped[arcs] - (room[arcs] - shut)))
    of_route = np.divide(routes.force[k][:, runs], closed, out=np.zeros_like(closed), where=closed > 0)
    out = routes.long[k][:, runs] * of_route * on_closed
    taken = np.zeros_like(shipped)
    np.add.at(taken, arcs, out)
    fits = np.minimum(1.0, np.divide(shipped, taken, out=np.ones_like(taken), where=taken > 0))
    out, taken = out * fits[arcs], taken * fits
    whole, part = routes.whole[:, runs], routes.part[:, runs]
    soon = out * in_time(part, routes.load_from[k][:, runs], routes.load_to[k][:, runs])
    row, run = np.indices(out.shape)
    np.add.at(side.due, (np.maximum(whole - 1, 0), row, run), np.where(whole > 0, soon, 0.0))
    np.add.at(side.due, (whole, row, run), out - soon)
    there = np.zeros_like(shipped)
    np.add.at(there, arcs, np.where(whole == 0, soon, 0.0))
    return np.maximum(shipped - taken, 0.0), there


def expected_late(now: Now, road: Floats) -> Floats:
    """Goods users expect to be under way, with those on the long way, ``(node, run)``."""
    routes = now.block.case.side.routes
    if routes is None:
        return road
    wider = np.repeat(road, now.params.runs, axis=1)
    wider[routes.nodes] += routes.expected[now.k][:, now.block.runs]
    return wider


def close_side(now: Now, side: Side, book: Floats, log_price: Floats) -> Floats:
    """End the step: hubs resell, public stocks top up or take back, pacts share. Returns what users' books still hold."""
    case = now.block.case
    if case.side.hubs is not None:
        book = _resell(now, side, book, log_price)
    if case.side.stocks is not None:
        _top_up(now, side)
    for p, pool in enumerate(case.side.pools):
        _share(now, side, pool, case.side.at["shared", p])
    return book


def _resell(now: Now, side: Side, book: Floats, log_price: Floats) -> Floats:
    """Users in hubs sell to those whose books hold orders nobody could fill, as far as price gap, allowance and stock go.

    Reselling begins at a gap of ``cost`` and is full at twice that.
    """
    case, hubs, runs = now.block.case, now.block.case.side.hubs, now.block.runs
    assert hubs is not None
    owed = case.layout.to_user @ book
    cost, most = hubs.cost[:, runs], hubs.most[now.k][:, runs]
    eager = np.clip((log_price[hubs.buyer] - log_price[hubs.seller] - cost) / cost, 0.0, 1.0)
    sale = eager * owed[hubs.buyer]
    spare = np.zeros_like(owed)
    spare[hubs.nodes] = np.maximum(0.0, now.user_stock[hubs.nodes] - hubs.keep[:, runs])
    for ends, limit in ((hubs.buyer, owed), (hubs.group, most), (hubs.seller, spare)):
        asked = np.zeros_like(limit)
        np.add.at(asked, ends, sale)
        sale = sale * np.minimum(1.0, np.divide(limit, asked, out=np.ones_like(asked), where=asked > 0))[ends]
    bought, sold = np.zeros_like(owed), np.zeros_like(owed)
    np.add.at(bought, hubs.buyer, sale)
    np.add.at(sold, hubs.seller, sale)
    now.user_stock = np.maximum(now.user_stock - sold, 0.0)
    now.under_way = now.under_way + bought
    side.coming[hubs.lead - 1] += bought
    side.moved[case.side.at["indirect", -1]] = sale
    left = np.maximum(0.0, 1 - np.divide(bought, owed, out=np.zeros_like(owed), where=owed > 0))
    return np.asarray(book * left[case.layout.arc_to])


def _top_up(now: Now, side: Side) -> None:
    """What public stocks made ready and nobody needed goes to users below the trigger, the rest back."""
    case, runs = now.block.case, now.block.runs
    assert case.side.stocks is not None
    at = case.side.stocks.nodes
    back = np.minimum(side.drawn, now.reserve[at])
    handed = np.minimum(back, np.maximum(0.0, case.side.stocks.level[:, runs] - now.user_stock[at]))
    now.reserve[at] -= back
    now.user_stock[at] += handed
    side.held = side.held + back - handed
    side.moved[case.side.at["released", -1]] += side.drawn - back + handed


def _share(now: Now, side: Side, pool: Pool, rows: slice) -> None:
    """One pact, one form: members below the trigger are filled up to it, as far as what others hold above the floor goes."""
    runs, at, active = now.block.runs, pool.nodes, pool.active[now.k]
    if not active > 0:
        return
    held, coming = now.user_stock[at], side.coming[:, at].sum(axis=0)
    spare = np.maximum(0.0, held - pool.floor[:, runs])
    wanted = np.maximum(0.0, pool.trigger[:, runs] - held - coming)
    total = active * np.minimum(spare.sum(axis=0), wanted.sum(axis=0))
    got = shares(total, wanted, pool.weight[:, runs], held + coming if pool.counts else np.zeros_like(held))
    given = spare * np.divide(got.sum(axis=0), spare.sum(axis=0), out=np.zeros_like(total), where=spare.sum(axis=0) > 0)
    now.user_stock[at] -= given
    now.under_way[at] += got
    whole, part = pool.whole[runs], pool.part[runs]
    row, run = np.indices(got.shape)
    # a lead below one step counts as one: what is pooled at a step's end is there at the next one's earliest
    np.add.at(side.coming, (np.maximum(whole - 1, 0)[run], at[row], run), got * (1 - part))
    np.add.at(side.coming, (whole[run], at[row], run), got * part)
    side.moved[rows] = got - given


def shares(total: Floats, wanted: Floats, weight: Floats, counted: Floats) -> Floats:
    """Split ``total (run,)`` by a common level: each gets ``weight`` times it less ``counted``, from 0 to ``wanted``.

    ``(member, run)``. The level is found by halving; what rounding leaves is spread so that the split never exceeds the total.
    """
    low = np.zeros_like(total)
    top = np.max(np.divide(wanted + counted, weight, out=np.zeros_like(wanted), where=weight > 0), axis=0, initial=0.0)
    high = top
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        enough = np.clip(weight * middle - counted, 0.0, wanted).sum(axis=0) >= total
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    got = np.clip(weight * high - counted, 0.0, wanted)
    whole = got.sum(axis=0)
    return np.asarray(got * np.minimum(1.0, np.divide(total, whole, out=np.zeros_like(total), where=whole > 0)))
