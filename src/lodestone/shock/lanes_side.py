"""What moves beside the market, packed into rows of lanes for compiled runs."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block
from lodestone.shock.lanes_rows import LANES
from lodestone.shock.lanes_side_rows import Side
from lodestone.shock.layout import Layout
from lodestone.shock.sides import Sides
from lodestone.shock.step_turns import FULL

Array = NDArray[Any]
Pack = Callable[[Array], Array]


def pack_side(block: Block, dtype: Any, lanes: Callable[[Array, Any], Array], kept: int) -> Side:
    """The side of a block of runs; ``lanes`` brings ``(..., run)`` to lanes, ``kept`` months are kept whole."""
    case, side, runs = block.case, block.case.side, block.runs

    def pack(values: Array) -> Array:
        return lanes(values[..., runs], dtype)

    def empty(*shape: int) -> Array:
        return np.zeros((*shape, LANES), dtype=dtype)

    steps, rows = case.steps, len(side.rows)
    parts: dict[str, Any] = {}
    parts |= _turns(block, pack, empty, dtype)
    parts |= _long(case.layout, side, pack, empty, steps)
    parts |= _hubs(case.layout, side, pack, empty, steps)
    parts |= _stocks(side, pack, empty, steps)
    parts |= _pacts(case.layout, side, pack, empty, dtype, runs, lanes)
    sent = side.coming_slots > 0
    begins = [side.at[key].start if key in side.at else rows for key in (("indirect", -1), ("released", -1), ("shared", 0))]
    return Side(
        **parts, rows=empty(4), ring=empty(side.coming_slots + 1 if sent else 0, len(case.layout.needed) if sent else 0),
        pending=empty(len(case.layout.needed) if sent else 0), at=np.array(begins, dtype=np.int64), moved=empty(rows),
        months=empty(kept if rows else 0, rows), sums=np.zeros((case.scenario.months, rows)),
        use=np.array([side.turns.any, side.routes is not None, side.hubs is not None, side.stocks is not None, bool(side.pools),
                      sent, rows > 0]),
    )  # fmt: skip


def slots(block: Block) -> int:
    """Steps ahead for which goods on the road must be kept, long ways included."""
    routes = block.case.side.routes
    return max(int(block.whole.max(initial=0)), int(routes.whole.max(initial=0)) if routes is not None else 0) + 2


def _turns(block: Block, pack: Pack, empty: Callable[..., Array], dtype: Any) -> dict[str, Any]:
    case, layout, turns = block.case, block.case.layout, block.case.side.turns
    form = layout.node_form[layout.arc_from]
    forms = len(layout.forms)
    first = np.full(len(form), -1, dtype=np.int64)
    first[turns.first_arcs] = np.arange(len(turns.first_arcs))
    order = sorted(range(len(turns.pools)), key=lambda p: (form[turns.pools[p][0]], p))
    arcs = np.concatenate([turns.pools[p] for p in order]) if order else np.zeros(0, dtype=np.int64)
    pool_form = np.array([form[turns.pools[p][0]] for p in order], dtype=np.int64)
    flow = turns.pool_flow[order] * case.step_months
    pooled = np.isin(np.arange(forms), pool_form)
    nodes, most = (len(layout.needed), len(layout.arc_flow)) if turns.any else (0, 0)
    return {
        "ranked": pooled | np.isin(np.arange(forms), form[turns.first_arcs]), "pooled": pooled, "room_door": case.room_door,
        "first": first, "first_share": pack(turns.first), "form_pools": np.searchsorted(pool_form, np.arange(forms + 1)),
        "pool_start": np.cumsum([0, *(len(turns.pools[p]) for p in order)], dtype=np.int64), "pool_arcs": arcs,
        "pool_users": layout.arc_to[arcs], "pool_full": np.ascontiguousarray(FULL * flow, dtype=dtype),
        "pool_room": pack(flow[:, None] * turns.pool_room[:, order]), "pool_left": empty(len(order)),
        "may": empty(most), "ahead": empty(nodes),
    }  # fmt: skip


def _long(layout: Layout, side: Sides, pack: Pack, empty: Callable[..., Array], steps: int) -> dict[str, Any]:
    routes, arcs = side.routes, len(layout.arc_flow)
    if routes is None:
        none = empty(steps, 0)
        return {
            "long_start": np.zeros(arcs + 1, dtype=np.int64), "long_whole": np.zeros((0, LANES), dtype=np.int64),
            "long_part": empty(0), "long_take": none, "load_from": none, "load_to": none, "long_out": empty(0),
            "late": np.full(len(layout.needed), -1, dtype=np.int64), "expected": none,
        }  # fmt: skip
    order = np.argsort(routes.arcs, kind="stable")
    late = np.full(len(layout.needed), -1, dtype=np.int64)
    late[routes.nodes] = np.arange(len(routes.nodes))
    return {
        "long_start": np.searchsorted(routes.arcs[order], np.arange(arcs + 1)),
        "long_whole": np.ascontiguousarray(pack(routes.whole[order].astype(np.float64)).astype(np.int64)),
        "long_part": pack(routes.part[order]), "long_take": pack((routes.long * routes.force)[:, order]),
        "load_from": pack(routes.load_from[:, order]), "load_to": pack(routes.load_to[:, order]), "long_out": empty(len(order)),
        "late": late, "expected": pack(routes.expected),
    }  # fmt: skip


def _hubs(layout: Layout, side: Sides, pack: Pack, empty: Callable[..., Array], steps: int) -> dict[str, Any]:
    hubs, none = side.hubs, np.zeros(0, dtype=np.int64)
    keeps = np.full(len(layout.needed), -1, dtype=np.int64)
    if hubs is None:
        return {
            "form_links": np.zeros(len(layout.forms) + 1, dtype=np.int64), "seller": none, "buyer": none, "group": none,
            "most": empty(steps, 0), "cost": empty(0), "keeps": keeps, "keep": empty(0), "lead": np.zeros(1, dtype=np.int64),
            "sale": empty(0), "by_group": empty(0),
        }  # fmt: skip
    keeps[hubs.nodes] = np.arange(len(hubs.nodes))
    return {
        "form_links": np.searchsorted(layout.node_form[hubs.seller], np.arange(len(layout.forms) + 1)),
        "seller": hubs.seller, "buyer": hubs.buyer, "group": hubs.group, "most": pack(hubs.most), "cost": pack(hubs.cost),
        "keeps": keeps, "keep": pack(hubs.keep), "lead": np.array([hubs.lead], dtype=np.int64),
        "sale": empty(len(hubs.seller)), "by_group": empty(hubs.most.shape[1]),
    }  # fmt: skip


def _stocks(side: Sides, pack: Pack, empty: Callable[..., Array], steps: int) -> dict[str, Any]:
    stocks = side.stocks
    if stocks is None:
        none = empty(steps, 0)
        return {
            "stock_node": np.zeros(0, dtype=np.int64), "stocked": none, "ordered": none, "backed": np.zeros(0, dtype=bool),
            "most_out": empty(0), "level": empty(0), "held": empty(0), "drawn": empty(0),
        }  # fmt: skip
    return {
        "stock_node": stocks.nodes, "stocked": pack(stocks.stocked), "ordered": pack(stocks.ordered), "backed": stocks.backed,
        "most_out": pack(stocks.most), "level": pack(stocks.level), "held": empty(len(stocks.nodes)),
        "drawn": empty(len(stocks.nodes)),
    }  # fmt: skip


def _pacts(
    layout: Layout,
    side: Sides,
    pack: Pack,
    empty: Callable[..., Array],
    dtype: Any,
    runs: slice,
    lanes: Callable[[Array, Any], Array],
) -> dict[str, Any]:
    pools, none = side.pools, np.zeros(0, dtype=np.int64)

    def members(name: str) -> Array:
        return pack(np.concatenate([getattr(pool, name) for pool in pools])) if pools else empty(0)

    def leads(name: str) -> Array:
        values = np.stack([getattr(pool, name)[runs] for pool in pools]) if pools else np.zeros((0, 1))
        return lanes(values.astype(np.float64), dtype) if pools else empty(0)

    steps = side.turns.first.shape[0]
    count = sum(len(pool.nodes) for pool in pools)
    return {
        "pact_start": np.cumsum([0, *(len(pool.nodes) for pool in pools)], dtype=np.int64),
        "pact_form": np.array([layout.node_form[pool.nodes[0]] for pool in pools], dtype=np.int64),
        "member": np.concatenate([pool.nodes for pool in pools]) if pools else none,
        "floor": members("floor"), "trigger": members("trigger"), "weight": members("weight"),
        "active": np.ascontiguousarray(
            np.stack([pool.active for pool in pools], axis=1) if pools else np.zeros((steps, 0)), dtype=dtype
        ),
        "counts": np.array([pool.counts for pool in pools], dtype=bool),
        "pact_whole": np.ascontiguousarray(leads("whole").astype(np.int64)), "pact_part": leads("part"),
        "got": empty(count), "wanted": empty(count),
    }  # fmt: skip
