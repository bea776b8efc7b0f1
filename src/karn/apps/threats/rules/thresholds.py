"""When a rule fires and how strongly. Each number has its reason; none of them is learned from data.

What the company itself set (days to answer, days between contacts) comes in from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from statistics import median

from karn.apps.threats.rules.finding import THIS_WEEK, TODAY, WORTH_KNOWING

# Who was not answered for two months found another way, or gave up asking.
UNANSWERED_BACK_DAYS = 60
# After a month the question itself no longer hurries.
UNANSWERED_FRESH_DAYS = 30
# At risk = at least one sign to act on this week. What is only worth knowing, however often, is not.
AT_RISK_FROM = THIS_WEEK
# "Usual" needs some past: fewer values than these say more about chance than about habit.
FEWEST_ANSWERS = 5
FEWEST_GAPS = 4
FEWEST_PAID = 3
# The past that habits are read from: a year holds every season once.
HABIT_DAYS = 365
# Three times the usual gap is no longer a holiday or a busy month.
SILENT_TIMES = 3
# Under three weeks nobody calls it silence, however often one spoke before.
SILENT_FEWEST_DAYS = 21
# Two reminders usually go out before two weeks are over.
OVERDUE_DAYS = 14
# What has been owed for over a year is a matter for the books.
OWED_BACK_DAYS = 365
# A rise is announced a month or more ahead, and weighs until two invoices at the new price are paid.
RISE_AHEAD_DAYS = 45
RISE_BACK_DAYS = 60
# A quarter: by then a successor is known, or there is none.
LOST_BACK_DAYS = 90
# Time to talk before the last day on which notice can be given.
CONTRACT_AHEAD_DAYS = 45
# What to assume where no notice period is known: a month.
NOTICE_DAYS = 30
# Shorter terms renew by themselves all the time: their end is no event.
SHORTEST_TERM_MONTHS = 3

# A quarter: by then it came to something, or to nothing.
HINT_BACK_DAYS = 90
# A quarter: who was not asked back by then has forgotten it, or left.
UNHAPPY_BACK_DAYS = 90
# What somebody said two weeks ago still stings; later it is one sign among others.
_UNHAPPY_FRESH_DAYS = 14
# Who asks how to leave decides soon; an offer elsewhere is weighed for about a month.
_HINT_FRESH_DAYS = {"notice_terms": 14, "competitor": 30}


def usual(values: Sequence[float], fewest: int) -> int | None:
    """Return the median of `values`, rounded up to whole units, or None under `fewest` values."""
    return ceil(median(values)) if len(values) >= fewest else None


def workdays(after: date, until: date) -> int:
    """Return how many Mondays to Fridays lie after one day, up to and including another."""
    weeks, days = divmod(max(0, (until - after).days), 7)
    return 5 * weeks + sum((after + timedelta(days=day)).weekday() < 5 for day in range(1, days + 1))


def unanswered_strength(days: int, answer_days: int, waiting: int) -> int:
    """Return how strong `waiting` messages left too long are, the oldest `days` old."""
    if days > UNANSWERED_FRESH_DAYS:
        return THIS_WEEK if waiting >= 2 else WORTH_KNOWING
    return TODAY if days > answer_days + 5 or waiting >= 2 else THIS_WEEK


def silence_limit(
    usual_days: int | None, longest_days: int, rhythm_days: int, *, keeps_rhythm: bool
) -> int | None:
    """Return after how many days without personal contact a customer counts as silent, None = never.

    With enough past: three times the customer's own usual gap, and longer than any in the last year.
    Without: the company's rhythm, but only where the company mostly keeps it (`keeps_rhythm`).
    """
    if usual_days is not None:
        return max(SILENT_FEWEST_DAYS, SILENT_TIMES * usual_days, longest_days)
    return rhythm_days if keeps_rhythm else None


def silent_strength(days: int, limit: int, *, is_own: bool) -> int | None:
    """Return how strong a silence of `days` is against its `limit`; None = not silent.

    Silence alone never asks for action today. Measured by the company's rhythm instead of the
    customer's own habit (`is_own`), it is only worth knowing.
    """
    if days <= limit:
        return None
    return THIS_WEEK if is_own and 2 * days > 3 * limit else WORTH_KNOWING


def failed_strength(days: int, invoices: int) -> int:
    """Return how strong `invoices` failed payments are, the oldest `days` ago."""
    return TODAY if invoices > 1 or days > OVERDUE_DAYS else THIS_WEEK


def overdue_strength(days: int, usual_late: int | None = None) -> int | None:
    """Return how strong an invoice `days` past its due date is; None = nothing to say yet.

    Who usually pays late gets a week beyond what is usual.
    """
    if days <= max(OVERDUE_DAYS, (usual_late or 0) + 7):
        return None
    if days > 60:
        return TODAY
    return THIS_WEEK if days > 30 else WORTH_KNOWING


def rise_strength(
    before: Decimal, after: Decimal, *, is_ahead: bool = False, was_agreed: bool = False
) -> int | None:
    """Return how strong a rise from `before` to `after` (both > 0) is; None = no rise.

    Most people act when the invoice comes: one that is still ahead counts one step less. So does one
    that was agreed from the start, the end of a discount.
    """
    if after <= before:
        return None
    rise = after / before - 1
    steps = WORTH_KNOWING + (rise >= Decimal("0.08")) + (rise >= Decimal("0.20"))
    return max(WORTH_KNOWING, steps - is_ahead - was_agreed)


def contract_end_strength(days: int, notice_days: int) -> int | None:
    """Return how strong a contract end `days` ahead is; None = not near, or past."""
    if not 0 < days <= notice_days + CONTRACT_AHEAD_DAYS:
        return None
    return THIS_WEEK if days <= notice_days + 14 else WORTH_KNOWING


def hint_strength(kind: str, days: int) -> int:
    """Return how strong something noticed `days` ago is; that something changed is only worth knowing."""
    if kind == "notice_terms":
        return TODAY if days <= _HINT_FRESH_DAYS[kind] else THIS_WEEK
    if kind == "competitor":
        return THIS_WEEK if days <= _HINT_FRESH_DAYS[kind] else WORTH_KNOWING
    return WORTH_KNOWING


def unhappy_strength(days: int) -> int:
    """Return how strong an unhappy answer of `days` ago is that nobody came back to."""
    return TODAY if days <= _UNHAPPY_FRESH_DAYS else THIS_WEEK
