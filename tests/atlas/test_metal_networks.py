"""Networks of nickel, graphite, copper, germanium, tungsten and antimony held against figures they were not fitted to."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import load_chain
from lodestone.atlas.network import Network
from lodestone.store.facts import load
from lodestone.terms.errors import NothingToAnswer

GOLDEN = tomllib.loads((Path(__file__).parents[1] / "golden" / "networks_metals.toml").read_text("utf-8"))
METALS = ("nickel", "graphite", "copper", "germanium", "tungsten", "antimony")


@cache
def network(chain: str, year: int = 2024, kind: str = "account", wiring: str | None = None) -> Network:
    return build_network(load(commodities=load_chain(chain).commodities), chain, year=year, kind=kind, wiring=wiring, draws=0)


def traded(net: Network, forms: list[str], *, into: str | None = None, out_of: str | None = None) -> float:
    hit = np.isin(net.arc_form, [net.forms.index(f) for f in forms])
    if into:
        hit &= net.arc_destination == net.places.index(into)
    if out_of:
        hit &= net.arc_origin == net.places.index(out_of)
    return float(net.flow_t[hit].sum())


@pytest.mark.parametrize("row", GOLDEN["trade"], ids=lambda r: f"{r['chain']}-{r['quantity']}-{r['form']}")
def test_trade_of_the_united_states_against_its_own_survey(row):
    for year, within in row["within"].items():
        side = {"into": row["economy"]} if row["quantity"] == "imports" else {"out_of": row["economy"]}
        ours = traded(network(row["chain"], int(year)), row["forms"], **side)
        survey = load(commodities=[row["chain"]], quantities=[row["quantity"]], cards=["usgs_mcs_2026"], periods=[int(year)])
        theirs = next(f.value for f in survey if (f.place, f.form) == (row["economy"], row["form"]))
        assert abs(ours / theirs - 1) <= within, f"{row['chain']} {row['quantity']} {year}: {ours:,.0f} against {theirs:,.0f} t"


@pytest.mark.parametrize("row", GOLDEN["share"], ids=lambda r: r["chain"])
def test_import_shares_against_a_survey(row):
    net = network(row["chain"])
    total = traded(net, row["forms"], into=row["importer"])
    for origin, share in row["origins"].items():
        ours = traded(net, row["forms"], into=row["importer"], out_of=origin) / total
        assert ours == pytest.approx(share, abs=row["within"]), origin


@pytest.mark.parametrize("row", GOLDEN["supply"], ids=lambda r: r["chain"])
def test_world_shares(row):
    net = network(row["chain"])
    nodes, made = net.node_form == net.forms.index(row["form"]), net.made_t()
    for origin, share in row["origins"].items():
        ours = made[nodes & (net.node_place == net.places.index(origin))].sum() / made[nodes].sum()
        assert ours == pytest.approx(share, abs=row["within"])


def follows(row: dict, shipped: dict[int, float]) -> None:
    """Contained shipments fall by the factor by which gross shipments fell, as far as a balance lets them."""
    first = min(shipped)
    for year, gross in ((int(y), kt) for y, kt in row["gross_kt"].items()):
        ratio = gross / row["gross_kt"][str(first)]
        assert shipped[year] / shipped[first] == pytest.approx(ratio, abs=row["within"] * max(ratio, 0.05)), year


@pytest.mark.parametrize("row", GOLDEN["ban"], ids=lambda r: r["chain"])
def test_an_export_ban_shows(row):
    follows(row, {int(y): traded(network(row["chain"], int(y)), [row["form"]], out_of=row["exporter"]) for y in row["gross_kt"]})


@pytest.mark.parametrize("row", GOLDEN["ban_raw"], ids=lambda r: r["chain"])
def test_an_earlier_export_ban_shows_with_the_publishers_raw_files(shared, row, monkeypatch):
    from lodestone.connect import bgs_wms

    monkeypatch.setattr(bgs_wms, "FIRST_YEAR", 2005)
    raw = next((shared / "data" / "01_production").glob("bgs_wms_production*"))
    older = [f for f in bgs_wms.read(raw) if f.commodity == row["chain"] and f.period < 2018]
    facts = (*load(commodities=[row["chain"]]), *older)
    shipped = {
        int(y): traded(build_network(facts, row["chain"], year=int(y), draws=0), [row["form"]], out_of=row["exporter"])
        for y in row["gross_kt"]
    }
    follows(row, shipped)


@pytest.mark.parametrize("name", METALS)
def test_a_rival_wiring_moves_something_and_balances(name):
    chain = load_chain(name)
    assert chain.wiring
    own, rival = network(name), network(name, wiring=chain.wiring[0].id)
    assert rival.balance_residual < 1e-9
    assert own.flow_t.shape != rival.flow_t.shape or not np.allclose(own.flow_t, rival.flow_t, rtol=1e-6)


@pytest.mark.parametrize("name", METALS)
def test_the_steady_state_keeps_every_large_maker(name):
    account, steady = network(name), network(name, kind="baseline")
    assert steady.balance_residual < 1e-9
    a, b = account.made_t(), steady.made_t()
    large = np.array([a[n] > 0.05 * a[account.node_form == account.node_form[n]].sum() for n in range(a.size)])
    assert (b[large] > 0.6 * a[large]).all(), [
        account.places[account.node_place[n]] for n in np.flatnonzero(large & (b <= 0.6 * a))
    ]


@pytest.mark.parametrize("name", METALS)
def test_other_years_carry_their_doubt(name):
    chain = load_chain(name)
    year = max(chain.years.first, 2022)
    net = network(name, year)
    assert net.balance_residual < 1e-9
    by_value = {v.code for v in chain.by_value}
    told = [s for s, basis in zip(net.arc_status, net.arc_basis, strict=True) if all("mass by value" in b for b in basis)]
    assert bool(told) == bool(by_value)
    assert "observed" not in told
    codes = {c.code for c in chain.carry} - by_value
    if codes:
        stood_in = [
            s
            for s, basis in zip(net.arc_status, net.arc_basis, strict=True)
            if all(any(c in b for c in codes) and ", of " in b for b in basis)
        ]
        assert set(stood_in) <= {"carried", "imputed"}


def test_a_year_out_of_reach_names_the_years_in_reach():
    with pytest.raises(NothingToAnswer, match="2022 to 2024"):
        network("germanium", 2010)
    with pytest.raises(NothingToAnswer, match="2012 to 2024"):
        network("lithium", 2009)
