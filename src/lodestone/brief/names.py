"""Ids as a reader knows them: countries and people in full, minerals by name, codes kept for the hover text."""

from lodestone.report.note import Run
from lodestone.terms.commodity import commodity
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.place import place
from lodestone.terms.tables import rows


def place_label(code: str) -> str:
    """The name of an economy, bloc or person (``JPN:Sanae Takaichi``); words we do not know stand as they are."""
    if ":" in code:
        return code.split(":", 1)[1]
    try:
        return place(code).label
    except UnknownTerm:
        return code.replace("_", " ")


def place_run(code: str) -> Run:
    """A place in full with its code on hover."""
    return Run(place_label(code), tip=code.split(":", 1)[0] if ":" in code else code)


def mineral_label(id_: str) -> str:
    """The name of a commodity."""
    try:
        return commodity(id_).label
    except UnknownTerm:
        return id_.replace("_", " ")


def measure_label(kind: str) -> str:
    """The name of a kind of measure (tables/measures.csv)."""
    return next((r["label"] for r in rows("measures") if r["id"] == kind), kind.replace("_", " "))


def in_text(label: str) -> str:
    """A place name inside a sentence: ``the United States``, ``the rest of the world``."""
    with_article = ("United ", "Philippines", "Netherlands", "European Union", "rest of ", "Czech Republic", "Gambia", "Bahamas")
    return f"the {label}" if label.startswith(with_article) else label


def possessive(label: str) -> str:
    """``Japan's``, ``the United States'``."""
    name = in_text(label)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


STAGE_LABEL = {
    "mine": "Mined",
    "refine": "Refined",
    "metal": "Made into metal or alloy",
    "intermediate": "Made into magnets, wafers or other intermediates",
    "product": "Made into products",
    "recycle": "Recycled",
    "extract": "Extracted",
    "liquefy": "Liquefied",
    "regasify": "Regasified",
}
