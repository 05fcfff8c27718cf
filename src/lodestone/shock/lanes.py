"""A block of runs through the compiled step: packs a case into rows of lanes, and hands its months back."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block, at_rest, block_of
from lodestone.shock.compile import Case
from lodestone.shock.lanes_answer import answers, duty_points, duty_rows
from lodestone.shock.lanes_rows import KEPT, LANES, Counts, Events, Ledger, Lot, Scratch, Standing, Wiring
from lodestone.shock.lanes_side import pack_side, slots
from lodestone.shock.lanes_side_rows import Side
from lodestone.shock.slack import BOUNDLESS
from lodestone.shock.step_trade import DUST
from lodestone.terms.errors import BadInput

Array = NDArray[Any]
Floats = NDArray[np.float64]

DUST_AT: dict[str, float] = {"float32": 1e-6, "float64": DUST}  # of a node's normal step: below it is rounding
NODE_ROWS = KEPT


def ready() -> bool:
    """Whether runs can be compiled here: the extra ``fast`` is installed."""
    from importlib.util import find_spec

    return find_spec("numba") is not None


@dataclass(frozen=True, slots=True)
class Months:
    """What a block of runs yields: ``runs`` lanes count of the ledger, and of what moved beside the market."""

    ledger: Ledger
    side: Side
    runs: int
    substituted: Array

    def rows(self, name: str) -> Array:
        """One quantity ``(month, node, run)`` in the precision of the lanes."""
        return np.asarray(self.ledger.months[NODE_ROWS.index(name)][:, :, : self.runs])

    @property
    def residual(self) -> float:
        """Worst imbalance of any step and run."""
        return float(self.ledger.residual.max())  # lanes that do not count repeat one that does


@dataclass(frozen=True, slots=True)
class Packed:
    """A case in rows as far as its blocks share them, made once: ``block`` is of all runs, ``ledger`` adds blocks up."""

    block: Block
    wiring: Wiring
    scratch: Scratch
    ledger: Ledger


def pack(case: Case, precision: str, keep: bool) -> Packed:
    """Bring a case into rows; whether to ``keep`` every month of every run, or leave months to be counted."""
    if not ready():
        raise BadInput("compiled runs need numba: python -m pip install 'lodestone[fast]' (simulate works without)")
    dtype = np.dtype(precision)
    block = block_of(case, slice(0, case.params.runs))
    wiring = _wiring(block, dtype)
    return Packed(block, wiring, _scratch(case, wiring, dtype), _ledger(case, dtype, case.scenario.months if keep else 0))


def run_block(
    case: Case, runs: slice, precision: str = "float32", packed: Packed | None = None, counts: Counts | None = None
) -> Months:
    """Simulate at most ``LANES`` runs of a case side by side, in ``float32`` or ``float64``.

    Fewer runs are filled up with copies of the last, so that the bits of a run depend on nothing but itself. Months are kept,
    or where ``counts`` are given, counted there. ``packed`` is the case as earlier blocks used it.
    """
    packed = pack(case, precision, counts is None) if packed is None else packed
    from lodestone.shock.lanes_kernel import advance
    from lodestone.shock.tally import no_counts

    count, dtype = runs.stop - runs.start, np.dtype(precision)
    block = _some(packed.block, runs)
    side = pack_side(block, dtype, _lanes, packed.ledger.months.shape[1])
    held = answers(block, dtype, packed.ledger.months.shape[1], _lanes)
    advance(
        packed.wiring, _lot(block, dtype), _events(block, dtype), side, _standing(block, dtype), packed.scratch, packed.ledger,
        held, no_counts(dtype) if counts is None else counts, case.steps, case.steps // case.scenario.months, count,
    )  # fmt: skip
    return Months(packed.ledger, side, count, held.months)


def _some(block: Block, runs: slice) -> Block:
    """Some runs of a block."""
    drawn = ("correction", "price_speed", "alarm_memory", "expectation", "substitution", "scrap_speed", "sourcing")
    return replace(block, runs=runs, cover=block.cover[:, runs], **{name: getattr(block, name)[runs] for name in drawn})


def _lanes(values: Array, dtype: Any) -> Array:
    """``(..., run)`` as ``(..., LANES)``: the last run fills the lanes that are left."""
    spare = LANES - values.shape[-1]
    if spare:
        values = np.concatenate([values, np.repeat(values[..., -1:], spare, axis=-1)], axis=-1)
    return np.ascontiguousarray(values, dtype=dtype)


def _wiring(block: Block, dtype: Any) -> Wiring:
    case, layout = block.case, block.case.layout
    step, nodes = case.step_months, len(layout.needed)

    def real(values: Array) -> Array:
        return np.ascontiguousarray(values, dtype=dtype)

    def point(listed: Array) -> Array:
        found = np.full(nodes, -1, dtype=np.int64)
        found[listed] = np.arange(len(listed))
        return found

    ends = [layout.rank_lines[0][0] if layout.rank_lines else 0, *(b for _, b in layout.rank_lines)]
    return Wiring(
        form_nodes=np.searchsorted(layout.node_form, np.arange(len(layout.forms) + 1)), form_lines=np.array(ends, dtype=np.int64),
        user_arcs=np.searchsorted(layout.arc_to, np.arange(nodes + 1)),
        final_use=real(layout.final_use * step), needed=real(layout.needed), made=real(layout.made),
        dust=real(DUST_AT[dtype.name] * layout.needed * step),
        arc_from=layout.arc_from, arc_share=real(layout.arc_share), arc_flow=real(layout.arc_flow * step),
        arc_whole=block.whole, arc_part=real(block.part[:, 0]), arc_home=layout.home, arc_door=case.arc_door,
        line_node=layout.line_node, line_input=layout.line_input, line_made=real(layout.line_made * step),
        line_coef=real(layout.line_coef), node_made=real(np.bincount(layout.line_node, layout.line_made * step, nodes)),
        door_share=real(block.door_share), hit=point(case.hit), promise=point(case.promises.nodes), thin=case.thin,
        stored=np.asarray((case.maker_room < BOUNDLESS).any(axis=1)),
        **duty_points(layout, case.duties),
    )  # fmt: skip


def _lot(block: Block, dtype: Any) -> Lot:
    params = block.case.params.block(block.runs.start, block.runs.stop)
    plain = ("panic_cover", "dock_limit", "price_on_cover", "price_on_alarm", "price_pull", "use_elasticity",
             "output_elasticity", "sourcing_elasticity", "throttle_floor")  # fmt: skip
    rows = {name: getattr(params, name) for name in plain}
    rows |= {name: getattr(block, name) for name in ("correction", "price_speed", "alarm_memory", "expectation", "cover")}
    rows |= {"maker_cover": block.case.maker_cover[:, block.runs], "maker_room": block.case.maker_room[:, block.runs]}
    rows |= {"most_rate": 1 / block.case.utilisation[:, block.runs]}
    rows["throttle"] = params.throttle_share / 4
    rows["road"] = np.broadcast_to(block.road, block.cover.shape)
    return Lot(**{name: _lanes(values, dtype) for name, values in rows.items()})


def _events(block: Block, dtype: Any) -> Events:
    case, runs = block.case, block.runs
    doors = {name: getattr(case.doors, name)[:, :, runs] for name in type(case.doors).__slots__}
    dock = case.params.dock_limit[runs]
    free = doors["free_to"] - doors["free_from"]
    shut_room = (1 - free) * np.minimum(doors["permitted"], dock)
    rows = {
        "room": free * np.where(doors["surge"] > 0, dock, 1.0) + shut_room,
        "shut_room": shut_room,
        "openness": np.minimum(1.0, free + (1 - free) * doors["permitted"]),
        "capacity": case.capacity[:, :, runs],
        "arriving": case.promises.arriving[:, :, runs],
        "contracted": case.promises.contracted[:, :, runs],
        "stocked": case.promises.stocked[:, :, runs],
    }
    rows |= {name: doors[name] for name in ("alarm_orders", "alarm_price", "free_from", "free_to")}
    return Events(split=((free > 0) & (free < 1)).any(axis=2), **{name: _lanes(values, dtype) for name, values in rows.items()})


def _standing(block: Block, dtype: Any) -> Standing:
    """The state at rest; goods on the road by the step in which they arrive."""
    layout, rest = block.case.layout, at_rest(block)
    flow, part, whole = block.flow[:, 0], block.part[:, 0], block.whole
    road = np.zeros((slots(block), len(layout.needed)))
    for slot in range(int(whole.max(initial=0)) + 1):
        early, late = whole > slot, whole >= slot
        road[slot] += np.bincount(layout.arc_to[early], (flow * (1 - part))[early], len(layout.needed))
        road[slot] += np.bincount(layout.arc_to[late], (flow * part)[late], len(layout.needed))
    names = ("user_stock", "maker_stock", "under_way", "reserve", "expected", "log_price", "alarm", "price_alarm")
    rows = {name: _lanes(getattr(rest, name), dtype).copy() for name in names}  # rest may hold one row of noughts many times
    shape = (*road.shape, LANES)
    return Standing(
        **rows, owed=_rows(len(layout.needed), dtype), book=_rows(len(layout.arc_flow), dtype),
        ring=np.ascontiguousarray(np.broadcast_to(road[:, :, None], shape), dtype=dtype),
    )  # fmt: skip


def _rows(count: int, dtype: Any) -> Array:
    return np.zeros((count, LANES), dtype=dtype)


def _scratch(case: Case, wiring: Wiring, dtype: Any) -> Scratch:
    layout = case.layout
    arcs = int(np.diff(wiring.user_arcs[wiring.form_nodes]).max(initial=0))
    sizes = dict.fromkeys(Scratch._fields, len(layout.needed))
    sizes |= dict.fromkeys(("asked", "ship", "bid"), arcs) | dict.fromkeys(("planned", "output"), len(layout.line_node))
    sizes |= {"balance": 3} | duty_rows(layout, case.duties)
    return Scratch(**{name: _rows(count, dtype) for name, count in sizes.items()})


def _ledger(case: Case, dtype: Any, kept: int) -> Ledger:
    months, nodes = case.scenario.months, len(case.layout.needed)
    rows = {name: _rows(nodes, dtype) for name in Ledger._fields if name in KEPT}
    return Ledger(
        **rows, months=np.zeros((len(KEPT), kept, nodes, LANES), dtype=dtype),
        unshipped=np.zeros((3, months, len(case.layout.arc_flow))),
        undermade=np.zeros((3, months, len(case.layout.line_node))), residual=np.zeros(LANES, dtype=dtype),
    )  # fmt: skip
