"""Who held which office when (lexicon/people.csv): exact names, family names by date, and near spellings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from lodestone.evidence.fold import fold
from lodestone.evidence.lexicon import forms, table
from lodestone.terms.place import places


@dataclass(frozen=True, slots=True)
class Holder:
    """One person's time in one office; ``until`` None means still in office when the table was written.

    ``source`` says who published the dates, or ``unverified`` (with a text that names the person in office on one day, if any).
    """

    name: str
    family: str
    native: str
    iso3: str
    office: str
    since: date
    until: date | None
    aliases: tuple[str, ...]
    source: str = "unverified"

    @property
    def doubt(self) -> str:
        """What a reason must add: nothing where the dates have a source."""
        return "; dates of office unverified" if self.source.startswith("unverified") else ""

    @property
    def value(self) -> str:
        """The id of the person: ``JPN:Sanae Takaichi``."""
        return f"{self.iso3}:{self.name}"

    @property
    def post(self) -> str:
        """The office in words: ``Prime Minister of Japan``."""
        known = places().get(self.iso3)
        return f"{self.office} of {known.label if known else self.iso3}"

    def held(self, earliest: date | None, latest: date | None) -> bool:
        """Whether the time in office meets ``[earliest, latest]`` (None: open)."""
        return (latest is None or self.since <= latest) and (earliest is None or self.until is None or earliest <= self.until)


@cache
def holders() -> tuple[Holder, ...]:
    """Every row of the table."""
    return tuple(
        Holder(
            r["name"], r["family"], r["native"], r["iso3"], r["office"], date.fromisoformat(r["from"]),
            date.fromisoformat(r["to"]) if r["to"] else None, forms(r, "aliases"), r["source"],
        )
        for r in table("people")
    )  # fmt: skip


@cache
def horizon() -> date:
    """How far the table can speak: a year beyond its newest entry; an office without an end is held until then."""
    return max(h.since for h in holders()) + timedelta(365)


@cache
def spellings() -> Mapping[str, Holder]:
    """Full names in both orders, aliases and native writing, folded, in lower case; the latest office of a name wins."""
    found: dict[str, Holder] = {}
    for h in holders():
        given = h.name.removesuffix(h.family).strip() if h.name.endswith(h.family) else h.name.removeprefix(h.family).strip()
        for form in (h.name, f"{h.family} {given}" if given else "", h.native, *h.aliases):
            if len(form) >= 3:
                found[fold(form).lower()] = h
    return found


def at_the_time(holder: Holder, earliest: date | None, latest: date | None) -> Holder:
    """The office of ``holder`` at a time: that of the days given, where the table has several for the name; else ``holder``."""
    if earliest is None and latest is None:
        return holder
    return next((h for h in reversed(holders()) if h.name == holder.name and h.held(earliest, latest)), holder)


def named(family: str, iso3: str | None, earliest: date | None, latest: date | None) -> Sequence[Holder]:
    """Holders with this family name, of this state where it is known, in office between the dates where they are known."""
    wanted = fold(family).lower()
    found = [h for h in holders() if fold(h.family).lower() == wanted and (iso3 is None or h.iso3 == iso3)]
    at_the_time = [h for h in found if h.held(earliest, latest)]
    return at_the_time or found


@lru_cache(maxsize=4096)
def near(word: str, iso3: str | None, title: str, earliest: date | None, latest: date | None) -> tuple[Holder, int] | None:
    """The one holder of the titled office whose family name is at most two letters from ``word``, with the distance.

    None when several fit as well.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import DamerauLevenshtein

    best: dict[str, tuple[int, Holder]] = {}
    for h in holders():
        if (iso3 and h.iso3 != iso3) or not h.held(earliest, latest) or not _same_office(title, h.office):
            continue
        distance = DamerauLevenshtein.distance(word.lower(), fold(h.family).lower())
        if 0 < distance <= 2 and len(word) >= 5 and fuzz.ratio(word.lower(), h.family.lower()) >= 80:
            best[h.value] = min(best.get(h.value, (9, h)), (distance, h), key=lambda p: p[0])
    if not best:
        return None
    nearest = min(d for d, _ in best.values())
    closest = [h for d, h in best.values() if d == nearest]
    return (closest[0], nearest) if len(closest) == 1 else None


def _same_office(title: str, office: str) -> bool:
    """A misspelt name is resolved only where title and office share their last noun (President, Minister, Secretary)."""
    nouns = (
        "Prime Minister",
        "Vice President",
        "President",
        "Chancellor",
        "Premier",
        "Secretary",
        "Commissioner",
        "Minister",
        "Representative",
        "Advisor",
    )
    said, held = (next((n for n in nouns if n in words), None) for words in (title, office))
    return said is not None and said == held
