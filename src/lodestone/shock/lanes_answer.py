"""What makes users and makers answer, packed into rows of lanes; see :mod:`lodestone.shock.lanes_answer_rows`."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block
from lodestone.shock.duties import Duties
from lodestone.shock.lanes_answer_rows import Answers
from lodestone.shock.lanes_rows import LANES
from lodestone.shock.layout import Layout

Array = NDArray[Any]


def answers(block: Block, dtype: Any, months: int, lanes: Callable[[Array, Any], Array]) -> Answers:
    """Rows of a block at rest; ``months`` that are kept whole (none where they are counted); ``lanes`` fills lanes up."""
    case, layout, runs = block.case, block.case.layout, block.runs
    params, making, duties = case.params.block(runs.start, runs.stop), case.making, case.duties
    nodes, lines = len(layout.needed), len(layout.line_node)

    def rows(count: int, value: float = 0.0) -> Array:
        return np.full((count, LANES), value, dtype=dtype)

    def point(listed: Array, count: int) -> Array:
        found = np.full(count, -1, dtype=np.int64)
        found[listed] = np.arange(len(listed))
        return found

    source = [np.flatnonzero(row) for row in making.source]
    on_lines, scrap, taxed = making.on_lines, len(making.scrap), _taxed(layout, duties)
    return Answers(
        on=np.array([len(duties.arcs) > 0, on_lines, scrap > 0]),
        slope=lanes(params.substitution_elasticity, dtype), most=lanes(params.substitutable, dtype),
        speed=lanes(block.substitution, dtype), for_good=lanes(params.lost_for_good, dtype),
        substituted=rows(nodes), given_up=rows(nodes), surged=point(making.surged, nodes),
        surge=lanes(making.surge[:, :, runs], dtype), planned=rows(nodes), kept=rows(nodes), gone=rows(nodes),
        months=np.zeros((months, nodes, LANES), dtype=dtype),
        cut=point(making.cut, lines), left=lanes(making.kept[:, :, runs], dtype), scrap=point(making.scrap, lines),
        new_share=lanes(making.new_share[:, runs], dtype), line_share=rows(lines * on_lines, 1.0),
        node_share=rows(nodes * on_lines, 1.0), returned=rows(scrap, 1.0), scrap_speed=lanes(block.scrap_speed, dtype),
        works_start=np.cumsum([0, *map(len, source)], dtype=np.int64),
        works=np.concatenate([*source, np.zeros(0, dtype=np.int64)]).astype(np.int64),
        weight=np.concatenate([*(row[at] for row, at in zip(making.source, source, strict=True)), np.zeros(0)]).astype(dtype)
        / dtype.type(case.step_months),
        consumed=rows(nodes if scrap else 0),
        **taxed, markup=lanes(duties.markup[:, :, runs], dtype), shunned=rows(len(taxed["arc"])),
        sourcing=lanes(block.sourcing, dtype),
        borne=rows(nodes if len(duties.arcs) else 0),
    )  # fmt: skip


def duty_points(layout: Layout, duties: Duties) -> dict[str, Array]:
    """Where each arc stands among the arcs of users under a duty, and among the sets of duties; -1 for nowhere."""
    lean, duty = np.full(len(layout.arc_to), -1, dtype=np.int64), np.full(len(layout.arc_to), -1, dtype=np.int64)
    arc = _taxed(layout, duties)["arc"]
    lean[arc], duty[duties.arcs] = np.arange(len(arc)), duties.group
    return {"arc_lean": lean, "arc_duty": duty}


def duty_rows(layout: Layout, duties: Duties) -> dict[str, int]:
    """How many rows of ``lean`` and ``shy`` a case needs."""
    return {"lean": len(_taxed(layout, duties)["arc"]), "shy": len(duties.shocks)}


def _taxed(layout: Layout, duties: Duties) -> dict[str, Array]:
    """Users of goods under a duty, by form, and all arcs into each."""
    user = np.unique(layout.arc_to[duties.arcs])
    arc = np.flatnonzero(np.isin(layout.arc_to, user))
    starts = np.searchsorted(layout.arc_to[arc], user)
    return {
        "form_users": np.searchsorted(layout.node_form[user], np.arange(len(layout.forms) + 1)), "user": user,
        "user_rows": np.append(starts, len(arc)).astype(np.int64), "arc": arc,
    }  # fmt: skip
