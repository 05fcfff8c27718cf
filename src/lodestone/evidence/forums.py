"""Forums on record: when leaders and ministers meet next, with the publisher who says so, and which texts speak of them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from lodestone.evidence.claim import Reading
from lodestone.evidence.validity import first_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """One edition of a forum. ``status``: held, scheduled, expected (by its rhythm only) or postponed; ISO dates as known.

    ``groups`` are the ids by which texts name it; ``policies`` the texts that do, where they were asked for.
    """

    id: str
    forum: str
    groups: tuple[str, ...]
    edition: str
    status: str
    start: str
    end: str
    place: str
    country: str
    publisher: str
    source: str
    confidence: str
    note: str
    policies: tuple[str, ...] = ()


@cache
def forums() -> tuple[Forum, ...]:
    """Every edition of the packaged table, by date."""
    text = (files("lodestone.data") / "forums.csv").read_text("utf-8")
    found = [
        Forum(**{**row, "groups": tuple(row["groups"].split("|"))})  # type: ignore[arg-type]
        for row in csv.DictReader(text.splitlines())
    ]
    return tuple(sorted(found, key=lambda f: (f.start, f.id)))


def ahead(readings: Iterable[tuple[str, Reading]], since: str | None = None) -> tuple[Forum, ...]:
    """Editions that the texts (name, reading) name and that come after them, and not before ``since`` (ISO), by date.

    An edition that was postponed is left out; a text without a date looks ahead from ``since``, or at all of them.
    """
    named: dict[str, list[str]] = {}
    for policy, reading in readings:
        groups = {m.value for m in reading.mentions if m.type == "group"}
        published = reading.document.source.published
        for one in forums():
            begins = first_day(one.start)
            late = (published and begins <= first_day(published)) or (since and begins < first_day(since))
            if one.status != "postponed" and groups & set(one.groups) and not late and policy not in named.get(one.id, []):
                named.setdefault(one.id, []).append(policy)
    return tuple(_with(one, named[one.id]) for one in forums() if one.id in named)


def _with(one: Forum, policies: Sequence[str]) -> Forum:
    return replace(one, policies=tuple(policies))
