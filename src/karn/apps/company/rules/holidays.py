"""Public holidays by rule, and working days.

Netherlands: Algemene termijnenwet, article 3 (King's Day on 26 April where the 27th is a Sunday).
Sweden: lag (1989:253) om allmänna helgdagar; the three eves that count as Sundays with them
(semesterlagen 1977:480, 3 a §) are there, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SATURDAY: Final = 5
Holidays = dict[date, Promise]


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _dutch(year: int) -> Holidays:
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SATURDAY + 1:
        kings_day -= timedelta(days=1)
    return {
        date(year, 1, 1): _("New Year's Day"),
        easter: _("Easter Sunday"),
        easter + timedelta(days=1): _("Easter Monday"),
        kings_day: _("King's Day"),
        date(year, 5, 5): _("Liberation Day"),
        easter + timedelta(days=39): _("Ascension Day"),
        easter + timedelta(days=49): _("Whit Sunday"),
        easter + timedelta(days=50): _("Whit Monday"),
        date(year, 12, 25): _("Christmas Day"),
        date(year, 12, 26): _("Boxing Day"),
    }


def _swedish(year: int) -> Holidays:
    easter = easter_sunday(year)
    midsummer = _saturday_from(date(year, 6, 20))
    return {
        date(year, 1, 1): _("New Year's Day"),
        date(year, 1, 6): _("Epiphany"),
        easter - timedelta(days=2): _("Good Friday"),
        easter: _("Easter Sunday"),
        easter + timedelta(days=1): _("Easter Monday"),
        date(year, 5, 1): _("May Day"),
        easter + timedelta(days=39): _("Ascension Day"),
        easter + timedelta(days=49): _("Whit Sunday"),
        date(year, 6, 6): _("National Day"),
        midsummer - timedelta(days=1): _("Midsummer's Eve"),
        midsummer: _("Midsummer's Day"),
        _saturday_from(date(year, 10, 31)): _("All Saints' Day"),
        date(year, 12, 24): _("Christmas Eve"),
        date(year, 12, 25): _("Christmas Day"),
        date(year, 12, 26): _("Boxing Day"),
        date(year, 12, 31): _("New Year's Eve"),
    }


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


PACKS: Final[dict[str, Callable[[int], Holidays]]] = {"NL": _dutch, "SE": _swedish}
"""The countries whose holidays Karn knows."""


@lru_cache(maxsize=64)
def holidays_of(country: str, year: int) -> Holidays:
    """Return the holidays of a year with their names; none for a country Karn has no pack of."""
    pack = PACKS.get(country)
    return pack(year) if pack else {}


def is_working_day(day: date, *, country: str = "", closed: Collection[date] = ()) -> bool:
    """Say whether people work on `day`: no weekend, no public holiday, none of the company's closed days."""
    return day.weekday() < SATURDAY and day not in closed and day not in holidays_of(country, day.year)


def next_working_day(day: date, *, country: str = "", closed: Collection[date] = ()) -> date:
    """Return the first working day after `day`.

    Raises ValueError when a whole year is closed: nobody works there any more.
    """
    for ahead in range(1, 367):
        later = day + timedelta(days=ahead)
        if is_working_day(later, country=country, closed=closed):
            return later
    raise ValueError("no working day within a year")


def working_days_between(
    earlier: date, later: date, *, country: str = "", closed: Collection[date] = ()
) -> int:
    """Count the working days after `earlier` up to and with `later`; 0 where `later` is not later."""
    return sum(
        is_working_day(earlier + timedelta(days=ahead), country=country, closed=closed)
        for ahead in range(1, (later - earlier).days + 1)
    )
