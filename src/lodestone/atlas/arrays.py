"""Sums of array entries by label, typed once for the whole room."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def add_up(index: Ints, values: Floats, size: int) -> Floats:
    """Sum ``values (..., entry)`` by their ``index (entry,)`` into ``(..., size)``.

    >>> add_up(np.array([0, 2, 0]), np.array([1.0, 5.0, 2.0]), 3).tolist()
    [3.0, 0.0, 5.0]
    """
    if values.ndim == 1:
        return np.bincount(index, values, minlength=size).astype(np.float64, copy=False)
    total = np.zeros((*values.shape[:-1], size))
    np.add.at(np.moveaxis(total, -1, 0), index, np.moveaxis(values, -1, 0))
    return total
