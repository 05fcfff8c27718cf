"""Of one step: makers run, users use (methods/shock, equations 2 and 3 of the core)."""

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import State
from lodestone.shock.step_now import Now

Floats = NDArray[np.float64]


def produce(now: Now, state: State) -> tuple[Floats, tuple[Floats, Floats, Floats], Floats, Floats]:
    """Run every line, upstream first: what capacity, orders and input allow; inputs are stretched when low.

    Returns tonnes made and their three shortfalls from normal ``(line, run)``, process input that was short and process input
    consumed ``(node, run)``. Lines that share an input share what there is; a reserve fills what is still missing.
    """
    layout, params, dt = now.block.case.layout, now.params, now.block.case.step_months
    lines, runs = len(layout.line_node), params.runs
    made, short = np.zeros((lines, runs)), np.zeros((lines, runs))
    idle, broken = np.zeros((lines, runs)), np.zeros((lines, runs))
    left = np.ones_like(now.user_stock)
    left[now.block.case.hit] = now.block.case.capacity[now.k][:, now.block.runs]
    run_rate = np.minimum(1 / params.utilisation, np.exp(params.output_elasticity * state.log_price))
    target = np.maximum(
        0.0, state.expected * dt + now.block.correction * (params.maker_cover * layout.made[:, None] - now.maker_stock)
    )
    reach = params.throttle_share / 4 * now.block.cover * layout.needed[:, None]
    for some, to_output, to_input in now.block.ranks:
        node, feed, coef = layout.line_node[some], layout.line_input[some], layout.line_coef[some, None]
        normal = layout.line_made[some, None] * dt
        could = normal * run_rate[node]
        total = to_output @ could
        pace = np.minimum(1.0, np.divide(target, total, out=np.zeros_like(total), where=total > 0))[node]
        able = to_output @ (could * left[node])
        pace_left = np.minimum(1.0, np.divide(target, able, out=np.zeros_like(able), where=able > 0))[node]
        planned = could * left[node] * pace_left
        stretch = np.clip(np.divide(now.user_stock, reach, out=np.ones_like(reach), where=reach > 0), params.throttle_floor, 1.0)
        output = np.where((feed >= 0)[:, None], planned * stretch[feed], planned)
        asked = to_input @ (coef * output)
        share = np.minimum(1.0, np.divide(now.user_stock, asked, out=np.ones_like(asked), where=asked > 0))
        output = np.where((feed >= 0)[:, None], output * share[feed], output)
        now.user_stock = np.maximum(now.user_stock - to_input @ (coef * output), 0.0)
        missing = to_input @ (coef * (planned - output))
        given = np.minimum(now.reserve, missing)
        now.reserve = now.reserve - given
        fill = np.divide(given, missing, out=np.zeros_like(missing), where=missing > 0)[feed]
        made[some] = output + (planned - output) * fill
        short[some] = planned - made[some]
        idle[some] = np.maximum(0.0, normal - could * pace)
        broken[some] = np.maximum(0.0, could * pace - planned)
        now.maker_stock = now.maker_stock + to_output @ made[some]
    coef = layout.line_coef[:, None]
    return made, (idle, broken, short), layout.to_input @ (coef * short), layout.to_input @ (coef * made)


def use(now: Now, state: State) -> tuple[Floats, Floats]:
    """Final use wanted at the going price and met from stock, ``(node, run)``."""
    normal = now.block.case.layout.final_use[:, None] * now.block.case.step_months
    wanted = normal * np.exp(-now.params.use_elasticity * np.maximum(state.log_price, -1.0))
    used = np.minimum(wanted, now.user_stock)
    now.user_stock = now.user_stock - used
    return wanted, used


def late_use(now: Now, unmet: Floats, delivered: Floats) -> Floats:
    """Use met after all, ``(node, run)``: from what neighbours without lead time delivered in the step, then from reserve."""
    at_once = np.minimum(unmet, delivered)
    from_reserve = np.minimum(unmet - at_once, now.reserve)
    now.user_stock = now.user_stock - at_once
    now.reserve = now.reserve - from_reserve
    return at_once + from_reserve


def process_needs(now: Now, state: State) -> Floats:
    """Process input users expect to need in a step, ``(node, run)``: what their own customers are expected to order."""
    layout, dt = now.block.case.layout, now.block.case.step_months
    pull = np.divide(state.expected, layout.made[:, None], out=np.zeros_like(state.expected), where=layout.made[:, None] > 0)
    rate = np.minimum(1 / now.params.utilisation, pull)
    return np.asarray(layout.to_input @ (layout.line_coef[:, None] * layout.line_made[:, None] * rate[layout.line_node] * dt))
