"""Economies and blocs, by ISO 3166-1 alpha-3 code."""

from dataclasses import dataclass
from functools import cache

from lodestone.terms.tables import rows, unknown


@dataclass(frozen=True, slots=True)
class Place:
    """An economy (``members`` empty) or a bloc such as EUU. ``lon`` and ``lat`` (degrees) place its label on a map."""

    iso3: str
    label: str
    lon: float | None = None
    lat: float | None = None
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@cache
def places() -> dict[str, Place]:
    """Every economy and bloc by code; ``ROW`` is the rest of the world."""
    economies = {
        r["iso3"]: Place(
            r["iso3"], r["label"], float(r["lon"]) if r["lon"] else None, float(r["lat"]) if r["lat"] else None,
            (), tuple(filter(None, r["aliases"].split("|"))),
        )
        for r in rows("places")
    }
    blocs = {
        r["id"]: Place(r["id"], r["label"], None, None, tuple(r["members"].split("|")), tuple(filter(None, r["aliases"].split("|"))))
        for r in rows("blocs")
    }
    return economies | blocs


@cache
def _by_name() -> dict[str, str]:
    names = {}
    for p in places().values():
        for word in (*p.aliases, p.label, p.iso3):
            names[word.lower()] = p.iso3
    return names


def place(word: str) -> Place:
    """The place called ``word`` (code, name or alias, any case); raises ``UnknownTerm``."""
    code = _by_name().get(word.strip().lower())
    if code is None:
        raise unknown(word, "country or bloc", _by_name())
    return places()[code]


def members(word: str) -> tuple[str, ...]:
    """The economies of a bloc, or the economy itself."""
    found = place(word)
    return found.members or (found.iso3,)
