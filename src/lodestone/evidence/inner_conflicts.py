"""Slips a single text shows by itself: a count that differs from its list, a weekday that is not that date's."""

import datetime
import re

from lodestone.evidence.claim import Conflict, Reading
from lodestone.terms.source import Span

_NUMBERS = {
    w: n
    for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}  # fmt: skip
_COUNTED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+((?:[a-z][a-z-]*\s+){0,4}?)"
    r"(categories|areas|pillars|priorities|fields|points|principles|sectors|measures|projects|documents|agreements|minerals|elements|goals|items|themes)\b",
    re.I,
)
_MARK = re.compile(r"(?:(?<=[\s:;,])|^)(?:\(?(\d{1,2})\)|\(([a-h])\)|(\d{1,2})\.(?=\s))", re.M)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(" + "|".join(_DAYS) + r")\b", re.I)
_REACH = 2500


def counts(reading: Reading) -> list[Conflict]:
    """Every ``eight categories, such as: 1) ... 4) ...`` whose list has another length than the number says."""
    text, source = reading.document.text, reading.document.source.id
    out = []
    for m in _COUNTED.finditer(text):
        stated = _NUMBERS.get(m[1].lower()) or (int(m[1]) if m[1].isdigit() else 0)
        colon = _colon_after(text, m.end())
        if stated < 2 or colon is None or any(z.start <= m.start() < z.end for z in reading.zones if z.kind == "boilerplate"):
            continue
        listed, end = _listed(text, colon)
        if listed is None or listed == stated:
            continue
        claim = next((c.id for c in reading.claims if c.span.start <= m.start() < c.span.end), None)
        head = Span(source, m.start(), m.end(), m[0])
        tail = Span(source, colon, end, text[colon:end])
        message = f"{m[0]!r} are announced and {listed} are listed: " + (
            f"{stated - listed} not named" if listed < stated else f"{listed - stated} more than announced"
        )
        out.append(Conflict(type="count", message=message, spans=(head, tail), claims=(claim,) if claim else ()))
    return out


def items(listed: str) -> tuple[str, ...]:
    """The entries of a numbered list as a text has it, without their numbers.

    >>> items(" 1) stocks; 2) recycling of magnets; 3) training.")
    ('stocks', 'recycling of magnets', 'training')
    """
    marks = list(_MARK.finditer(listed))
    ends = [m.start() for m in marks[1:]] + [len(listed)]
    return tuple(
        " ".join(listed[m.end() : end].split()).strip(" ;,.").removesuffix("; and").removesuffix(", and")
        for m, end in zip(marks, ends, strict=True)
    )


def _colon_after(text: str, at: int) -> int | None:
    """Where the list that a count introduces begins: past a colon soon after it in the same sentence."""
    m = re.compile(r"[^.:;\n]{0,60}:").match(text, at)
    return m.end() if m else None


def _listed(text: str, start: int) -> tuple[int | None, int]:
    """How many numbered items a list has and where it ends; None without numbers (commas count too badly to raise an alarm)."""
    expected, last = 1, start
    for m in _MARK.finditer(text, start, min(len(text), start + _REACH)):
        label = m[1] or m[3]
        number = int(label) if label else ord(m[2]) - ord("a") + 1
        if number != expected or (expected == 1 and text[start : m.start()].strip()):
            break
        expected, last = expected + 1, m.end()
    if expected > 2:
        stop = re.compile(r"[.\n]").search(text, last)
        return expected - 1, stop.start() if stop else len(text)
    return None, start


def weekdays(reading: Reading) -> list[Conflict]:
    """Every date whose weekday, as written, is not that date's."""
    out = []
    for m in reading.mentions:
        if m.type != "date" or m.precision != "day" or not isinstance(m.value, str):
            continue
        said = _WEEKDAY.search(m.span.quote)
        if not said or not re.search(r"\d", m.span.quote) or not re.search(r"\b(?:19|20)\d\d\b", m.span.quote):
            continue
        try:
            real = _DAYS[datetime.date.fromisoformat(m.value[:10]).weekday()]
        except ValueError:
            continue
        if real != said[1].lower():
            message = f"{m.span.quote!r}: {m.value[:10]} is a {real.capitalize()}"
            out.append(Conflict(type="weekday", message=message, spans=(m.span,)))
    return out
