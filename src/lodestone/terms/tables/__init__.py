"""The vocabulary as tables: one row = one word with its unit, default, description and source."""

import csv
import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from lodestone.terms.errors import UnknownTerm


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Every row of ``<name>.csv`` in this folder, as read-only mappings of strings."""
    text = (files(__name__) / f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def listed(cell: str) -> tuple[str, ...]:
    """The items of a cell that holds several, divided by ``|``; an empty cell holds none."""
    return tuple(filter(None, cell.split("|")))


def unknown(word: str, kind: str, known: Iterable[str]) -> UnknownTerm:
    """An error that names the word, what it should have been, and the nearest known words."""
    spelt = {k.lower(): k for k in sorted(known, reverse=True)}
    near = [spelt[k] for k in difflib.get_close_matches(word.lower(), sorted(spelt), n=3, cutoff=0.6)]
    some = sorted(spelt.values())
    more = f" and {len(some) - 12} more" if len(some) > 12 else ""
    hint = f"; did you mean {' or '.join(near)}?" if near else f"; known: {', '.join(some[:12])}{more}"
    article = "an" if kind[0] in "aeio" else "a"
    return UnknownTerm(f'"{word}" is not {article} {kind}{hint}')
