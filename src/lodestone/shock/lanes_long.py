"""Compiled: when goods arrive whose door is free for part of a step, or part of which take the long way round a closed route."""

from lodestone.shock.lanes_jit import inner
from lodestone.shock.lanes_rows import LANES, Events, Scratch, Standing, Wiring
from lodestone.shock.lanes_side_rows import Side


@inner
def late_part(wiring: Wiring, events: Events, work: Scratch, a: int, r: int, k: int) -> None:
    """[7] Where the door is free for part of the step: what loads late in the step arrives a step later, into ``bid``."""
    t = work.ship.dtype.type
    zero, one, d = t(0), t(1), wiring.arc_door[a]
    cut, flow = one - wiring.arc_part[a], wiring.arc_flow[a]
    for s in range(LANES):
        start, end, ship = events.free_from[k, d, s], events.free_to[k, d, s], work.ship[r, s]
        free = end - start
        early = start <= zero
        shut = min(ship, flow * events.shut_room[k, d, s])
        on_free = min(max((cut - start) / max(free, t(1e-12)), zero), one)
        shut_from, shut_to = (end if early else zero), (one if early else start)
        on_shut = min(max((cut - shut_from) / max(shut_to - shut_from, t(1e-12)), zero), one)
        in_time = (ship - shut) * on_free + shut * on_shut
        work.bid[r, s] = ship - (in_time if zero < free < one else ship * cut)


@inner
def send_long(wiring: Wiring, events: Events, side: Side, now: Standing, work: Scratch, a: int, j: int, r: int, k: int) -> None:
    """[7] An arc part of whose goods take the long way: both parts leave."""
    t = now.user_stock.dtype.type
    zero, one = t(0), t(1)
    slots, d, flow, part = now.ring.shape[0], side.room_door[a], wiring.arc_flow[a], wiring.arc_part[a]
    whole, taken, fits = wiring.arc_whole[a], side.rows[0], side.rows[1]
    begin, end = side.long_start[a], side.long_start[a + 1]
    for s in range(LANES):
        taken[s] = 0
    for x in range(begin, end):
        for s in range(LANES):
            ship, shut = work.ship[r, s], flow * events.shut_room[k, d, s]
            closed = one - (events.free_to[k, d, s] - events.free_from[k, d, s])
            on_closed = min(shut, max(ship * closed, ship - (flow * events.room[k, d, s] - shut)))
            out = side.long_take[k, x, s] / closed * on_closed if closed > zero else zero
            side.long_out[x, s] = out
            taken[s] += out
    for s in range(LANES):
        fits[s] = work.ship[r, s] / taken[s] if taken[s] > work.ship[r, s] else one
    if part > 0:
        if events.split[k, wiring.arc_door[a]]:
            late_part(wiring, events, work, a, r, k)
        else:
            for s in range(LANES):
                work.bid[r, s] = work.ship[r, s] * part
    for s in range(LANES):
        ship = work.ship[r, s]
        short = max(ship - taken[s] * fits[s], zero)
        late = work.bid[r, s] * (short / ship) if part > 0 and ship > zero else zero
        now.ring[(k + whole + 1) % slots, j, s] += late
        if whole > 0:
            now.ring[(k + whole) % slots, j, s] += short - late
        else:
            work.at_once[j, s] += short - late
    for x in range(begin, end):
        for s in range(LANES):
            out, on, later = side.long_out[x, s] * fits[s], side.long_whole[x, s], side.long_part[x, s]
            start, stop = side.load_from[k, x, s], side.load_to[k, x, s]
            share = min(max((one - later - start) / max(stop - start, t(1e-12)), zero), one) if later > zero else one
            if on > 0:
                now.ring[(k + on) % slots, j, s] += out * share
            else:
                work.at_once[j, s] += out * share
            now.ring[(k + on + 1) % slots, j, s] += out * (one - share)
