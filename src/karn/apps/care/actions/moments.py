"""Telling the client's story."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from karn.apps.care.models.moments import Moment
from karn.apps.company.queries import current_company, local_day


def tell(
    *,
    customer_id: int,
    code: str,
    number: int,
    facts: dict[str, Any],
    at: datetime,
    happened_on: date | None = None,
) -> None:
    """Put a line into the client's story. `happened_on` is the day, where it may not have been today."""
    company = current_company()
    dated = happened_on is not None and happened_on != local_day(at, company)
    Moment.objects.create(
        customer_id=customer_id,
        code=code,
        number=number,
        facts=facts,
        happened_at=datetime.combine(happened_on, time(), ZoneInfo(company.zone))
        if dated and happened_on
        else at,
        dated=dated,
        known_at=at,
    )


def untell(*, customer_id: int, code: str, number: int) -> None:
    """Take what was told of one row out of the client's story."""
    Moment.objects.filter(customer=customer_id, code=code, number=number).delete()
