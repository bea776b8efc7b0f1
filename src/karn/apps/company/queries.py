"""Reads of the company's one row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import Promise

from karn.apps.company.models import Company
from karn.apps.company.rules.holidays import holidays_of, working_days_between
from karn.platform.prepared import prepared


def company_or_none() -> Company | None:
    """Return the company, or nothing before it is set up."""
    return next(iter(_companies()), None)


@prepared
def _companies() -> QuerySet[Company]:
    return Company.objects.order_by("pk")[:1]


def current_company() -> Company:
    """Return the company, or one with the defaults (not stored) before it is set up."""
    return company_or_none() or Company(name="")


def local_day(instant: datetime, company: Company) -> date:
    """Return the calendar day of `instant` where the company is."""
    return instant.astimezone(ZoneInfo(company.zone)).date()


def next_holidays(company: Company, *, on: date, most: int = 3) -> list[tuple[date, Promise]]:
    """Return the next public holidays of the company's country from `on`, with their names."""
    known = holidays_of(company.country, on.year) | holidays_of(company.country, on.year + 1)
    return sorted((day, name) for day, name in known.items() if day >= on)[:most]


def working_days_until(day: date, company: Company) -> Callable[[date], int]:
    """Return what counts the company's working days after a day, up to and with `day`."""
    country, closed = company.country, company.closed

    def waited(since: date) -> int:
        return working_days_between(since, day, country=country, closed=closed)

    return waited
