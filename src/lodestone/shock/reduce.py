"""Many runs as one result of fixed size: what each run came to by place, means by month, counts for bands."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario
from lodestone.shock.compile import Case, compile_case
from lodestone.shock.grids import BINS
from lodestone.shock.lanes import NODE_ROWS, pack, ready, run_block
from lodestone.shock.lanes_rows import LANES
from lodestone.shock.layout import Layout
from lodestone.shock.params import Params
from lodestone.shock.result import NOTICED
from lodestone.shock.slack import Slacks
from lodestone.terms.errors import BadInput
from lodestone.terms.month import months_since

Floats = NDArray[np.float64]
WINDOW = 12  # months after the effect over which losses are summed
Counts = NDArray[np.uint16] | tuple[NDArray[np.int64], NDArray[np.uint16]]
RUN_ROWS = ("shortage", "voluntary", "lost", "months_to_shortage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Some runs of a scenario, with all they need: can be sent to another process or machine (``far``)."""

    index: int
    start: int
    layout: Layout
    scenario: Scenario
    draws: Draws
    params: Params
    cover_months: Mapping[str, float]
    slack: Slacks
    precision: str
    far: bool

    @property
    def stop(self) -> int:
        """The first run after this task."""
        return self.start + self.draws.runs

    def case(self) -> Case:
        """The compiled case of the task's runs."""
        return compile_case(self.layout, self.scenario, self.draws, self.params, self.cover_months, self.slack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What the runs of one task came to; see :class:`Sum` for the arrays. Counts that travel are packed."""

    index: int
    start: int
    runs: Floats
    sums: Floats
    unshipped: Floats
    undermade: Floats
    side: Floats
    openness: Floats
    monthly: Counts
    overall: Counts
    residual: float


def first_effect(scenario: Scenario) -> int:
    """Month of the run in which the first shock takes effect (0 where there is none)."""
    return max(0, min((int(months_since(scenario.start, s.effective)) for s in scenario.shocks), default=0))


def work(task: Task) -> Part:
    """Simulate a task's runs block by block and reduce each block where it was made."""
    if not ready():
        raise BadInput("thousands of runs need numba: python -m pip install 'lodestone[fast]' (simulate works without)")
    from lodestone.shock.tally import counts_of

    case, layout = task.case(), task.layout
    packed, dtype = pack(case, task.precision, keep=False), np.dtype(task.precision)
    counts = counts_of(layout, case.scenario.months, first_effect(case.scenario), WINDOW, NOTICED, dtype)
    runs = np.zeros((len(RUN_ROWS), len(layout.places), task.draws.runs))
    side = np.zeros((case.scenario.months, len(case.side.rows)))
    for a in range(0, task.draws.runs, LANES):
        block = run_block(case, slice(a, min(a + LANES, task.draws.runs)), task.precision, packed, counts)
        runs[:, :, a : a + block.runs] = counts.places[:, :, : block.runs]
        side += block.side.sums
    return Part(
        index=task.index, start=task.start, runs=runs, sums=counts.sums, unshipped=packed.ledger.unshipped,
        undermade=packed.ledger.undermade, side=side, openness=case.shock_openness * task.draws.runs, residual=block.residual,
        monthly=_packed(counts.monthly) if task.far else counts.monthly,
        overall=_packed(counts.overall) if task.far else counts.overall,
    )  # fmt: skip


def _packed(counts: NDArray[np.uint16]) -> Counts:
    flat = counts.ravel()
    at = np.flatnonzero(flat)
    return at, flat[at]


class Sum:
    """Parts added up, in the order of their tasks whatever order they came in; its size does not depend on how many.

    ``runs (4, place, run)`` holds what each run came to: tonnes of final use short, given up, and lost in twelve months from
    the effect, and months to the first noticed shortage; NaN where a run is missing. Counts as of
    :class:`~lodestone.shock.lanes_rows.Counts`.
    """

    def __init__(self, layout: Layout, scenario: Scenario, runs: int) -> None:
        """Nothing yet of ``runs`` runs."""
        months, nodes = scenario.months, len(layout.needed)
        self.layout, self.scenario = layout, scenario
        self.runs = np.full((len(RUN_ROWS), len(layout.places), runs), np.nan, dtype=np.float32)
        count = np.uint16 if runs <= np.iinfo(np.uint16).max else np.uint32
        self.monthly, self.overall = np.zeros((3, months, nodes, BINS), count), np.zeros((4, nodes, BINS), count)
        self.sums = np.zeros((len(NODE_ROWS), months, nodes))
        self.unshipped = np.zeros((3, months, len(layout.arc_flow)))
        self.undermade = np.zeros((3, months, len(layout.line_node)))
        self.side: Floats | None = None
        self.openness, self.residual, self.done = np.zeros(len(scenario.shocks)), 0.0, 0

    def add(self, part: Part) -> None:
        """Add a part and own what it holds; parts are given in the order of their index."""
        count = part.runs.shape[2]
        self.runs[:, :, part.start : part.start + count] = part.runs
        for name in ("monthly", "overall"):
            total, counts = getattr(self, name), getattr(part, name)
            if isinstance(counts, tuple):
                total.reshape(-1)[counts[0]] += counts[1]
            elif self.done == 0 and counts.dtype == total.dtype:
                setattr(self, name, counts)  # a part is given up when it is added; its first pages need no copy
            else:
                total += counts
        self.side = part.side if self.side is None else self.side + part.side
        for name in ("sums", "unshipped", "undermade", "openness"):
            getattr(self, name).__iadd__(getattr(part, name))
        self.residual = max(self.residual, part.residual)
        self.done += count
