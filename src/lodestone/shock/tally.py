"""Compiled: the months of a block of runs summed up and counted as they end, so that memory does not grow with runs."""

from typing import Any

import numpy as np

from lodestone.shock.grids import BINS, COVER, NEVER, PRICE, SHORT
from lodestone.shock.lanes_jit import inner
from lodestone.shock.lanes_rows import KEPT, LANES, Counts, Ledger, Standing
from lodestone.shock.layout import Layout

SHORT_STEP, COVER_STEP, PRICE_LOW, PRICE_STEP = SHORT.step, COVER.step, PRICE.low, PRICE.step  # numba wants plain numbers


def counts_of(
    layout: Layout, months: int, effect: int, window: int, noticed: float, dtype: Any, count: Any = np.uint16
) -> Counts:
    """Nothing counted yet: at most 65,535 runs of a network over ``months``; :class:`~lodestone.shock.lanes_rows.Counts`."""
    nodes = len(layout.needed)
    return Counts(
        monthly=np.zeros((3, months, nodes, BINS), count), overall=np.zeros((4, nodes, BINS), count),
        sums=np.zeros((len(KEPT), months, nodes)), places=np.zeros((4, len(layout.places), LANES)),
        nodes=np.zeros((4, nodes, LANES), dtype), node_place=layout.node_place, needed=layout.needed, final_use=layout.final_use,
        effect=effect, window=window, noticed=noticed,
    )  # fmt: skip


def no_counts(dtype: Any) -> Counts:
    """For runs whose months are kept instead."""
    none, no_ints = np.zeros(0), np.zeros(0, np.int64)
    return Counts(
        np.zeros((3, 0, 0, BINS), np.uint16), np.zeros((4, 0, BINS), np.uint16), np.zeros((len(KEPT), 0, 0)),
        np.zeros((4, 0, LANES)), np.zeros((4, 0, LANES), dtype), no_ints, none, none.copy(), 0, 0, 0.0,
    )  # fmt: skip


@inner
def open_block(counts: Counts) -> None:
    """The runs of a block have come to nothing yet."""
    for p in range(counts.places.shape[1]):
        for s in range(LANES):
            counts.places[0, p, s] = 0
            counts.places[1, p, s] = 0
            counts.places[2, p, s] = 0
            counts.places[3, p, s] = NEVER
    for n in range(counts.nodes.shape[1]):
        for s in range(LANES):
            counts.nodes[0, n, s] = 0
            counts.nodes[1, n, s] = NEVER
            counts.nodes[2, n, s] = 1e9
            counts.nodes[3, n, s] = -1e9


@inner
def count_month(now: Standing, ledger: Ledger, counts: Counts, m: int, lanes: int) -> None:
    """Enter a month that has ended; the first ``lanes`` lanes count."""
    _places(ledger, counts, m)
    _sums(now, ledger, counts, m, lanes)
    _nodes(now, ledger, counts, m, lanes)


@inner
def close_block(counts: Counts, months: int, lanes: int) -> None:
    """Count what each run came to at every node over ``months``."""
    for n in range(counts.nodes.shape[1]):
        for s in range(lanes):
            counts.overall[3, n, _bin((counts.nodes[3, n, s] - PRICE_LOW) / PRICE_STEP)] += 1
            if counts.needed[n] > 0:
                counts.overall[0, n, _bin(counts.nodes[0, n, s] / months / SHORT_STEP)] += 1
                counts.overall[1, n, int(counts.nodes[1, n, s])] += 1
                counts.overall[2, n, _bin(counts.nodes[2, n, s] / COVER_STEP)] += 1


@inner
def _bin(value: float) -> int:
    """The nearest point of a grid."""
    return min(max(int(value + 0.5), 0), BINS - 1)


@inner
def _places(ledger: Ledger, counts: Counts, m: int) -> None:
    """One month of final use into what each place's runs come to; a month is noticed from a share of its normal use."""
    places = counts.places.shape[1]
    short, use = np.zeros((places, LANES)), np.zeros(places)
    counting = 1.0 if counts.effect <= m < counts.effect + counts.window else 0.0
    for n in range(len(counts.node_place)):
        p = counts.node_place[n]
        if counts.final_use[n] > 0:
            use[p] += counts.final_use[n]
            for s in range(LANES):
                missed, cut = ledger.shortage[n, s], ledger.voluntary[n, s]
                short[p, s] += missed
                counts.places[1, p, s] += cut
                counts.places[2, p, s] += counting * (missed + cut)
    for p in range(places):
        least, first = counts.noticed * use[p], float(min(max(m - counts.effect, 0), NEVER - 1))
        if use[p] > 0:
            for s in range(LANES):
                counts.places[0, p, s] += short[p, s]
                before = counts.places[3, p, s]
                counts.places[3, p, s] = min(before, first) if short[p, s] > least else before


@inner
def _sums(now: Standing, ledger: Ledger, counts: Counts, m: int, lanes: int) -> None:
    for n in range(ledger.used.shape[0]):
        counts.sums[0, m, n] += _sum(ledger.used, n, lanes)
        counts.sums[1, m, n] += _sum(ledger.shortage, n, lanes)
        counts.sums[2, m, n] += _sum(ledger.voluntary, n, lanes)
        counts.sums[3, m, n] += _sum(ledger.input_short, n, lanes)
        counts.sums[4, m, n] += _sum(ledger.exports, n, lanes)
        counts.sums[5, m, n] += _sum(ledger.imports, n, lanes)
        counts.sums[6, m, n] += _sum(ledger.made, n, lanes)
        counts.sums[7, m, n] += _sum(now.user_stock, n, lanes)
        counts.sums[8, m, n] += _sum(now.log_price, n, lanes)


@inner
def _sum(values: Any, n: int, lanes: int) -> float:
    total = 0.0
    for s in range(lanes):
        total += values[n, s]
    return total


@inner
def _nodes(now: Standing, ledger: Ledger, counts: Counts, m: int, lanes: int) -> None:
    """Count a month of every node and bring ``counts.nodes`` up to it: short, first noticed, lowest, highest.

    Bins are found for all lanes first, many at a time; where they are all one, as in calm months, they are counted at once.
    """
    t = now.log_price.dtype.type
    half, zero, last = t(0.5), t(0), t(BINS - 1)
    finer, price_low, first = t(1 / PRICE_STEP), t(PRICE_LOW), t(min(max(m - counts.effect, 0), NEVER - 1))
    bins = np.zeros((3, LANES), np.int32)
    for n in range(len(counts.needed)):
        need = counts.needed[n]
        for s in range(LANES):
            price = now.log_price[n, s]
            counts.nodes[3, n, s] = max(counts.nodes[3, n, s], price)
            bins[2, s] = int(min(max((price - price_low) * finer + half, zero), last))
        _count(counts.monthly, 2, m, n, bins, lanes)
        if need <= 0:
            continue
        to_short, to_cover, per_need = t(1 / (need * SHORT_STEP)), t(1 / (need * COVER_STEP)), t(1 / need)
        least = t(counts.noticed * need)
        for s in range(LANES):
            stock = now.user_stock[n, s]
            counts.nodes[2, n, s] = min(counts.nodes[2, n, s], stock * per_need)
            bins[1, s] = int(min(stock * to_cover + half, last))
        for s in range(LANES):
            short, before = ledger.shortage[n, s] + ledger.input_short[n, s], counts.nodes[1, n, s]
            counts.nodes[0, n, s] += short * per_need
            counts.nodes[1, n, s] = min(before, first) if short > least else before
            bins[0, s] = int(min(short * to_short + half, last))
        _count(counts.monthly, 1, m, n, bins, lanes)
        _count(counts.monthly, 0, m, n, bins, lanes)


@inner
def _count(monthly: Any, row: int, m: int, n: int, bins: Any, lanes: int) -> None:
    low, high = bins[row, 0], bins[row, 0]
    for s in range(LANES):
        low, high = min(low, bins[row, s]), max(high, bins[row, s])
    if low == high:
        monthly[row, m, n, low] += lanes
        return
    for s in range(lanes):
        monthly[row, m, n, bins[row, s]] += 1
