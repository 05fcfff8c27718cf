"""Of one step: alarm, orders, contract and spot rounds, loading (methods/shock, equations 4 to 7 of the core)."""

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block, State
from lodestone.shock.step_duty import discouraged
from lodestone.shock.step_now import Now
from lodestone.shock.step_side import expected_late
from lodestone.shock.step_turns import FULL, Allowance, by_class

Floats = NDArray[np.float64]

SPOT_ROUNDS = 2
NEW_RELATION = 1e-3  # weight of a supplier in spot bids beside its normal share
DUST = 1e-12  # tonnes below this share of a node's normal step are rounding


def alarms(now: Now, state: State) -> tuple[Floats, Floats]:
    """Alarm as it moves orders and prices, ``(node, run)``: supply-weighted news, fading slowly."""
    orders, price = now.block.door_share @ now.doors.alarm_orders, now.block.door_share @ now.doors.alarm_price
    memory = now.block.alarm_memory
    return np.maximum(memory * state.alarm, orders), np.maximum(memory * state.price_alarm, price)


def order(now: Now, needs: Floats, booked: Floats, alarm: Floats, open_use: Floats) -> Floats:
    """Tonnes each user orders in the step, ``(node, run)``; negative orders cancel booked ones.

    The position counts the order book and the goods under way, so that nothing is ordered twice. Where the normal stock is
    less than a step of use, ``open_use`` is what this step's deliveries are still to meet, and stands against it.
    """
    case, params = now.block.case, now.params
    dt, k, runs = case.step_months, now.k, now.block.runs
    cover = now.block.cover + params.panic_cover * alarm
    gap = cover * needs / dt + expected_late(now, now.block.road) - now.user_stock - now.under_way - booked
    gap[case.thin] += open_use[case.thin]
    orders = needs + now.block.correction * gap
    orders[case.promises.nodes] -= case.promises.contracted[k][:, runs]
    return np.asarray(np.minimum(orders, params.dock_limit * case.layout.needed[:, None] * dt))


def room_of(now: Now) -> Floats:
    """Most that doors and docks let through in the step, ``(arc, run)``."""
    doors, dock = now.doors, now.params.dock_limit
    free_rate = np.where(doors.surge > 0, dock, 1.0)
    per_flow = doors.free * free_rate + (1 - doors.free) * np.minimum(doors.permitted, dock)
    return np.asarray(now.block.flow * per_flow[now.block.case.room_door])


def trade(now: Now, asked: Floats, room: Floats, log_price: Floats) -> tuple[Floats, Floats, Floats]:
    """Contract round, then spot rounds; returns what is shipped, what stays booked, and the room there was, ``(arc, run)``.

    Where customers draw on a quota together, the room of an arc is what its orders got of it.
    """
    layout = now.block.case.layout
    held, dust = now.maker_stock, DUST * layout.needed[:, None] * now.block.case.step_months
    allowance = Allowance(now)
    want = allowance.cut(np.minimum(asked, room))
    ship = by_class(now, want)
    allowance.draw(ship)
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
    appeal = discouraged(now, appeal)
    for _ in range(SPOT_ROUNDS):
        if not np.any(owed > dust):
            break
        bids = (owed > dust)[layout.arc_to] & (room - ship > full) & allowance.left_of()
        bid = np.where(bids, appeal * left[layout.arc_from], 0.0)
        total = layout.to_user @ bid
        bid = bid * np.divide(owed, total, out=np.zeros_like(total), where=total > 0)[layout.arc_to]
        bid = allowance.cut(np.minimum(bid, room - ship))
        claimed = layout.from_maker @ bid
        bid = bid * np.minimum(1.0, np.divide(left, claimed, out=np.ones_like(claimed), where=claimed > 0))[layout.arc_from]
        ship = ship + bid
        allowance.draw(bid)
        won = layout.to_user @ bid
        book = book * np.maximum(0.0, 1 - np.divide(won, owed, out=np.zeros_like(owed), where=owed > 0))[layout.arc_to]
        owed = np.maximum(0.0, owed - won)
        left = np.maximum(0.0, left - claimed)
    return ship, book, np.maximum(want, ship) if allowance.pools else room


def loaded_in_time(now: Now, shipped: Floats) -> Floats:
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


def shortfall(block: Block, asked: Floats, room: Floats, shipped: Floats) -> tuple[Floats, Floats, Floats]:
    """What shipments fell short of normal: not ordered, held back by the door, not in the maker's stock, ``(arc, run)``."""
    ordered = np.maximum(np.minimum(block.flow, asked), np.minimum(block.flow, shipped))
    passed = np.maximum(np.minimum(ordered, room), np.minimum(ordered, shipped))
    return block.flow - ordered, ordered - passed, passed - np.minimum(passed, shipped)
