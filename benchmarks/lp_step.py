"""The yardstick: the same market step with each step's trade solved as a linear programme by HiGHS, warm from the last."""

from time import perf_counter
from typing import Any
from unittest.mock import patch

import numpy as np

from lodestone.scenario.draws import draw
from lodestone.scenario.scenario import Scenario
from lodestone.shock import step as market
from lodestone.shock.baseline import at_rest, block_of
from lodestone.shock.compile import compile_case
from lodestone.shock.layout import Layout
from lodestone.shock.params import drawn

UNMET = 100.0  # cost of a tonne ordered and not shipped, beside prices around 1


class Trade:
    """One chain's trade as a programme: least cost of shipments and unmet orders under stocks, doors and docks."""

    def __init__(self, layout: Layout) -> None:
        """Columns are arcs, then unmet orders by node; rows are makers, then users."""
        import highspy

        self.layout, self.solver, self.seconds, self.solved = layout, highspy.Highs(), 0.0, 0
        for name, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
            self.solver.setOptionValue(name, value)
        arcs, nodes = len(layout.arc_flow), len(layout.needed)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = arcs + nodes, 2 * nodes
        programme.col_cost_ = np.zeros(arcs + nodes)
        programme.col_lower_, programme.col_upper_ = np.zeros(arcs + nodes), np.full(arcs + nodes, highspy.kHighsInf)
        programme.row_lower_, programme.row_upper_ = np.zeros(2 * nodes), np.zeros(2 * nodes)
        starts = np.concatenate([2 * np.arange(arcs), 2 * arcs + np.arange(nodes + 1)])
        rows = np.empty(2 * arcs + nodes, dtype=np.int32)
        rows[: 2 * arcs : 2], rows[1 : 2 * arcs : 2] = layout.arc_from, nodes + layout.arc_to
        rows[2 * arcs :] = nodes + np.arange(nodes)
        matrix = programme.a_matrix_
        matrix.format_, matrix.start_, matrix.index_ = highspy.MatrixFormat.kColwise, starts.astype(np.int32), rows
        matrix.value_ = np.ones(len(rows))
        self.solver.passModel(programme)
        self.columns, self.rows = np.arange(arcs + nodes, dtype=np.int32), np.arange(2 * nodes, dtype=np.int32)

    def __call__(self, now: Any, asked: Any, room: Any, log_price: Any) -> tuple[Any, Any, Any]:
        """In place of the contract and spot rounds, for one run: shipped, still booked, room."""
        layout, arcs, nodes = self.layout, len(self.layout.arc_flow), len(self.layout.needed)
        orders, held = layout.to_user @ asked[:, 0], now.maker_stock[:, 0]
        began = perf_counter()
        cost = np.concatenate([np.exp(log_price[layout.arc_from, 0]) + 0.5 * (1 - layout.arc_share), np.full(nodes, UNMET)])
        upper = np.concatenate([room[:, 0], np.full(nodes, np.inf)])
        self.solver.changeColsCost(len(cost), self.columns, cost)
        self.solver.changeColsBounds(len(cost), self.columns, np.zeros(len(cost)), upper)
        low, high = np.concatenate([np.full(nodes, -np.inf), orders]), np.concatenate([held, orders])
        self.solver.changeRowsBounds(len(low), self.rows, low, high)
        self.solver.run()
        found = np.array(self.solver.getSolution().col_value)
        self.seconds += perf_counter() - began
        self.solved += 1
        ship = np.maximum(found[:arcs, None], 0.0)
        left = np.divide(found[arcs:], orders, out=np.zeros(nodes), where=orders > 0)
        return ship, asked * np.clip(left, 0.0, 1.0)[layout.arc_to][:, None], room


def seconds_a_step(chains: list[tuple[Layout, Scenario]], months: int, seed: int = 1) -> float:
    """Seconds of one step of all chains when their trade is solved as programmes (solver and its data only)."""
    total = 0.0
    for layout, scenario in chains:
        block = block_of(compile_case(layout, scenario, draw(scenario, 1, seed), drawn(1, seed)), slice(0, 1))
        trade, state = Trade(layout), at_rest(block)
        with patch.object(market, "trade", trade):
            for k in range(months):
                state, _ = market.step(block, state, k)
                if k == 0:
                    trade.seconds, trade.solved = 0.0, 0  # the first solve is cold
        total += trade.seconds / trade.solved
    return total
