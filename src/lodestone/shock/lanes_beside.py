"""Compiled: what moves beside the market - hubs, public stocks, pacts -, 64 runs side by side.

:mod:`lodestone.shock.step_side` is the readable reference. Called only where a case uses it.
"""

from typing import Any

from lodestone.shock.lanes_jit import inner
from lodestone.shock.lanes_rows import LANES, Ledger, Scratch, Standing, Wiring
from lodestone.shock.lanes_side_rows import Side
from lodestone.shock.step_side import HALVINGS


@inner
def open_month_beside(side: Side) -> None:
    """Nothing has moved yet in a month."""
    for x in range(side.moved.shape[0]):
        for s in range(LANES):
            side.moved[x, s] = 0


@inner
def close_month_beside(side: Side, month: int, lanes: int) -> None:
    """A month that has ended, kept where months are, and added up over the lanes that count."""
    for x in range(side.moved.shape[0]):
        total = 0.0
        for s in range(lanes):
            total += side.moved[x, s]
        side.sums[month, x] += total
        if side.months.shape[0] > 0:
            for s in range(LANES):
                side.months[month, x, s] = side.moved[x, s]


@inner
def come_in(side: Side, now: Standing, ledger: Ledger, k: int) -> None:
    """What other users sent arrives."""
    slot = k % side.ring.shape[0]
    for n in range(side.ring.shape[1]):
        for s in range(LANES):
            came = side.ring[slot, n, s]
            now.user_stock[n, s] += came
            now.under_way[n, s] -= came
            side.pending[n, s] -= came
            ledger.imports[n, s] += came
            side.ring[slot, n, s] = 0


@inner
def open_stocks(side: Side, now: Standing, work: Scratch, k: int) -> None:
    """Public stocks take in, obey orders and make ready what they may hand out; it stands in the reserve for the step."""
    t = now.user_stock.dtype.type
    for x in range(len(side.stock_node)):
        n, counted = side.stock_node[x], side.at[1] + x
        for s in range(LANES):
            work.balance[0, s] += side.held[x, s]
            work.balance[1, s] += side.stocked[k, x, s]
            held, order = side.held[x, s] + side.stocked[k, x, s], side.ordered[k, x, s]
            given, from_held = order, t(0)
            if side.backed[x]:
                given = min(order, held + now.reserve[n, s])
                from_held = min(given, held)
                now.reserve[n, s] -= given - from_held
            else:
                work.balance[1, s] += given
            now.user_stock[n, s] += given
            drawn = min(held - from_held, side.most_out[x, s])
            side.held[x, s] = held - from_held - drawn
            now.reserve[n, s] += drawn
            side.drawn[x, s] = drawn
            side.moved[counted, s] += given


@inner
def resell(wiring: Wiring, side: Side, now: Standing, work: Scratch, form: int, k: int) -> None:
    """Users in hubs sell to those whose books hold orders nobody could fill, as far as gap, allowance and stock go."""
    t = now.user_stock.dtype.type
    zero, one = t(0), t(1)
    begin, end = side.form_links[form], side.form_links[form + 1]
    if begin == end:
        return
    for x in range(begin, end):
        i, j = side.seller[x], side.buyer[x]
        for s in range(LANES):
            cost = side.cost[x, s]
            eager = (now.log_price[j, s] - now.log_price[i, s] - cost) / cost
            side.sale[x, s] = min(max(eager, zero), one) * now.owed[j, s]
    for x in range(begin, end):
        for s in range(LANES):
            work.total[side.buyer[x], s] = 0
            side.by_group[side.group[x], s] = 0
    for x in range(begin, end):
        for s in range(LANES):
            work.total[side.buyer[x], s] += side.sale[x, s]
    for x in range(begin, end):
        j, g = side.buyer[x], side.group[x]
        for s in range(LANES):
            asked, most = work.total[j, s], now.owed[j, s]
            side.sale[x, s] *= most / asked if asked > most else one
            side.by_group[g, s] += side.sale[x, s]
    for x in range(begin, end):
        i, g = side.seller[x], side.group[x]
        for s in range(LANES):
            asked, most = side.by_group[g, s], side.most[k, g, s]
            side.sale[x, s] *= most / asked if asked > most else one
            work.total[i, s] = 0
    for x in range(begin, end):
        for s in range(LANES):
            work.total[side.seller[x], s] += side.sale[x, s]
    for x in range(begin, end):
        i = side.seller[x]
        for s in range(LANES):
            asked, most = work.total[i, s], max(now.user_stock[i, s] - side.keep[side.keeps[i], s], zero)
            side.sale[x, s] *= most / asked if asked > most else one
    _deliver(wiring, side, now, work, begin, end, k)


@inner
def _deliver(wiring: Wiring, side: Side, now: Standing, work: Scratch, begin: int, end: int, k: int) -> None:
    """What hubs sell leaves their users' stock and the buyers' books, and is on the road."""
    t = now.user_stock.dtype.type
    slot = (k + side.lead[0]) % side.ring.shape[0]
    for x in range(begin, end):
        for s in range(LANES):
            work.total[side.buyer[x], s] = 0
    for x in range(begin, end):
        i, j = side.seller[x], side.buyer[x]
        for s in range(LANES):
            sale = side.sale[x, s]
            now.user_stock[i, s] = max(now.user_stock[i, s] - sale, t(0))
            now.under_way[j, s] += sale
            side.ring[slot, j, s] += sale
            side.pending[j, s] += sale
            side.moved[side.at[0] + x, s] += sale
            work.total[j, s] += sale
    for x in range(begin, end):
        j = side.buyer[x]
        for s in range(LANES):  # a buyer with several links is cut once: its sum is spent then
            owed = now.owed[j, s]
            side.rows[0, s] = max(t(1) - work.total[j, s] / owed, t(0)) if owed > t(0) else t(1)
            now.owed[j, s] = owed * side.rows[0, s]
            work.total[j, s] = 0
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            for s in range(LANES):
                now.book[a, s] *= side.rows[0, s]


@inner
def top_up(side: Side, now: Standing, first: int, last: int) -> None:
    """What public stocks made ready and nobody needed goes to users below the trigger, the rest back."""
    t = now.user_stock.dtype.type
    for x in range(len(side.stock_node)):
        n = side.stock_node[x]
        if first <= n < last:
            for s in range(LANES):
                drawn = side.drawn[x, s]
                back = min(drawn, now.reserve[n, s])
                handed = min(back, max(side.level[x, s] - now.user_stock[n, s], t(0)))
                now.reserve[n, s] -= back
                now.user_stock[n, s] += handed
                side.held[x, s] += back - handed
                side.moved[side.at[1] + x, s] += drawn - back + handed


@inner
def share(side: Side, now: Standing, form: int, k: int) -> None:
    """Pacts on a form: members below the trigger are filled up to it, as far as what others hold above the floor goes."""
    t = now.user_stock.dtype.type
    zero = t(0)
    spare, want, given = side.rows[0], side.rows[1], side.rows[2]
    for p in range(len(side.pact_form)):
        if side.pact_form[p] != form or side.active[k, p] <= zero:
            continue
        begin, end = side.pact_start[p], side.pact_start[p + 1]
        for s in range(LANES):
            spare[s] = 0
            want[s] = 0
            given[s] = 0
        for m in range(begin, end):
            n = side.member[m]
            for s in range(LANES):
                held = now.user_stock[n, s]
                side.wanted[m, s] = max(side.trigger[m, s] - held - side.pending[n, s], zero)
                spare[s] += max(held - side.floor[m, s], zero)
                want[s] += side.wanted[m, s]
        for s in range(LANES):
            want[s] = side.active[k, p] * min(spare[s], want[s])
        _split(side, now, p, want)
        for m in range(begin, end):
            for s in range(LANES):
                given[s] += side.got[m, s]
        for s in range(LANES):
            given[s] = given[s] / spare[s] if spare[s] > zero else zero
        _send(side, now, p, given, k)


@inner
def _split(side: Side, now: Standing, p: int, total: Any) -> None:
    """Split a pool by a common level, found by halving; the split never exceeds the pool."""
    t = now.user_stock.dtype.type
    zero, one, half = t(0), t(1), t(0.5)
    begin, end = side.pact_start[p], side.pact_start[p + 1]
    for s in range(LANES):
        low, high = zero, zero
        for m in range(begin, end):
            n = side.member[m]
            counted = now.user_stock[n, s] + side.pending[n, s] if side.counts[p] else zero
            if side.weight[m, s] > zero:
                high = max(high, (side.wanted[m, s] + counted) / side.weight[m, s])
        for _ in range(HALVINGS):
            middle, got = half * (low + high), zero
            for m in range(begin, end):
                n = side.member[m]
                counted = now.user_stock[n, s] + side.pending[n, s] if side.counts[p] else zero
                got += min(max(side.weight[m, s] * middle - counted, zero), side.wanted[m, s])
            if got >= total[s]:
                high = middle
            else:
                low = middle
        whole = zero
        for m in range(begin, end):
            n = side.member[m]
            counted = now.user_stock[n, s] + side.pending[n, s] if side.counts[p] else zero
            side.got[m, s] = min(max(side.weight[m, s] * high - counted, zero), side.wanted[m, s])
            whole += side.got[m, s]
        fits = total[s] / whole if whole > total[s] else one
        for m in range(begin, end):
            side.got[m, s] *= fits


@inner
def _send(side: Side, now: Standing, p: int, given: Any, k: int) -> None:
    """Members send their part of the pool and what they get of it is on the road; a lead below one step counts as one."""
    t = now.user_stock.dtype.type
    slots = side.ring.shape[0]
    for m in range(side.pact_start[p], side.pact_start[p + 1]):
        n = side.member[m]
        for s in range(LANES):
            got, gave = side.got[m, s], max(now.user_stock[n, s] - side.floor[m, s], t(0)) * given[s]
            whole, part = side.pact_whole[p, s], side.pact_part[p, s]
            now.user_stock[n, s] -= gave
            now.under_way[n, s] += got
            side.pending[n, s] += got
            side.ring[(k + max(whole, 1)) % slots, n, s] += got * (t(1) - part)
            side.ring[(k + whole + 1) % slots, n, s] += got * part
            side.moved[side.at[2] + m, s] += got - gave
