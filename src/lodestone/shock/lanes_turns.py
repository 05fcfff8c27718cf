"""Compiled: contract and spot rounds of a form with priority or a common quota, 64 runs side by side.

The same rounds as in :mod:`lodestone.shock.lanes_trade`, which serves the forms without; :mod:`lodestone.shock.step_turns` is
the readable reference.
"""

from typing import Any

from lodestone.shock.lanes_jit import exponential, inner
from lodestone.shock.lanes_rows import LANES, Events, Ledger, Lot, Scratch, Standing, Wiring
from lodestone.shock.lanes_side_rows import Side
from lodestone.shock.lanes_trade import ask, hold_out, is_short, sell, win
from lodestone.shock.step_trade import SPOT_ROUNDS


@inner
def contract_in_turn(
    wiring: Wiring, events: Events, side: Side, now: Standing, work: Scratch, form: int, first: int, last: int, k: int
) -> None:
    """[5] Contract round: orders within doors and quotas; home, then priority, then the rest.

    Leaves in ``may`` what orders got of doors and quotas, in ``left`` and ``owed`` what makers and users' books still hold.
    """
    start = wiring.user_arcs[first]
    for n in range(first, last):
        for s in range(LANES):
            work.own[n, s] = 0
            work.rest[n, s] = 0
            work.home[n, s] = 0
            side.ahead[n, s] = 0
            now.owed[n, s] = 0
    for j in range(first, last):
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            ask(wiring, events, now, work, a, j, a - start, side.room_door[a], k)
    for p in range(side.form_pools[form], side.form_pools[form + 1]):
        for s in range(LANES):
            side.pool_left[p, s] = side.pool_room[k, p, s]
        _cut(side, work, p, start, work.ship)
    _fill(wiring, side, now, work, first, last, k)
    for p in range(side.form_pools[form], side.form_pools[form + 1]):
        for x in range(side.pool_start[p], side.pool_start[p + 1]):
            r = side.pool_arcs[x] - start
            for s in range(LANES):
                side.pool_left[p, s] = max(side.pool_left[p, s] - work.ship[r, s], 0)


@inner
def _fill(wiring: Wiring, side: Side, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[5] Makers fill what they are asked for class by class, in proportion within each."""
    t = now.user_stock.dtype.type
    zero, one, start = t(0), t(1), wiring.user_arcs[first]
    for a in range(start, wiring.user_arcs[last]):
        i, r, f = wiring.arc_from[a], a - start, side.first[a]
        for s in range(LANES):
            side.may[r, s] = work.ship[r, s]
        if wiring.arc_home[a]:
            for s in range(LANES):
                work.own[i, s] += work.ship[r, s]
        elif f >= 0:
            for s in range(LANES):
                ahead = side.first_share[k, f, s] * work.ship[r, s]
                side.ahead[i, s] += ahead
                work.rest[i, s] += work.ship[r, s] - ahead
        else:
            for s in range(LANES):
                work.rest[i, s] += work.ship[r, s]
    for i in range(first, last):
        for s in range(LANES):
            held, own, ahead, rest = now.maker_stock[i, s], work.own[i, s], side.ahead[i, s], work.rest[i, s]
            for_own = held / own if own > held else one
            spare = max(held - own, zero)
            for_ahead = spare / ahead if ahead > spare else one
            spare = max(spare - ahead, zero)
            for_rest = spare / rest if rest > spare else one
            work.passable[i, s] = own + ahead + rest
            work.sold[i, s] = own * for_own + ahead * for_ahead + rest * for_rest
            work.own[i, s], side.ahead[i, s], work.rest[i, s] = for_own, for_ahead, for_rest
            work.left[i, s] = max(held - work.sold[i, s], zero)
    for j in range(first, last):
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            i, r, f = wiring.arc_from[a], a - start, side.first[a]
            for s in range(LANES):
                share = work.own[i, s] if wiring.arc_home[a] else work.rest[i, s]
                if f >= 0:
                    share += side.first_share[k, f, s] * (side.ahead[i, s] - work.rest[i, s])
                ship = work.ship[r, s] * share
                owed = work.asked[r, s] - ship
                work.ship[r, s] = ship
                now.book[a, s] = owed
                now.owed[j, s] += owed


@inner
def _cut(side: Side, work: Scratch, p: int, start: int, want: Any) -> None:
    """Orders or bids on a pool's arcs, cut in proportion to what it leaves."""
    t = work.ship.dtype.type
    for s in range(LANES):
        work.balance[2, s] = 0
    for x in range(side.pool_start[p], side.pool_start[p + 1]):
        for s in range(LANES):
            work.balance[2, s] += want[side.pool_arcs[x] - start, s]
    for s in range(LANES):
        asked = work.balance[2, s]
        work.balance[2, s] = side.pool_left[p, s] / asked if asked > side.pool_left[p, s] else t(1)
    for x in range(side.pool_start[p], side.pool_start[p + 1]):
        for s in range(LANES):
            want[side.pool_arcs[x] - start, s] *= work.balance[2, s]


@inner
def spot_in_turn(
    wiring: Wiring, lot: Lot, events: Events, side: Side, now: Standing, work: Scratch, form: int, first: int, last: int, k: int
) -> None:
    """[6] Spot rounds where customers draw on quotas together: a bid also needs something left of its quotas."""
    t = now.user_stock.dtype.type
    start = wiring.user_arcs[first]
    pools = range(side.form_pools[form], side.form_pools[form + 1])
    for n in range(first, last):
        for s in range(LANES):
            work.own[n, s] = 1
            work.appeal[n, s] = exponential(-lot.sourcing_elasticity[s] * now.log_price[n, s], lot.cover)
    for _ in range(SPOT_ROUNDS):
        for i in range(first, last):
            for s in range(LANES):
                work.total[i, s] = 0
                work.rest[i, s] = work.appeal[i, s] * work.left[i, s]
        _offers(wiring, events, side, now, work, first, last, k)
        for p in pools:
            for x in range(side.pool_start[p], side.pool_start[p + 1]):
                for s in range(LANES):
                    if side.pool_left[p, s] <= side.pool_full[p]:
                        work.bid[side.pool_arcs[x] - start, s] = 0
        _bids(wiring, events, side, now, work, first, last, k)
        for p in pools:
            _cut(side, work, p, start, work.bid)
        for a in range(start, wiring.user_arcs[last]):
            for s in range(LANES):
                work.total[wiring.arc_from[a], s] += work.bid[a - start, s]
        sell(work, first, last)
        for p in pools:
            for x in range(side.pool_start[p], side.pool_start[p + 1]):
                a = side.pool_arcs[x]
                for s in range(LANES):
                    taken = work.bid[a - start, s] * work.total[wiring.arc_from[a], s]
                    side.pool_left[p, s] = max(side.pool_left[p, s] - taken, t(0))
        for j in range(first, last):
            win(wiring, now, work, first, j)
    for j in range(first, last):
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            i, r = wiring.arc_from[a], a - start
            for s in range(LANES):
                work.passable[i, s] += max(work.ship[r, s] - side.may[r, s], t(0))
                now.book[a, s] *= work.own[j, s]


@inner
def _offers(wiring: Wiring, events: Events, side: Side, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[6] What each arc with room holds out to a user whose book is not empty, into ``bid``."""
    start = wiring.user_arcs[first]
    for j in range(first, last):
        short = is_short(now.owed, wiring.dust, j)
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            if short:
                hold_out(wiring, events, work, a, a - start, side.room_door[a], k)
            else:
                for s in range(LANES):
                    work.bid[a - start, s] = 0


@inner
def _bids(wiring: Wiring, events: Events, side: Side, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[6] Users spread their books over what is held out to them, as far as there is room."""
    t = now.user_stock.dtype.type
    zero, start = t(0), wiring.user_arcs[first]
    for j in range(first, last):
        dust = wiring.dust[j]
        for s in range(LANES):
            work.inflow[j, s] = 0
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            for s in range(LANES):
                work.inflow[j, s] += work.bid[a - start, s]
        for s in range(LANES):
            bids = work.inflow[j, s]
            work.inflow[j, s] = now.owed[j, s] / bids if bids > zero and now.owed[j, s] > dust else zero
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            r, flow, room = a - start, wiring.arc_flow[a], side.room_door[a]
            for s in range(LANES):
                spare = max(flow * events.room[k, room, s] - work.ship[r, s], zero)
                work.bid[r, s] = min(work.bid[r, s] * work.inflow[j, s], spare)


@inner
def causes_in_turn(
    wiring: Wiring, side: Side, work: Scratch, ledger: Ledger, first: int, last: int, month: int, lanes: int
) -> None:
    """[9] What shipments fell short of normal, where quotas and doors together gave ``may``; summed over lanes."""
    t = work.ship.dtype.type
    start = wiring.user_arcs[first]
    for a in range(start, wiring.user_arcs[last]):
        r, flow = a - start, wiring.arc_flow[a]
        unordered, held, missing = t(0), t(0), t(0)
        for s in range(lanes):
            asked, ship = work.asked[r, s], min(flow, work.ship[r, s])
            ordered = max(min(flow, asked), ship)
            passed = max(min(ordered, max(side.may[r, s], work.ship[r, s])), ship)
            unordered += flow - ordered
            held += ordered - passed
            missing += passed - ship
        ledger.unshipped[0, month, a] += unordered
        ledger.unshipped[1, month, a] += held
        ledger.unshipped[2, month, a] += missing
