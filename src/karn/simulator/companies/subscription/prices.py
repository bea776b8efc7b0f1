"""The plans, their price list, and the days on which a new list comes into force."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from karn.kernel.month import Month

PLANS = ("Basis", "Plus", "Pro")
# Cents a month, by version of the price list: at the start, and after each rise.
PRICES = ((1600, 3300, 6500), (1700, 3500, 6900), (1750, 3650, 7400), (1900, 3900, 7900))
RISES = (26, 14, 2)  # months before the month of `until` in which a new list comes into force
ANNOUNCED_DAYS = 42  # before
PAID_MONTHS = {"month": 1, "quarter": 3, "year": 10}  # a year costs ten months


def list_price(plan: str, version: int, interval: str) -> int:
    """Return cents for one piece of a plan, per interval."""
    return PRICES[version][PLANS.index(plan)] * PAID_MONTHS[interval]


@cache
def rise_days(until: date) -> tuple[date, ...]:
    """Return the days on which the price list changed, up to the day `until`."""
    return tuple(Month.of(until).plus(-months).first_day for months in RISES)


def announcement_of(effective_on: date) -> date:
    """Return the day on which a customer hears of a new price."""
    return effective_on - timedelta(days=ANNOUNCED_DAYS)


def version_for(joined_on: date, until: date) -> int:
    """Return the price list for somebody who joins: the newest that has been announced."""
    return sum(joined_on >= announcement_of(day) for day in rise_days(until))
