"""One step of the market, a month or a week: state in, state and flows out (methods/shock, the core)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block, State
from lodestone.shock.doors import Door
from lodestone.shock.params import Params

Floats = NDArray[np.float64]

SPOT_ROUNDS = 2
NEW_RELATION = 1e-3  # weight of a supplier in spot bids beside its normal share
DUST = 1e-12  # tonnes below this share of a node's normal step are rounding
FULL = 1e-5  # an arc with less room than this share of its normal flow is full: which arcs bid must not hang on rounding
PRICE_RANGE = (-1.5, 3.0)  # of ln(price / normal)
LEAST_COVER = 0.02  # of the normal stock, in the price


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """What moved in one step, in tonnes; ``(node, run)``, ``(line, run)`` or ``(arc, run)``.

    ``wanted`` is final use at the going price, ``used`` what was met, ``input_short`` process input that makers wanted and
    did not have. ``made`` by line, with ``undermade``: what it fell short of normal for want of orders, by an outage, for
    want of input. ``shipped`` and ``arrived`` by arc, with ``unshipped``: what shipments fell short of normal because fewer
    were ordered, because the door held them back, because the maker had none. ``consumed`` left the network by use and as
    process input, ``added`` is what promises brought, ``promised`` the part of it that reached users.
    """

    wanted: Floats
    used: Floats
    input_short: Floats
    made: Floats
    undermade: tuple[Floats, Floats, Floats]
    shipped: Floats
    arrived: Floats
    promised: Floats
    unshipped: tuple[Floats, Floats, Floats]
    consumed: Floats
    added: Floats


@dataclass(slots=True)
class _Now:
    """Quantities of the step in progress."""

    block: Block
    params: Params
    k: int
    doors: Door
    user_stock: Floats
    maker_stock: Floats
    reserve: Floats
    under_way: Floats


def step(block: Block, state: State, k: int) -> tuple[State, Flows]:
    """Advance a block of runs by step ``k``: arrivals, production, use, orders, contract and spot rounds, shipment, price.

    Pure: neither argument is changed. Formulas and order: methods/shock, "The core (round two)"; shares a month are brought
    to the step, flows scale with it, covers do not.
    """
    case, layout = block.case, block.case.layout
    now = _begin(block, state, k)
    from_road = _arrivals(block, state)
    received = layout.to_user @ from_road
    now.user_stock = now.user_stock + received
    now.under_way = now.under_way - received

    made, undermade, input_short, consumed = _produce(now, state)
    wanted, used = _use(now, state)
    process = _process_needs(now, state)
    needs = wanted + process

    alarm, price_alarm = _alarms(now, state)
    booked = layout.to_user @ state.book
    orders = _orders(now, needs, booked, alarm)
    asked = np.maximum(0.0, state.book + layout.arc_share[:, None] * orders[layout.arc_to])
    room = _room(now)
    shipped, book = _trade(now, asked, room, state.log_price)

    on_time = _on_time(now, shipped)
    at_once = np.where((block.whole == 0)[:, None], shipped * on_time, 0.0)
    sent_out, delivered = layout.from_maker @ shipped, layout.to_user @ at_once
    now.maker_stock = np.maximum(now.maker_stock - sent_out, 0.0)
    promises = case.promises
    now.user_stock = now.user_stock + delivered
    used = used + _late_use(now, wanted - used, delivered)
    now.under_way = now.under_way + layout.to_user @ shipped - delivered
    passable = layout.from_maker @ np.maximum(np.minimum(asked, room), shipped)
    expected = state.expected + block.expectation * (passable / case.step_months - state.expected)

    after = State(
        user_stock=now.user_stock, maker_stock=now.maker_stock, under_way=now.under_way, reserve=now.reserve, book=book,
        sent=((shipped * on_time, shipped * (1 - on_time)), *state.sent[:-1]), expected=expected,
        log_price=_price(now, state.log_price, price_alarm, process), alarm=alarm, price_alarm=price_alarm,
    )  # fmt: skip
    arrived = from_road + at_once
    flows = Flows(
        wanted=wanted, used=used, input_short=input_short, made=made, undermade=undermade, shipped=shipped, arrived=arrived,
        promised=promises.arriving[k][:, block.runs], unshipped=_shortfall(block, asked, room, shipped), consumed=consumed + used,
        added=(promises.arriving[k] + promises.stocked[k])[:, block.runs],
    )  # fmt: skip
    return after, flows


def _begin(block: Block, state: State, k: int) -> _Now:
    """The step's doors, and stocks with what promises bring."""
    case = block.case
    user_stock, reserve = state.user_stock.copy(), state.reserve.copy()
    user_stock[case.promises.nodes] += case.promises.arriving[k][:, block.runs]
    reserve[case.promises.nodes] += case.promises.stocked[k][:, block.runs]
    params = case.params.block(block.runs.start, block.runs.stop)
    doors = case.doors.at(k, block.runs)
    return _Now(block, params, k, doors, user_stock, state.maker_stock, reserve, state.under_way)


def _arrivals(block: Block, state: State) -> Floats:
    """Tonnes that come off the road at the start of the step, ``(arc, run)``."""
    came = np.empty_like(state.book)
    for whole, arcs in block.by_lead:
        came[arcs] = state.sent[whole][1][arcs]
        if whole > 0:
            came[arcs] += state.sent[whole - 1][0][arcs]
    return came


def _produce(now: _Now, state: State) -> tuple[Floats, tuple[Floats, Floats, Floats], Floats, Floats]:
    """Run every line, upstream first: what capacity, orders and input allow; inputs are stretched when low.

    Returns tonnes made and their three shortfalls from normal ``(line, run)``, process input that was short and process input
    consumed ``(node, run)``. Lines that share an input share what there is; a reserve fills what is still missing.
    """
    layout, params, dt = now.block.case.layout, now.params, now.block.case.step_months
    lines, runs = len(layout.line_node), params.runs
    made, short = np.zeros((lines, runs)), np.zeros((lines, runs))
    idle, broken = np.zeros((lines, runs)), np.zeros((lines, runs))
    left = np.ones_like(now.user_stock)
    left[now.block.case.hit] = now.block.case.capacity[now.k][:, now.block.runs]
    run_rate = np.minimum(1 / params.utilisation, np.exp(params.output_elasticity * state.log_price))
    target = np.maximum(
        0.0, state.expected * dt + now.block.correction * (params.maker_cover * layout.made[:, None] - now.maker_stock)
    )
    reach = params.throttle_share / 4 * now.block.cover * layout.needed[:, None]
    for some, to_output, to_input in now.block.ranks:
        node, feed, coef = layout.line_node[some], layout.line_input[some], layout.line_coef[some, None]
        normal = layout.line_made[some, None] * dt
        could = normal * run_rate[node]
        total = to_output @ could
        pace = np.minimum(1.0, np.divide(target, total, out=np.zeros_like(total), where=total > 0))[node]
        able = to_output @ (could * left[node])
        pace_left = np.minimum(1.0, np.divide(target, able, out=np.zeros_like(able), where=able > 0))[node]
        planned = could * left[node] * pace_left
        stretch = np.clip(np.divide(now.user_stock, reach, out=np.ones_like(reach), where=reach > 0), params.throttle_floor, 1.0)
        output = np.where((feed >= 0)[:, None], planned * stretch[feed], planned)
        asked = to_input @ (coef * output)
        share = np.minimum(1.0, np.divide(now.user_stock, asked, out=np.ones_like(asked), where=asked > 0))
        output = np.where((feed >= 0)[:, None], output * share[feed], output)
        now.user_stock = np.maximum(now.user_stock - to_input @ (coef * output), 0.0)
        missing = to_input @ (coef * (planned - output))
        given = np.minimum(now.reserve, missing)
        now.reserve = now.reserve - given
        fill = np.divide(given, missing, out=np.zeros_like(missing), where=missing > 0)[feed]
        made[some] = output + (planned - output) * fill
        short[some] = planned - made[some]
        idle[some] = np.maximum(0.0, normal - could * pace)
        broken[some] = np.maximum(0.0, could * pace - planned)
        now.maker_stock = now.maker_stock + to_output @ made[some]
    coef = layout.line_coef[:, None]
    return made, (idle, broken, short), layout.to_input @ (coef * short), layout.to_input @ (coef * made)


def _use(now: _Now, state: State) -> tuple[Floats, Floats]:
    """Final use wanted at the going price and met from stock, ``(node, run)``."""
    normal = now.block.case.layout.final_use[:, None] * now.block.case.step_months
    wanted = normal * np.exp(-now.params.use_elasticity * np.maximum(state.log_price, -1.0))
    used = np.minimum(wanted, now.user_stock)
    now.user_stock = now.user_stock - used
    return wanted, used


def _late_use(now: _Now, unmet: Floats, delivered: Floats) -> Floats:
    """Use met after all, ``(node, run)``: from what neighbours without lead time delivered in the step, then from reserve."""
    at_once = np.minimum(unmet, delivered)
    from_reserve = np.minimum(unmet - at_once, now.reserve)
    now.user_stock = now.user_stock - at_once
    now.reserve = now.reserve - from_reserve
    return at_once + from_reserve


def _process_needs(now: _Now, state: State) -> Floats:
    """Process input users expect to need in a step, ``(node, run)``: what their own customers are expected to order."""
    layout, dt = now.block.case.layout, now.block.case.step_months
    pull = np.divide(state.expected, layout.made[:, None], out=np.zeros_like(state.expected), where=layout.made[:, None] > 0)
    rate = np.minimum(1 / now.params.utilisation, pull)
    return np.asarray(layout.to_input @ (layout.line_coef[:, None] * layout.line_made[:, None] * rate[layout.line_node] * dt))


def _alarms(now: _Now, state: State) -> tuple[Floats, Floats]:
    """Alarm as it moves orders and prices, ``(node, run)``: supply-weighted news, fading slowly."""
    orders, price = now.block.door_share @ now.doors.alarm_orders, now.block.door_share @ now.doors.alarm_price
    memory = now.block.alarm_memory
    return np.maximum(memory * state.alarm, orders), np.maximum(memory * state.price_alarm, price)


def _orders(now: _Now, needs: Floats, booked: Floats, alarm: Floats) -> Floats:
    """Tonnes each user orders in the step, ``(node, run)``; negative orders cancel booked ones.

    The position counts the order book and the goods under way, so that nothing is ordered twice.
    """
    case, params = now.block.case, now.params
    dt, k, runs = case.step_months, now.k, now.block.runs
    cover = now.block.cover + params.panic_cover * alarm
    gap = cover * needs / dt + now.block.road - now.user_stock - now.under_way - booked
    orders = needs + now.block.correction * gap
    orders[case.promises.nodes] -= case.promises.contracted[k][:, runs]
    return np.asarray(np.minimum(orders, params.dock_limit * case.layout.needed[:, None] * dt))


def _room(now: _Now) -> Floats:
    """Most that doors and docks let through in the step, ``(arc, run)``."""
    doors, dock = now.doors, now.params.dock_limit
    free_rate = np.where(doors.surge > 0, dock, 1.0)
    per_flow = doors.free * free_rate + (1 - doors.free) * np.minimum(doors.permitted, dock)
    return np.asarray(now.block.flow * per_flow[now.block.case.arc_door])


def _trade(now: _Now, asked: Floats, room: Floats, log_price: Floats) -> tuple[Floats, Floats]:
    """Contract round, then spot rounds; returns what is shipped and what stays booked, ``(arc, run)``."""
    layout = now.block.case.layout
    held, dust = now.maker_stock, DUST * layout.needed[:, None] * now.block.case.step_months
    ship = np.minimum(asked, room)
    home = layout.home[:, None]
    own = layout.from_maker @ np.where(home, ship, 0.0)
    rest = layout.from_maker @ np.where(home, 0.0, ship)
    for_own = np.minimum(1.0, np.divide(held, own, out=np.ones_like(own), where=own > 0))
    for_rest = np.clip(np.divide(held - own, rest, out=np.ones_like(rest), where=rest > 0), 0.0, 1.0)
    ship = ship * np.where(home, for_own[layout.arc_from], for_rest[layout.arc_from])
    book = asked - ship
    owed = layout.to_user @ book
    left = np.maximum(0.0, held - layout.from_maker @ ship)
    full = FULL * now.block.flow
    openness = now.doors.openness[now.block.case.arc_door]
    appeal = (
        (layout.arc_share[:, None] + NEW_RELATION)
        * openness
        * np.exp(-now.params.sourcing_elasticity * log_price)[layout.arc_from]
    )
    for _ in range(SPOT_ROUNDS):
        if not np.any(owed > dust):
            break
        bid = np.where((owed > dust)[layout.arc_to] & (room - ship > full), appeal * left[layout.arc_from], 0.0)
        total = layout.to_user @ bid
        bid = bid * np.divide(owed, total, out=np.zeros_like(total), where=total > 0)[layout.arc_to]
        bid = np.minimum(bid, room - ship)
        claimed = layout.from_maker @ bid
        bid = bid * np.minimum(1.0, np.divide(left, claimed, out=np.ones_like(claimed), where=claimed > 0))[layout.arc_from]
        ship = ship + bid
        won = layout.to_user @ bid
        book = book * np.maximum(0.0, 1 - np.divide(won, owed, out=np.zeros_like(owed), where=owed > 0))[layout.arc_to]
        owed = np.maximum(0.0, owed - won)
        left = np.maximum(0.0, left - claimed)
    return ship, book


def _on_time(now: _Now, shipped: Floats) -> Floats:
    """Share of a shipment that arrives after the whole steps of its lead, ``(arc, run)``; the rest comes one step later.

    In a normal step loading is even. Where the door is free for part of the step, what loads on free and on closed days is
    counted apart: goods loaded late in the step arrive late.
    """
    doors, block = now.doors, now.block
    split = (doors.free > 0) & (doors.free < 1)
    share = np.broadcast_to(1 - block.part, shipped.shape)
    arcs = np.flatnonzero((block.part[:, 0] > 0) & np.any(split, axis=1)[block.case.arc_door])
    if not len(arcs):
        return share
    door = block.case.arc_door[arcs]
    start, end = doors.free_from[door], doors.free_to[door]
    cut, ship = 1 - block.part[arcs], shipped[arcs]
    limit = np.minimum(doors.permitted[door], now.params.dock_limit)
    shut = np.minimum(ship, (1 - end + start) * limit * block.flow[arcs])
    early = start <= 0  # free first, then closed
    on_free = np.clip((cut - start) / np.maximum(end - start, 1e-12), 0.0, 1.0)
    shut_from, shut_to = np.where(early, end, 0.0), np.where(early, 1.0, start)
    on_shut = np.clip((cut - shut_from) / np.maximum(shut_to - shut_from, 1e-12), 0.0, 1.0)
    mixed = np.divide((ship - shut) * on_free + shut * on_shut, ship, out=cut * np.ones_like(ship), where=ship > 0)
    result = share.copy()
    result[arcs] = np.where(split[door], mixed, share[arcs])
    return result


def _price(now: _Now, log_price: Floats, price_alarm: Floats, process: Floats) -> Floats:
    """ln(price / normal) at the step's end, all nodes from last step's prices, ``(node, run)``.

    Cover is measured against the stock users want for normal final use and for what makers now need: where makers need less,
    the same stock is ample.
    """
    layout, params, speed = now.block.case.layout, now.params, now.block.price_speed
    need = layout.final_use[:, None] + process / now.block.case.step_months
    normal = now.block.cover * need + params.maker_cover * layout.made[:, None]
    cover = np.divide(now.user_stock + now.maker_stock, normal, out=np.ones_like(normal), where=normal > 0)
    wish = -params.price_on_cover * np.log(np.maximum(cover, LEAST_COVER)) + params.price_on_alarm * price_alarm
    price = log_price + speed * (wish - log_price)
    openness = now.doors.openness
    weight = layout.arc_share[:, None] * openness[now.block.case.arc_door]
    pull = layout.to_user @ (weight * log_price[layout.arc_from])
    price = price + 0.5 * params.price_pull * speed * (pull - (now.block.door_share @ openness) * price)
    return np.asarray(np.clip(price, *PRICE_RANGE))


def _shortfall(block: Block, asked: Floats, room: Floats, shipped: Floats) -> tuple[Floats, Floats, Floats]:
    """What shipments fell short of normal: not ordered, held back by the door, not in the maker's stock, ``(arc, run)``."""
    ordered = np.maximum(np.minimum(block.flow, asked), np.minimum(block.flow, shipped))
    passed = np.maximum(np.minimum(ordered, room), np.minimum(ordered, shipped))
    return block.flow - ordered, ordered - passed, passed - np.minimum(passed, shipped)
