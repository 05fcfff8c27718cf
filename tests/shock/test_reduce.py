"""What many runs are reduced to, against the same runs kept whole: counts, sums, and what each run came to."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shock_networks import random_network
from test_lanes import eventful

from lodestone.shock.ensemble import ensemble
from lodestone.shock.grids import BINS, COVER, NEVER, PRICE, SHORT
from lodestone.shock.lanes import NODE_ROWS
from lodestone.shock.monte_carlo import monte_carlo
from lodestone.shock.reduce import WINDOW, Sum, first_effect
from lodestone.shock.result import NOTICED
from lodestone.shock.simulate import simulate
from lodestone.shock.slack import no_slack

RUNS = 70  # a block and a short one
few = settings(max_examples=6, deadline=None, derandomize=True)


def both(seed, step="month"):
    network, traced = random_network(seed)
    options = {"seed": seed, "traced": traced, "precision": "float64"}
    case = eventful(traced, step)
    return monte_carlo(network, case, RUNS, **options), simulate(network, case, runs=RUNS, engine="lanes", **options)


def counted(values, grid):
    """Counts ``(..., bin)`` of the nearest points of a grid over the last axis."""
    bins = np.clip(np.floor((values - grid.low) / grid.step + 0.5), 0, BINS - 1).astype(int)
    return np.apply_along_axis(np.bincount, -1, bins, minlength=BINS)


@pytest.mark.parametrize("step", ["month", "week"])
@given(seed=st.integers(0, 10_000))
@few
def test_months_are_counted_as_they_would_be_kept(step, seed):
    made, whole = both(seed, step)
    need = whole.case.layout.needed[:, None]
    used = need[:, 0] > 0
    share = np.divide(whole.shortage + whole.input_short, need, out=np.zeros_like(whole.used), where=need > 0)
    cover = np.divide(whole.user_stock, need, out=np.zeros_like(whole.used), where=need > 0)
    for row, (values, grid) in enumerate(((share, SHORT), (cover, COVER), (whole.log_price, PRICE))):
        here = used if row < 2 else np.ones_like(used)
        wrong = np.abs(counted(values[:, here], grid) - made.total.monthly[row][:, here].astype(int)).sum()
        assert wrong <= 1e-4 * values.size  # a value half-way between two points may go to either
    assert (made.total.monthly[:2][:, :, ~used] == 0).all()
    for row, (values, grid) in {0: (share.mean(axis=0), SHORT), 2: (cover.min(axis=0), COVER)}.items():
        wrong = np.abs(counted(values[used], grid) - made.total.overall[row][used].astype(int)).sum()
        assert wrong <= 1e-3 * values.size + 2


@given(seed=st.integers(0, 10_000))
@few
def test_sums_and_runs_are_those_of_the_months(seed):
    made, whole = both(seed)
    for row, name in enumerate(NODE_ROWS):
        assert made.total.sums[row] == pytest.approx(getattr(whole, name).sum(axis=2), rel=1e-12, abs=1e-9)
    for found, kept in ((made.total.unshipped, whole.unshipped_mean), (made.total.undermade, whole.undermade_mean)):
        assert found / RUNS == pytest.approx(np.stack(kept), rel=1e-12, abs=1e-9)
    assert made.mean.mass_residual == pytest.approx(whole.mass_residual, abs=1e-12)
    layout, effect = whole.case.layout, first_effect(whole.case.scenario)
    for p, place in enumerate(layout.places):
        here = (layout.node_place == p) & (layout.final_use > 0)
        short, cut = whole.shortage[:, here].sum(axis=1), whole.voluntary[:, here].sum(axis=1)
        lost = (short + cut)[effect : effect + WINDOW].sum(axis=0)
        late = np.argmax(short > NOTICED * layout.final_use[here].sum(), axis=0) - effect
        noticed = (short > NOTICED * layout.final_use[here].sum()).any(axis=0) & here.any()
        first = np.where(noticed, np.clip(late, 0, NEVER - 1), NEVER)
        for row, values in enumerate((short.sum(axis=0), cut.sum(axis=0), lost, first)):
            assert made.total.runs[row, p] == pytest.approx(values, rel=1e-6, abs=1e-6), (place, row)


def test_every_run_is_counted_and_at_rest_before_the_news():
    network, traced = random_network(1)
    made = monte_carlo(network, eventful(traced), RUNS, seed=1, traced=traced)
    rest = PRICE.bin(0.0)
    assert (made.total.monthly[2, 0, :, rest] == RUNS).all()  # the first month comes before any news
    assert (made.total.monthly.sum(axis=-1)[2] == RUNS).all()
    assert (made.total.monthly[0].sum(axis=-1)[:, made.case.layout.needed > 0] == RUNS).all()


def test_parts_that_travel_packed_add_up_to_the_same_counts():
    from lodestone.scenario.draws import draw
    from lodestone.shock import reduce
    from lodestone.shock.monte_carlo import _laid_out, _task
    from lodestone.shock.params import drawn

    network, traced = random_network(2)
    case, layout = eventful(traced), _laid_out(network, traced)
    task = _task(0, layout, case, draw(case, 90, 2), drawn(90, 2), network.cover_months, no_slack(90), "float32", False)
    near, far = Sum(layout, case, 180), Sum(layout, case, 180)
    for start in (0, 90):
        near.add(replace(reduce.work(task), start=start))
        far.add(replace(reduce.work(replace(task, far=True)), start=start))
    assert near.done == far.done == 180
    for name in ("runs", "monthly", "overall", "sums", "unshipped", "undermade"):
        assert np.array_equal(getattr(near, name), getattr(far, name)), name
    assert ensemble(task.case(), 2, 180, near, (), "").mean.log_price.shape == (case.months, len(layout.needed), 1)


def test_a_result_keeps_no_draws_of_other_runs():
    """A view of one run would keep the column of all runs alive."""
    network, traced = random_network(1)
    params = monte_carlo(network, eventful(traced), RUNS, seed=1, traced=traced).case.params
    columns = [getattr(params, f.name) for f in fields(params)]
    assert all(c.size == 1 and (c.base is None or c.base.size == 1) for c in columns)
