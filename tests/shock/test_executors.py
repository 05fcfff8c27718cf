"""The same bits on one thread, on threads, on processes and on a cluster; dead workers and interrupts lose nothing silently."""

from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import numpy as np
import pytest
from shock_cases import known, measure, scenario
from shock_networks import two_stage_chain

from lodestone.shock.monte_carlo import RUNS_A_TASK, monte_carlo
from lodestone.terms.errors import BadInput, NothingToAnswer

CASE = scenario(measure(openness=known("openness", 0.0, 0.4), duration_months=known("duration_months", 3.0, 9.0)))
RUNS = 3 * RUNS_A_TASK + 40  # four parts, the last one short


def ensemble(**options):
    network, traced = two_stage_chain()
    return monte_carlo(network, CASE, RUNS, seed=5, traced=traced, **options)


@pytest.fixture(scope="module")
def alone():
    return ensemble()


def same_bits(one, two):
    assert not one.partial
    assert not two.partial
    for name in ("runs", "monthly", "overall", "sums", "unshipped", "undermade", "openness"):
        assert np.array_equal(getattr(one.total, name), getattr(two.total, name)), name


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_give_the_same_bits(alone, workers):
    with ThreadPoolExecutor(workers) as pool:
        same_bits(alone, ensemble(executor=pool))


@pytest.mark.slow
def test_spawned_processes_give_the_same_bits(alone):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        same_bits(alone, ensemble(executor=pool))


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bits(alone):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        same_bits(alone, ensemble(executor=client.get_executor()))


class Scripted(Executor):
    """Does a task at once, but fails or interrupts where the script says so; ``late`` parts come back in the wrong order."""

    def __init__(self, script):
        self.script, self.submitted = script, 0

    def submit(self, fn, /, *args, **kwargs):
        error = self.script.get(self.submitted)
        self.submitted += 1
        if isinstance(error, RuntimeError) and not isinstance(error, BrokenProcessPool):
            raise error
        future = Future()
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize(
    "script",
    [{1: BrokenProcessPool("a child died")}, {2: OSError("lost")}, {0: RuntimeError("cannot schedule after shutdown")}],
    ids=["broken", "one lost", "shut"],
)
def test_what_a_dead_worker_leaves_is_made_here(alone, script):
    found = ensemble(executor=Scripted(script))
    same_bits(alone, found)
    assert "a worker died" in found.note


@pytest.mark.slow
def test_a_process_that_is_killed_in_mid_run_loses_nothing(alone):
    import os

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pool.submit(os._exit, 1)
        found = ensemble(executor=pool)
    same_bits(alone, found)
    assert "a worker died" in found.note


def test_an_interrupt_keeps_what_is_finished(alone):
    seen = []

    def stop_after_two(_, share):
        seen.append(share)
        if len(seen) == 2:
            raise KeyboardInterrupt

    found = ensemble(progress=stop_after_two)
    assert found.partial
    assert found.note == "interrupted"
    assert found.done == 2 * RUNS_A_TASK
    assert found.wanted == RUNS
    assert found.missing == ((2 * RUNS_A_TASK, 3 * RUNS_A_TASK), (3 * RUNS_A_TASK, RUNS))
    assert np.array_equal(found.shortage("JPN"), alone.shortage("JPN")[: found.done])


def test_an_interrupt_before_the_first_part_answers_nothing():
    class Stopped(Scripted):
        def submit(self, fn, /, *args, **kwargs):
            raise KeyboardInterrupt

    with pytest.raises(NothingToAnswer, match="no run was finished"):
        ensemble(executor=Stopped({}))


def test_bad_input_is_refused_before_anything_is_sent():
    network, traced = two_stage_chain()
    pool = Scripted({})
    with pytest.raises(BadInput, match="meets no arc"):
        monte_carlo(network, scenario(measure(origin="KOR")), 10, traced=traced, executor=pool)
    with pytest.raises(BadInput, match="at least 1"):
        monte_carlo(network, CASE, 0, traced=traced, executor=pool)
    assert pool.submitted == 0
