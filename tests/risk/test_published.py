"""Published scores recomputed: the European Commission's supply risk, GeoPolRisk, net import reliance."""

import csv
import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.risk import geopolrisk
from lodestone.risk.concentration import hhi
from lodestone.risk.eu_crm import supply_risk
from lodestone.risk.reliance import net_import_reliance
from lodestone.terms.errors import BadInput

GOLDEN = Path(__file__).parent.parent / "golden"
fraction = st.floats(0, 1)


def interval(row, precision):
    """Lowest and highest SR that the printed inputs allow, their rounding undone."""
    half = {"h_gs": precision["h"] / 2, "h_eu": precision["h"] / 2, "si_sr": precision["si"] / 2}
    ends = []
    for name in ("h_gs", "h_eu", "import_reliance", "eol_rir", "si_sr"):
        by, top, factor = (half[name], 10.0, 1) if name in half else (precision["pct"] / 200, 1.0, 100)
        value = row.get(name if name in half else f"{name}_pct", 0.0) / factor
        ends.append((max(0.0, value - by), min(top, value + by)))
    ends[4] = (ends[4][0], min(1.0, ends[4][1]))
    values = [float(supply_risk(*corner, scope=row["scope"])) for corner in itertools.product(*ends)]
    return min(values), max(values)


def agrees(row, precision):
    low, high = interval(row, precision)
    return low - 1e-9 <= row["sr"] + precision["sr"] / 2 and row["sr"] - precision["sr"] / 2 <= high + 1e-9


def test_commission_2017_extract():
    table = tomllib.loads((GOLDEN / "risk_eu_crm_2017.toml").read_text("utf-8"))
    assert {row["scope"] for row in table["rows"]} == {"both", "global", "eu"}
    failed = [row["material"] for row in table["rows"] if not agrees(row, table["precision"])]
    assert failed == []


def test_commission_2017_whole_table(shared):
    """All 78 materials; the platinum group is printed as the mean of its metals and not from a formula of its own."""
    scope = {"GS + EUS": "both", "GS only": "global", "EUS only": "eu"}
    text = (shared / "tables" / "eu_crm_2017_inputs_and_results.csv").read_text("utf-8")
    rows = [r for r in csv.DictReader(text.splitlines()) if r["supply_data"] and r["material"] != "PGMs"]
    precision = {"h": 0.1, "pct": 1, "si": 0.1, "sr": 0.1}
    failed = []
    for r in rows:
        names = {"h_gs": "HHI_WGIt_GS", "h_eu": "HHI_WGIt_EU28", "import_reliance_pct": "IR_pct", "eol_rir_pct": "EoL_RIR_pct"}
        names |= {"si_sr": "SI_SR", "sr": "SR"}
        row = {ours: float(r[theirs]) for ours, theirs in names.items() if r[theirs] not in ("", "N/A")}
        row["scope"] = scope[r["supply_data"]]
        if not agrees(row, precision):
            failed.append(r["material"])
    assert (len(rows), failed) == (78, [])


@given(st.floats(0, 10), st.floats(0, 10), fraction, fraction, fraction)
def test_supply_risk_lies_between_its_two_halves(h_gs, h_eu, reliance, recycled, substitution):
    both = supply_risk(h_gs, h_eu, reliance, recycled, substitution)
    ends = [supply_risk(h_gs, h_eu, reliance, recycled, substitution, scope=s) for s in ("global", "eu")]
    assert min(ends) - 1e-9 <= both <= max(ends) + 1e-9


def test_percentages_are_refused_where_fractions_are_meant():
    with pytest.raises(BadInput, match="divided by 100"):
        supply_risk(1.0, 1.0, 64.0, 0.1, 0.9)
    with pytest.raises(BadInput, match="want both, global or eu"):
        supply_risk(1.0, 1.0, 0.5, 0.1, 0.9, scope="world")  # type: ignore[arg-type]


def test_geopolrisk_worked_case(shared):
    """Nickel, manganese and graphite into the USA, 2022; the authors' test data, the row of totals dropped."""
    folder = shared / "tables"
    made = list(csv.DictReader((folder / "geopolrisk_case_production.csv").read_text("utf-8").splitlines()))
    trade = list(csv.DictReader((folder / "geopolrisk_case_trade.csv").read_text("utf-8").splitlines()))
    cases = list(csv.DictReader((folder / "geopolrisk_case_expected.csv").read_text("utf-8").splitlines()))
    for case in cases:
        output = [
            float(r["2022"] or 0) for r in made if r["material"] == case["Raw Material"] and r["Country"] not in ("Total", "DQS")
        ]
        cells = [r for r in trade if r["rawMaterial"] == case["Raw Material"]]
        imports, unstable = (np.array([float(r[k]) for r in cells]) for k in ("Quantity (mTonnes)", "WGI"))
        home = float(case["Domestic Production"])
        assert float(hhi(output)) == pytest.approx(float(case["HHI"]), rel=1e-6)
        assert float(geopolrisk.import_risk(imports, unstable, home)) == pytest.approx(float(case["Import Risk (WTA)"]), rel=1e-6)
        assert float(geopolrisk.score(output, imports, unstable, home)) == pytest.approx(
            float(case["GeoPolRisk Score"]), rel=1e-6
        )
    assert len(cases) == 3


def test_geopolrisk_identity_and_bounds_of_published_rows(shared):
    rows = list(csv.DictReader((shared / "tables" / "geopolrisk_cfs_edges_raw.csv").read_text("utf-8").splitlines()))
    above = [r for r in rows if float(r["Import Risk"]) > 1]
    assert (len(rows), len(above)) == (13209, 55)  # our own import risk cannot leave 0-1: see the next test


@given(st.lists(st.tuples(st.floats(0, 1e6), fraction), min_size=1, max_size=8), st.floats(0, 1e6))
def test_import_risk_stays_between_nought_and_one(partners, home):
    risk = float(geopolrisk.import_risk([p[0] for p in partners], [p[1] for p in partners], home))
    assert np.isnan(risk) or -1e-12 <= risk <= 1 + 1e-12


def test_missing_governance_is_unknown_not_stable():
    assert np.isnan(geopolrisk.import_risk([10.0, 5.0], [0.4, np.nan], 0.0))
    assert float(geopolrisk.import_risk([10.0, 0.0], [0.4, np.nan], 0.0)) == pytest.approx(0.4)
    assert geopolrisk.instability([2.5, -2.5, 3.0]).tolist() == [0.0, 1.0, 0.0]


def test_net_import_reliance_by_hand():
    assert float(net_import_reliance(20, 100, 20)) == pytest.approx(80 / 100)
    assert float(net_import_reliance(20, 100, 20, stock_draw=20)) == pytest.approx(100 / 120)
    assert float(net_import_reliance(20, 100, 20, stock_draw=20, convention="eu")) == pytest.approx(0.8)
    assert float(net_import_reliance(100, 5, 50)) == 0.0
    assert float(net_import_reliance(0, 5, 0)) == 1.0
    assert np.isnan(net_import_reliance(0, 0, 0))
    assert np.isnan(net_import_reliance(np.nan, 5, 0))
    with pytest.raises(BadInput, match="exports must not be negative"):
        net_import_reliance(1, 1, -1)


def test_usgs_cobalt_reliance():
    """Printed figures have three digits: imports and exports may lie half a unit of the third digit away."""
    for row in tomllib.loads((GOLDEN / "risk_usgs_reliance.toml").read_text("utf-8"))["rows"]:
        draw = row["stock_before"] - row["stock_after"]
        slack = 50 if row["imports"] >= 10_000 else 5
        ends = [
            float(net_import_reliance(row["production"], row["imports"] + sign * slack, row["exports"] - sign * 5, draw))
            for sign in (-1, 1)
        ]
        assert ends[0] <= (row["percent"] + 0.5) / 100, row["year"]
        assert ends[1] >= (row["percent"] - 0.5) / 100, row["year"]
        assert ends[1] - ends[0] < 0.01, "the check would catch a wrong formula"


@given(*[st.floats(0, 1e6)] * 3, st.floats(-1e5, 1e5), st.floats(0, 1e5))
def test_more_output_at_home_never_raises_reliance(made, came, left, draw, more):
    before, after = (float(net_import_reliance(x, came, left, draw)) for x in (made, made + more))
    assert np.isnan(before) or (0 <= after <= 1 and after <= before + 1e-12)
