"""Which publisher is shown where several give a figure (tables/publishers.csv, with the reason)."""

import csv
from functools import cache
from importlib.resources import files

LAST = 9


@cache
def _ranks() -> dict[tuple[str, str], int]:
    text = (files("lodestone.atlas.tables") / "publishers.csv").read_text("utf-8")
    return {(r["card"], r["commodity"]): int(r["rank"]) for r in csv.DictReader(text.splitlines())}


def preference(card: str, commodity: str) -> int:
    """Rank of a card for a commodity, 1 first; a row for the commodity overrules the general one; an unlisted card is last."""
    return _ranks().get((card, commodity), _ranks().get((card, ""), LAST))
