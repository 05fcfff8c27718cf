"""One step in progress: the stocks that its stages change in turn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import Block, State
from lodestone.shock.doors import Door
from lodestone.shock.params import Params

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Now:
    """Quantities of the step in progress."""

    block: Block
    params: Params
    k: int
    doors: Door
    user_stock: Floats
    maker_stock: Floats
    reserve: Floats
    under_way: Floats


def begin(block: Block, state: State, k: int) -> Now:
    """The step's doors, and stocks with what promises bring."""
    case = block.case
    user_stock, reserve = state.user_stock.copy(), state.reserve.copy()
    user_stock[case.promises.nodes] += case.promises.arriving[k][:, block.runs]
    reserve[case.promises.nodes] += case.promises.stocked[k][:, block.runs]
    params = case.params.block(block.runs.start, block.runs.stop)
    doors = case.doors.at(k, block.runs)
    return Now(block, params, k, doors, user_stock, state.maker_stock, reserve, state.under_way)
