"""Customs codes across the editions of the Harmonized System: where a code exists, and where it stands for the same goods."""

import csv
from functools import cache
from importlib.resources import files

EDITIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")


@cache
def _spans() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Per code, the runs of editions in which it means the same goods (tables/hs_spans.csv)."""
    text = (files("lodestone.atlas.tables") / "hs_spans.csv").read_text("utf-8")
    found: dict[str, list[tuple[str, ...]]] = {}
    for r in csv.DictReader(text.splitlines()):
        first, last = EDITIONS.index(r["first"]), EDITIONS.index(r["last"])
        found.setdefault(r["code"], []).append(EDITIONS[first : last + 1])
    return {code: tuple(runs) for code, runs in found.items()}


def same_goods(code: str, edition: str) -> tuple[str, ...]:
    """Editions in which ``code`` stands for the same goods as in ``edition``, itself first; only itself where nothing is known.

    >>> same_goods("810820", "HS17")
    ('HS17', 'HS02', 'HS07', 'HS12', 'HS22')
    """
    run = next((run for run in _spans().get(code, ()) if edition in run), (edition,))
    return (edition, *(e for e in run if e != edition))


def mixed_up(code: str, edition: str) -> str:
    """What is wrong with naming ``code`` in ``edition``, with the remedy; empty where it exists or is not in the table.

    >>> mixed_up("810520", "HS92")
    'HS92 has no 810520: it stands from HS02 to HS22'
    """
    runs = _spans().get(code, ())
    if edition not in EDITIONS or not runs or any(edition in run for run in runs):
        return ""
    return f"{edition} has no {code}: it stands from {runs[0][0]} to {runs[-1][-1]}"
