"""Compiled: goods leave, stocks and prices settle, one form (methods/shock, equations 7 to 9 of the core), 64 runs a call."""

from lodestone.shock.lanes_answer_rows import DUTIES, Answers
from lodestone.shock.lanes_jit import inner, logarithm
from lodestone.shock.lanes_long import late_part, send_long
from lodestone.shock.lanes_rows import LANES, Events, Ledger, Lot, Scratch, Standing, Wiring
from lodestone.shock.lanes_side_rows import Side
from lodestone.shock.step_price import LEAST_COVER, PRICE_RANGE

LOWEST_PRICE, HIGHEST_PRICE = PRICE_RANGE


@inner
def dispatch(wiring: Wiring, events: Events, side: Side, now: Standing, work: Scratch, first: int, last: int, k: int) -> None:
    """[7] Goods leave for their users: at once, or on the road by whole steps and a part; and [8] the pull of open prices."""
    slots, start = now.ring.shape[0], wiring.user_arcs[first]
    for j in range(first, last):
        for s in range(LANES):
            work.inflow[j, s] = 0
            work.at_once[j, s] = 0
            work.pull[j, s] = 0
        for a in range(wiring.user_arcs[j], wiring.user_arcs[j + 1]):
            i, d, r, share = wiring.arc_from[a], wiring.arc_door[a], a - start, wiring.arc_share[a]
            whole, part = wiring.arc_whole[a], wiring.arc_part[a]
            soon, late = (k + whole) % slots, (k + whole + 1) % slots
            for s in range(LANES):
                work.inflow[j, s] += work.ship[r, s]
                work.pull[j, s] += share * events.openness[k, d, s] * now.log_price[i, s]
            if side.long_start[a + 1] > side.long_start[a]:
                send_long(wiring, events, side, now, work, a, j, r, k)
            elif part > 0:
                if events.split[k, d]:
                    late_part(wiring, events, work, a, r, k)
                else:
                    for s in range(LANES):
                        work.bid[r, s] = work.ship[r, s] * part
                for s in range(LANES):
                    now.ring[late, j, s] += work.bid[r, s]
                if whole > 0:
                    for s in range(LANES):
                        now.ring[soon, j, s] += work.ship[r, s] - work.bid[r, s]
                else:
                    for s in range(LANES):
                        work.at_once[j, s] += work.ship[r, s] - work.bid[r, s]
            elif whole > 0:
                for s in range(LANES):
                    now.ring[soon, j, s] += work.ship[r, s]
            else:
                for s in range(LANES):
                    work.at_once[j, s] += work.ship[r, s]
            if wiring.arc_home[a]:
                for s in range(LANES):
                    work.home[i, s] = work.ship[r, s]


@inner
def causes(
    wiring: Wiring, events: Events, work: Scratch, ledger: Ledger, first: int, last: int, k: int, month: int, lanes: int
) -> None:
    """[9] What shipments fell short of normal: not ordered, held by the door, not in the maker's stock; summed over lanes."""
    t = work.ship.dtype.type
    start = wiring.user_arcs[first]
    for a in range(start, wiring.user_arcs[last]):
        d, r, flow = wiring.arc_door[a], a - start, wiring.arc_flow[a]
        unordered, held, missing = t(0), t(0), t(0)
        for s in range(lanes):
            asked, ship = work.asked[r, s], min(flow, work.ship[r, s])
            ordered = max(min(flow, asked), ship)
            passed = max(min(ordered, flow * events.room[k, d, s]), ship)
            unordered += flow - ordered
            held += ordered - passed
            missing += passed - ship
        ledger.unshipped[0, month, a] += unordered
        ledger.unshipped[1, month, a] += held
        ledger.unshipped[2, month, a] += missing


@inner
def settle(
    lot: Lot, answers: Answers, now: Standing, work: Scratch, ledger: Ledger, first: int, last: int, per_month: int
) -> None:  # fmt: skip
    """[7] Stocks after shipment, late use, expected orders; the month's books."""
    t = now.user_stock.dtype.type
    zero, months = t(0), t(per_month)
    for n in range(first, last):
        for s in range(LANES):
            at_once, unmet = work.at_once[n, s], work.unmet[n, s]
            late = min(unmet, at_once)
            given = min(unmet - late, now.reserve[n, s])
            now.reserve[n, s] -= given
            now.user_stock[n, s] += at_once - late
            now.under_way[n, s] += work.inflow[n, s] - at_once
            now.maker_stock[n, s] = max(now.maker_stock[n, s] - work.sold[n, s], zero)
            work.unmet[n, s] = unmet - late - given
        for s in range(LANES):
            used = work.wanted[n, s] - work.unmet[n, s]
            ledger.used[n, s] += used
            ledger.shortage[n, s] += work.unmet[n, s]
            ledger.voluntary[n, s] += answers.planned[n, s] - work.wanted[n, s]
            work.balance[1, s] -= used
        for s in range(LANES):
            ledger.exports[n, s] += max(work.sold[n, s] - work.home[n, s], zero)
            ledger.imports[n, s] += max(work.at_once[n, s] - work.home[n, s], zero)
            now.expected[n, s] += lot.expectation[s] * (work.passable[n, s] * months - now.expected[n, s])


@inner
def price(
    wiring: Wiring, lot: Lot, events: Events, answers: Answers, now: Standing, work: Scratch,
    form: int, first: int, last: int, k: int, per_month: int,
) -> None:  # fmt: skip
    """[8] Prices at the step's end, from last step's, by cover, alarm and the prices of open suppliers."""
    t = now.user_stock.dtype.type
    zero, one, half, months = t(0), t(1), t(0.5), t(per_month)
    for n in range(first, last):
        made, needed, thin = wiring.made[n], wiring.needed[n], wiring.thin[n]
        for s in range(LANES):
            work.inflow[n, s] = 0
        for d in range(wiring.door_share.shape[1]):
            share = wiring.door_share[n, d]
            if share > zero:
                for s in range(LANES):
                    work.inflow[n, s] += share * events.openness[k, d, s]
        if needed <= zero and made <= zero:
            continue
        if thin:  # what was used in the step counts as held: a stock of hours swings too far to set a price
            for s in range(LANES):
                need = answers.kept[n, s] + work.process[n, s]
                held = now.user_stock[n, s] + now.maker_stock[n, s] + work.wanted[n, s] - work.unmet[n, s]
                normal = lot.cover[n, s] * need * months + lot.maker_cover[form, s] * made + need
                work.total[n, s] = max(held / normal, t(LEAST_COVER)) if normal > zero else one
        else:
            for s in range(LANES):
                held = now.user_stock[n, s] + now.maker_stock[n, s]
                normal = lot.cover[n, s] * (answers.kept[n, s] + work.process[n, s]) * months + lot.maker_cover[form, s] * made
                work.total[n, s] = max(held / normal, t(LEAST_COVER)) if normal > zero else one
        for s in range(LANES):
            scarce = -lot.price_on_cover[s] * logarithm(work.total[n, s], lot.cover)
            work.total[n, s] = scarce + lot.price_on_alarm[s] * now.price_alarm[n, s]
        if answers.on[DUTIES]:
            for s in range(LANES):
                work.total[n, s] += answers.borne[n, s]
        for s in range(LANES):
            old, speed = now.log_price[n, s], lot.price_speed[s]
            after = old + speed * (work.total[n, s] - old)
            after += half * lot.price_pull[s] * speed * (work.pull[n, s] - work.inflow[n, s] * after)
            now.log_price[n, s] = min(max(after, t(LOWEST_PRICE)), t(HIGHEST_PRICE))
