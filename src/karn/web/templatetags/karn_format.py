"""Filters that write amounts, shares, counts and days as the reader's language does."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel import Locale, dates, numbers
from django import template
from django.utils import timezone

from karn.platform.amounts import amount_words, percent_words, reader_locale, signed

register = template.Library()

UNKNOWN = "–"
"""Written where there is no value: an undefined rate is not zero."""


@register.filter
def money(amount: Any, currency: str = "EUR") -> str:
    """Write an amount with its currency and cents: `€ 1.234,50` in Dutch. Nothing becomes a dash."""
    value = _decimal(amount)
    if value is None:
        return UNKNOWN
    return amount_words(value, str(currency))


@register.filter
def money_whole(amount: Any, currency: str = "EUR") -> str:
    """Write an amount rounded to whole units, for large sums where cents are noise."""
    value = _decimal(amount)
    if value is None:
        return UNKNOWN
    return amount_words(value, str(currency), whole=True)


@register.filter
def percent(share: Any, digits: int = 1) -> str:
    """Write a share (0.04, as Decimal, number or text) as a percentage: `4,0%` in Dutch."""
    value = _decimal(share)
    if value is None:
        return UNKNOWN
    return percent_words(value, int(digits))


@register.filter
def count(number: Any) -> str:
    """Write a whole number with the language's separators: `2,143` in English."""
    value = _decimal(number)
    if value is None:
        return UNKNOWN
    return signed(numbers.format_decimal(value, format="#,##0", locale=reader_locale()))


@register.filter
def decimal(number: Any, digits: int = 1) -> str:
    """Write a number with a fixed count of decimals: `2,5` in Swedish."""
    value = _decimal(number)
    if value is None:
        return UNKNOWN
    return signed(numbers.format_decimal(value, format="#,##0." + "0" * int(digits), locale=reader_locale()))


@register.filter
def day(when: Any) -> str:
    """Write a date (or ISO text) in full: `3 March 2026`."""
    return _written(when, "long")


@register.filter
def short_day(when: Any) -> str:
    """Write a date (or ISO text) short, for tables: `3 Mar 2026`."""
    return _written(when, "medium")


@register.filter
def month(when: Any) -> str:
    """Write the month of a date (or ISO text): `March 2026`."""
    return _written(when, "LLLL y")


@register.filter
def short_month(when: Any) -> str:
    """Write the month of a date (or ISO text) short, for axes and tables: `Mar 2026`."""
    return _written(when, "LLL y")


@register.filter
def tight_month(when: Any) -> str:
    """Write the month of a date (or ISO text) as tight as can be, under bars: `Mar 26`."""
    return _written(when, "LLL yy").replace(".", "")


@register.filter
def moment(when: Any) -> str:
    """Write a time with its day, in the company's zone: `3 Mar 2026, 14:05`."""
    if not isinstance(when, datetime):
        return UNKNOWN
    zone = timezone.get_current_timezone()
    local = when.astimezone(zone) if timezone.is_aware(when) else when
    return f"{_written(local.date(), 'medium')}, {local:%H:%M}"


def _written(when: Any, pattern: str) -> str:
    found = _date(when)
    return UNKNOWN if found is None else _day_words(found, pattern, reader_locale())


@lru_cache(maxsize=4096)
def _day_words(when: date, pattern: str, locale: Locale) -> str:
    return str(dates.format_date(when, pattern, locale=locale))


def _date(when: Any) -> date | None:
    if isinstance(when, datetime):
        return (timezone.localtime(when) if timezone.is_aware(when) else when).date()
    if isinstance(when, date):
        return when
    return date.fromisoformat(when[:10]) if isinstance(when, str) and when else None


def _decimal(number: Any) -> Decimal | None:
    if number is None or number == "":
        return None
    try:
        return Decimal(str(number))
    except InvalidOperation:
        return None
