"""What drives an outcome: known pulls are found, in order, with the right sign, and noise is called noise."""

import numpy as np
import pytest
from shock_cases import known, measure, scenario
from shock_networks import two_stage_chain

from lodestone.shock.drivers import drawn_numbers, drivers
from lodestone.shock.monte_carlo import monte_carlo
from lodestone.terms.errors import BadInput


def numbers(runs, count=4, seed=0):
    rng = np.random.default_rng(seed)
    return {name: rng.random(runs) for name in "abcdefgh"[:count]}


def test_a_monotone_pull_is_rank_one_whatever_its_shape():
    drawn = numbers(300)
    first = drivers(np.exp(5 * drawn["a"]), drawn)[0]
    assert (first.name, first.rank_correlation) == ("a", pytest.approx(1.0))


def test_by_hand():
    """Five runs of one number, outcomes 1 3 2 5 4: Spearman 1 - 6 * 4 / (5 * 24) = 0.8."""
    first = drivers(np.tile([1.0, 3, 2, 5, 4], 3), {"a": np.tile([1.0, 2, 3, 4, 5], 3)})[0]
    assert first.rank_correlation == pytest.approx(0.8)
    assert first.partial == pytest.approx(0.8)  # there is nothing else to take out


def test_the_partial_correlation_sees_through_a_louder_number():
    drawn = numbers(400)
    found = {d.name: d for d in drivers(10 * drawn["a"] - drawn["b"], drawn)}
    assert abs(found["b"].partial) > 0.9 > 0.3 > abs(found["b"].rank_correlation)
    assert found["b"].partial < 0 < found["a"].partial


def test_noise_stays_within_its_band():
    outside = [
        d
        for seed in range(40)
        for d in drivers(np.random.default_rng(1000 + seed).random(200), numbers(200, seed=seed))
        if abs(d.partial) > d.noise
    ]
    assert len(outside) <= 0.1 * 40 * 4


def test_fifths_are_means_of_the_runs_at_both_ends():
    column = np.arange(20.0)
    found = drivers(2 * column, {"a": column})[0]
    assert (found.low, found.at_low, found.high, found.at_high) == (1.5, 3.0, 17.5, 35.0)


def test_a_run_that_is_never_short_ranks_last():
    column = np.arange(20.0)
    outcome = np.where(column > 9, np.inf, column)
    assert drivers(outcome, {"a": column})[0].rank_correlation > 0.8


def test_the_drawn_numbers_of_a_scenario_drive_its_losses():
    network, traced = two_stage_chain()
    case = scenario(measure(openness=known("openness", 0.0, 0.9), odds=known("odds", 0.7)))
    lost = monte_carlo(network, case, 500, seed=2, traced=traced).lost_use_share("JPN")
    found = {d.name: d for d in drivers(lost, drawn_numbers(case, 500, 2))}
    assert found["door.openness"].partial < -0.5  # a wider door loses less
    assert found["door.odds"].partial > 0.5  # an event that does not come loses nothing
    assert found["shock.h_u"].partial < -0.3  # stock
    assert "door.exposed" not in found  # drawn with the odds
    assert next(iter(found)) in ("door.odds", "door.openness")


@pytest.mark.parametrize(
    ("outcome", "drawn", "words"),
    [
        (np.ones(30), {"a": np.arange(20.0)}, "as many draws"),
        (np.full(30, np.nan), {"a": np.arange(30.0)}, "missing"),
        (np.ones(5), {"a": np.arange(5.0)}, "cannot tell"),
    ],
)
def test_what_cannot_be_ranked_is_refused(outcome, drawn, words):
    with pytest.raises(BadInput, match=words):
        drivers(outcome, drawn)
