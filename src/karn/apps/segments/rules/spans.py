"""From a value to a value, both included: what every question about numbers and days comes down to."""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from karn.kernel.month import Month

Ordered = TypeVar("Ordered", date, Decimal)

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""The days one can ask for."""


@dataclass(frozen=True, slots=True)
class Span(Generic[Ordered]):
    """From `low` to `high`, both included; None is open. A low above the high holds nothing."""

    low: Ordered | None = None
    high: Ordered | None = None

    def holds(self, value: Ordered | None) -> bool:
        """Say whether the value lies in it; no value never does."""
        if value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def day_after(day: date, days: int) -> date:
    """Return the day `days` later (earlier when negative), at most the first or the last one can ask for."""
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        return LAST_DAY if days > 0 else FIRST_DAY
    return min(max(moved, FIRST_DAY), LAST_DAY)


def days_since(span: Span[Decimal], today: date) -> Span[date]:
    """Return the days of which `today` is that many days later."""
    low = None if span.high is None else day_after(today, -math.floor(span.high))
    high = None if span.low is None else day_after(today, -math.ceil(span.low))
    return Span(low, high)


def months_since(span: Span[Decimal], today: date) -> Span[date]:
    """Return the days of which `today` is that many whole months later, as `whole_months` counts."""
    high = None if span.low is None else _months_ago(today, math.ceil(span.low))
    low = None if span.high is None else day_after(_months_ago(today, math.floor(span.high) + 1), 1)
    return Span(low, high)


def _months_ago(today: date, months: int) -> date:
    """Return the last day of which `today` is at least so many whole months later."""
    if abs(months) > _MOST_MONTHS:
        return FIRST_DAY if months > 0 else LAST_DAY
    month = Month.of(today).plus(-months)
    last = calendar.monthrange(month.year, month.number)[1]
    ends_month = (today + timedelta(days=1)).day == 1
    return date(month.year, month.number, last if ends_month else min(today.day, last))


_MOST_MONTHS = 1200


def instants(span: Span[date], zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return from which instant (included) to which (not included) it is one of these days in `zone`."""
    low = None if span.low is None else start_of(span.low, zone)
    high = None if span.high is None else start_of(span.high + timedelta(days=1), zone)
    return low, high


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant the local day begins, in UTC; where the clock skips midnight, the one after it."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
