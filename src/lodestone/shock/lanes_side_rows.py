"""The arrays of compiled runs for what moves beside the market: rows of lanes, none where a case does not use them."""

from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]


class Side(NamedTuple):
    """Whose turn it is, the long way, hubs, public stocks and pacts (:mod:`lodestone.shock.sides`), tonnes a step.

    ``use (7,)`` says whether a case has any of: priority or pools, long ways, hubs, public stocks, pacts, goods sent by other
    users, rows counted apart. ``ranked``, ``pooled (form,)`` mark forms with priority or pools, and with pools. Of an arc:
    ``room_door`` its door without pooled quotas, ``first`` its row of ``first_share (step, row, lane)`` or -1, ``long_start``
    its first long way. Pool p has the arcs ``pool_arcs`` from ``pool_start[p]`` on, a form the pools from ``form_pools`` on;
    ``pool_room (step, pool, lane)`` is what they may ship together, ``pool_full (pool,)`` what counts as nothing left.

    Long ways: ``long_take (step, row, lane)`` is the share of goods on closed days that takes it, ``late (node,)`` the row of
    ``expected (step, row, lane)`` or -1. Links of hubs run from ``seller`` to ``buyer`` on the allowance ``group``, those of a
    form from ``form_links`` on; ``keeps (node,)`` is the row of ``keep (row, lane)`` or -1. ``stock_node (row,)`` orders public
    stocks by node; ``held`` is their state. Members of pact pool p begin at ``pact_start[p]``, its form is ``pact_form[p]``.

    ``ring (slot, node, lane)`` are goods sent by other users by step of arrival, ``pending (node, lane)`` their sum. ``moved
    (row, lane)`` is what the month has moved in each row counted apart, links from ``at[0]``, stocks from ``at[1]``, members
    from ``at[2]`` on; ``months (month, row, lane)`` keeps it, ``sums (month, row)`` adds lanes up. The rest is room to work in.
    """

    use: Array
    ranked: Array
    pooled: Array
    room_door: Array
    first: Array
    first_share: Array
    form_pools: Array
    pool_start: Array
    pool_arcs: Array
    pool_users: Array
    pool_full: Array
    pool_room: Array
    pool_left: Array
    may: Array
    ahead: Array
    long_start: Array
    long_whole: Array
    long_part: Array
    long_take: Array
    load_from: Array
    load_to: Array
    long_out: Array
    late: Array
    expected: Array
    form_links: Array
    seller: Array
    buyer: Array
    group: Array
    most: Array
    cost: Array
    keeps: Array
    keep: Array
    lead: Array
    sale: Array
    by_group: Array
    stock_node: Array
    stocked: Array
    ordered: Array
    backed: Array
    most_out: Array
    level: Array
    held: Array
    drawn: Array
    pact_start: Array
    pact_form: Array
    member: Array
    floor: Array
    trigger: Array
    active: Array
    weight: Array
    counts: Array
    pact_whole: Array
    pact_part: Array
    got: Array
    wanted: Array
    rows: Array
    ring: Array
    pending: Array
    at: Array
    moved: Array
    months: Array
    sums: Array


TURNS, LONG, HUBS, STOCKS, PACTS, SENT, ROWS = range(7)  # of ``use``
