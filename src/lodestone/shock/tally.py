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


@inner
def _months_of_nodes(
    ledger: Ledger, needed: Any, m: int, effect: int, noticed: float, lanes: int, monthly: Any, rows: Any, bins: Any
) -> None:
    """Count one month of every node and bring ``rows (4, node, lane)`` up to it: short, first noticed, lowest, highest.

    Bins are found for all lanes first, then counted: the first loop is done many lanes at a time.
    """
    t = ledger.used.dtype.type
    half, zero, last = t(0.5), t(0), t(BINS - 1)
    finer, price_low = t(1 / PRICE_STEP), t(PRICE_LOW)
    for n in range(len(needed)):
        need = needed[n]
        for s in range(LANES):
            price = ledger.log_price[m, n, s]
            rows[3, n, s] = max(rows[3, n, s], price)
            bins[0, s] = int(min(max((price - price_low) * finer + half, zero), last))
        for s in range(lanes):
            monthly[2, m, n, bins[0, s]] += 1
        if need <= 0:
            continue
        to_short, to_cover, per_need = t(1 / (need * SHORT_STEP)), t(1 / (need * COVER_STEP)), t(1 / need)
        most = zero
        for s in range(LANES):
            short, stock = ledger.shortage[m, n, s] + ledger.input_short[m, n, s], ledger.user_stock[m, n, s]
            rows[0, n, s] += short * per_need
            rows[2, n, s] = min(rows[2, n, s], stock * per_need)
            most = max(most, short)
            bins[0, s] = int(min(short * to_short + half, last))
            bins[1, s] = int(min(stock * to_cover + half, last))
        for s in range(lanes):
            monthly[1, m, n, bins[1, s]] += 1
        if most <= zero:
            monthly[0, m, n, 0] += lanes
            continue
        for s in range(lanes):
            monthly[0, m, n, bins[0, s]] += 1
            if rows[1, n, s] == NEVER and ledger.shortage[m, n, s] + ledger.input_short[m, n, s] > noticed * need:
                rows[1, n, s] = min(max(m - effect, 0), NEVER - 1)


@inner
def _sum(values: Any, m: int, n: int, lanes: int) -> float:
    total = 0.0
    for s in range(lanes):
        total += values[m, n, s]
    return total


@inner
def _months_of_sums(ledger: Ledger, m: int, lanes: int, sums: Any) -> None:
    for n in range(ledger.used.shape[1]):
        sums[0, m, n] += _sum(ledger.used, m, n, lanes)
        sums[1, m, n] += _sum(ledger.shortage, m, n, lanes)
        sums[2, m, n] += _sum(ledger.voluntary, m, n, lanes)
        sums[3, m, n] += _sum(ledger.input_short, m, n, lanes)
        sums[4, m, n] += _sum(ledger.exports, m, n, lanes)
        sums[5, m, n] += _sum(ledger.imports, m, n, lanes)
        sums[6, m, n] += _sum(ledger.made, m, n, lanes)
        sums[7, m, n] += _sum(ledger.user_stock, m, n, lanes)
        sums[8, m, n] += _sum(ledger.log_price, m, n, lanes)


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
    rows, bins = np.zeros((4, nodes, LANES), ledger.used.dtype), np.zeros((2, LANES), np.int32)
    rows[1, :, :], rows[2, :, :], rows[3, :, :] = NEVER, 1e9, -1e9
    for m in range(months):
        _months_of_places(ledger, node_place, final_use, m, effect, window, noticed, places)
        _months_of_sums(ledger, m, lanes, sums)
        _months_of_nodes(ledger, needed, m, effect, noticed, lanes, monthly, rows, bins)
    for n in range(nodes):
        for s in range(lanes):
            overall[3, n, _bin((rows[3, n, s] - PRICE_LOW) / PRICE_STEP)] += 1
            if needed[n] > 0:
                overall[0, n, _bin(rows[0, n, s] / months / SHORT_STEP)] += 1
                overall[1, n, int(rows[1, n, s])] += 1
                overall[2, n, _bin(rows[2, n, s] / COVER_STEP)] += 1
