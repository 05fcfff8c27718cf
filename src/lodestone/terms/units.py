"""One canonical unit inside, many at the door."""

from functools import cache

from lodestone.terms.tables import rows, unknown


@cache
def _units() -> dict[tuple[str, str], tuple[str, float]]:
    return {(r["unit"], r["commodity"]): (r["canonical"], float(r["factor"])) for r in rows("units")}


def canonical_unit(quantity: str) -> str:
    """The unit a quantity is kept in; raises ``UnknownTerm``."""
    table = {r["id"]: r["unit"] for r in rows("quantities")}
    if quantity not in table:
        raise unknown(quantity, "quantity", table)
    return table[quantity]


def factor(unit: str, commodity: str = "") -> tuple[str, float]:
    """What one ``unit`` of ``commodity`` is in canonical units, as (canonical unit, factor).

    ``factor("kg")`` is ``("t", 0.001)``; ``factor("t Li2CO3", "lithium")`` is ``("t", 0.1879)``: tonnes contained.
    Raises ``UnknownTerm``.
    """
    found = _units().get((unit, commodity)) or _units().get((unit, ""))
    if found is None:
        raise unknown(f"{unit}", "unit" + (f" of {commodity}" if commodity else ""), [u for u, _ in _units()])
    return found


def from_unit(value: float, unit: str, quantity: str, commodity: str = "") -> float:
    """``value`` in the canonical unit of ``quantity``; raises ``UnknownTerm`` when the unit measures something else."""
    canonical, by = factor(unit, commodity)
    want = canonical_unit(quantity)
    if canonical != want.split("/")[0] and canonical != want:
        raise unknown(f"{unit}", f"unit for {quantity} (kept in {want})", [u for (u, _), (c, _) in _units().items() if c == want.split('/')[0]])
    return value * by
