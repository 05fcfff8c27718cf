"""Compiled lanes against the reference where users and makers answer: duties, surges, cut hosts, scrap, substitution."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import known, measure, scenario
from shock_networks import random_network
from test_lanes import TOLERANCE, gap

from lodestone.shock.simulate import simulate

seeds = st.integers(0, 10_000)
few = settings(max_examples=6, deadline=None, derandomize=True)


def with_scrap(network, share=0.4):
    """A part of what needs no input is made from scrap."""
    return replace(network, primary_t=(1 - share) * network.primary_t, secondary_t=share * network.primary_t)


def eventful(traced, step="month"):
    """A tariff on metal, a duty on oxide of all origins, a surge of use, a host cut upstream, and a licence."""
    tonnes = traced.tonnes * (1 - np.eye(len(traced.places)))
    pairs = [np.unravel_index(np.argmax(t), t.shape) for t in tonnes]
    (_, user), (origin, buyer) = ([traced.places[p] for p in pair] for pair in pairs[1:])
    miner = traced.places[int(np.argmax(traced.tonnes[0].sum(axis=1)))]
    shocks = (
        measure("tariff", origin, (buyer,), ("metal",), openness=None, duty=known("duty", 0.1, 0.8), lifted="2026-06-10"),
        measure("tariff", "WORLD", (user,), ("oxide",), openness=None, duty=known("duty", 0.1, 0.4), exposed=0.7, id="all"),
        measure("export_tax", origin, (), ("metal",), openness=None, duty=0.1, id="tax"),
        measure("demand_surge", traced.places[0], (), openness=None, use_factor=known("use_factor", 1.1, 1.4), ramp_months=3.0,
                effective="2025-07-10", id="chips"),
        measure("host_cut", miner, (), ("ore",), host="aluminium", openness=0.6, exposed=known("exposed", 0.3, 0.9), id="host"),
        measure("export_licence", origin, (), ("metal",), openness=0.4, delay_months=1.0, ramp_months=1.0, id="office"),
    )  # fmt: skip
    return scenario(*shocks, step=step)


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_lanes_agree_with_the_reference(step, precision, seed):
    network, traced = random_network(seed)
    network, case = with_scrap(network), eventful(traced, step)
    one, two = (
        simulate(network, case, runs=4, seed=seed, traced=traced, engine=e, precision=precision) for e in ("numpy", "lanes")
    )
    assert gap(one, two) <= TOLERANCE[precision]
    scale = one.case.layout.needed.max()
    assert np.abs(one.substituted - two.substituted).max() <= TOLERANCE[precision] * scale
    for name in ("unshipped_mean", "undermade_mean"):
        for a, b in zip(getattr(one, name), getattr(two, name), strict=True):
            assert np.abs(a - b).max() <= TOLERANCE[precision] * scale


@given(seed=seeds)
@few
def test_no_duty_changes_no_bit(seed):
    network, traced = random_network(seed)
    origin = traced.places[int(np.argmax(traced.tonnes[1].sum(axis=1)))]
    outage = measure("outage", origin, (), ("oxide",), openness=0.4)
    none = measure("tariff", "WORLD", tuple(traced.places), (), id="none", duty=0.0, openness=None)
    one, two = (
        simulate(network, scenario(*s), runs=3, seed=seed, traced=traced, engine="lanes") for s in ((outage,), (outage, none))
    )
    for name in ("used", "shortage", "log_price", "user_stock", "made", "imports"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
