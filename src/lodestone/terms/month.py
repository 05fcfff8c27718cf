"""Calendar months, and dates as real numbers of months."""

import calendar
import re
from dataclasses import dataclass

from lodestone.terms.errors import BadInput

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; adding an integer moves by months."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse a thirteenth month."""
        if not 1 <= self.month <= 12:
            raise BadInput(f"month {self.year}-{self.month}: want 01 to 12")

    def __add__(self, months: int) -> "Month":
        """``Month(2025, 12) + 1`` is January 2026."""
        index = self.index + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, other: "Month") -> int:
        """Whole months from ``other`` to this."""
        return self.index - other.index

    def __str__(self) -> str:
        """ISO form, ``2026-01``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def index(self) -> int:
        """Months since year 0."""
        return self.year * 12 + self.month - 1

    @property
    def days(self) -> int:
        """Days in the month."""
        return calendar.monthrange(self.year, self.month)[1]

    @classmethod
    def of(cls, date: str) -> "Month":
        """The month of an ISO date (``2026-01`` or ``2026-01-16``); raises ``BadInput`` otherwise."""
        match = _DATE.fullmatch(date.strip())
        if not match:
            raise BadInput(f"date {date!r}: want YYYY-MM or YYYY-MM-DD")
        return cls(int(match[1]), int(match[2]))


def months_since(start: Month, date: str) -> float:
    """Real months from the first instant of ``start`` to ``date``; a month without a day counts from its middle.

    >>> months_since(Month(2024, 9), "2024-09-16")
    0.5
    >>> months_since(Month(2024, 9), "2024-10")
    1.5
    """
    month = Month.of(date)
    match = _DATE.fullmatch(date.strip())
    assert match is not None
    if match[3] is None:
        return (month - start) + 0.5
    day = int(match[3])
    if not 1 <= day <= month.days:
        raise BadInput(f"date {date!r}: {month} has {month.days} days")
    return (month - start) + (day - 1) / month.days
