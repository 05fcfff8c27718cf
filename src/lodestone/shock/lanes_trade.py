"""Compiled: orders, contract and spot rounds of one form (methods/shock, equations 4 to 6 of the core), 64 runs side by side."""

from typing import Any

from lodestone.shock.lanes_jit import exponential, inner
from lodestone.shock.lanes_rows import LANES, Events, Lot, Scratch, Standing, Wiring
from lodestone.shock.lanes_side_rows import Side
from lodestone.shock.step_trade import NEW_RELATION, SPOT_ROUNDS
from lodestone.shock.step_turns import FULL


@inner
def order(
    wiring: Wiring, lot: Lot, events: Events, side: Side, now: Standing, work: Scratch, first: int, last: int, k: int,
    per_month: int,
) -> None:  # fmt: skip
    """[4] Alarm from the news on a user's supply, fading slowly; orders that close the gap to the stock it wants."""
    t = now.user_stock.dtype.type
    zero = t(0)
    for n in range(first, last):
        for s in range(LANES):
            work.pull[n, s] = 0
            work.inflow[n, s] = 0
        for d in range(wiring.door_share.shape[1]):
            share = wiring.door_share[n, d]
            if share > zero:
                for s in range(LANES):
                    work.pull[n, s] += share * events.alarm_orders[k, d, s]
                    work.inflow[n, s] += share * events.alarm_price[k, d, s]
        for s in range(LANES):
            now.alarm[n, s] = max(lot.alarm_memory[s] * now.alarm[n, s], work.pull[n, s])
            now.price_alarm[n, s] = max(lot.alarm_memory[s] * now.price_alarm[n, s], work.inflow[n, s])
        dock = wiring.needed[n] / t(per_month)
        p = wiring.promise[n]
        for s in range(LANES):
            needs = work.wanted[n, s] + work.process[n, s]
            wish = (lot.cover[n, s] + lot.panic_cover[s] * now.alarm[n, s]) * needs * t(per_month) + lot.road[n, s]
            work.orders[n, s] = needs + lot.correction[s] * (wish - now.user_stock[n, s] - now.under_way[n, s] - now.owed[n, s])
        if wiring.thin[n]:  # this step's deliveries are still to meet what the stock could not
            for s in range(LANES):
                work.orders[n, s] += lot.correction[s] * work.unmet[n, s]
        if p >= 0:
            for s in range(LANES):
                work.orders[n, s] -= events.contracted[k, p, s]
        late = side.late[n]
        if late >= 0:  # goods on the long way are expected to be under way
            for s in range(LANES):
                work.orders[n, s] += lot.correction[s] * side.expected[k, late, s]
        for s in range(LANES):
            work.orders[n, s] = min(work.orders[n, s], lot.dock_limit[s] * dock)


@inner
def contract(wiring: Wiring, events: Events, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[5] Contract round: the book grows by the orders; what doors let through is filled, home first, then pro rata.

    Leaves in ``left`` what makers still hold, in ``owed`` what users' books still hold.
    """
    t = now.user_stock.dtype.type
    zero, one = t(0), t(1)
    for n in range(first, last):
        for s in range(LANES):
            work.own[n, s] = 0
            work.rest[n, s] = 0
            work.home[n, s] = 0
            now.owed[n, s] = 0
    start = wiring.user_arcs[first]
    for j in range(first, last):
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            i, r = wiring.arc_from[a], a - start
            ask(wiring, events, now, work, a, j, r, wiring.arc_door[a], k)
            if wiring.arc_home[a]:
                for s in range(LANES):
                    work.own[i, s] += work.ship[r, s]
            else:
                for s in range(LANES):
                    work.rest[i, s] += work.ship[r, s]
    for i in range(first, last):
        for s in range(LANES):
            held, own, rest = now.maker_stock[i, s], work.own[i, s], work.rest[i, s]
            for_own = held / own if own > held else one
            spare = max(held - own, zero)
            for_rest = spare / rest if rest > spare else one
            work.passable[i, s] = own + rest
            work.sold[i, s] = own * for_own + rest * for_rest
            work.own[i, s] = for_own
            work.rest[i, s] = for_rest
            work.left[i, s] = max(held - work.sold[i, s], zero)
    for j in range(first, last):
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            i, r = wiring.arc_from[a], a - start
            filled = work.own if wiring.arc_home[a] else work.rest
            for s in range(LANES):
                ship = work.ship[r, s] * filled[i, s]
                owed = work.asked[r, s] - ship
                work.ship[r, s] = ship
                now.book[a, s] = owed
                now.owed[j, s] += owed


@inner
def ask(wiring: Wiring, events: Events, now: Standing, work: Scratch, a: int, j: int, r: int, d: int, k: int) -> None:
    """[5] What a contract asks of an arc by now, and what of it the door ``d`` lets through."""
    t = now.user_stock.dtype.type
    share, flow = wiring.arc_share[a], wiring.arc_flow[a]
    row = wiring.arc_lean[a]
    if row < 0:
        for s in range(LANES):
            asked = max(t(0), now.book[a, s] + share * work.orders[j, s])
            work.asked[r, s] = asked
            work.ship[r, s] = min(asked, flow * events.room[k, d, s])
    else:  # some of the user's goods are under a duty
        for s in range(LANES):
            asked = max(t(0), now.book[a, s] + share * work.lean[row, s] * work.orders[j, s])
            work.asked[r, s] = asked
            work.ship[r, s] = min(asked, flow * events.room[k, d, s])


@inner
def spot(wiring: Wiring, lot: Lot, events: Events, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[6] Spot rounds: users whose book is not empty bid for what makers have left, where doors have room.

    Bids weigh normal share, openness, price and what is left; what is won leaves the book pro rata. Users without a book in
    any lane are passed over. ``own`` holds what stays of users' books, ``rest`` what makers offer.
    """
    calm = True
    for turn in range(SPOT_ROUNDS):
        busy = False
        for j in range(first, last):
            busy = busy or is_short(now.owed, wiring.dust, j)
        if not busy:
            break
        for i in range(first, last):
            for s in range(LANES):
                work.total[i, s] = 0
            if turn == 0:
                for s in range(LANES):
                    work.own[i, s] = 1
                    work.appeal[i, s] = exponential(-lot.sourcing_elasticity[s] * now.log_price[i, s], lot.cover)
            for s in range(LANES):
                work.rest[i, s] = work.appeal[i, s] * work.left[i, s]
        calm = False
        for j in range(first, last):
            if is_short(now.owed, wiring.dust, j):
                _bid(wiring, events, now, work, first, j, k)
        sell(work, first, last)
        for j in range(first, last):
            if is_short(now.owed, wiring.dust, j):
                win(wiring, now, work, first, j)
    if not calm:
        _booked(wiring, events, now, work, first, last, k)


@inner
def _bid(wiring: Wiring, events: Events, now: Standing, work: Scratch, first: int, j: int, k: int) -> None:
    """[6] A user offers its book to arcs with room, by what they hold out; adds up what makers are asked for in ``total``."""
    t = now.user_stock.dtype.type
    zero, dust = t(0), wiring.dust[j]
    start = wiring.user_arcs[first]
    for s in range(LANES):
        work.inflow[j, s] = 0
    for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
        hold_out(wiring, events, work, a, a - start, wiring.arc_door[a], k)
        for s in range(LANES):
            work.inflow[j, s] += work.bid[a - start, s]
    for s in range(LANES):
        bids = work.inflow[j, s]
        work.inflow[j, s] = now.owed[j, s] / bids if bids > zero and now.owed[j, s] > dust else zero
    for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
        i, d, r, flow = wiring.arc_from[a], wiring.arc_door[a], a - start, wiring.arc_flow[a]
        for s in range(LANES):
            spare = max(flow * events.room[k, d, s] - work.ship[r, s], zero)
            bid = min(work.bid[r, s] * work.inflow[j, s], spare)
            work.bid[r, s] = bid
            work.total[i, s] += bid


@inner
def hold_out(wiring: Wiring, events: Events, work: Scratch, a: int, r: int, room: int, k: int) -> None:
    """[6] What an arc with room holds out to a bidder, into ``bid``; ``room`` is the door that limits it."""
    t = work.ship.dtype.type
    i, d, share, flow = wiring.arc_from[a], wiring.arc_door[a], wiring.arc_share[a] + t(NEW_RELATION), wiring.arc_flow[a]
    for s in range(LANES):
        free = flow * events.room[k, room, s] - work.ship[r, s] > t(FULL) * flow
        work.bid[r, s] = share * events.openness[k, d, s] * work.rest[i, s] if free else t(0)
    duty = wiring.arc_duty[a]
    if duty >= 0:
        for s in range(LANES):
            work.bid[r, s] *= work.shy[duty, s]


@inner
def sell(work: Scratch, first: int, last: int) -> None:
    """What bids claim of a maker's goods is sold, cut where it is more than is left; the cut is kept in ``total``."""
    t = work.left.dtype.type
    for i in range(first, last):
        for s in range(LANES):
            claimed, left = work.total[i, s], work.left[i, s]
            cut = left / claimed if claimed > left else t(1)
            work.sold[i, s] += claimed * cut
            work.left[i, s] = max(left - claimed, t(0))
            work.total[i, s] = cut


@inner
def win(wiring: Wiring, now: Standing, work: Scratch, first: int, j: int) -> None:
    """[6] A user is shipped what makers can give of its bids; its book shrinks by that."""
    t = now.user_stock.dtype.type
    zero, one, start = t(0), t(1), wiring.user_arcs[first]
    for s in range(LANES):
        work.inflow[j, s] = 0
    for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
        i, r = wiring.arc_from[a], a - start
        for s in range(LANES):
            won = work.bid[r, s] * work.total[i, s]
            work.ship[r, s] += won
            work.inflow[j, s] += won
    for s in range(LANES):
        owed, won = now.owed[j, s], work.inflow[j, s]
        now.owed[j, s] = max(owed - won, zero)
        work.own[j, s] *= max(one - won / owed, zero) if owed > zero else one


@inner
def _booked(wiring: Wiring, events: Events, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[5] After the spot rounds: what stays in the books of users, and what makers learn could have passed."""
    t = now.user_stock.dtype.type
    zero, start = t(0), wiring.user_arcs[first]
    for j in range(first, last):
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            i, d, r, flow = wiring.arc_from[a], wiring.arc_door[a], a - start, wiring.arc_flow[a]
            for s in range(LANES):
                want = min(work.asked[r, s], flow * events.room[k, d, s])
                work.passable[i, s] += max(work.ship[r, s] - want, zero)
                now.book[a, s] *= work.own[j, s]


@inner
def is_short(owed: Any, dust: Any, j: int) -> bool:
    """Whether a user's book holds more than dust in any lane; a sum, since the largest is found one lane after the other."""
    t = owed.dtype.type
    over = t(0)
    for s in range(LANES):
        over += max(owed[j, s] - dust[j], t(0))
    return bool(over > t(0))
