"""When a measure of a text acts within a run, with a stated default for every silent date."""

from dataclasses import dataclass
from typing import Protocol

from lodestone.terms.errors import BadInput
from lodestone.terms.month import Month, months_since

QUIET_MONTHS = 3  # months of the run before anything is announced, so that the baseline shows
AFTERMATH_MONTHS = 12  # months of the run after the measure takes effect, at least


class Dated(Protocol):
    """Whatever has dates: a measure read from a text, or one on record."""

    @property
    def announced(self) -> str | None:
        """When it was made known."""

    @property
    def effective(self) -> str | None:
        """When it begins to act."""

    @property
    def lifted(self) -> str | None:
        """When it ends."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates of one measure in ISO form, the run that holds them, and what had to be assumed."""

    announced: str
    effective: str
    lifted: str | None
    start: Month
    months: int
    notes: tuple[str, ...]


def dates(measure: Dated, start: Month, months: int) -> Dates:
    """The dates of a measure and a run that holds them.

    No date at all: announced in the fourth month of the run. Only one of announcement and effect: both on that day. A year
    alone stands for its middle. The run moves when the announcement lies outside it, and grows to see a year of effect.
    """
    notes: list[str] = []
    announced, effective, lifted = (
        _read(getattr(measure, name), name, notes, name == "lifted") for name in ("announced", "effective", "lifted")
    )
    if announced is None and effective is None:
        announced = effective = str(start + QUIET_MONTHS)
        notes.append(f"No date in the text: announced and in force from {announced}, a default.")
    elif effective is None:
        assert announced is not None
        effective = announced
        notes.append(
            f"The text does not say when the measure takes effect: on the day of its announcement ({announced}), a default."
        )
    elif announced is None:
        announced = effective
        notes.append(
            f"The text does not say when the measure was announced: on the day it took effect ({effective}), so without warning."
        )
    elif months_since(start, effective) < months_since(start, announced):
        notes.append(
            f"In force ({effective}) before it was announced ({announced}) by the text: the earlier date stands for both."
        )
        announced = effective
    if lifted is not None and months_since(start, lifted) <= months_since(start, effective):
        notes.append(f"The lifting date {lifted} does not follow {effective} and is left out.")
        lifted = None
    first = Month.of(announced)
    if not 0 < first - start < months:
        notes.append(f"The run starts in {first + -QUIET_MONTHS}, {QUIET_MONTHS} months before the announcement.")
        start = first + -QUIET_MONTHS
    needed = (Month.of(effective) - start) + AFTERMATH_MONTHS
    if needed > months:
        notes.append(f"The run is {needed} months long to see a year after {effective}.")
        months = needed
    return Dates(announced, effective, lifted, start, months, tuple(notes))


def _read(date: str | None, name: str, notes: list[str], ends: bool) -> str | None:
    """An ISO date of month or day precision; a bare year becomes its middle, anything else is treated as silent."""
    if date is None:
        return None
    if len(date) == 4 and date.isdigit():
        notes.append(f"Only the year {date} is given for {name}: its {'end' if ends else 'middle'} is taken.")
        return f"{date}-12-31" if ends else f"{date}-07"
    try:
        months_since(Month.of(date), date)
    except BadInput:
        notes.append(f"The date {date!r} for {name} cannot be read as a day or month and is left out.")
        return None
    return date
