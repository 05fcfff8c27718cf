"""A workbook or CSV of the user's own stock, capacity, consumption or output, as facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lodestone.atlas.fact import OWN, Fact
from lodestone.connect.sheet import cell, checked, records
from lodestone.terms.commodity import commodity, stage
from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.place import place
from lodestone.terms.units import canonical_unit, factor, from_unit

COLUMNS = ("quantity", "mineral", "place", "year", "value", "unit")
OPTIONAL = ("stage", "form", "low", "high", "note")
QUANTITIES = {  # what a user may say: what we call it
    "stock": "stock", "capacity": "capacity", "use": "use", "consumption": "use", "production": "production",
    "output": "production", "recycling": "secondary", "secondary": "secondary",
}  # fmt: skip
BEYOND = 10.0  # times the largest output of the world on record: a figure above it is in another unit than it says
FORMED = ("production", "capacity")  # laid over one form of one stage, so that both must be told
HELP = (
    ("quantity", "stock, capacity, consumption, production or recycling"),
    ("mineral", "a mineral or group: gallium, rare_earths_heavy, dysprosium ..."),
    ("place", "an economy: name or ISO code"),
    ("year", "calendar year; a stock stands at its end"),
    ("value", "a number; not a formula without a saved value"),
    ("unit", "t, kg, kt, t Li2CO3, t REO ...; a year is understood where it must be"),
    ("stage", "mine, refine, metal, intermediate, product, recycle; needed for production and capacity"),
    ("form", "as lodestone atlas or network shows it: ore, crude, refined ...; empty for a stock or use of all forms together"),
    ("low, high", "your own range, in the same unit; may stay empty"),
    ("note", "where you have it from; may stay empty"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def wrong(self, name: str, why: str) -> BadInput:
        return BadInput(f"{self.path}, row {self.line}, {name}: {why}")


def read(
    path: Path, forms: Mapping[tuple[str, str], tuple[str, ...]], world: Mapping[str, float] | None = None
) -> Iterator[Fact]:
    """Facts of a table with the columns ``COLUMNS`` and any of ``OPTIONAL`` (XLSX, first sheet; or CSV in UTF-8).

    ``forms`` tells which forms are known of a commodity at a stage, ``world`` the most the world ever made of it in a year, t.
    Raises ``BadInput`` naming file, row and column for merged cells, unknown words or units, a number that is none or ``BEYOND``
    times what the world makes, a cell given twice, or an empty table.
    """
    yield from checked(path, _plausible(path, _facts(path, forms), world or {}))


def _plausible(path: Path, facts: Iterator[tuple[int, Fact]], world: Mapping[str, float]) -> Iterator[tuple[int, Fact]]:
    """Pass facts on; a figure far beyond what the world makes is a wrong unit, kilograms called tonnes."""
    for line, fact in facts:
        most = world.get(fact.commodity)
        if most and fact.value is not None and fact.value > BEYOND * most:
            raise BadInput(
                f"{path}, row {line}, value: {fact.value:,.6g} t is {fact.value / most:,.0f} times what the world makes of "
                f"{fact.commodity} in a year; is the unit right?"
            )
        yield line, fact


def _facts(path: Path, forms: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[tuple[int, Fact]]:
    empty = True
    for line, cells in records(path, "utf-8-sig", COLUMNS):
        strange = sorted(set(cells) - {*COLUMNS, *OPTIONAL})
        if strange:
            raise BadInput(f"{path}: column {strange[0]} has no meaning here; want {', '.join((*COLUMNS, *OPTIONAL))}")
        if any(cells.values()):
            empty = False
            yield line, _fact(_Row(path, line, cells), forms)
    if empty:
        raise BadInput(f"{path}: no row below the header; one figure a row")


def _fact(row: _Row, forms: Mapping[tuple[str, str], tuple[str, ...]]) -> Fact:
    quantity = QUANTITIES.get(row["quantity"].lower())
    if quantity is None:
        raise row.wrong("quantity", f'"{row["quantity"]}", want one of {", ".join(QUANTITIES)}')
    try:
        mineral, where = commodity(row["mineral"]), place(row["place"])
        at = stage(
            row["stage"] or _stage_of(row["form"], mineral.id, forms) or ("recycle" if quantity == "secondary" else "refine")
        )
    except UnknownTerm as error:
        raise BadInput(f"{row.path}, row {row.line}: {error}") from None
    if where.kind != "economy":
        raise row.wrong("place", f'"{row["place"]}" is not one economy; give each its own row')
    if not (row["year"].isdigit() and 1900 <= int(row["year"]) <= 2100):
        raise row.wrong("year", f'"{row["year"]}" is not a calendar year')
    by, basis = _factor(row, quantity, mineral.id)
    value = _number(row, "value") * by
    low, high = (_number(row, name) * by if row[name] else None for name in ("low", "high"))
    if (low is not None and value < low) or (high is not None and value > high):
        raise row.wrong("value", "must lie between low and high")
    return Fact(
        quantity=quantity, commodity=mineral.id, form=_form(row, quantity, mineral.id, at, forms), stage=at, place=where.iso3,
        period=int(row["year"]), value=value, low=low, high=high, unit=canonical_unit(quantity),
        basis="oxide" if basis else "contained", card=OWN, row=f"{row.path.name}, row {row.line}", note=row["note"],
    )  # fmt: skip


def _factor(row: _Row, quantity: str, mineral: str) -> tuple[float, bool]:
    """What one of the row's units is in canonical units, and whether it stays oxide."""
    unit = row["unit"]
    if not unit:
        raise row.wrong("unit", "is empty; write t, kg, kt ...")
    try:
        if factor(unit, mineral)[0] == "t REO":
            return factor(unit, mineral)[1], True
        return from_unit(1.0, unit, quantity, mineral), False
    except UnknownTerm as error:
        raise BadInput(f"{row.path}, row {row.line}, unit: {error}") from None


def _number(row: _Row, name: str) -> float:
    text = row[name]
    if "," in text:  # 1,500 is fifteen hundred to some and one and a half to others
        raise row.wrong(name, f'"{text}" is not a number we dare to read; write it without a comma, with a point for decimals')
    try:
        reading = cell(text, row.path, row.line)
    except BadInput:
        raise row.wrong(name, f'"{text}" is not a number') from None
    if reading.value is None or reading.sign or text in ("—", "–"):
        remedy = (
            "write the middle, with its range in low and high"
            if reading.sign and reading.value
            else "leave the row out where you have none"
        )
        raise row.wrong(name, f'"{text}" is not a number; {remedy}')
    return reading.value


def _stage_of(form: str, mineral: str, forms: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    """The only stage of a mineral that has the form, else nothing."""
    stages = [at for (of, at), known in forms.items() if of == mineral and form in known] if form else []
    return stages[0] if len(stages) == 1 else ""


def _form(row: _Row, quantity: str, mineral: str, at: str, forms: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    known = forms.get((mineral, at), ())
    if quantity == "secondary":  # scrap comes back as a form of any stage
        known = tuple(dict.fromkeys(f for (of, _), some in forms.items() if of == mineral for f in some))
    if quantity not in FORMED:
        if row["form"] and row["form"] not in known:
            said = f"known at {at}: {', '.join(known)}" if known else f"nothing is known of {mineral} at {at}"
            raise row.wrong(
                "form", f'"{row["form"]}" is no form of {mineral} at stage {at} ({said}); leave stage and form out for all'
            )
        if row["stage"] and not row["form"] and quantity != "secondary":
            raise row.wrong(
                "form", f"which form of {mineral} at {at}? name it, or leave the stage out too for all forms together"
            )
        return row["form"] or "all"
    if not row["stage"] or row["form"] not in known:
        said = f"known at {at}: {', '.join(known)}" if known else f"nothing is known of {mineral} at {at}; see lodestone atlas"
        raise row.wrong("form", f'"{row["form"]}": {quantity} needs the stage and one of its forms ({said})')
    return row["form"]
