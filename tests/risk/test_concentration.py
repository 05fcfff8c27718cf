"""Concentration: cases by hand, laws on random supplies, and the IEA's printed shares."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lodestone.risk.concentration import effective_number, governance_weight, hhi, shares, top_share, weighted_hhi
from lodestone.terms.errors import BadInput

GOLDEN = Path(__file__).parent.parent / "golden"
supplies = arrays(np.float64, st.integers(1, 12), elements=st.floats(1e-3, 1e6))


def test_three_suppliers_by_hand():
    assert float(hhi([50, 30, 20])) == pytest.approx(0.25 + 0.09 + 0.04)
    assert float(top_share([50, 30, 20])) == 0.5
    assert float(top_share([50, 30, 20], 3)) == pytest.approx(1)
    assert float(effective_number([50, 30, 20])) == pytest.approx(1 / 0.38)


def test_gallium_of_2024_by_hand():
    assert float(top_share([839, 9])) == pytest.approx(0.98939, abs=1e-5)


def test_nobody_supplies_means_unknown_and_never_zero():
    assert np.isnan(hhi([0.0, 0.0]))
    assert np.isnan(top_share([]))
    assert np.isnan(hhi([5.0, np.nan]))


@pytest.mark.parametrize("bad", [[-1.0, 2.0], [np.inf, 1.0]])
def test_impossible_supply_is_refused(bad):
    with pytest.raises(BadInput, match="finite and not negative"):
        hhi(bad)
    with pytest.raises(BadInput, match="at least one"):
        top_share([1.0], 0)


@given(supplies)
def test_bounds(supply):
    n = len(supply)
    assert 1 / n - 1e-12 <= hhi(supply) <= 1 + 1e-12
    assert 1 - 1e-12 <= effective_number(supply) <= n + 1e-9
    assert hhi(supply) <= top_share(supply) + 1e-12
    assert shares(supply).sum() == pytest.approx(1)


@given(supplies, st.randoms(use_true_random=False), st.floats(1e-200, 1e200))
def test_order_and_unit_do_not_matter(supply, random, unit):
    mixed = supply.copy()
    random.shuffle(mixed)
    assert float(hhi(mixed * unit)) == pytest.approx(float(hhi(supply)), rel=1e-9)
    assert float(top_share(mixed * unit, 2)) == pytest.approx(float(top_share(supply, 2)), rel=1e-9)


@given(supplies)
def test_a_merger_never_lowers_concentration(supply):
    merged = np.concatenate([[supply[:2].sum()], supply[2:]])
    assert hhi(merged) >= hhi(supply) - 1e-12
    assert top_share(merged) >= top_share(supply) - 1e-12


@given(arrays(np.float64, (3, 4), elements=st.floats(0.1, 1e3)))
def test_last_axis_is_the_supplier(table):
    np.testing.assert_allclose(hhi(table), [float(hhi(row)) for row in table])


@given(supplies, st.floats(0, 10))
def test_equal_governance_scales_the_index(supply, weight):
    assert float(weighted_hhi(supply, np.full(len(supply), weight))) == pytest.approx(weight * float(hhi(supply)), abs=1e-12)


def test_unknown_governance_counts_only_where_there_is_supply():
    assert np.isnan(weighted_hhi([1.0, 1.0], [5.0, np.nan]))
    assert float(weighted_hhi([1.0, 0.0], [5.0, np.nan])) == 5.0
    assert governance_weight([2.5, -2.5, 0.0]).tolist() == [0.0, 10.0, 5.0]


def test_iea_three_largest_countries():
    for case in tomllib.loads((GOLDEN / "risk_iea_top3.toml").read_text("utf-8"))["case"]:
        case["countries"].pop("Rest of world", None)
        named = np.array(list(case["countries"].values()))
        share = float(top_share(named, 3)) * named.sum() / case["total"]
        assert share == pytest.approx(case["top3_share"], abs=2e-5), case["mineral"]


def test_iea_every_printed_share(shared):
    """46 of 48 to the last digit; the total printed for refined graphite of 2030 and 2035 is not the sum of its countries."""
    supply = json.loads((shared / "tables" / "iea_cmdx_2024_supply_demand.json").read_text("utf-8"))["supply"]
    gaps = {}
    for mineral, stages in supply.items():
        for stage, block in stages.items():
            for year, printed in block["top3Share"].items():
                tonnes = [v[year] for c, v in block["countries"].items() if c != "Rest of world" and v[year] is not None]
                gaps[mineral, stage, year] = abs(float(top_share(tonnes, 3)) * sum(tonnes) / block["total"][year] - printed)
    inexact = {key for key, gap in gaps.items() if gap > 1e-9}
    assert (len(gaps), inexact) == (48, {("Graphite", "refining", "2030"), ("Graphite", "refining", "2035")})
    assert max(gaps.values()) < 0.003
