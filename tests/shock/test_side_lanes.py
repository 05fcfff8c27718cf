"""Compiled lanes against the NumPy reference where goods move beside the market."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_networks import random_network
from test_lanes import TOLERANCE, gap
from test_side_laws import everything

from lodestone.shock.simulate import simulate

seeds = st.integers(0, 10_000)
few = settings(max_examples=10, deadline=None, derandomize=True)


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_lanes_agree_with_the_reference(step, precision, seed):
    network, traced = random_network(seed)
    case = everything(network, traced, step)
    one, two = (
        simulate(network, case, runs=3, seed=seed, traced=traced, engine=e, precision=precision) for e in ("numpy", "lanes")
    )
    scale = one.case.layout.needed.max()
    assert gap(one, two) <= TOLERANCE[precision]
    assert np.abs(one.side - two.side).max() <= TOLERANCE[precision] * scale
    for a, b in zip(one.unshipped_mean, two.unshipped_mean, strict=True):
        assert np.abs(a - b).max() <= TOLERANCE[precision] * scale
    assert two.mass_residual <= {"float32": 1e-5, "float64": 1e-9}[precision]
