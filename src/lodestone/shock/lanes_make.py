"""Compiled: goods arrive, makers run, users use (methods/shock, equations 1 to 3 of the core), 64 runs side by side."""

from lodestone.shock.lanes_answer_rows import LINES, SCRAP, Answers
from lodestone.shock.lanes_jit import exponential, inner
from lodestone.shock.lanes_rows import LANES, Events, Ledger, Lot, Scratch, Standing, Wiring


@inner
def arrive(wiring: Wiring, events: Events, now: Standing, work: Scratch, ledger: Ledger, k: int) -> None:
    """[1] Goods come off the road; promises deliver. Starts the step's balance and clears its rows."""
    slot = k % now.ring.shape[0]
    for s in range(LANES):
        work.balance[0, s] = 0
        work.balance[1, s] = 0
    for n in range(now.user_stock.shape[0]):
        for s in range(LANES):
            work.balance[0, s] += now.user_stock[n, s] + now.maker_stock[n, s] + now.under_way[n, s] + now.reserve[n, s]
        for s in range(LANES):
            came = now.ring[slot, n, s]
            now.user_stock[n, s] += came
            now.under_way[n, s] -= came
            ledger.imports[n, s] += came
            now.ring[slot, n, s] = 0
            work.process[n, s] = 0
        p = wiring.promise[n]
        if p >= 0:
            for s in range(LANES):
                now.user_stock[n, s] += events.arriving[k, p, s]
                ledger.imports[n, s] += events.arriving[k, p, s]
                now.reserve[n, s] += events.stocked[k, p, s]
                work.balance[1, s] += events.arriving[k, p, s] + events.stocked[k, p, s]


@inner
def produce(
    wiring: Wiring,
    lot: Lot,
    events: Events,
    now: Standing,
    work: Scratch,
    ledger: Ledger,
    answers: Answers,
    form: int,
    k: int,
    month: int,
    lanes: int,
) -> None:
    """[2] Makers of a form run at what capacity, orders and input allow; scarce input is stretched, then shared.

    ``own`` and ``rest`` hold the rates (of normal) that orders ask for without and with outages; ``pull`` and ``inflow`` the
    input asked for and still missing; a reserve fills what is missing.
    """
    t = now.user_stock.dtype.type
    zero, one, on_lines, scrap = t(0), t(1), answers.on[LINES], answers.on[SCRAP]
    for n in range(wiring.form_nodes[form], wiring.form_nodes[form + 1]):
        if wiring.node_made[n] <= 0:
            continue
        normal, month_made, h = wiring.node_made[n], wiring.made[n], wiring.hit[n]
        per_step = normal / month_made
        for s in range(LANES):
            fast = min(lot.most_rate[form, s], exponential(lot.output_elasticity[s] * now.log_price[n, s], lot.cover))
            gap = lot.maker_cover[form, s] * month_made - now.maker_stock[n, s]
            asked = max(zero, now.expected[n, s] * per_step + lot.correction[s] * gap) / normal
            work.total[n, s] = fast
            work.own[n, s] = min(fast, asked)
            work.rest[n, s] = asked
        if wiring.stored[form]:
            for s in range(LANES):
                room = (lot.maker_room[form, s] + per_step) * month_made - now.maker_stock[n, s]
                work.rest[n, s] = min(work.rest[n, s], max(zero, room) / normal)
                work.own[n, s] = min(work.own[n, s], work.rest[n, s])
        if h >= 0:
            for s in range(LANES):
                work.total[n, s] *= events.capacity[k, h, s]
        if on_lines:
            for s in range(LANES):
                able = answers.node_share[n, s]
                work.rest[n, s] = work.rest[n, s] / able if able > zero else zero
        for s in range(LANES):
            work.rest[n, s] = min(work.total[n, s], work.rest[n, s])
    first, last = wiring.form_lines[form], wiring.form_lines[form + 1]
    for line in range(first, last):
        feed, n, normal = wiring.line_input[line], wiring.line_node[line], wiring.line_made[line]
        for s in range(LANES):
            work.planned[line, s] = normal * work.rest[n, s]
        if on_lines:
            for s in range(LANES):
                work.planned[line, s] *= answers.line_share[line, s]
        for s in range(LANES):
            work.output[line, s] = work.planned[line, s]
        if feed >= 0:
            need = wiring.needed[feed]
            for s in range(LANES):
                reach = lot.throttle[s] * lot.cover[feed, s] * need
                stretch = now.user_stock[feed, s] / reach if reach > zero else one
                work.output[line, s] *= min(max(stretch, lot.throttle_floor[s]), one)
                work.pull[feed, s] = 0
                work.inflow[feed, s] = 0
    for line in range(first, last):
        feed, coef = wiring.line_input[line], wiring.line_coef[line]
        if feed >= 0:
            for s in range(LANES):
                work.pull[feed, s] += coef * work.output[line, s]
    for line in range(first, last):
        feed, coef = wiring.line_input[line], wiring.line_coef[line]
        if feed >= 0:
            for s in range(LANES):
                asked = work.pull[feed, s]
                share = now.user_stock[feed, s] / asked if asked > now.user_stock[feed, s] else one
                work.output[line, s] *= share
                work.inflow[feed, s] += coef * (work.planned[line, s] - work.output[line, s])
    for line in range(first, last):
        feed, n, coef, normal = wiring.line_input[line], wiring.line_node[line], wiring.line_coef[line], wiring.line_made[line]
        if feed >= 0:
            for s in range(LANES):
                missing = work.inflow[feed, s]
                now.user_stock[feed, s] = max(now.user_stock[feed, s] - coef * work.output[line, s], zero)
                fill = min(now.reserve[feed, s] / missing, one) if missing > zero else zero
                work.output[line, s] += (work.planned[line, s] - work.output[line, s]) * fill
                short = work.planned[line, s] - work.output[line, s]
                ledger.input_short[feed, s] += coef * short
                work.balance[1, s] -= coef * work.output[line, s]
            if scrap:
                for s in range(LANES):
                    answers.consumed[feed, s] += coef * work.output[line, s]
        for s in range(LANES):
            made = work.output[line, s]
            now.maker_stock[n, s] += made
            ledger.made[n, s] += made
            work.balance[1, s] += made
        idle, broken, short_of = zero, zero, zero
        for s in range(lanes):
            idle += max(zero, normal * (one - work.own[n, s]))
            broken += max(zero, normal * work.own[n, s] - work.planned[line, s])
            short_of += work.planned[line, s] - work.output[line, s]
        ledger.undermade[0, month, line] += idle
        ledger.undermade[1, month, line] += broken
        ledger.undermade[2, month, line] += short_of
    for line in range(first, last):
        feed = wiring.line_input[line]
        if feed >= 0:
            for s in range(LANES):
                now.reserve[feed, s] -= min(now.reserve[feed, s], work.inflow[feed, s])
                work.inflow[feed, s] = 0


@inner
def limit_lines(wiring: Wiring, answers: Answers, k: int) -> None:
    """What a cut of its host and the new scrap it gets leave of each line's capacity, and of each node's."""
    t = answers.line_share.dtype.type
    one = t(1)
    for n in range(answers.node_share.shape[0]):
        for s in range(LANES):
            answers.node_share[n, s] = 0
    for line in range(answers.line_share.shape[0]):
        n, c, r, normal = wiring.line_node[line], answers.cut[line], answers.scrap[line], wiring.line_made[line]
        for s in range(LANES):
            answers.line_share[line, s] = 1
        if c >= 0:
            for s in range(LANES):
                answers.line_share[line, s] = answers.left[k, c, s]
        if r >= 0:
            for s in range(LANES):
                answers.line_share[line, s] *= one + answers.new_share[r, s] * (answers.returned[r, s] - one)
        for s in range(LANES):
            answers.node_share[n, s] += normal * answers.line_share[line, s]
    for n in range(answers.node_share.shape[0]):
        if wiring.node_made[n] > t(0):
            for s in range(LANES):
                answers.node_share[n, s] /= wiring.node_made[n]


@inner
def return_scrap(answers: Answers, work: Scratch) -> None:
    """New scrap follows what works at its place used up in the step."""
    for r in range(answers.returned.shape[0]):
        for s in range(LANES):
            answers.line_share[0, s] = 0
        for x in range(answers.works_start[r], answers.works_start[r + 1]):
            n, weight = answers.works[x], answers.weight[x]
            for s in range(LANES):
                worked = work.wanted[n, s] - work.unmet[n, s] + answers.consumed[n, s]
                answers.line_share[0, s] += weight * worked
        for s in range(LANES):
            answers.returned[r, s] += answers.scrap_speed[s] * (answers.line_share[0, s] - answers.returned[r, s])
    for n in range(answers.consumed.shape[0]):
        for s in range(LANES):
            answers.consumed[n, s] = 0


@inner
def use(wiring: Wiring, lot: Lot, now: Standing, work: Scratch, answers: Answers, k: int) -> None:
    """[3] Final use less what has gone to other goods, at the going price, met from stock; and the input makers need."""
    t = now.user_stock.dtype.type
    zero, one = t(0), t(1)
    for n in range(len(wiring.final_use)):
        normal = wiring.final_use[n]
        for s in range(LANES):
            work.wanted[n, s] = 0
            work.unmet[n, s] = 0
        if normal > zero:
            u = answers.surged[n]
            for s in range(LANES):
                answers.planned[n, s] = normal
            if u >= 0:
                for s in range(LANES):
                    answers.planned[n, s] = normal * answers.surge[k, u, s]
            for s in range(LANES):
                goal = min(answers.most[s], answers.slope[s] * max(now.log_price[n, s], zero))
                share = answers.substituted[n, s]
                share += answers.speed[s] * (max(goal, answers.given_up[n, s]) - share)
                answers.substituted[n, s] = share
                answers.given_up[n, s] = max(answers.given_up[n, s], answers.for_good[s] * share)
                answers.kept[n, s] = answers.planned[n, s] * (one - share)
                answers.gone[n, s] += answers.planned[n, s] * share
            for s in range(LANES):
                wanted = answers.kept[n, s] * exponential(-lot.use_elasticity[s] * max(now.log_price[n, s], -one), lot.cover)
                used = min(wanted, now.user_stock[n, s])
                now.user_stock[n, s] -= used
                work.wanted[n, s] = wanted
                work.unmet[n, s] = wanted - used
    for form in range(len(wiring.form_lines) - 1):
        for line in range(wiring.form_lines[form], wiring.form_lines[form + 1]):
            feed, n = wiring.line_input[line], wiring.line_node[line]
            if feed >= 0:
                input_t = wiring.line_coef[line] * wiring.line_made[line]
                for s in range(LANES):
                    work.process[feed, s] += input_t * min(lot.most_rate[form, s], now.expected[n, s] / wiring.made[n])
