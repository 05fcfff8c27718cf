"""Reduced runs answer as kept runs do; a sweep is the scenarios it stands for; counts know their quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shock_cases import known, measure, scenario
from shock_networks import two_stage_chain

from lodestone.shock import result
from lodestone.shock.explain import explain
from lodestone.shock.grids import BINS, COVER, PRICE, SHORT
from lodestone.shock.monte_carlo import monte_carlo
from lodestone.shock.simulate import simulate
from lodestone.shock.sweep import sweep
from lodestone.terms.errors import BadInput

CASE = scenario(measure(openness=known("openness", 0.0, 0.4), duration_months=known("duration_months", 3.0, 9.0)))
RUNS = 301
HALF = (0.25, 0.5, 0.75)


@pytest.fixture(scope="module")
def both():
    network, traced = two_stage_chain()
    return monte_carlo(network, CASE, RUNS, seed=3, traced=traced), simulate(network, CASE, runs=RUNS, seed=3, traced=traced)


def ranked(values, q):
    return np.quantile(values, q, axis=-1, method="inverted_cdf")


@pytest.mark.parametrize("place", ["JPN", "DEU"])
def test_what_a_run_came_to_is_kept_exactly(both, place):
    reduced, kept = both
    short = result.shortage(kept, place).sum(axis=0)
    assert np.abs(reduced.shortage(place) - short).max() <= 1e-4 * max(short.max(), 1)
    assert np.abs(reduced.lost_use_share(place) - result.lost_use_share(kept, place)).max() <= 1e-4
    assert np.array_equal(reduced.months_to_shortage(place), result.months_to_shortage(kept, place))


def test_blocs_add_up_in_tonnes_and_are_refused_elsewhere(both):
    reduced, kept = both
    assert reduced.shortage("EUU").sum() == pytest.approx(result.shortage(kept, "EUU").sum(), rel=1e-3, abs=1e-3)
    with pytest.raises(BadInput, match="bloc"):
        reduced.months_to_shortage("EUU")


@pytest.mark.parametrize("form", ["oxide", "magnet"])
def test_bands_by_month_are_within_a_grid_step(both, form):
    reduced, kept = both
    need = kept.case.layout.needed[kept.nodes("JPN", form)].sum()
    short = (result.shortage(kept, "JPN", form) + result.input_shortage(kept, "JPN", form)) / need
    cover = result.months_of_cover(kept, "JPN", form)
    assert np.abs(reduced.by_month("short", "JPN", form, HALF) - ranked(short, HALF)).max() <= 0.51 * SHORT.step
    assert np.abs(reduced.by_month("cover", "JPN", form, HALF) - ranked(cover, HALF)).max() <= 0.51 * COVER.step
    price = ranked(result.log_price(kept, "JPN", form, model_error=True), HALF)
    assert np.abs(reduced.by_month("log_price", "JPN", form, HALF) - price).max() <= 2 * PRICE.step
    assert np.abs(reduced.overall("cover", "JPN", form, HALF) - ranked(cover.min(axis=0), HALF)).max() <= 0.51 * COVER.step


def test_causes_are_those_of_the_kept_runs(both):
    reduced, kept = both
    one, two = (f("JPN", "magnet", "2026-06") for f in (reduced.explain, lambda *what: explain(kept, *what)))
    assert one.shortage_t == pytest.approx(two.shortage_t, rel=1e-3)
    assert [c.words for c in one.causes][:2] == [c.words for c in two.causes][:2]
    assert one.causes[0].share == pytest.approx(two.causes[0].share, abs=1e-3)


def test_a_sweep_is_the_scenarios_it_stands_for():
    network, traced = two_stage_chain()
    grid = {"door.openness": [0.0, 0.3, 0.6], "market.user_cover": [2.0, 4.0]}
    swept = sweep(network, scenario(measure()), grid, runs=20, seed=1, traced=traced)
    assert swept.lost_share.shape == (3, 2, len(swept.places), 3)
    japan = swept.places.index("JPN")
    assert swept.lost_share[0, 0, japan, 0] > swept.lost_share[2, 0, japan, 0]  # a wider door
    assert swept.shortage_t[0, 0, japan, 0] > swept.shortage_t[0, 1, japan, 0]  # more stock
    one = simulate(network, scenario(measure(openness=0.3)), runs=20, seed=1, params={"user_cover": 4.0}, traced=traced)
    assert swept.lost_share[1, 1, japan, 0] == pytest.approx(np.median(result.lost_use_share(one, "JPN")), abs=1e-4)


def test_dates_can_be_swept():
    network, traced = two_stage_chain()
    grid = {"door.effective": ["2025-05-01", "2025-08-01"]}
    swept = sweep(network, scenario(measure()), grid, places=["JPN"], runs=5, traced=traced)
    assert (np.isfinite(swept.months_to_shortage[..., 0])).all()
    assert not np.array_equal(swept.lost_share[0], swept.lost_share[1])


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        ({"wall.openness": [0.1]}, "no such number"),
        ({"door.colour": [0.1]}, "no such number"),
        ({"door.openness": ["2025-05"]}, "not a number"),
        ({"door.lifted": [3]}, "not a date"),
        ({"market.courage": [3]}, "unknown"),
    ],
)
def test_a_key_that_names_nothing_is_refused(grid, words):
    network, traced = two_stage_chain()
    with pytest.raises(BadInput, match=words):
        sweep(network, scenario(measure()), grid, runs=2, traced=traced)


@given(values=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60), q=st.floats(0.01, 0.99))
def test_counts_know_their_quantiles_to_half_a_step(values, q):
    counts = np.bincount(np.round(np.array(values) / SHORT.step).astype(int), minlength=BINS)
    assert abs(SHORT.quantiles(counts, (q,))[0] - ranked(np.array(values), q)) <= 0.5001 * SHORT.step


def test_a_normal_error_on_counts_keeps_their_number_and_centre():
    counts = np.zeros(BINS)
    counts[84] = 500  # a log price of 0
    wide = PRICE.widened(counts, 0.2)
    assert wide.sum() == pytest.approx(500)
    assert PRICE.quantiles(wide, (0.5,))[0] == pytest.approx(0, abs=1e-9)
    assert PRICE.quantiles(wide, (0.05, 0.95)) == pytest.approx([-0.329, 0.329], abs=PRICE.step)
