"""Dates counted from the text's own day: today, last June, August next year, within five years of signing."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

from lodestone.evidence.calendar_words import SEASONS, months
from lodestone.evidence.dates import Dated, Reference
from lodestone.evidence.dates_absolute import iso
from lodestone.evidence.lexicon import table
from lodestone.evidence.numerals import WORDS, from_words

_WORDS = {kind: {r["form"]: r["value"] for r in table("time_words") if r["kind"] == kind} for kind in ("day", "step", "unit")}
_DAYS = {form: int(value) for form, value in _WORDS["day"].items()}  # counted from the reference day
_STEPS = {form: int(value) for form, value in _WORDS["step"].items()}  # last -1, this 0, next 1
_UNITS = _WORDS["unit"]
_THIS_TEXT = (
    r"(?: (?:of|from|after|following) (?P<anchor>(?:the )?(?:date of (?:signature|signing|"
    r"adoption|entry into force|this [A-Z]\w+(?: [A-Z]\w+)*|"
    r"the (?:proclamation|order|memorandum|agreement|framework)|(?:the )?receipt)|"
    r"(?:this|the) (?:[A-Z]\w+|proclamation|order|memorandum|agreement|framework|announcement|"
    r"signing|signature|entry into force)(?: of [A-Z]\w+)?|"
    r"(?:the )?receipt)))?"
)
_NO_ANCHOR = re.compile(r" (?:of|from|after|following|before|prior to) (?:the |a |an |its |such |receipt|receiving|being)")


def find(plain: str, language: str, reference: Reference) -> list[Dated]:
    """Relative dates in folded text; those whose anchor the text does not give yield nothing."""
    found: list[Dated] = []
    for pattern, read in _patterns(language):
        for match in pattern.finditer(plain):
            found += read(match, reference)
    return found


def shifted(reference: Reference, count: int, unit: str, anchor: str | None = None) -> tuple[str, str, str] | None:
    """``count`` units after the reference (or before, when negative): value, precision and basis; None without a reference.

    The precision is the reference's own: five years from 2025-12 is 2030-12.
    """
    known = anchor or reference.value
    if not known:
        return None
    how = "signed" if anchor and anchor == reference.signed else reference.basis
    basis = f"{how} {known} {'+' if count >= 0 else '-'} {abs(count)} {unit}" + ("s" if abs(count) != 1 else "")
    months_on = {"month": count, "quarter": 3 * count, "year": 12 * count, "decade": 120 * count}.get(unit)
    if len(known) == 10:
        day = date.fromisoformat(known)
        return (
            (
                _add_months(day, months_on) if months_on is not None else day + timedelta(count * (7 if unit == "week" else 1))
            ).isoformat(),
            "day",
            basis,
        )
    if len(known) == 7 and months_on is not None:
        index = int(known[:4]) * 12 + int(known[5:]) - 1 + months_on
        return f"{index // 12}-{index % 12 + 1:02d}", "month", basis
    if len(known) == 4 and months_on is not None and months_on % 12 == 0:
        return f"{int(known) + months_on // 12}", "year", basis
    return None


def _add_months(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reference], Iterator[Dated]]], ...]:
    names = months(language)
    month = "|".join(sorted((n for n in names if len(n) > 2), key=lambda w: (-len(w), w)))
    words = "|".join(sorted({w for code in ("en", language) for w in WORDS.get(code, {})}, key=lambda w: (-len(w), w)))
    number = rf"(?P<n>\d{{1,3}}|(?:{words})(?:[ -](?:{words}))?)"
    unit = "|".join(sorted(_UNITS, key=lambda w: (-len(w), w)))
    step = "|".join(sorted(_STEPS, key=lambda w: (-len(w), w)))
    season = "|".join(SEASONS)

    def month_step(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
        return _month_step(m, reference, names)

    def counted(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
        return _counted(m, reference, language)

    return (
        (re.compile(rf"\b(?P<day>{'|'.join(_DAYS)}|{'|'.join(w.capitalize() for w in _DAYS)})\b(?!'s)"), _today),
        (
            re.compile(
                rf"\b(?P<step>[Tt]his|[Ll]ast|[Nn]ext|[Ll]etzten|[Nn]ächsten|[Dd]iesen|[Cc]e|[Ii]m) "
                rf"(?:past |coming )?(?P<month>{month})\b(?! \d)"
            ),
            month_step,
        ),
        (
            re.compile(
                rf"\b(?P<month>{month})\b(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?)? (?:of )?(?P<step>{step}) "
                rf"(?:year|Jahres|anno|année|an)\b"
            ),
            month_step,
        ),
        (
            re.compile(
                rf"(?:(?<![\d.,])(?P<day>\d{{1,2}})(?:er|º|°)? )?"
                rf"\b(?P<month>{month})\b (?:de l'année |dell'anno )?(?P<step>prochain|dernier|scorso|"
                rf"prossimo)\b"
            ),
            month_step,
        ),
        (
            re.compile(
                rf"\b(?:[Ll]ate(?:r)? |[Ee]arl(?:y|ier) )?(?P<step>{step}|"
                rf"{'|'.join(w.capitalize() for w in _STEPS)})[ ']?(?P<unit>week|month|quarter|year|decade|"
                rf"semaine|mois|année|settimana|mese|anno|Woche|Monat|Jahr)\b(?!s)"
            ),
            _unit_step,
        ),
        (
            re.compile(
                r"\b(?:la |le |l'|l')?(?P<unit>semaine|mois|année|an|settimana|mese|anno) "
                r"(?P<step>dernière|dernier|prochaine|prochain|scorsa|scorso|prossima|prossimo)\b"
            ),
            _unit_step,
        ),
        (re.compile(rf"\b(?P<step>this|last|next|cet|cette|diesen|nächsten|letzten) (?P<season>{season})\b"), _season),
        (
            re.compile(
                rf"\b(?P<how>[Ww]ithin|[Ii]n|[Dd]ans(?: un délai de)?|[Dd]'ici|[Ee]ntro|[Ii]nnerhalb von|"
                rf"[Bb]innen|[Nn]o later than|[Nn]ot later than|[Bb]y) (?:the )?(?:next |coming |following "
                rf"|les |i prossimi |le prossime |den nächsten |der nächsten |prochains |prochaines "
                rf")*{number}[ -](?P<unit>{unit})\b{_THIS_TEXT}"
            ),
            counted,
        ),
        (
            re.compile(
                rf"\b(?P<how>[Oo]ver|[Dd]uring|[Ff]or|[Ii]n|[Tt]hrough) (?:the )?(?:course of the "
                rf")?(?P<side>last|past|previous|next|coming|following) {number} (?P<unit>{unit})\b"
            ),
            counted,
        ),
        (re.compile(rf"\b{number} (?P<unit>{unit}) (?P<how>ago|from now|from today|later than today)\b"), counted),
    )


def _today(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
    if reference.day:
        shift = _DAYS[m["day"].lower()]
        day = (reference.day + timedelta(shift)).isoformat()
        yield Dated(
            m.start(), m.end(), day, "day", f"{reference.basis} {reference.value}" + (f" {shift:+d} day" if shift else "")
        )


def _month_step(m: re.Match[str], reference: Reference, names: dict[str, int]) -> Iterator[Dated]:
    """Read "last June" as the latest June before the reference month, "next June" as the first after it.

    "June last year" needs the reference year alone.
    """
    if not reference.year:
        return
    wanted, step = names[m["month"]], _STEPS.get(m["step"].lower(), 0)
    basis = f"{m.group().strip()}, counted from {reference.basis} {reference.value}"
    if m.group().rstrip().lower().endswith(("year", "jahres", "anno", "année", "an")) or step == 0:
        year = reference.year + step
    elif reference.month:
        year, now = reference.month
        year += step if (wanted >= now if step < 0 else wanted <= now) else 0
    else:
        return
    day = m.groupdict().get("day")
    if value := iso(year, wanted, int(day) if day else None):
        yield Dated(m.start(), m.end(), value, "day" if day else "month", basis)


def _unit_step(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
    step, unit = _STEPS[m["step"].lower()], _UNITS[m["unit"]]
    basis = f"{reference.basis} {reference.value}"
    if unit == "week" and reference.day:
        monday = reference.day - timedelta(reference.day.weekday()) + timedelta(7 * step)
        yield Dated(m.start(), m.end(), f"{monday}/{monday + timedelta(6)}", "week", f"week counted from {basis}")
    elif unit == "month" and reference.month:
        index = reference.month[0] * 12 + reference.month[1] - 1 + step
        yield Dated(m.start(), m.end(), f"{index // 12}-{index % 12 + 1:02d}", "month", basis)
    elif unit == "quarter" and reference.month:
        index = reference.month[0] * 4 + (reference.month[1] - 1) // 3 + step
        year, q = index // 4, index % 4 + 1
        yield Dated(m.start(), m.end(), f"{year}-{3 * q - 2:02d}/{year}-{3 * q:02d}", "quarter", basis)
    elif unit == "year" and reference.year:
        yield Dated(m.start(), m.end(), f"{reference.year + step}", "year", basis)


def _season(m: re.Match[str], reference: Reference) -> Iterator[Dated]:
    if reference.year:
        first, last = SEASONS[m["season"]]
        year = reference.year + _STEPS[m["step"].lower()]
        yield Dated(
            m.start(),
            m.end(),
            f"{year}-{first:02d}/{year}-{last:02d}",
            "season",
            f"{reference.basis} {reference.value}, northern seasons",
        )


def _counted(m: re.Match[str], reference: Reference, language: str) -> Iterator[Dated]:
    """A number of days, weeks, months or years from the reference, from signing, or back from now."""
    groups = m.groupdict()
    said = m["n"]
    number = int(said) if said.isdigit() else from_words(said, language) or from_words(said, "en")
    unit, anchor = _UNITS[m["unit"]], groups.get("anchor")
    if not number or number > 500:
        return
    count, how = int(number), m["how"].lower()
    unknown = "receipt" in anchor or "entry into force" in anchor if anchor else _NO_ANCHOR.match(m.string, m.end())
    if unknown:
        return
    if side := groups.get("side"):
        back = side in ("last", "past", "previous")
        yield from _interval(m, reference, -count if back else count, unit)
        return
    if resolved := shifted(reference, -count if how == "ago" else count, unit, reference.signed if anchor else None):
        yield Dated(m.start(), m.end(), *resolved)


def _interval(m: re.Match[str], reference: Reference, count: int, unit: str) -> Iterator[Dated]:
    """Read "over the past 21 years": from and to, both at the coarser precision of the unit."""
    there = shifted(reference, count, unit)
    if there is None or reference.value is None:
        return
    size = {"year": 4, "decade": 4, "month": 7, "quarter": 7}.get(unit, 10)
    ends = sorted((there[0][:size], reference.value[:size]))
    yield Dated(m.start(), m.end(), "/".join(ends), unit if unit != "decade" else "year", there[2])
