"""The standard case of the shock engine: 40 places, 6 stages, 12 minerals, all shocked, 60 months; reduced where simulated."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.lp_step import seconds_a_step
from benchmarks.standard_network import MONTHS, standard
from lodestone.scenario.scenario import Scenario
from lodestone.shock.ensemble import Ensemble
from lodestone.shock.layout import lay_out
from lodestone.shock.monte_carlo import monte_carlo

RUNS, SEED, LP_CHAINS, LP_MONTHS = 1024, 1, 3, 24  # at least two tasks a chain, or two threads have nothing to share
Chain = tuple[Any, Any, Scenario]


def run(scenarios: int | None = None) -> dict[str, Any]:
    """Time ``scenarios`` draws of all twelve chains on one thread and on two, and programmes solved in the same process."""
    chains, runs = standard(), scenarios or RUNS
    simulate(chains[:1], 1, None)  # compiles, or loads what was compiled
    cpu = process_time()
    first, seconds = _timed(chains, runs, None)
    cpu = process_time() - cpu
    with ThreadPoolExecutor(2) as pool:  # in turns, and the best of two each, so that what else runs here counts alike
        second, two_threads = _timed(chains, runs, pool)
        _, again = _timed(chains, runs, None)
        _, two_again = _timed(chains, runs, pool)
    layouts = [(lay_out(network, traced), scenario) for network, traced, scenario in chains[:LP_CHAINS]]
    lp_run = seconds_a_step(layouts, LP_MONTHS) / LP_CHAINS * len(chains) * MONTHS
    best = min(seconds, again)
    return {
        "arcs": sum(len(e.case.layout.arc_flow) for e in first), "months": MONTHS, "chains_shocked": len(chains), "runs": runs,
        "seconds": round(best, 3), "threads": 1, "checksum": checksum(first), "runs_per_s_per_core": round(runs / best, 1),
        "runs_per_cpu_s": round(runs / cpu, 1), "lp_step_runs_per_s": round(1 / lp_run, 3),
        "ratio_to_lp_step": round(lp_run * runs / best, 1), "two_threads_ratio": round(best / min(two_threads, two_again), 2),
        "same_bits_on_two_threads": checksum(second) == checksum(first), "load_average": round(_load(), 1),
        "short_share": round(_short_share(first), 5), "mass_residual": round(max(e.mean.mass_residual for e in first), 9),
    }  # fmt: skip


def memory(scenarios: int | None = None) -> dict[str, Any]:
    """Peak memory of a process that simulates the standard case, at 1,000 and at ten times the runs."""
    few = scenarios or 1000
    code = "from benchmarks.shock_standard import peak; import sys; print(peak(int(sys.argv[1])))"
    small, large = (
        int(subprocess.run([sys.executable, "-c", code, str(n)], check=True, capture_output=True, text=True).stdout)
        for n in (few, 10 * few)
    )
    return {"runs": few, "mb": small, "runs_large": 10 * few, "mb_large": large, "ratio": round(large / small, 3)}


def peak(runs: int) -> int:
    """Simulate and answer the highest memory of this process, MB (Linux, macOS)."""
    import resource

    made = simulate(standard(), runs, None)
    assert all(e.done == runs for e in made)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def simulate(chains: list[Chain], runs: int, pool: Executor | None) -> list[Ensemble]:
    """Every chain's ensemble; the months of one are given up before the next is made."""
    return [monte_carlo(network, scenario, runs, seed=SEED, traced=traced, executor=pool) for network, traced, scenario in chains]


def _timed(chains: list[Chain], runs: int, pool: Executor | None) -> tuple[list[Ensemble], float]:
    began = perf_counter()
    made = simulate(chains, runs, pool)
    return made, perf_counter() - began


def checksum(made: list[Ensemble]) -> str:
    """Hash of what every run of every chain came to."""
    digest = hashlib.sha256()
    for one in made:
        digest.update(np.ascontiguousarray(one.total.runs).tobytes())
        digest.update(np.ascontiguousarray(one.total.monthly).tobytes())
    return digest.hexdigest()[:16]


def _short_share(made: list[Ensemble]) -> float:
    """Share of final use that was short, over all runs and chains: that the shocks bite."""
    short = sum(float(e.mean.shortage.sum()) for e in made)
    return short / sum(float(e.case.layout.final_use.sum()) * MONTHS for e in made)


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
