"""One step of the market, a month or a week: state in, state and flows out (methods/shock, the core)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block, State
from lodestone.shock.step_make import late_use, process_needs, produce, use
from lodestone.shock.step_now import begin
from lodestone.shock.step_price import next_price
from lodestone.shock.step_trade import alarms, loaded_in_time, order, room_of, shortfall, trade

Floats = NDArray[np.float64]


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


def step(block: Block, state: State, k: int) -> tuple[State, Flows]:
    """Advance a block of runs by step ``k``: arrivals, production, use, orders, contract and spot rounds, shipment, price.

    Pure: neither argument is changed. Formulas and order: methods/shock, "The core (round two)"; shares a month are brought
    to the step, flows scale with it, covers do not.
    """
    case, layout = block.case, block.case.layout
    now = begin(block, state, k)
    from_road = arrivals(block, state)
    received = layout.to_user @ from_road
    now.user_stock = now.user_stock + received
    now.under_way = now.under_way - received

    made, undermade, input_short, consumed = produce(now, state)
    wanted, used = use(now, state)
    process = process_needs(now, state)
    needs = wanted + process

    alarm, price_alarm = alarms(now, state)
    booked = layout.to_user @ state.book
    orders = order(now, needs, booked, alarm)
    asked = np.maximum(0.0, state.book + layout.arc_share[:, None] * orders[layout.arc_to])
    room = room_of(now)
    shipped, book = trade(now, asked, room, state.log_price)

    on_time = loaded_in_time(now, shipped)
    at_once = np.where((block.whole == 0)[:, None], shipped * on_time, 0.0)
    sent_out, delivered = layout.from_maker @ shipped, layout.to_user @ at_once
    now.maker_stock = np.maximum(now.maker_stock - sent_out, 0.0)
    promises = case.promises
    now.user_stock = now.user_stock + delivered
    used = used + late_use(now, wanted - used, delivered)
    now.under_way = now.under_way + layout.to_user @ shipped - delivered
    passable = layout.from_maker @ np.maximum(np.minimum(asked, room), shipped)
    expected = state.expected + block.expectation * (passable / case.step_months - state.expected)

    after = State(
        user_stock=now.user_stock, maker_stock=now.maker_stock, under_way=now.under_way, reserve=now.reserve, book=book,
        sent=((shipped * on_time, shipped * (1 - on_time)), *state.sent[:-1]), expected=expected,
        log_price=next_price(now, state.log_price, price_alarm, process), alarm=alarm, price_alarm=price_alarm,
    )  # fmt: skip
    arrived = from_road + at_once
    flows = Flows(
        wanted=wanted, used=used, input_short=input_short, made=made, undermade=undermade, shipped=shipped, arrived=arrived,
        promised=promises.arriving[k][:, block.runs], unshipped=shortfall(block, asked, room, shipped), consumed=consumed + used,
        added=(promises.arriving[k] + promises.stocked[k])[:, block.runs],
    )  # fmt: skip
    return after, flows


def arrivals(block: Block, state: State) -> Floats:
    """Tonnes that come off the road at the start of the step, ``(arc, run)``."""
    came = np.empty_like(state.book)
    for whole, arcs in block.by_lead:
        came[arcs] = state.sent[whole][1][arcs]
        if whole > 0:
            came[arcs] += state.sent[whole - 1][0][arcs]
    return came
