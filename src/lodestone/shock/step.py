"""One step of the market, a month or a week: state in, state and flows out (methods/shock, the core)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block, State
from lodestone.shock.step_duty import contract_shares, shun
from lodestone.shock.step_make import late_use, new_scrap, process_needs, produce, use
from lodestone.shock.step_now import begin
from lodestone.shock.step_price import next_price
from lodestone.shock.step_side import Side, close_side, open_side, send_long
from lodestone.shock.step_trade import alarms, loaded_in_time, order, room_of, shortfall, trade

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """What moved in one step, in tonnes; ``(node, run)``, ``(line, run)`` or ``(arc, run)``.

    ``planned`` is final use at normal prices, ``substituted`` what of it went to other goods, ``wanted`` the rest at the going
    price, ``used`` what was met, ``input_short`` process input that makers wanted and
    did not have. ``made`` by line, with ``undermade``: what it fell short of normal for want of orders, by an outage, for
    want of input. ``shipped`` and ``arrived`` by arc, with ``unshipped``: what shipments fell short of normal because fewer
    were ordered, because the door held them back, because the maker had none. ``consumed`` left the network by use and as
    process input, ``added`` is what promises brought, ``promised`` the part of it that reached users; ``side`` is what
    moved beside the market.
    """

    planned: Floats
    substituted: Floats
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
    side: Side


def step(block: Block, state: State, k: int) -> tuple[State, Flows]:
    """Advance a block of runs by step ``k``: arrivals, production, use, orders, contract and spot rounds, shipment, price.

    Pure: neither argument is changed. Formulas and order: methods/shock, "The core (round two)"; shares a month are brought
    to the step, flows scale with it, covers do not.
    """
    case, layout = block.case, block.case.layout
    now = begin(block, state, k)
    side = open_side(now, state)
    from_road = arrivals(block, state)
    received = layout.to_user @ from_road
    now.user_stock = now.user_stock + received
    now.under_way = now.under_way - received

    made, undermade, input_short, consumed = produce(now, state)
    final = use(now, state)
    process = process_needs(now, state)
    needs = final.wanted + process

    alarm, price_alarm = alarms(now, state)
    booked = layout.to_user @ state.book
    orders = order(now, needs, booked, alarm, final.wanted - final.used)
    asked = np.maximum(0.0, state.book + contract_shares(now, state) * orders[layout.arc_to])
    room = room_of(now)
    shipped, book, may = trade(now, asked, room, state.log_price)

    on_time = loaded_in_time(now, shipped)
    sent, there = send_long(now, side, shipped, room)
    at_once = np.where((block.whole == 0)[:, None], sent * on_time, 0.0) + there
    sent_out, delivered = layout.from_maker @ shipped, layout.to_user @ at_once
    now.maker_stock = np.maximum(now.maker_stock - sent_out, 0.0)
    promises = case.promises
    now.user_stock = now.user_stock + delivered
    used = final.used + late_use(now, final.wanted - final.used, delivered)
    now.under_way = now.under_way + layout.to_user @ shipped - delivered
    book = close_side(now, side, book, state.log_price)
    passable = layout.from_maker @ np.maximum(np.minimum(asked, may), shipped)
    expected = state.expected + block.expectation * (passable / case.step_months - state.expected)

    after = State(
        user_stock=now.user_stock, maker_stock=now.maker_stock, under_way=now.under_way, reserve=now.reserve, book=book,
        sent=((sent * on_time, sent * (1 - on_time)), *state.sent[:-1]), expected=expected,
        log_price=next_price(now, state.log_price, price_alarm, process, final.kept, used), alarm=alarm, price_alarm=price_alarm,
        substituted=final.substituted, given_up=final.given_up, scrap=new_scrap(now, state, used, consumed),
        shunned=shun(now, state), due=side.due, coming=side.coming, held=side.held,
    )  # fmt: skip
    arrived = from_road + at_once
    flows = Flows(
        planned=final.planned, substituted=final.planned - final.kept, wanted=final.wanted, used=used,
        input_short=input_short, made=made, undermade=undermade, shipped=shipped, arrived=arrived,
        promised=promises.arriving[k][:, block.runs], unshipped=shortfall(block, asked, may, shipped), consumed=consumed + used,
        added=(promises.arriving[k] + promises.stocked[k])[:, block.runs], side=side,
    )  # fmt: skip
    return after, flows


def arrivals(block: Block, state: State) -> Floats:
    """Tonnes that come off the road at the start of the step, ``(arc, run)``."""
    came = np.empty_like(state.book)
    for whole, arcs in block.by_lead:
        came[arcs] = state.sent[whole][1][arcs]
        if whole > 0:
            came[arcs] += state.sent[whole - 1][0][arcs]
    routes = block.case.side.routes
    if routes is not None:
        np.add.at(came, routes.arcs, state.due[0])
    return came
