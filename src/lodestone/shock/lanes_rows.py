"""The arrays that compiled runs work on: named tuples of rows, one lane a run.

Node and arc numbers are those of :class:`lodestone.shock.layout.Layout`; tonnes a step. Lanes are the last axis, so that a
loop over runs is a loop over neighbours in memory.
"""

from typing import Any, NamedTuple

from numpy.typing import NDArray

KEPT = ("used", "shortage", "voluntary", "input_short", "exports", "imports", "made", "user_stock", "log_price")
LANES = 64  # runs side by side; blocks are padded to it, so that a run's bits do not depend on how many there are
Array = NDArray[Any]


class Wiring(NamedTuple):
    """A network at rest. ``form_nodes``, ``form_lines`` delimit forms, ``user_arcs`` the arcs into each node.

    ``node_made`` is the sum of ``line_made`` at a node; ``made``, ``needed`` are tonnes a month; ``dust`` is rounding.
    ``thin (node,)`` marks users whose normal stock is less than a step, ``stored (form,)`` forms whose makers can fill up.
    ``hit (node,)`` and ``promise (node,)`` point into the rows of capacities and promises, ``arc_lean (arc,)`` and ``arc_duty
    (arc,)`` into ``lean`` and ``shy`` of :class:`Scratch`, -1 for none.
    """

    form_nodes: Array
    form_lines: Array
    user_arcs: Array
    final_use: Array
    needed: Array
    made: Array
    dust: Array
    arc_from: Array
    arc_share: Array
    arc_flow: Array
    arc_whole: Array
    arc_part: Array
    arc_home: Array
    arc_door: Array
    line_node: Array
    line_input: Array
    line_made: Array
    line_coef: Array
    node_made: Array
    door_share: Array
    hit: Array
    promise: Array
    thin: Array
    stored: Array
    arc_lean: Array
    arc_duty: Array


class Lot(NamedTuple):
    """What was drawn: parameters ``(lane,)`` brought to the step; normal stocks in months and goods expected on the road.

    ``maker_cover``, ``maker_room`` and ``most_rate``, the most a maker runs at, are ``(form, lane)``; ``cover`` and ``road
    (node, lane)``.
    """

    maker_cover: Array
    maker_room: Array
    panic_cover: Array
    correction: Array
    dock_limit: Array
    price_on_cover: Array
    price_on_alarm: Array
    price_speed: Array
    price_pull: Array
    alarm_memory: Array
    use_elasticity: Array
    output_elasticity: Array
    sourcing_elasticity: Array
    expectation: Array
    most_rate: Array
    throttle: Array
    throttle_floor: Array
    cover: Array
    road: Array


class Events(NamedTuple):
    """Doors ``(step, door, lane)``, cut capacity ``(step, hit, lane)`` and kept promises ``(step, promise, lane)``.

    ``room`` is the most an arc ships, ``shut_room`` the part of it on closed days, both per tonne of normal flow; ``split
    (step, door)`` marks steps in which a door is free for a part in any lane.
    """

    room: Array
    shut_room: Array
    openness: Array
    alarm_orders: Array
    alarm_price: Array
    free_from: Array
    free_to: Array
    split: Array
    capacity: Array
    arriving: Array
    contracted: Array
    stocked: Array


class Standing(NamedTuple):
    """Where the lanes stand, ``(node, lane)``; ``book (arc, lane)``; ``ring (slot, node, lane)``: goods by step of arrival."""

    user_stock: Array
    maker_stock: Array
    under_way: Array
    reserve: Array
    expected: Array
    log_price: Array
    alarm: Array
    price_alarm: Array
    owed: Array
    book: Array
    ring: Array


class Scratch(NamedTuple):
    """Rows of a step in progress: of nodes, of the arcs of one form (``asked``, ``ship``, ``bid``), of lines, of lanes.

    ``lean (row, lane)`` is what duties make of contract shares of users under one, ``shy (duty, lane)`` of the appeal of goods.
    """

    wanted: Array
    unmet: Array
    process: Array
    orders: Array
    own: Array
    rest: Array
    left: Array
    appeal: Array
    pull: Array
    inflow: Array
    at_once: Array
    passable: Array
    sold: Array
    home: Array
    total: Array
    asked: Array
    ship: Array
    bid: Array
    planned: Array
    output: Array
    balance: Array
    lean: Array
    shy: Array


class Ledger(NamedTuple):
    """What the month in progress has brought so far, ``(node, lane)``, as in :class:`lodestone.shock.result.Run`.

    ``months (9, month, node, lane)`` keeps every month as it ends, in the order of ``KEPT``; it has no months where they are
    counted instead. ``unshipped (3, month, arc)`` and ``undermade (3, month, line)`` are sums over lanes; ``residual (lane,)``
    is the worst imbalance of a step.
    """

    used: Array
    shortage: Array
    voluntary: Array
    input_short: Array
    exports: Array
    imports: Array
    made: Array
    months: Array
    unshipped: Array
    undermade: Array
    residual: Array


class Counts(NamedTuple):
    """Months of many blocks of runs, counted and summed up as they end; see :mod:`lodestone.shock.tally`.

    ``monthly (3, month, node, bin)`` counts shortage (final use and process input, share of need), cover and log price;
    ``overall (4, node, bin)`` shortage over all months, months from ``effect`` to the first noticed one, lowest cover and
    highest price; ``sums (9, month, node)`` adds the rows of ``KEPT`` up. Of the block in progress: ``places (4, place,
    lane)``, tonnes short and given up over all months, tonnes lost in ``window`` months from the effect, month of the first
    noticed shortage; ``nodes (4, node, lane)`` what goes into ``overall``. ``needed``, ``final_use`` are tonnes a month; a
    shortage is noticed from the share ``noticed`` of them. No months: nothing is counted.
    """

    monthly: Array
    overall: Array
    sums: Array
    places: Array
    nodes: Array
    node_place: Array
    needed: Array
    final_use: Array
    effect: int
    window: int
    noticed: float
