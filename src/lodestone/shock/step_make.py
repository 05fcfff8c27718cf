"""Of one step: makers run, users use (methods/shock, equations 2 and 3 of the core, 3 to 5 of round one)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import State
from lodestone.shock.step_now import Now

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Final use of a step, ``(node, run)``.

    Tonnes: ``planned`` at normal prices, surges in it; ``kept`` what is left of it for this good after substitution; ``wanted``
    of that at the going price; ``used`` of that from stock. ``substituted`` and ``given_up`` are the shares of planned use that
    go to other goods, and that never come back.
    """

    planned: Floats
    kept: Floats
    wanted: Floats
    used: Floats
    substituted: Floats
    given_up: Floats


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
    on_lines = line_limits(now, state)
    case, of = now.block.case, now.block.runs
    most_rate = 1 / case.utilisation[layout.node_form, of]
    run_rate = np.minimum(most_rate, np.exp(params.output_elasticity * state.log_price))
    wanted_stock = case.maker_cover[layout.node_form, of] * layout.made[:, None]
    target = np.maximum(0.0, state.expected * dt + now.block.correction * (wanted_stock - now.maker_stock))
    room = (case.maker_room[layout.node_form, of] + dt) * layout.made[:, None]  # what a step makes may leave before it is full
    target = np.minimum(target, np.maximum(0.0, room - now.maker_stock))
    reach = params.throttle_share / 4 * now.block.cover * layout.needed[:, None]
    for some, to_output, to_input in now.block.ranks:
        node, feed, coef = layout.line_node[some], layout.line_input[some], layout.line_coef[some, None]
        normal = layout.line_made[some, None] * dt
        could = normal * run_rate[node]
        total = to_output @ could
        pace = np.minimum(1.0, np.divide(target, total, out=np.zeros_like(total), where=total > 0))[node]
        limited = could * left[node] if on_lines is None else could * left[node] * on_lines[some]
        able = to_output @ limited
        pace_left = np.minimum(1.0, np.divide(target, able, out=np.zeros_like(able), where=able > 0))[node]
        planned = limited * pace_left
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


def line_limits(now: Now, state: State) -> Floats | None:
    """Share of each line's capacity left by a cut of its host and by the new scrap it gets, ``(line, run)``; None for all.

    Old scrap comes as ever and answers nothing but the price, like other output; new scrap follows the works it comes from.
    """
    case, runs = now.block.case, now.block.runs
    if not case.making.on_lines:
        return None
    share = np.ones((len(case.layout.line_node), now.params.runs))
    share[case.making.cut] = case.making.kept[now.k][:, runs]
    share[case.making.scrap] *= 1 + case.making.new_share[:, runs] * (state.scrap - 1)
    return share


def use(now: Now, state: State) -> Use:
    """Final use: planned, less what has gone to other goods, at the going price, from stock.

    What users turn to other goods moves towards ``substitution_elasticity`` times the log price, at most ``substitutable``; a
    share ``lost_for_good`` of the most it came to does not return.
    """
    making, params = now.block.case.making, now.params
    planned = np.repeat(now.block.case.layout.final_use[:, None] * now.block.case.step_months, params.runs, axis=1)
    planned[making.surged] *= making.surge[now.k][:, now.block.runs]
    goal = np.minimum(params.substitutable, params.substitution_elasticity * np.maximum(state.log_price, 0.0))
    share = state.substituted + now.block.substitution * (np.maximum(goal, state.given_up) - state.substituted)
    kept = planned * (1 - share)
    wanted = kept * np.exp(-params.use_elasticity * np.maximum(state.log_price, -1.0))
    used = np.minimum(wanted, now.user_stock)
    now.user_stock = now.user_stock - used
    return Use(
        planned=planned, kept=kept, wanted=wanted, used=used, substituted=share,
        given_up=np.maximum(state.given_up, params.lost_for_good * share),
    )  # fmt: skip


def new_scrap(now: Now, state: State, used: Floats, consumed: Floats) -> Floats:
    """New scrap as a share of normal ``(scrap, run)``: what works at the place used up, followed with a lag."""
    source = now.block.case.making.source
    worked = source @ (used + consumed) / now.block.case.step_months
    return np.asarray(state.scrap + now.block.scrap_speed * (worked - state.scrap))


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
    rate = np.minimum(1 / now.block.case.utilisation[layout.node_form, now.block.runs], pull)
    return np.asarray(layout.to_input @ (layout.line_coef[:, None] * layout.line_made[:, None] * rate[layout.line_node] * dt))
