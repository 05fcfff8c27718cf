"""A scenario on a network, all runs, in blocks that bound memory."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.draws import Draws, draw
from lodestone.scenario.scenario import Scenario
from lodestone.shock.baseline import Block, at_rest, block_of
from lodestone.shock.compile import Case, compile_case
from lodestone.shock.lanes import NODE_ROWS, Months, ready, run_block
from lodestone.shock.lanes_rows import LANES
from lodestone.shock.layout import lay_out
from lodestone.shock.params import Params, altered, drawn
from lodestone.shock.result import Run
from lodestone.shock.slack import draw_slack, unset
from lodestone.shock.step import Flows, step
from lodestone.terms.errors import BadInput

Engine = Literal["auto", "numpy", "lanes"]
Precision = Literal["float32", "float64"]
Floats = NDArray[np.float64]

BLOCK = 128  # runs side by side: bounds memory, and long enough to keep NumPy busy
TINY = 1e-30  # tonnes: a network that has run empty is in balance
LARGE = 1e8  # arcs x steps x runs from which compiled lanes pay for their start (about 5 s of the NumPy engine)
_NODE_FLOWS = ("used", "shortage", "voluntary", "substituted", "input_short", "exports", "imports", "made")


def simulate(
    network: Network,
    scenario: Scenario,
    *,
    runs: int = 200,
    seed: int = 0,
    params: Params | Mapping[str, ArrayLike] | None = None,
    traced: Traced | None = None,
    draws: Draws | None = None,
    cover_months: Mapping[str, float] | None = None,
    keep_arcs: bool = False,
    engine: Engine = "auto",
    precision: Precision = "float32",
    progress: Callable[[str, float], None] | None = None,
) -> Run:
    """Simulate a scenario on a baseline network.

    ``params`` sets some parameters (the others are drawn) or gives all of them; ``traced`` who made what each place uses,
    computed from the network where missing; ``draws`` the scenario's uncertain numbers, drawn from ``seed`` where missing;
    ``cover_months`` the normal user stock by place code or ``default``, the network's where missing; what the network states
    of single forms stands above both, save for parameters that ``params`` sets.
    Common random numbers: two scenarios with one seed differ in nothing but themselves. ``engine`` is ``numpy`` (the
    reference), ``lanes`` (compiled, in ``precision``; first use compiles for some seconds) or ``auto``: lanes where the work
    is large; what they answer agrees to 1e-4 of normal in single and 1e-9 in double precision. ``progress`` is called with
    the title and the share done. Raises ``BadInput`` as ``lay_out`` and ``compile_case`` do.
    """
    if traced is None:
        from lodestone.atlas.trace import trace

        traced = trace(replace(network, draws=None))  # bands are not needed here
    draws = draw(scenario, runs, seed) if draws is None else draws
    cover_months = network.cover_months if cover_months is None else cover_months
    slack = draw_slack(unset(network.slack, params), draws.runs, seed)
    if not isinstance(params, Params):
        params = altered(drawn(draws.runs, seed), params or {})
    case = compile_case(lay_out(network, traced), scenario, draws, params, cover_months, slack)
    record = _Record(case, draws.runs, keep_arcs)
    if _compiled(engine, case, draws.runs, keep_arcs):
        starts = range(0, draws.runs, LANES)
        for done, a in enumerate(starts):
            runs_of = slice(a, min(a + LANES, draws.runs))
            record.fill(runs_of, run_block(case, runs_of, precision))
            if progress is not None:
                progress(scenario.title, (done + 1) / len(starts))
        return record.run(seed)
    blocks = [slice(a, min(a + BLOCK, draws.runs)) for a in range(0, draws.runs, BLOCK)]
    for done, runs_of in enumerate(blocks):
        block = block_of(case, runs_of)
        state = at_rest(block)
        for k in range(case.steps):
            before = state.tonnes()
            state, flows = step(block, state, k)
            record.add(block, k, flows)
            record.close(block, k, before, flows, state.tonnes())
            record.user_stock[k // record.per_month, :, runs_of] = state.user_stock
            record.log_price[k // record.per_month, :, runs_of] = state.log_price
            if progress is not None:
                progress(scenario.title, (done + (k + 1) / case.steps) / len(blocks))
    return record.run(seed)


def _compiled(engine: Engine, case: Case, runs: int, keep_arcs: bool) -> bool:
    """Whether to run compiled lanes; raises ``BadInput`` for an engine that is none or cannot do what is asked."""
    if engine not in ("auto", "numpy", "lanes"):
        raise BadInput(f"engine {engine!r} is unknown; there are auto, numpy and lanes")
    if engine == "lanes" and keep_arcs:
        raise BadInput("the lanes engine keeps no arcs; leave keep_arcs out or take engine='numpy'")
    large = len(case.layout.arc_flow) * case.steps * runs >= LARGE
    return engine == "lanes" or (engine == "auto" and large and not keep_arcs and ready())


def paced(scenario: Scenario, network: Network) -> Scenario:
    """The scenario in steps of a week where users of the network hold less than a month of stock, else as it is."""
    return replace(scenario, step="week") if network.least_cover_months() < 1 else scenario


class _Record:
    """Monthly arrays filled block by block."""

    def __init__(self, case: Case, runs: int, keep_arcs: bool) -> None:
        """Room for every month, node and run."""
        months, nodes = case.scenario.months, len(case.layout.needed)
        arcs, lines = len(case.layout.arc_flow), len(case.layout.line_node)
        self.case, self.runs, self.per_month = case, runs, case.steps // months
        self.nodes = {name: np.zeros((months, nodes, runs)) for name in _NODE_FLOWS}
        self.user_stock, self.log_price = np.zeros((months, nodes, runs)), np.zeros((months, nodes, runs))
        self.unshipped = tuple(np.zeros((months, arcs)) for _ in range(3))
        self.undermade = tuple(np.zeros((months, lines)) for _ in range(3))
        self.side = np.zeros((months, len(case.side.rows), runs))
        self.arcs = {name: np.zeros((months, arcs, runs)) for name in ("shipped", "arrived")} if keep_arcs else {}
        self.residual = 0.0

    def add(self, block: Block, k: int, flows: Flows) -> None:
        """Add a step's flows to its month."""
        layout, month, runs = block.case.layout, k // self.per_month, block.runs
        abroad = ~layout.home[:, None]
        imports = layout.to_user @ (flows.arrived * abroad)
        imports[block.case.promises.nodes] += flows.promised
        imports += flows.side.came
        self.side[month, :, runs] += flows.side.moved
        values = {
            "used": flows.used, "shortage": flows.wanted - flows.used, "voluntary": flows.planned - flows.wanted,
            "substituted": flows.substituted,
            "input_short": flows.input_short, "exports": layout.from_maker @ (flows.shipped * abroad), "imports": imports,
            "made": layout.to_output @ flows.made,
        }  # fmt: skip
        for name, value in values.items():
            self.nodes[name][month, :, runs] += value
        for totals, parts in ((self.unshipped, flows.unshipped), (self.undermade, flows.undermade)):
            for total, part in zip(totals, parts, strict=True):
                total[month] += part.sum(axis=1) / self.runs
        for name, kept in self.arcs.items():
            kept[month, :, runs] += getattr(flows, name)

    def fill(self, runs: slice, block: Months) -> None:
        """Enter the months of a compiled block."""
        for name in NODE_ROWS:
            (self.nodes[name] if name in self.nodes else getattr(self, name))[:, :, runs] = block.rows(name)
        self.nodes["substituted"][:, :, runs] = block.substituted[:, :, : runs.stop - runs.start]
        for totals, sums in ((self.unshipped, block.ledger.unshipped), (self.undermade, block.ledger.undermade)):
            for total, part in zip(totals, sums, strict=True):
                total += part / self.runs
        self.side[:, :, runs] = block.side.months[:, :, : block.runs] if len(self.case.side.rows) else 0.0
        self.residual = max(self.residual, block.residual)

    def close(self, block: Block, k: int, before: Floats, flows: Flows, after: Floats) -> None:
        """Check that what came in, was consumed and is still held adds up."""
        added = flows.added.sum(axis=0) + flows.side.added.sum(axis=0)
        change = flows.made.sum(axis=0) + added - flows.consumed.sum(axis=0)
        held = np.maximum(np.maximum(after, before), TINY)
        self.residual = max(self.residual, float(np.max(np.abs(before + change - after) / held)))

    def run(self, seed: int) -> Run:
        """The finished result."""
        start = self.case.scenario.start
        return Run(
            case=self.case, seed=seed, runs=self.runs, months=tuple(str(start + m) for m in range(self.case.scenario.months)),
            **self.nodes, user_stock=self.user_stock, log_price=self.log_price, side=self.side,
            unshipped_mean=self.unshipped, undermade_mean=self.undermade, mass_residual=self.residual, **self.arcs,  # type: ignore[arg-type]
        )  # fmt: skip
