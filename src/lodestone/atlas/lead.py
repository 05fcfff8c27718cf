"""Months from shipment to arrival by classes of origin and destination (tables/regions.csv, tables/leads.csv)."""

import csv
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from lodestone.terms.prior import prior


def lead_months(places: tuple[str, ...], origin: NDArray[np.int64], destination: NDArray[np.int64]) -> NDArray[np.float64]:
    """Central lead time of each arc ``(arc,)`` in months; ``origin`` and ``destination`` index ``places``."""
    return np.array(
        [prior(lead_prior(places[o], places[d])).mode for o, d in zip(origin, destination, strict=True)], dtype=np.float64
    )


@cache
def lead_prior(origin: str, destination: str) -> str:
    """Id of the prior (``lead.*``) for shipments between two places: the first row of the table whose two regions fit."""
    here, there = (_regions().get(place, "") for place in (origin, destination))
    return next(row[2] for row in _leads() if row[0] in (here, "*") and row[1] in (there, "*"))


@cache
def _regions() -> dict[str, str]:
    text = (files("lodestone.atlas.tables") / "regions.csv").read_text("utf-8")
    return {row["place"]: row["region"] for row in csv.DictReader(text.splitlines())}


@cache
def _leads() -> tuple[tuple[str, str, str], ...]:
    text = (files("lodestone.atlas.tables") / "leads.csv").read_text("utf-8")
    return tuple((row["origin"], row["destination"], row["prior"]) for row in csv.DictReader(text.splitlines()))
