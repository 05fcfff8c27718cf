"""The words by which things are known in texts: one CSV a kind of thing, one row a thing in one language."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Every row of ``<name>.csv`` in this folder, as mappings of strings; rows keep the order of the file."""
    text = (files(__name__) / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def forms(row: Mapping[str, str], column: str = "forms") -> tuple[str, ...]:
    """The spellings in a row, which are parted by ``|``."""
    return tuple(filter(None, row[column].split("|")))
