"""What can be named: every spelling from the tables of the ground floor and from this room's lexicons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lodestone.evidence.fold import lower
from lodestone.evidence.lexicon import forms, table
from lodestone.terms.tables import rows


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of a thing.

    ``capitals`` are the positions that must be upper case in the text; ``exact`` wants every letter as written.
    ``mineral_context`` marks everyday words that name a mineral only beside other minerals or words of the trade.
    """

    form: str
    type: str
    value: str
    capitals: tuple[int, ...] = ()
    exact: bool = False
    mineral_context: bool = False
    inferred: str | None = None


def entry(form: str, type_: str, value: str, *, mineral_context: bool = False, inferred: str | None = None) -> Entry:
    """An entry with the rule of case read off its spelling: US is exact, Japan is capitalised, cobalt is free."""
    capitals = tuple(i for i, c in enumerate(form) if c.isupper() and (i == 0 or not form[i - 1].isalpha()))
    exact = form.upper() == form and any(c.isupper() for c in form) and len(form.replace(".", "")) <= 6
    return Entry(form, type_, value, capitals, exact, mineral_context, inferred)


@cache
def entries() -> tuple[Entry, ...]:
    """Every spelling of every thing, with simple English plurals of lower-case words."""
    found: dict[tuple[str, str], Entry] = {}
    for e in (*_places(), *_blocs(), *_minerals(), *_own(), *_terms("instrument", "instruments"), *_terms("measure", "measures")):
        # The first table to claim a spelling of a kind keeps it.
        found.setdefault((e.type, e.form), e)
    for e in tuple(found.values()):
        if plural := _plural(e):
            found.setdefault((e.type, plural), Entry(plural, e.type, e.value, e.capitals, e.exact, e.mineral_context, e.inferred))
    return tuple(found.values())


def _plural(e: Entry) -> str | None:
    if not e.form.isascii() or not e.form[-1:].islower() or e.form[-1] in "s'" or e.type in ("place", "group", "person", "route"):
        return None
    return e.form[:-1] + "ies" if e.form[-1] == "y" and e.form[-2:-1] not in "aeiou" else e.form + "s"


def _places() -> Iterator[Entry]:
    for row in table("cities"):
        for form in forms(row):
            yield entry(form, "place", row["id"])
    for row in rows("places"):
        capitals = forms(row, "metonyms")
        seat = next((c for c in capitals if c.isascii()), None)
        for form in capitals:
            if form != row["label"] and seat:
                yield entry(form, "place", f"{row['iso3']}:{seat}")
        for form in (row["label"], *forms(row, "aliases")):
            if (form not in capitals or form == row["label"]) and not form.startswith("the "):
                yield entry(form, "place", row["iso3"])
    for row in table("place_names"):
        for form in forms(row):
            yield entry(form, "place", row["iso3"])


def _blocs() -> Iterator[Entry]:
    regions = {r["id"] for r in table("regions")}
    for row in rows("blocs"):
        kind = "place" if row["id"] in regions else "group"
        for form in (row["label"], *forms(row, "aliases")):
            yield entry(form, kind, row["id"])
    for row in table("groups"):
        for form in forms(row):
            yield entry(form, row["type"], row["id"])


def _minerals() -> Iterator[Entry]:
    for row in table("minerals"):
        for form in forms(row):
            yield entry(form, "mineral", row["id"])
    for row in rows("commodities"):
        for form in forms(row, "guarded_aliases"):
            yield entry(form, "mineral", row["id"], mineral_context=True)
    for row in rows("commodities"):
        guarded = set(forms(row, "guarded_aliases"))
        for form in (row["label"], *forms(row, "aliases")):
            if form not in guarded:
                yield entry(form, "mineral", row["id"])


def _own() -> Iterator[Entry]:
    for kind, name in (("stage", "stages"), ("sector", "sectors"), ("instrument", "instruments"), ("route", "routes")):
        for row in table(name):
            for form in forms(row):
                yield entry(form, kind, row["id"])


def _terms(kind: str, name: str) -> Iterator[Entry]:
    for row in rows(name):
        for form in (row["label"], *forms(row, "aliases")):
            yield entry(form, kind, row["id"])


@cache
def silent_forms() -> tuple[Entry, ...]:
    """Names that hold another name and mean neither ("New Mexico")."""
    return tuple(entry(row["form"], "silent", "") for row in table("silent"))


@cache
def guards() -> Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]:
    """By kind and spelling: the words of which one must stand near, and those of which none may."""
    found: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for row in table("guards"):
        pair = (forms(row, "needs"), forms(row, "refuses"))
        for form in {row["form"], row["form"] + "s"}:
            found.setdefault((row["type"], lower(form)), pair)
    return found
