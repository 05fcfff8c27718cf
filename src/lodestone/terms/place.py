"""Economies and blocs, by ISO 3166-1 alpha-3 code."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from lodestone.terms.tables import listed, rows, unknown


@dataclass(frozen=True, slots=True)
class Place:
    """An economy, or a bloc such as EUU. ``lon`` and ``lat`` (degrees) place an economy's label on a map.

    ``kind`` is ``economy`` (``members`` empty), ``bloc`` (a closed list of members) or ``vague`` (nobody says who belongs:
    ``GLOBAL_SOUTH``, ``ROW``). ``metonyms`` are those of the ``aliases`` that name a place by its capital.
    """

    iso3: str
    label: str
    lon: float | None = None
    lat: float | None = None
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kind: Literal["economy", "bloc", "vague"] = "economy"
    metonyms: tuple[str, ...] = ()


@cache
def places() -> dict[str, Place]:
    """Every economy and bloc by code; ``ROW`` is the rest of the world."""
    economies = {
        r["iso3"]: Place(
            iso3=r["iso3"],
            label=r["label"],
            lon=float(r["lon"]) if r["lon"] else None,
            lat=float(r["lat"]) if r["lat"] else None,
            aliases=listed(r["aliases"]),
            kind="vague" if r["iso3"] == "ROW" else "economy",
            metonyms=listed(r["metonyms"]),
        )
        for r in rows("places")
    }
    blocs = {
        r["id"]: Place(
            iso3=r["id"],
            label=r["label"],
            members=listed(r["members"]),
            aliases=listed(r["aliases"]),
            kind="bloc" if r["members"] else "vague",
        )
        for r in rows("blocs")
    }
    return economies | blocs


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for p in places().values():
        for word in p.aliases:
            names[word.lower()] = p.iso3
    for p in places().values():
        for word in (p.label, p.iso3):
            names[word.lower()] = p.iso3
    return names


def place(word: str) -> Place:
    """The place called ``word`` (code, name or alias, any case); raises ``UnknownTerm``.

    >>> place("DRC").iso3, place("Korea, South").iso3, place("G7").kind
    ('COD', 'KOR', 'bloc')
    """
    code = _by_name().get(word.strip().lower())
    if code is None:
        raise unknown(word, "country or bloc", [*(p.label for p in places().values()), *places()])
    return places()[code]


def members(word: str) -> tuple[str, ...]:
    """The economies of a bloc, or the place itself where it is an economy or nobody says who belongs.

    >>> members("C5")
    ('KAZ', 'KGZ', 'TJK', 'TKM', 'UZB')
    """
    found = place(word)
    return found.members or (found.iso3,)
