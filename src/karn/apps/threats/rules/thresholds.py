"""When a rule fires and how strongly. Each number has its reason; none of them is learned from data.

What the company itself set (days to answer, days between contacts) comes in from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from statistics import median

from karn.apps.threats.rules.finding import THIS_WEEK, TODAY, WORTH_KNOWING

# Older questions are lost, not waiting: nobody leaves over them now.
UNANSWERED_BACK_DAYS = 90
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


def usual(values: Sequence[float], fewest: int) -> int | None:
    """Return the median of `values`, rounded up to whole units, or None under `fewest` values."""
    return ceil(median(values)) if len(values) >= fewest else None


def unanswered_strength(days: int, answer_days: int, waiting: int) -> int | None:
    """Return how strong `waiting` unanswered messages are, the oldest `days` old; None = in time."""
    if days <= answer_days:
        return None
    if days > answer_days + 14 or waiting >= 3:
        return TODAY
    return THIS_WEEK if days > answer_days + 5 or waiting == 2 else WORTH_KNOWING


def silence_limit(usual_days: int | None, rhythm_days: int, *, keeps_rhythm: bool) -> int | None:
    """Return after how many days without personal contact a customer counts as silent, None = never.

    Three times the customer's own usual gap, or the company's rhythm where that is shorter. The rhythm
    only counts where the company mostly keeps it (`keeps_rhythm`), and not for a customer who usually
    speaks less often than it asks.
    """
    own = None if usual_days is None else max(SILENT_FEWEST_DAYS, SILENT_TIMES * usual_days)
    below = usual_days is None or usual_days < rhythm_days
    company = rhythm_days if keeps_rhythm and below else None
    return min((limit for limit in (own, company) if limit is not None), default=None)


def silent_strength(days: int, limit: int) -> int | None:
    """Return how strong a silence of `days` is against its `limit`; None = not silent."""
    if days <= limit:
        return None
    if days > 3 * limit:
        return TODAY
    return THIS_WEEK if days > 2 * limit else WORTH_KNOWING


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


def rise_strength(before: Decimal, after: Decimal, *, was_agreed: bool = False) -> int | None:
    """Return how strong a rise from `before` to `after` (both > 0) is; None = no rise.

    One that was agreed from the start (the end of a discount) surprises nobody, however steep.
    """
    if after <= before:
        return None
    if was_agreed:
        return WORTH_KNOWING
    rise = after / before - 1
    if rise >= Decimal("0.20"):
        return TODAY
    return THIS_WEEK if rise >= Decimal("0.08") else WORTH_KNOWING


def contract_end_strength(days: int, notice_days: int) -> int | None:
    """Return how strong a contract end `days` ahead is; None = not near, or past."""
    if not 0 < days <= notice_days + CONTRACT_AHEAD_DAYS:
        return None
    return THIS_WEEK if days <= notice_days + 14 else WORTH_KNOWING
