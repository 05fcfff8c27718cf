"""Dates that leave out their year: a month, a month and day, a weekday; the year comes from the text's own date."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from lodestone.evidence.calendar_words import months, weekdays
from lodestone.evidence.dates import Dated, Reference
from lodestone.evidence.dates_absolute import iso

_FUTURE = re.compile(
    r"\b(?:will|shall|would|to be|expires?|lapses?|takes? effect|enters? into force|"
    r"plans?|planned|scheduled|due|upcoming|forthcoming|next|aims?|expected|later|set to|"
    r"sera|seront|prévue?s?|prochaine?|sarà|saranno|previst[oaie]|prossim[oa]|wird|werden|soll|sollen|nächste[nrms]?)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|has|have|held|met|took|made|began|came|went|since|last|ago|earlier|"
    r"previous|gave|said|built|rose|fell|signed|announced|agreed|adopted|"
    r"launched|attended|participated|visited|assumed|established|concluded|entered|published|"
    r"imposed|implemented|started|expired|lapsed|reinstated|suspended|lifted|resumed|extended|"
    r"received|welcomed|hosted|convened|"
    r"s'est|ont|été|dernier|dernière|è stat[oa]|sono|hanno|scors[oa]|wurde|wurden|hat|haben|letzte[nrms]?|vergangene[nrms]?)\b"
)
_LIES_AHEAD = re.compile(r"\b(?:be|will|shall|would|may|to)(?: \w+ly)? $")
"""Words before a past form that make it none: ``will be signed``, ``to be formally announced``."""
_DEADLINE = re.compile(
    r"\b(?:[Uu]ntil|[Tt]ill|[Bb]y|[Bb]efore|[Bb]is|[Jj]usqu'(?:à|en)|[Ee]ntro|[Ff]ino a|d'ici)"
    r"(?: (?:the |early |late |mid-|end of |the end of |Ende )*)?\s?$"
)
_LINKED = re.compile(
    r"(?:\b[Ii]n|\b[Bb]y|\b[Ss]ince|\b[Uu]ntil|\b[Dd]uring|\b[Ff]rom|\b[Bb]efore|\b[Aa]fter|"
    r"\b[Oo]f|\bfor|\bto|\band|\b[Ee]arly|\b[Ll]ate|\b[Mm]id|\bbis|"
    r"\b[Ee]n|\bau|\b[Ii]m|\b[Ss]eit|\b[Aa]b|\b[Aa]|\bcourant|\bnel|\bdi|\bdepuis)[ -]$"
)


def find(plain: str, language: str, reference: Reference) -> list[Dated]:
    """Month and day, bare month, and weekday in folded text, where the text's date (or a weekday) fixes the year."""
    found: list[Dated] = []
    for pattern, read in _patterns(language):
        for match in pattern.finditer(plain):
            found += read(match, language, reference)
    return found


@cache
def _patterns(language: str):  # type: ignore[no-untyped-def]
    names, days = months(language), weekdays(language)
    any_month, any_day = ("|".join(sorted(map(re.escape, n), key=lambda w: (-len(w), w))) for n in (names, days))
    weekday = rf"(?:\b(?P<weekday>{any_day}),?(?: the| den| dem| le)? )?"
    after = r"(?!,?\s{0,3}(?:19|20)\d\d)(?![\w%])"
    ordinal = r"(?:st|nd|rd|th|er|º|\.)?"
    last = rf"(?:\s?(?:-|to|and|au|al|bis|und|et|e)\s?(?P<last>\d{{1,2}}){ordinal})?"
    return (
        (re.compile(rf"{weekday}\b(?P<month>{any_month})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{last}{after}"), _day_of_month),
        (
            re.compile(
                rf"{weekday}(?<![\d.,$€£¥])\b(?P<day>\d{{1,2}}){ordinal}{last}(?: of| de| di)? "
                rf"(?P<month>{any_month})\b{after}"
            ),
            _day_of_month,
        ),
        (re.compile(rf"\b(?P<month>{any_month})\b(?!\.? ?\d)"), _month),
        (
            re.compile(
                rf"(?P<how>\b(?:[Ll]ast|[Nn]ext|[Uu]ntil|[Bb]y|[Tt]his|[Cc]oming|bis|jusqu'à|fino a|entro) "
                rf")?\b(?P<weekday>{any_day})\b"
            ),
            _weekday,
        ),
    )


def year_of(month: int, day: int | None, weekday: int | None, reference: Reference, direction: str) -> tuple[int, str] | None:
    """The year of a month (and day), with the basis in words; None where nothing fixes it.

    ``direction`` is ``past``, ``future`` or ``nearest``. A weekday must agree with the date it names: it chooses the
    year where the text's own date is unknown or would contradict it.
    """
    if weekday is not None and day is not None and reference.earliest and reference.latest:
        return _year_between(month, day, weekday, reference.earliest, reference.latest)
    known = reference.month or ((reference.year, 7) if reference.year else None)
    if known:
        year = _year_near(known, month, direction)
        side = {"nearest": "nearest", "future": "next"}.get(direction, "last")
        basis = f"the {side} such month to {reference.basis} {reference.value}"
        if weekday is None or day is None or _falls(year, month, day, weekday):
            return year, basis
        fitting = [y for y in (known[0] - 1, known[0], known[0] + 1) if _falls(y, month, day, weekday)]
        return (fitting[0], f"{basis}; the weekday fixes the year") if len(fitting) == 1 else None
    return None


def _year_between(month: int, day: int, weekday: int, earliest: date, latest: date) -> tuple[int, str] | None:
    fitting = [
        y
        for y in range(earliest.year, latest.year + 1)
        if _falls(y, month, day, weekday) and earliest <= date(y, month, day) <= latest
    ]
    if len(fitting) != 1:
        return None
    return fitting[
        0
    ], f"the weekday fixes the year: the only such day between {earliest} and {latest}, the terms of the office-holders named"


def _falls(year: int, month: int, day: int, weekday: int) -> bool:
    return iso(year, month, day) is not None and date(year, month, day).weekday() == weekday


def _year_near(known: tuple[int, int], month: int, direction: str) -> int:
    year, now = known
    if direction == "past":
        return year if month <= now else year - 1
    if direction == "future":
        return year if month >= now else year + 1
    return min((year - 1, year, year + 1), key=lambda y: (abs((y - year) * 12 + month - now), -y))


def direction(plain: str, start: int, end: int) -> str:
    """Whether the clause around ``[start, end)`` looks back or forward, by its nearest verb form; ``nearest`` when unclear."""
    head = max(plain.rfind(mark, max(0, start - 220), start) for mark in (". ", "; ", "\n", "。")) + 1
    before = plain[max(head, start - 220) : start]
    if _DEADLINE.search(before):
        return "future"
    future = [m.start() for m in _FUTURE.finditer(before)]
    past = [m.start() for m in _PAST.finditer(before) if not _LIES_AHEAD.search(before, max(0, m.start() - 24), m.start())]
    if future or past:
        return "future" if max(future, default=-1) >= max(past, default=-1) else "past"
    after = plain[end : end + 80].split(". ")[0]
    coming, gone = _FUTURE.search(after), _PAST.search(after)
    if coming and (not gone or coming.start() <= gone.start()):
        return "future"
    return "past" if gone else "nearest"


def _day_of_month(m: re.Match[str], language: str, reference: Reference) -> Iterator[Dated]:
    names, days = months(language), weekdays(language)
    month, day = names[m["month"]], int(m["day"])
    weekday = days[m["weekday"]] if m["weekday"] else None
    resolved = year_of(month, day, weekday, reference, direction(m.string, m.start(), m.end()))
    if resolved is None:
        return
    year, basis = resolved
    value, last = iso(year, month, day), m["last"]
    until = iso(year, month, int(last)) if last and int(last) > day else None
    if value:
        yield Dated(m.start(), m.end(), f"{value}/{until}" if until else value, "day", basis)


def _month(m: re.Match[str], language: str, reference: Reference) -> Iterator[Dated]:
    """A month by itself; short forms and May, March (also verbs) need a word such as "in" before them."""
    linked = _LINKED.search(m.string[max(0, m.start() - 8) : m.start()])
    if (not linked and (len(m["month"]) < 5 or m["month"] in ("March", "MARCH", "marche"))) or (
        m["month"].islower() and not linked
    ):
        return
    if not reference.month and not reference.year:
        return
    resolved = year_of(months(language)[m["month"]], None, None, reference, direction(m.string, m.start(), m.end()))
    if resolved:
        yield Dated(m.start(), m.end(), f"{resolved[0]}-{months(language)[m['month']]:02d}", "month", resolved[1])


def _weekday(m: re.Match[str], language: str, reference: Reference) -> Iterator[Dated]:
    today = reference.day
    if today is None:
        return
    wanted, how = weekdays(language)[m["weekday"]], (m["how"] or "").strip().lower()
    ahead, back = (wanted - today.weekday()) % 7, (today.weekday() - wanted) % 7
    if how in ("next", "coming"):
        day = today + timedelta(ahead or 7)
    elif how == "last":
        day = today - timedelta(back or 7)
    elif (
        how in ("until", "by", "this", "bis", "jusqu'à", "fino a", "entro") or direction(m.string, m.start(), m.end()) == "future"
    ):
        day = today + timedelta(ahead)
    else:
        day = today - timedelta(back)
    start = m.start("weekday") if how in ("until", "by", "bis", "jusqu'à", "fino a", "entro") else m.start()
    yield Dated(start, m.end(), day.isoformat(), "day", f"{m['weekday']} counted from {reference.basis} {reference.value}")
