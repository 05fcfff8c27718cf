"""Random factors: named streams, shapes through their 5 % and 95 % points, domains."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.scenario.draws import draw, sample
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention
from lodestone.terms.month import Month

GRID = (np.arange(20_000) + 0.5) / 20_000


def shock(id_: str, **fields) -> Shock:
    return Shock(id=id_, kind="export_ban", origin="CHN", commodity="gallium", announced="2026-03", effective="2026-03", **fields)


def scenario(*shocks: Shock, **fields) -> Scenario:
    return Scenario(id="s", title="s", commodity="gallium", start=Month(2026, 1), months=12, shocks=shocks, **fields)


def guess(low: float, mode: float, high: float, quantity: str = "openness") -> Estimate:
    return Estimate(quantity, low, mode, high, note="a test")


LEAK = shock("ban", openness=guess(0.05, 0.15, 0.4), exposed=guess(0.5, 0.7, 0.9, "exposed_share"))


def test_first_draws_do_not_depend_on_how_many_are_drawn():
    few, many = draw(scenario(LEAK), 7, seed=3), draw(scenario(LEAK), 500, seed=3)
    np.testing.assert_array_equal(few.of("ban", "openness"), many.of("ban", "openness")[:7])


def test_another_shock_a_promise_and_a_new_name_change_no_draw():
    promise = Intervention(
        kind="production",
        commodity="gallium",
        form="crude",
        place="AUS",
        tonnes=guess(50, 100, 120, "production"),
        from_date="2028",
    )
    alone = draw(scenario(LEAK), 50, seed=1)
    crowded = draw(
        replace(scenario(shock("other", openness=guess(0, 0.1, 0.2)), LEAK, interventions=(promise,)), id="renamed"), 50, seed=1
    )
    for name in ("openness", "exposed"):
        np.testing.assert_array_equal(alone.of("ban", name), crowded.of("ban", name))
    assert np.all(crowded.of("intervention:0", "odds") == 1)
    assert not np.array_equal(crowded.of("ban", "openness"), crowded.of("other", "openness"))


def test_another_seed_draws_otherwise():
    assert not np.array_equal(draw(scenario(LEAK), 5, 1).of("ban", "openness"), draw(scenario(LEAK), 5, 2).of("ban", "openness"))


def test_known_bits_hold_across_machines():
    values = draw(scenario(LEAK), 2, seed=7).of("ban", "exposed")
    assert [round(float(v), 12) for v in values] == [0.641884623421, 0.588099967636]


@given(st.floats(0.0, 0.4), st.floats(0.0, 0.3), st.floats(0.001, 0.3))
def test_triangle_passes_through_its_points(low, left, right):
    estimate = guess(0.3 + low, 0.3 + low + left, 0.3 + low + left + right)
    values = sample(estimate, np.array([0.05, 0.95]), "duration_months")
    assert values[1] == pytest.approx(estimate.high, abs=2e-3)
    if left > 0.01:
        assert values[0] == pytest.approx(estimate.low, abs=2e-3)


def test_symmetric_triangle_by_hand():
    # half width 1, 5 % point at a + sqrt(2 * .05) = a + 0.31623
    edge = 1 - 0.1**0.5
    values = sample(guess(5 - edge, 5, 5 + edge), np.array([0.0 + 1e-12, 0.5, 1 - 1e-12]), "duration_months")
    np.testing.assert_allclose(values, [4, 5, 6], atol=1e-5)


def test_normal_and_lognormal_priors_have_their_stated_spread():
    delay = sample(Estimate("delay_months", 1.2421, 1.9, 2.5579, note="n", prior="licence.delay"), GRID, "delay_months")
    assert delay.mean() == pytest.approx(1.9, abs=1e-3)
    assert delay.std() == pytest.approx(0.40, abs=2e-3)
    plateau = sample(Estimate("openness", 0.3231, 0.70, 1.5164, note="n", prior="licence.plateau"), GRID, "duration_months")
    assert np.median(plateau) == pytest.approx(0.70, rel=1e-3)
    assert np.log(plateau).std() == pytest.approx(0.47, abs=2e-3)


def test_equal_points_are_a_constant_and_domains_hold():
    assert set(sample(guess(0.4, 0.4, 0.4), GRID, "openness")) == {0.4}
    wide = sample(guess(0.0, 0.1, 1.4), GRID, "exposed")
    assert wide.min() == 0
    assert wide.max() == 1


def test_a_hedged_event_touches_nothing_where_it_does_not_happen():
    hedged = replace(LEAK, odds=guess(0.2, 0.5, 0.8, "odds"))
    draws = draw(scenario(hedged), 4_000, seed=5)
    happens = draws.of("ban", "odds")
    assert set(happens) == {0.0, 1.0}
    assert happens.mean() == pytest.approx(0.5, abs=0.03)
    assert np.all(draws.of("ban", "exposed")[happens == 0] == 0)
    np.testing.assert_array_equal(
        draws.of("ban", "exposed")[happens == 1], draw(scenario(LEAK), 4_000, seed=5).of("ban", "exposed")[happens == 1]
    )


def test_open_fields_need_a_default():
    draws = draw(scenario(LEAK), 3, seed=5)
    assert draws.of("ban", "severity", 1.0).tolist() == [1, 1, 1]
    with pytest.raises(LookupError, match=r"ban\.severity.*ban\.openness"):
        draws.of("ban", "severity")


def test_draws_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        draw(scenario(LEAK), 3, seed=5).of("ban", "openness")[0] = 1


@pytest.mark.parametrize(
    ("shocks", "runs", "says"), [((LEAK, LEAK), 3, "two shocks are called 'ban'"), ((LEAK,), 0, "at least 1")]
)
def test_impossible_requests(shocks, runs, says):
    with pytest.raises(BadInput, match=says):
        draw(scenario(*shocks), runs, 1)
