"""Half-open periods of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from karn.kernel.errors import BadInput
from karn.kernel.month import Month, add_months


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `starts_on` up to, not including, `ends_on`."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        """Refuse a period without a day in it."""
        if self.ends_on <= self.starts_on:
            raise BadInput(
                "A period must end after it starts: %(starts_on)s to %(ends_on)s.",
                starts_on=self.starts_on,
                ends_on=self.ends_on,
            )

    @classmethod
    def month(cls, month: Month) -> Period:
        """Return the whole calendar `month`."""
        return cls(month.first_day, month.plus(1).first_day)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.ends_on - self.starts_on).days

    def __contains__(self, day: date) -> bool:
        """Say whether `day` lies in the period."""
        return self.starts_on <= day < self.ends_on

    def months(self) -> Iterator[Period]:
        """Yield consecutive month-long periods from the start, keeping its day, the last cut at the end."""
        step, start = 1, self.starts_on
        while start < self.ends_on:
            end = min(add_months(self.starts_on, step), self.ends_on)
            yield Period(start, end)
            step, start = step + 1, end


def is_active_just_before(day: date, *, starts_on: date, ends_on: date | None) -> bool:
    """Say whether something that runs [starts_on, ends_on) is active just before `day`.

    The one predicate of METRICS rule 1: with it opening plus movements equals closing.
    """
    return starts_on < day and (ends_on is None or ends_on >= day)
