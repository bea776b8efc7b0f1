"""Calendar months, and month arithmetic that keeps the anchor day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that holds `day`."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """The month's first day."""
        return date(self.year, self.number, 1)

    def plus(self, months: int) -> Month:
        """Return the month `months` later (earlier when negative)."""
        year, zero_based = divmod(12 * self.year + self.number - 1 + months, 12)
        return Month(year, zero_based + 1)


def add_months(day: date, months: int) -> date:
    """Return `day` moved by `months`, keeping its day of month where the target has it.

    31 January plus one month is 28 or 29 February. To step through a series, always add to the
    anchor, never to the previous result: 31 January plus two months is 31 March.
    """
    month = Month.of(day).plus(months)
    last = calendar.monthrange(month.year, month.number)[1]
    return date(month.year, month.number, min(day.day, last))


def whole_months(start: date, end: date) -> int:
    """Return the elapsed whole months from `start` to `end`, floored.

    The largest n with `add_months(start, n) <= end`; negative when `end` is before `start`.
    """
    months = 12 * (end.year - start.year) + end.month - start.month
    return months if add_months(start, months) <= end else months - 1
