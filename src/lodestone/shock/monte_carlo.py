"""Thousands of runs of a scenario, on one thread, on many, on processes or on a cluster: the same bits on each."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import fields, replace

from numpy.typing import ArrayLike

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.draws import Draws, draw
from lodestone.scenario.scenario import Scenario
from lodestone.shock.ensemble import Ensemble, ensemble
from lodestone.shock.layout import Layout, lay_out
from lodestone.shock.params import Params, altered, drawn
from lodestone.shock.reduce import Part, Sum, Task, work
from lodestone.shock.simulate import Precision
from lodestone.shock.slack import Slacks, draw_slack, unset
from lodestone.terms.errors import BadInput, LodestoneError

RUNS_A_TASK = 512  # what is sent to a worker at a time; the same everywhere, so that sums are the same everywhere
AHEAD = 2  # tasks in flight for each worker known of, so that finished parts waiting for their turn stay few
WORKERS = 8  # taken where an executor does not say how many it has

Progress = Callable[[str, float], None]


def monte_carlo(
    network: Network,
    scenario: Scenario,
    n: int = 1000,
    *,
    seed: int = 0,
    params: Params | Mapping[str, ArrayLike] | None = None,
    traced: Traced | None = None,
    cover_months: Mapping[str, float] | None = None,
    executor: Executor | None = None,
    precision: Precision = "float32",
    progress: Progress | None = None,
) -> Ensemble:
    """Simulate ``n`` draws of a scenario with compiled lanes, reduced where they are made.

    Memory does not grow with ``n`` but for four numbers a run and place. Arguments, draws and errors are those of
    :func:`lodestone.shock.simulate.simulate`. ``executor`` is any ``concurrent.futures.Executor`` (threads, spawned processes,
    ``dask.distributed.Client.get_executor()``); results have the same bits on each, on one kind of processor. Where a worker
    dies, its runs are made here instead and ``note`` says so. An interrupt (Ctrl-C) keeps what is finished: the result is then
    ``partial``.
    """
    if n < 1:
        raise BadInput(f"runs = {n}: want at least 1")
    layout = _laid_out(network, traced)
    draws = draw(scenario, n, seed)
    slack = draw_slack(unset(network.slack, params), n, seed)
    if not isinstance(params, Params):
        params = altered(drawn(n, seed), params or {})
    cover = network.cover_months if cover_months is None else cover_months
    far = executor is not None and not isinstance(executor, ThreadPoolExecutor)
    tasks = [_task(i, layout, scenario, draws, params, cover, slack, precision, far) for i in range(-(-n // RUNS_A_TASK))]
    case = _first_run(tasks[0]).case()  # a scenario that meets nothing is refused before anything is sent
    total, unfinished, note = Sum(layout, scenario, n), {t.index for t in tasks}, ""

    def done(part: Part) -> None:
        total.add(part)
        unfinished.discard(part.index)
        if progress is not None:
            progress(scenario.title, total.done / n)

    try:
        note = _here(tasks, done) if executor is None else _there(tasks, done, executor)
    except KeyboardInterrupt:
        note = "interrupted"
    missing = tuple((t.start, t.stop) for t in tasks if t.index in unfinished)
    return ensemble(case, seed, n, total, missing, note)


def _laid_out(network: Network, traced: Traced | None) -> Layout:
    if traced is None:
        from lodestone.atlas.trace import trace

        traced = trace(replace(network, draws=None))
    return lay_out(network, traced)


def _task(
    index: int,
    layout: Layout,
    scenario: Scenario,
    draws: Draws,
    params: Params,
    cover: Mapping[str, float],
    slack: Slacks,
    precision: Precision,
    far: bool,
) -> Task:
    start, stop = index * RUNS_A_TASK, min((index + 1) * RUNS_A_TASK, draws.runs)
    some = Draws(stop - start, draws.seed, {key: column[start:stop] for key, column in draws.values.items()})
    return Task(
        index=index, start=start, layout=layout, scenario=scenario, draws=some, params=params.block(start, stop),
        cover_months=cover, slack=slack.block(start, stop), precision=precision, far=far,
    )  # fmt: skip


def _first_run(task: Task) -> Task:
    """The same task with its first run only, copied: the result keeps it, and must not keep all draws with it."""
    first = Draws(1, task.draws.seed, {key: column[:1].copy() for key, column in task.draws.values.items()})
    params = Params(**{f.name: getattr(task.params, f.name)[:1].copy() for f in fields(Params)})
    return replace(task, draws=first, params=params, slack=task.slack.block(0, 1))


def _here(tasks: Sequence[Task], done: Callable[[Part], None]) -> str:
    for task in tasks:
        done(work(task))
    return ""


def _there(tasks: Sequence[Task], done: Callable[[Part], None], executor: Executor) -> str:
    """Run tasks on an executor, a few ahead of the one whose turn it is; what a dead worker leaves is made here."""
    ahead = AHEAD * (getattr(executor, "_max_workers", None) or WORKERS)
    futures: dict[int, Future[Part]] = {}
    parts: dict[int, Part] = {}
    sent, here, broken = 0, 0, False
    try:
        for turn, task in enumerate(tasks):
            while turn not in parts:
                while not broken and sent < min(turn + ahead, len(tasks)):
                    broken = not _sent(executor, sent, tasks[sent], futures)
                    sent += not broken
                if turn not in futures:  # lost with its worker
                    parts[turn] = work(task)
                    here += 1
                    continue
                wait(list(futures.values()), return_when=FIRST_COMPLETED)
                for i in [i for i, future in futures.items() if future.done()]:
                    broken = _collect(i, futures.pop(i), parts) or broken
            done(parts.pop(turn))
    except KeyboardInterrupt:
        _salvage(futures, parts, done)
        raise
    return f"a worker died; {here} of {len(tasks)} parts were made by the caller instead" if here else ""


def _sent(executor: Executor, i: int, task: Task, futures: dict[int, "Future[Part]"]) -> bool:
    """Whether an executor still takes tasks."""
    try:
        futures[i] = executor.submit(work, task)
    except RuntimeError:  # broken, or shut down
        return False
    return True


def _collect(i: int, future: "Future[Part]", parts: dict[int, Part]) -> bool:
    """Keep a finished part; whether the executor as a whole is broken. Errors in what the user gave are raised."""
    try:
        parts[i] = future.result()
    except LodestoneError:
        raise
    except BrokenExecutor:
        return True
    except Exception:  # a worker that died, in the words of its executor; a fault of ours shows again when run here
        return False
    return False


def _salvage(futures: dict[int, "Future[Part]"], parts: dict[int, Part], done: Callable[[Part], None]) -> None:
    """Keep what is finished when the caller is interrupted."""
    for i, future in futures.items():
        if not future.cancel() and future.done() and future.exception() is None:
            parts[i] = future.result()
    for i in sorted(parts):
        done(parts[i])
