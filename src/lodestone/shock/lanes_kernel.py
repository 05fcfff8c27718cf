"""The market step compiled, 64 runs side by side: one call runs all steps (methods/shock, "The core (round two)").

Same equations in the same order as :mod:`lodestone.shock.step`, which is the readable reference; numbers in brackets in the
files called from here are the note's. Trade is worked through form by form, so that its rows stay in the processor's cache.
"""

import inspect
from collections.abc import Callable
from zlib import crc32

from lodestone.shock import (
    grids,
    lanes_beside,
    lanes_duty,
    lanes_jit,
    lanes_long,
    lanes_make,
    lanes_ship,
    lanes_trade,
    lanes_turns,
    step_duty,
    step_price,
    step_trade,
    tally,
)
from lodestone.shock.lanes_answer_rows import DUTIES, LINES, SCRAP, Answers
from lodestone.shock.lanes_beside import (
    close_month_beside,
    come_in,
    open_month_beside,
    open_stocks,
    resell,
    share,
    top_up,
)  # fmt: skip
from lodestone.shock.lanes_duty import bear, discourage, lean
from lodestone.shock.lanes_jit import entry, inner
from lodestone.shock.lanes_make import arrive, limit_lines, produce, return_scrap, use
from lodestone.shock.lanes_rows import LANES, Counts, Events, Ledger, Lot, Scratch, Standing, Wiring
from lodestone.shock.lanes_ship import causes, dispatch, price, settle
from lodestone.shock.lanes_side_rows import HUBS, PACTS, SENT, STOCKS, Side
from lodestone.shock.lanes_trade import contract, order, spot
from lodestone.shock.lanes_turns import causes_in_turn, contract_in_turn, spot_in_turn
from lodestone.shock.tally import close_block, count_month, open_block

TINY = 1e-30  # tonnes: a network that has run empty is in balance


@inner
def open_month(ledger: Ledger) -> None:
    """Nothing has moved yet in a month."""
    for n in range(ledger.used.shape[0]):
        for s in range(LANES):
            ledger.used[n, s] = 0
            ledger.shortage[n, s] = 0
            ledger.voluntary[n, s] = 0
            ledger.input_short[n, s] = 0
            ledger.exports[n, s] = 0
            ledger.imports[n, s] = 0
            ledger.made[n, s] = 0


@inner
def keep_month(now: Standing, ledger: Ledger, m: int) -> None:
    """A month that has ended, whole, in the order of ``KEPT``."""
    for n in range(ledger.used.shape[0]):
        for s in range(LANES):
            ledger.months[0, m, n, s] = ledger.used[n, s]
            ledger.months[1, m, n, s] = ledger.shortage[n, s]
            ledger.months[2, m, n, s] = ledger.voluntary[n, s]
            ledger.months[3, m, n, s] = ledger.input_short[n, s]
            ledger.months[4, m, n, s] = ledger.exports[n, s]
            ledger.months[5, m, n, s] = ledger.imports[n, s]
            ledger.months[6, m, n, s] = ledger.made[n, s]
            ledger.months[7, m, n, s] = now.user_stock[n, s]
            ledger.months[8, m, n, s] = now.log_price[n, s]


@inner
def beside(wiring: Wiring, side: Side, now: Standing, work: Scratch, form: int, first: int, last: int, k: int) -> None:
    """What moves beside the market in a form at the step's end: hubs resell, public stocks top up, pacts share."""
    if side.use[HUBS]:
        resell(wiring, side, now, work, form, k)
    if side.use[STOCKS]:
        top_up(side, now, first, last)
    if side.use[PACTS]:
        share(side, now, form, k)


@inner
def keep_substituted(answers: Answers, m: int) -> None:
    """Tonnes that went to other goods in a month that has ended."""
    for n in range(answers.gone.shape[0]):
        for s in range(LANES):
            answers.months[m, n, s] = answers.gone[n, s]
            answers.gone[n, s] = 0


@inner
def balance(side: Side, now: Standing, work: Scratch, ledger: Ledger) -> None:
    """[9] What was held, came in and left must add up to what is held."""
    for s in range(LANES):
        work.balance[2, s] = 0
    for n in range(now.user_stock.shape[0]):
        for s in range(LANES):
            work.balance[2, s] += now.user_stock[n, s] + now.maker_stock[n, s] + now.under_way[n, s] + now.reserve[n, s]
    for x in range(side.held.shape[0]):
        for s in range(LANES):
            work.balance[2, s] += side.held[x, s]
    for s in range(LANES):
        gap = abs(work.balance[0, s] + work.balance[1, s] - work.balance[2, s])
        held = max(work.balance[0, s], work.balance[2, s], ledger.residual.dtype.type(TINY))
        ledger.residual[s] = max(ledger.residual[s], gap / held)


def _digest() -> int:
    """Of all files whose code ends up in ``advance``: numba by itself notices changes in one file only."""
    try:
        modules = (
            lanes_jit,
            lanes_beside,
            lanes_duty,
            step_duty,
            lanes_long,
            lanes_turns,
            lanes_make,
            lanes_trade,
            lanes_ship,
            step_trade,
            step_price,
            tally,
            grids,
        )
        text = "".join(inspect.getsource(module) for module in modules)
    except OSError:  # an installation without sources does not change under our feet
        return 0
    return crc32(text.encode())


def _built(digest: int) -> Callable[..., None]:
    @entry
    def advance(
        wiring: Wiring,
        lot: Lot,
        events: Events,
        side: Side,
        now: Standing,
        work: Scratch,
        ledger: Ledger,
        answers: Answers,
        counts: Counts,
        steps: int,
        per_month: int,
        lanes: int,
    ) -> None:
        """Run ``steps`` steps from ``now``; the first ``lanes`` lanes count in sums and counts."""
        if digest < 0:  # never so: makes the digest part of what the kept code is known by
            return
        counted, kept = counts.monthly.shape[1] > 0, ledger.months.shape[1] > 0
        if counted:
            open_block(counts)
        for k in range(steps):
            month = k // per_month
            if k % per_month == 0:
                open_month(ledger)
                open_month_beside(side)
            arrive(wiring, events, now, work, ledger, k)
            if side.use[SENT]:
                come_in(side, now, ledger, k)
            if side.use[STOCKS]:
                open_stocks(side, now, work, k)
            if answers.on[LINES]:
                limit_lines(wiring, answers, k)
            if answers.on[DUTIES]:
                discourage(lot, answers, work, k)
            for form in range(len(wiring.form_nodes) - 1):
                produce(wiring, lot, events, now, work, ledger, answers, form, k, month, lanes)
            use(wiring, lot, now, work, answers, k)
            for form in range(len(wiring.form_nodes) - 1):
                first, last = wiring.form_nodes[form], wiring.form_nodes[form + 1]
                if wiring.user_arcs[first] < wiring.user_arcs[last]:
                    order(wiring, lot, events, side, now, work, first, last, k, per_month)
                    if answers.on[DUTIES]:
                        lean(wiring, lot, answers, work, form)
                    if side.ranked[form]:
                        contract_in_turn(wiring, events, side, now, work, form, first, last, k)
                    else:
                        contract(wiring, events, now, work, first, last, k)
                    if side.pooled[form]:
                        spot_in_turn(wiring, lot, events, side, now, work, form, first, last, k)
                    else:
                        spot(wiring, lot, events, now, work, first, last, k)
                    dispatch(wiring, events, side, now, work, first, last, k)
                    if side.pooled[form]:
                        causes_in_turn(wiring, side, work, ledger, first, last, month, lanes)
                    else:
                        causes(wiring, events, work, ledger, first, last, k, month, lanes)
                    settle(lot, answers, now, work, ledger, first, last, per_month)
                    beside(wiring, side, now, work, form, first, last, k)
                    if answers.on[DUTIES]:
                        bear(wiring, lot, events, answers, now, work, form, k)
                    price(wiring, lot, events, answers, now, work, form, first, last, k, per_month)
            if answers.on[SCRAP]:
                return_scrap(answers, work)
            balance(side, now, work, ledger)
            if (k + 1) % per_month == 0:
                close_month_beside(side, month, lanes)
                if counted:
                    count_month(now, ledger, counts, month, lanes)
                if kept:
                    keep_month(now, ledger, month)
                    keep_substituted(answers, month)
        if counted:
            close_block(counts, steps // per_month, lanes)

    return advance


advance = _built(_digest())
