"""Chains in years other than their own: they balance, carry their doubt, and refuse where nothing is known."""

import numpy as np
import pytest

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import load_chain
from lodestone.store.facts import load
from lodestone.terms.errors import NothingToAnswer

YEARS = (
    ("cobalt", 2018), ("cobalt", 2020), ("lithium", 2018), ("rare_earths_light", 2021), ("rare_earths_heavy", 2021),
    ("nickel", 2018), ("copper", 2019), ("graphite", 2018), ("antimony", 2019), ("tungsten", 2019),
)  # fmt: skip


@pytest.mark.parametrize(("name", "year"), YEARS)
def test_an_earlier_year_balances_and_keeps_close_to_its_figures(name, year):
    net = build_network(load(commodities=load_chain(name).commodities), name, year=year, draws=0)
    assert net.balance_residual < 1e-9
    for account in net.stage_accounts:
        assert account.moved_t <= 0.3 * account.throughput_t, account
    assert {str(s) for s in net.arc_status} <= {"observed", "estimated", "carried", "imputed"}
    typed = [s for s, sources in zip(net.arc_status, net.arc_sources, strict=True) if sources == ("assumption",)]
    assert set(typed) <= {"imputed", "carried", "estimated"}


def test_doubt_grows_with_distance():
    bands = {}
    for year in (2020, 2023):
        net = build_network(load(commodities=load_chain("copper").commodities), "copper", year=year, draws=30)
        f, o, d = net.forms.index("refined"), net.places.index("CHL"), net.places.index("USA")
        arc = np.flatnonzero((net.arc_form == f) & (net.arc_origin == o) & (net.arc_destination == d))[0]
        assert net.arc_status[arc] == "estimated"  # that year's value, at the unit value of 2024 and the exchange price
        assert "mass by value" in net.arc_basis[arc][0]
        bands[year] = (net.high_t[arc] - net.low_t[arc]) / net.flow_t[arc]
    assert bands[2020] > 0.3
    assert bands[2023] > 0.3


@pytest.mark.parametrize(("name", "year"), [("germanium", 2019), ("gallium", 2019), ("lithium", 2010), ("cobalt", 2004)])
def test_what_no_figure_reaches_is_refused(name, year):
    with pytest.raises(NothingToAnswer, match=r"years with|speaks for"):
        build_network(load(commodities=load_chain(name).commodities), name, year=year, draws=0)
