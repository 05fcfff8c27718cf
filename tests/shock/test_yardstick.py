"""The benchmark's yardstick steps the same market: a change of the step that leaves it behind is noticed here."""

import pytest
from benchmarks.lp_step import seconds_a_step
from benchmarks.standard_network import standard

from lodestone.shock.layout import lay_out

pytest.importorskip("highspy")


def test_the_step_runs_with_its_trade_solved_as_a_programme():
    network, traced, scenario = standard()[0]
    assert seconds_a_step([(lay_out(network, traced), scenario)], months=4) > 0
