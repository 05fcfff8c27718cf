"""Compiled lanes against the NumPy reference: the same numbers, the same laws, and bits that depend on nothing else."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_cases import known, measure, scenario
from shock_networks import one_mine_two_buyers, random_network, two_stage_chain

from lodestone.shock.lanes import NODE_ROWS
from lodestone.shock.lanes_rows import LANES
from lodestone.shock.result import lost_use_share
from lodestone.shock.simulate import simulate
from lodestone.terms.errors import BadInput
from lodestone.terms.measure import Intervention

seeds = st.integers(0, 10_000)
few = settings(max_examples=10, deadline=None, derandomize=True)
TOLERANCE = {"float32": 1e-4, "float64": 1e-9}


def eventful(traced, step="month", promise=None):
    """A licence on oxide, an outage of a maker of metal, and perhaps a promise."""
    tonnes = traced.tonnes * (1 - np.eye(len(traced.places)))
    origin, maker = (traced.places[int(np.argmax(tonnes[form].sum(axis=1)))] for form in (1, 2))
    shocks = (
        measure("export_licence", origin, (), ("oxide",), openness=known("openness", 0.1, 0.6), delay_months=2.0, ramp_months=1.0,
                duration_months=known("duration_months", 4, 15)),
        measure("outage", maker, (), ("metal",), "2025-08-10", "2025-08-10", id="fire", openness=0.3,
                duration_months=known("duration_months", 2, 6)),
    )  # fmt: skip
    return scenario(*shocks, step=step, interventions=(promise,) if promise else ())


def gap(one, two):
    """Largest difference of two runs: flows and stocks as a share of the node's normal month, log prices as they are."""
    normal = np.maximum(one.case.layout.needed, one.case.layout.made)[:, None]
    each = {n: np.abs(getattr(one, n) - getattr(two, n)) / (1 if n == "log_price" else normal) for n in NODE_ROWS}
    return max(float(values.max()) for values in each.values())


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=seeds)
@few
def test_lanes_agree_with_the_reference(step, precision, seed):
    network, traced = random_network(seed)
    case = eventful(traced, step)
    one, two = (
        simulate(network, case, runs=5, seed=seed, traced=traced, engine=e, precision=precision) for e in ("numpy", "lanes")
    )
    assert gap(one, two) <= TOLERANCE[precision]
    scale = one.case.layout.needed.max()
    for name in ("unshipped_mean", "undermade_mean"):
        for a, b in zip(getattr(one, name), getattr(two, name), strict=True):
            assert np.abs(a - b).max() <= TOLERANCE[precision] * scale


@pytest.mark.parametrize("precision", TOLERANCE)
def test_a_full_block_agrees_with_the_reference(precision):
    """As many runs as there are lanes: nothing is filled up, so nothing is copied on the way unless we say so."""
    network, traced = random_network(3)
    one, two = (
        simulate(network, eventful(traced), runs=LANES, seed=3, traced=traced, engine=e, precision=precision)
        for e in ("numpy", "lanes")
    )
    assert gap(one, two) <= TOLERANCE[precision]


@pytest.mark.parametrize("kind", ["stock", "production"])
@given(seed=seeds)
@few
def test_promises_count_alike(kind, seed):
    network, traced = random_network(seed)
    user = traced.places[int(np.argmax(network.use_t.reshape(len(traced.forms), -1)[-1]))]
    promise = Intervention(kind=kind, commodity="gallium", form="oxide", place=user, tonnes=known("production", 20.0, 200.0),
                           from_date="2025-03-20", buyer=user)  # fmt: skip
    case = eventful(traced, promise=promise)
    one, two = (
        simulate(network, case, runs=3, seed=seed, traced=traced, engine=e, precision="float64") for e in ("numpy", "lanes")
    )
    assert gap(one, two) <= TOLERANCE["float64"]


@given(seed=seeds)
@few
def test_nothing_moves_without_a_shock(seed):
    """Prices stay at exactly normal in both precisions: the functions of price are exact there."""
    network, traced = random_network(seed)
    run = simulate(network, scenario(months=60), runs=2, seed=seed, traced=traced, engine="lanes", precision="float64")
    here = run.case.layout.final_use > 0
    assert np.abs(run.log_price).max() <= 1e-12
    assert np.abs(run.used[:, here] / run.case.layout.final_use[here, None] - 1).max() <= 1e-12


@given(seed=seeds)
@few
def test_mass_closes(seed):
    network, traced = random_network(seed)
    case = eventful(traced, "week")
    double = simulate(network, case, runs=3, seed=seed, traced=traced, engine="lanes", precision="float64")
    single = simulate(network, case, runs=3, seed=seed, traced=traced, engine="lanes")
    assert double.mass_residual <= 1e-9
    assert single.mass_residual <= 1e-5
    assert (single.user_stock >= 0).all()
    assert np.isfinite(single.log_price).all()


@given(leak=st.floats(0.0, 0.6))
@few
def test_a_ban_on_the_only_supplier_ships_its_leak(leak):
    network, traced = one_mine_two_buyers()
    run = simulate(network, scenario(measure(openness=leak)), runs=2, traced=traced, engine="lanes", precision="float64")
    assert run.imports[7, run.nodes("JPN")].max() <= leak * 5 * (1 + 1e-12)


@given(low=st.floats(0.0, 0.5), more=st.floats(0.1, 0.5))
@few
def test_a_closer_door_never_spares_its_destination(low, more):
    network, traced = two_stage_chain()
    lost = [
        lost_use_share(simulate(network, scenario(measure(openness=o)), runs=4, traced=traced, engine="lanes"), "JPN")
        for o in (low, low + more)
    ]
    assert (lost[0] >= lost[1] - 3e-3).all()


def test_a_run_depends_on_its_own_draws_only():
    """Seventy runs fill two blocks; the first five of five are the same bits."""
    network, traced = two_stage_chain()
    case = scenario(measure(openness=known("openness", 0.0, 0.4), duration_months=known("duration_months", 3.0, 9.0)))
    many, few_runs, again = (simulate(network, case, runs=n, seed=7, traced=traced, engine="lanes") for n in (70, 5, 70))
    for name in NODE_ROWS:
        assert np.array_equal(getattr(many, name), getattr(again, name))
        assert np.array_equal(getattr(many, name)[..., :5], getattr(few_runs, name))


def test_small_work_is_not_compiled_and_large_work_is(monkeypatch):
    network, traced = two_stage_chain()
    case = scenario(measure())
    reference = simulate(network, case, runs=3, traced=traced)
    assert np.array_equal(reference.log_price, simulate(network, case, runs=3, traced=traced, engine="numpy").log_price)
    monkeypatch.setattr("lodestone.shock.simulate.LARGE", 1)
    auto, lanes = (simulate(network, case, runs=3, traced=traced, engine=e) for e in ("auto", "lanes"))
    assert np.array_equal(auto.log_price, lanes.log_price)
    assert not np.array_equal(auto.log_price, reference.log_price)  # single precision


def test_an_engine_that_is_none_is_refused():
    network, traced = two_stage_chain()
    with pytest.raises(BadInput, match="auto, numpy and lanes"):
        simulate(network, scenario(measure()), runs=1, traced=traced, engine="gpu")
    with pytest.raises(BadInput, match="keeps no arcs"):
        simulate(network, scenario(measure()), runs=1, traced=traced, engine="lanes", keep_arcs=True)


def test_where_no_compiled_code_can_be_kept_it_is_compiled_anew(monkeypatch):
    from lodestone.shock import lanes_jit

    compile_, asked = lanes_jit._jit, []

    def read_only(**options):
        asked.append(options.get("cache", False))
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return compile_(**options)

    monkeypatch.setattr(lanes_jit, "_jit", read_only)
    assert lanes_jit.entry(lambda x: x + 1)(2) == 3
    assert asked == [True, False]


@given(x=st.floats(-20.0, 20.0))
def test_exponential_is_exact_at_rest_and_close_elsewhere(x):
    from lodestone.shock.lanes_jit import entry, exponential

    double, single = np.zeros(1), np.zeros(1, np.float32)
    call = _called(entry, exponential)
    assert call(0.0, double) == call(np.float32(0), single) == 1.0
    assert call(x, double) == pytest.approx(np.exp(x), rel=1e-10)
    assert call(np.float32(x), single) == pytest.approx(float(np.exp(np.float64(np.float32(x)))), rel=3e-6, abs=2e-7)


@given(x=st.floats(0.02, 50.0))
def test_logarithm_is_exact_at_rest_and_close_elsewhere(x):
    from lodestone.shock.lanes_jit import entry, logarithm

    double, single = np.zeros(1), np.zeros(1, np.float32)
    call = _called(entry, logarithm)
    assert call(1.0, double) == call(np.float32(1), single) == 0.0
    assert call(x, double) == pytest.approx(np.log(x), abs=1e-10)
    assert call(np.float32(x), single) == pytest.approx(float(np.log(np.float64(np.float32(x)))), abs=3e-6)


@cache
def _called(entry, inner):
    """A compiled function as Python calls it."""
    return entry(lambda x, like: inner(x, like))
