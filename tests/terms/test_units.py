"""Metal contents are what the formula says; units compose; a wrong unit is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.terms.errors import UnknownTerm
from lodestone.terms.tables import rows
from lodestone.terms.units import canonical_unit, factor, from_unit

# Conventional standard atomic weights, IUPAC 2021 abridged table, typed here apart from the table under test.
WEIGHT = {
    "H": 1.0080, "Li": 6.94, "Be": 9.0122, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "Na": 22.990, "Mg": 24.305,
    "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "F": 18.998, "Cl": 35.45, "Ca": 40.078, "Sc": 44.956, "Ti": 47.867,
    "V": 50.942, "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "Ga": 69.723,
    "Ge": 72.630, "As": 74.922, "Se": 78.971, "Sr": 87.62, "Y": 88.906, "Zr": 91.224, "Nb": 92.906, "Mo": 95.95, "In": 114.82,
    "Sn": 118.71, "Sb": 121.76, "Te": 127.60, "Cs": 132.91, "La": 138.91, "Ce": 140.12, "Pr": 140.91, "Nd": 144.24, "Sm": 150.36,
    "Eu": 151.96, "Gd": 157.25, "Tb": 158.93, "Dy": 162.50, "Ho": 164.93, "Er": 167.26, "Tm": 168.93, "Yb": 173.05, "Lu": 174.97,
    "Hf": 178.49, "Ta": 180.95, "W": 183.84, "Bi": 208.98, "Th": 232.04, "U": 238.03,
}  # fmt: skip
STOICHIOMETRIC = [r for r in rows("units") if r["formula"]]


def atoms(formula: str) -> dict[str, float]:
    """Atoms in a formula with brackets and dots for water of crystallisation: ``NiSO4.6H2O``."""
    total: dict[str, float] = {}
    for part in formula.split("."):
        lead = re.match(r"\d+", part)
        times = int(lead[0]) if lead else 1
        stack: list[dict[str, float]] = [{}]
        for symbol, opened, closed, number in re.findall(r"([A-Z][a-z]?)|(\()|(\))|(\d+)", part[len(lead[0]) if lead else 0 :]):
            if symbol:
                last = {symbol: 1.0}
                stack[-1][symbol] = stack[-1].get(symbol, 0) + 1
            elif opened:
                stack.append({})
            elif closed:
                last = stack.pop()
                for atom, n in last.items():
                    stack[-1][atom] = stack[-1].get(atom, 0) + n
            elif number:  # the atom or bracket was counted once already
                for atom, n in last.items():
                    stack[-1][atom] += n * (int(number) - 1)
        for atom, n in stack[0].items():
            total[atom] = total.get(atom, 0) + times * n
    return total


def test_atoms_by_hand() -> None:
    assert atoms("Co(OH)2") == {"Co": 1, "O": 2, "H": 2}
    assert atoms("NiSO4.6H2O") == {"Ni": 1, "S": 1, "O": 10, "H": 12}
    assert atoms("(NH4)10H2W12O42.4H2O") == {"N": 10, "H": 50, "W": 12, "O": 46}


@pytest.mark.parametrize("row", STOICHIOMETRIC, ids=lambda r: f"{r['unit']} {r['commodity']}")
def test_content_is_what_the_formula_says(row) -> None:
    counted = atoms(row["formula"])
    share = counted[row["element"]] * WEIGHT[row["element"]] / sum(n * WEIGHT[atom] for atom, n in counted.items())
    assert float(row["factor"]) == pytest.approx(share, rel=3e-5)  # printed with five significant digits
    assert row["canonical"] == "t"


def test_there_are_the_contents_the_chains_need() -> None:
    have = {(r["formula"], r["commodity"]) for r in STOICHIOMETRIC}
    for wanted in (
        ("Ga2O3", "gallium"), ("GeO2", "germanium"), ("Nd2O3", "neodymium"), ("Dy2O3", "dysprosium"), ("Tb4O7", "terbium"),
        ("Li2CO3", "lithium"), ("LiOH.H2O", "lithium"), ("Li2O", "lithium"), ("Co(OH)2", "cobalt"), ("Co3O4", "cobalt"),
        ("NiSO4.6H2O", "nickel"), ("MgO", "magnesium"), ("WO3", "tungsten"), ("Sb2O3", "antimony"), ("TiO2", "titanium"),
        ("V2O5", "vanadium"), ("MnO2", "manganese"), ("U3O8", "uranium"),
    ):  # fmt: skip
        assert wanted in have


# Printed by others: 5.323 t lithium carbonate and 2.153 t lithium oxide to a tonne of lithium (USGS, industry usage),
# 0.848 t uranium in a tonne of U3O8 (World Nuclear Association), 0.793 t tungsten in a tonne of WO3 (USGS).
def test_content_against_what_others_print() -> None:
    assert round(1 / factor("t LCE", "lithium")[1], 3) == 5.323
    assert round(1 / factor("t Li2O", "lithium")[1], 3) == 2.153
    assert round(factor("t U3O8", "uranium")[1], 3) == 0.848
    assert round(factor("t WO3", "tungsten")[1], 3) == 0.793


def test_oxide_of_a_mixture_stays_oxide() -> None:
    assert factor("t REO", "rare_earths") == ("t REO", 1.0)
    assert factor("t REO", "neodymium") == factor("t Nd2O3", "neodymium")
    with pytest.raises(UnknownTerm, match="not a unit for production"):
        from_unit(100, "t REO", "production", "rare_earths")


def test_canonical_units_are_their_own() -> None:
    for row in rows("quantities"):
        assert canonical_unit(row["id"]) == row["unit"]


@given(st.floats(1e-6, 1e9), st.sampled_from(["kg", "kt", "Mt", "g", "t", "lb"]))
def test_mass_composes_with_compound(value: float, mass: str) -> None:
    whole = from_unit(value, f"{mass} Li2CO3", "production", "lithium")
    parts = from_unit(from_unit(value, mass, "production"), "t Li2CO3", "production", "lithium")
    assert whole == pytest.approx(parts, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "quantity", "commodity"),
    [
        ("kg", "price", ""),
        ("USD/kg", "production", ""),
        ("kt/year", "stock", ""),
        ("t Ga203", "production", "gallium"),
        ("", "stock", ""),
        ("t Li2CO3", "stock", "cobalt"),
    ],
)
def test_a_unit_of_something_else_is_refused(unit: str, quantity: str, commodity: str) -> None:
    with pytest.raises(UnknownTerm):
        from_unit(1.0, unit, quantity, commodity)


def test_by_hand() -> None:
    assert from_unit(1_200, "kg", "production") == 1.2
    assert from_unit(500, "t/month", "capacity") == 6_000
    assert from_unit(100, "USD/lb", "price") == pytest.approx(220.4623, rel=1e-6)
    assert from_unit(60, "days", "cover_months") == pytest.approx(1.97, abs=0.005)
    assert from_unit(12, "%", "share") == pytest.approx(0.12)
