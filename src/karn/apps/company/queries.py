"""Reads of the company's one row."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from karn.apps.company.models import Company


def company_or_none() -> Company | None:
    """Return the company, or nothing before it is set up."""
    return Company.objects.order_by("pk").first()


def current_company() -> Company:
    """Return the company, or one with the defaults (not stored) before it is set up."""
    return company_or_none() or Company(name="")


def local_day(instant: datetime, company: Company) -> date:
    """Return the calendar day of `instant` where the company is."""
    return instant.astimezone(ZoneInfo(company.zone)).date()
