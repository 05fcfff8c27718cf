"""What the head of a text says about itself: title, publisher and date."""

import re
from collections.abc import Iterator

from lodestone.evidence import dates_absolute, dates_japanese
from lodestone.evidence.dates import Dated, Reference, longest, with_signature
from lodestone.evidence.fold import fold
from lodestone.evidence.lexicon import table

_SENTENCE_END = re.compile(r"[.!?;:。！？；：,、]['\"”’)»\]]*$")
_LEAD = re.compile(
    r"^(?:posted|published|updated|last updated|date|issued|first published|publié le|"
    r"pubblicato il|veröffentlicht am|発表日|公開日|更新日)?\s*:?\s*",
    re.I,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?|\b(?:JST|GMT|UTC|CET|CEST|EST|EDT|ET|BST|IST)\b", re.I)
_DATELINE = re.compile(r"^[A-Z][A-Z .,'-]{2,40}?,?\s")
_AGENCY = re.compile(r"\((?P<name>[A-Z][\w .'-]{1,30})\)\s*(?:-|:)|^(?:By|Source|出典)\s*:?\s*(?P<source>[A-Z][\w .'-]{1,40})$")


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line that is not blank, stripped, with the offset of its first character."""
    for match in re.finditer(r"[^\r\n]+", text):
        line = match.group().strip(" \t\ufeff\u3000\u00a0")
        if line:
            yield match.start() + match.group().find(line), line


def head(text: str, count: int = 8) -> list[tuple[int, str]]:
    """The first ``count`` lines of ``text``."""
    found = []
    for line in lines(text[:20_000]):
        found.append(line)
        if len(found) == count:
            break
    return found


def title(text: str) -> str | None:
    """The first of the opening lines that reads as a headline (three words or more, no full stop), before any sentence."""
    for _, line in head(text):
        if _SENTENCE_END.search(line):
            return None
        wordy = len(line.split()) >= 3 or (len(line) >= 8 and not line.isascii())
        if wordy and len(line) <= 300 and any(c.islower() or c > "\u3000" for c in line) and not is_date_line(line):
            return line
    return None


def publisher(text: str) -> str | None:
    """The publisher that one of the opening lines names, by itself, as an agency in brackets or after "Source"."""
    known = {row["name"].lower(): row["name"] for row in table("publishers")}
    for row in table("publishers"):
        known |= {alias.lower(): row["name"] for alias in row["aliases"].split("|") if alias}
    for _, line in head(text, 10):
        agency = _AGENCY.search(fold(line)[:160])
        for name in (line, line.removeprefix("By "), *(agency.groups() if agency else ())):
            if name and name.strip(" .").lower() in known:
                return known[name.strip(" .").lower()]
    return None


def is_date_line(line: str) -> bool:
    """Whether a line holds a date, perhaps a clock and a place, and nothing else."""
    return _alone(fold(line)) is not None


def _alone(line: str) -> Dated | None:
    if len(line) > 80:
        return None
    found = longest([*dates_absolute.find(line, "en"), *dates_japanese.find(line, Reference())])
    days = [d for d in found if d.precision in ("day", "month") and "/" not in d.value]
    if len(days) != 1:
        return None
    rest = _CLOCK.sub("", _LEAD.sub("", line[: days[0].start]) + line[days[0].end :])
    return days[0] if len(re.sub(r"[\W_]", "", rest)) <= 12 and len(rest.split()) <= 3 else None


def published(text: str, language: str) -> tuple[str, str] | None:
    """The date a text gives for itself and the words it rests on; None where it gives none.

    In turn: a line among the first fifteen that holds only a date; a dateline that opens a paragraph; the date of signature.
    """
    for _, line in head(text, 15):
        if dated := _alone(fold(line)):
            return dated.value, f"date line {line!r}"
    for _, line in head(text, 10):
        plain = fold(line)[:120]
        if place := _DATELINE.match(plain):
            for dated in longest(dates_absolute.find(plain, language)):
                if dated.precision == "day" and dated.start - place.end() <= 12:
                    return dated.value, f"dateline {line[: dated.end]!r}"
    plain = fold(text)
    full = dates_absolute.find(plain[-4000:], language)
    signed = with_signature(plain[-4000:], full, Reference()).signed
    return (signed, "date of signature in the text") if signed else None
