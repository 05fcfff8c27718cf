"""One canonical unit inside, many at the door."""

from functools import cache

from lodestone.terms.tables import rows, unknown


@cache
def _units() -> dict[tuple[str, str], tuple[str, float]]:
    return {(r["unit"], r["commodity"]): (r["canonical"], float(r["factor"])) for r in rows("units")}


def canonical_unit(quantity: str) -> str:
    """The unit a quantity is kept in; raises ``UnknownTerm``.

    >>> canonical_unit("production")
    't/year'
    """
    table = {r["id"]: r["unit"] for r in rows("quantities")}
    if quantity not in table:
        raise unknown(quantity, "quantity", table)
    return table[quantity]


def factor(unit: str, commodity: str = "") -> tuple[str, float]:
    """What one ``unit`` of ``commodity`` is in canonical units, as (canonical unit, factor).

    A compound in tonnes may be said in any unit of mass (``kt Li2CO3``). Oxide of a mixture stays oxide (``t REO`` of
    ``rare_earths``): a unit of its own. Raises ``UnknownTerm``.

    >>> factor("kg")
    ('t', 0.001)
    >>> factor("t Li2CO3", "lithium")
    ('t', 0.18785)
    """
    table = _units()
    found = table.get((unit, commodity)) or table.get((unit, ""))
    if found is None:
        mass, _, compound = unit.rpartition(" ")
        tonnes, whole = table.get((mass, "")), table.get((f"t {compound}", commodity))
        if tonnes is None or whole is None or tonnes[0] != "t":
            raise unknown(unit, "unit" + (f" of {commodity}" if commodity else ""), [u for u, _ in table])
        found = whole[0], tonnes[1] * whole[1]
    return found


def from_unit(value: float, unit: str, quantity: str, commodity: str = "") -> float:
    """``value`` in the canonical unit of ``quantity``; raises ``UnknownTerm`` when the unit measures something else.

    >>> from_unit(839_000, "kg", "production", "gallium")
    839.0
    """
    canonical, by = factor(unit, commodity)
    want = canonical_unit(quantity)
    if canonical not in (want, want.split("/")[0]):
        fitting = [u for (u, _), (c, _) in _units().items() if c in (want, want.split("/")[0])]
        raise unknown(unit, f"unit for {quantity} (kept in {want})", fitting)
    return value * by
