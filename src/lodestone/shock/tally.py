"""Compiled: the months of a block of runs summed up where they were made, so that memory does not grow with runs."""

from typing import Any

import numpy as np

from lodestone.shock.grids import BINS, COVER, NEVER, PRICE, SHORT
from lodestone.shock.lanes_jit import entry, inner
from lodestone.shock.lanes_rows import LANES, Ledger

SHORT_STEP, COVER_STEP, PRICE_LOW, PRICE_STEP = SHORT.step, COVER.step, PRICE.low, PRICE.step  # numba wants plain numbers


@inner
def _bin(value: float) -> int:
    """The nearest point of a grid."""
    return min(max(int(value + 0.5), 0), BINS - 1)


@inner
def _months_of_places(
    ledger: Ledger, node_place: Any, final_use: Any, m: int, effect: int, window: int, noticed: float, places: Any
) -> None:
    """Enter one month of final use into what each place's runs come to; a month is noticed from a share of its normal use."""
    short, use = places[0].copy(), np.zeros(places.shape[1])
    for n in range(len(node_place)):
        p = node_place[n]
        use[p] += final_use[n]
        for s in range(LANES):
            places[0, p, s] += ledger.shortage[m, n, s]
            places[1, p, s] += ledger.voluntary[m, n, s]
            if effect <= m < effect + window:
                places[2, p, s] += ledger.shortage[m, n, s] + ledger.voluntary[m, n, s]
    for p in range(places.shape[1]):
        for s in range(LANES):
            if places[3, p, s] == NEVER and use[p] > 0 and places[0, p, s] - short[p, s] > noticed * use[p]:
                places[3, p, s] = min(max(m - effect, 0), NEVER - 1)


@entry
def tally(
    ledger: Ledger, node_place: Any, needed: Any, final_use: Any, effect: int, window: int, noticed: float, lanes: int,
    monthly: Any, overall: Any, sums: Any, places: Any,
) -> None:  # fmt: skip
    """Add the first ``lanes`` runs of a block to counts and sums; fill in what each run came to.

    ``monthly (3, month, node, bin)`` counts shortage (final use and process input, share of need), cover and log price;
    ``overall (4, node, bin)`` shortage over all months, months from ``effect`` to the first noticed one, lowest cover and
    highest price; ``sums (9, month, node)`` adds the rows of the ledger up. ``places (4, place, lane)``: tonnes short and
    given up over all months, tonnes lost in ``window`` months from the effect, month of the first noticed shortage.
    """
    months, nodes = ledger.used.shape[0], ledger.used.shape[1]
    places[:, :, :] = 0.0
    places[3, :, :] = NEVER
    for m in range(months):
        _months_of_places(ledger, node_place, final_use, m, effect, window, noticed, places)
        for n in range(nodes):
            for s in range(lanes):
                sums[0, m, n] += ledger.used[m, n, s]
                sums[1, m, n] += ledger.shortage[m, n, s]
                sums[2, m, n] += ledger.voluntary[m, n, s]
                sums[3, m, n] += ledger.input_short[m, n, s]
                sums[4, m, n] += ledger.exports[m, n, s]
                sums[5, m, n] += ledger.imports[m, n, s]
                sums[6, m, n] += ledger.made[m, n, s]
                sums[7, m, n] += ledger.user_stock[m, n, s]
                sums[8, m, n] += ledger.log_price[m, n, s]
    short, first, lowest, highest = np.empty(LANES), np.empty(LANES, np.int64), np.empty(LANES), np.empty(LANES)
    for n in range(nodes):
        need = needed[n]
        short[:], first[:], lowest[:], highest[:] = 0.0, NEVER, 1e9, -1e9
        for m in range(months):
            for s in range(lanes):
                price = ledger.log_price[m, n, s]
                monthly[2, m, n, _bin((price - PRICE_LOW) / PRICE_STEP)] += 1
                highest[s] = max(highest[s], price)
            if need <= 0:
                continue
            for s in range(lanes):
                missing = (ledger.shortage[m, n, s] + ledger.input_short[m, n, s]) / need
                cover = ledger.user_stock[m, n, s] / need
                monthly[0, m, n, _bin(missing / SHORT_STEP)] += 1
                monthly[1, m, n, _bin(cover / COVER_STEP)] += 1
                short[s] += missing
                lowest[s] = min(lowest[s], cover)
                if missing > noticed and first[s] == NEVER:
                    first[s] = min(max(m - effect, 0), NEVER - 1)
        for s in range(lanes):
            overall[3, n, _bin((highest[s] - PRICE_LOW) / PRICE_STEP)] += 1
            if need > 0:
                overall[0, n, _bin(short[s] / months / SHORT_STEP)] += 1
                overall[1, n, first[s]] += 1
                overall[2, n, _bin(lowest[s] / COVER_STEP)] += 1
