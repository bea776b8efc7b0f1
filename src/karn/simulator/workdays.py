"""Days and hours on which a Dutch office works, and when customers write."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from karn.simulator.chance import Chance

FIXED_HOLIDAYS = ((1, 1), (4, 27), (12, 25), (12, 26))
OPENS, CLOSES = 9 * 60, 17 * 60  # minutes after midnight
WRITES_FROM, WRITES_UNTIL = 7 * 60, 22 * 60


def is_workday(day: date) -> bool:
    """Say whether the office is open on `day` (weekends and holidays of fixed date are not)."""
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def workday_from(day: date) -> date:
    """Return `day`, or the first workday after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, number: int) -> date:
    """Return the workday that lies `number` workdays after `day`."""
    for _ in range(number):
        day = workday_from(day + timedelta(days=1))
    return workday_from(day)


def at_minute(day: date, minute: int) -> datetime:
    """Return the local moment `minute` minutes after midnight of `day`."""
    return datetime.combine(day, time(minute // 60, minute % 60))


def office_moment(chance: Chance, day: date) -> datetime:
    """Return a moment in office hours on `day`, or on the first workday after it."""
    return at_minute(workday_from(day), chance.whole(OPENS, CLOSES))


def writing_moment(chance: Chance, day: date) -> datetime:
    """Return when a customer writes on `day`: mostly in office hours, sometimes in the evening."""
    if chance.happens(0.8):
        return office_moment(chance, day)
    return at_minute(day, chance.whole(WRITES_FROM, WRITES_UNTIL))


def answer_moment(chance: Chance, asked: datetime, workdays: int) -> datetime:
    """Return when an answer goes out, so many workdays after the question; 0 is the same day if it can be."""
    day, minute = asked.date(), asked.hour * 60 + asked.minute
    if workdays == 0 and is_workday(day) and minute < CLOSES - 15:
        return at_minute(day, chance.whole(max(minute + 5, OPENS), CLOSES))
    return at_minute(add_workdays(day, max(workdays, 1)), chance.whole(OPENS, CLOSES))
