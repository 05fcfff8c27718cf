"""Every date in a text as an ISO string at its precision, with how it was resolved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from lodestone.evidence.fold import fold


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found at ``[start, end)``: ISO value (or ``from/to``), precision, and the basis where it was worked out."""

    start: int
    end: int
    value: str
    precision: str
    basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What relative dates are counted from: the day of publication, as far as it is known.

    ``value`` is ISO at its precision or None. ``earliest`` and ``latest`` are years known to bracket the text
    (from the office-holders it names); ``signed`` is the date of signature the text states; ``basis`` says how
    ``value`` is known.
    """

    value: str | None = None
    basis: str = "published"
    earliest: date | None = None
    latest: date | None = None
    signed: str | None = None

    @property
    def day(self) -> date | None:
        """The reference day, where it is known to the day."""
        return date.fromisoformat(self.value) if self.value and len(self.value) == 10 else None

    @property
    def month(self) -> tuple[int, int] | None:
        """Year and month, where known."""
        return (int(self.value[:4]), int(self.value[5:7])) if self.value and len(self.value) >= 7 else None

    @property
    def year(self) -> int | None:
        """The year, where known."""
        return int(self.value[:4]) if self.value else None


def dates(text: str, language: str, reference: Reference) -> tuple[Dated, ...]:
    """The dates of ``text`` in order, never overlapping; a phrase that cannot be resolved yields nothing.

    ``language`` (ISO 639-1) chooses month names and the order of day and month; ``reference`` resolves the rest.
    """
    from lodestone.evidence import dates_absolute, dates_japanese, dates_partial, dates_relative

    plain = fold(text)
    found: list[Dated] = []
    if language in ("ja", "zh") or "年" in plain or "月" in plain:
        found += dates_japanese.find(plain, reference)
    found += dates_absolute.find(plain, language)
    context = with_signature(plain, found, reference)
    found += dates_partial.find(plain, language, context)
    found += dates_relative.find(plain, language, context)
    return longest(found)


def with_signature(plain: str, found: Iterable[Dated], reference: Reference) -> Reference:
    """``reference`` with the date of signature the text states ("Signed in Lima this 3rd day of May 2025"), if any."""
    import re

    if reference.signed:
        return reference
    for mark in re.finditer(r"\b(?:Signed|Done|DONE|SIGNED|Adopted at|IN WITNESS WHEREOF|Fait|Fatto|Geschehen)\b", plain):
        for dated in sorted(found, key=lambda d: d.start):
            if 0 <= dated.start - mark.end() <= 120 and dated.precision == "day" and "." not in plain[mark.end() : dated.start]:
                return replace(reference, signed=dated.value)
    return reference


def longest(found: Iterable[Dated]) -> tuple[Dated, ...]:
    """The longest of every set of overlapping finds, in order of the text."""
    kept: list[Dated] = []
    for dated in sorted(found, key=lambda d: (d.start, -(d.end - d.start))):
        while kept and kept[-1].end > dated.start and dated.end - dated.start > kept[-1].end - kept[-1].start:
            kept.pop()
        if not kept or kept[-1].end <= dated.start:
            kept.append(dated)
    return tuple(kept)
