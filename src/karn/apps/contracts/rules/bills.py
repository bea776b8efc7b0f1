"""Where an invoice stands on a day. Pure functions of dates."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class BillState(StrEnum):
    """Where an invoice stands."""

    OPEN = "open"  # not due yet
    OVERDUE = "overdue"  # past its day, nothing failed
    IN_GRACE = "in_grace"  # collecting failed, and there is time left to make it good
    FAILED = "failed"  # collecting failed, and the time is over
    PAID = "paid"
    CREDITED = "credited"


def bill_state(
    on: date,
    *,
    due_on: date | None = None,
    paid: bool = False,
    failed: bool = False,
    failed_on: date | None = None,
    credited_on: date | None = None,
    grace_days: int,
) -> BillState:
    """Return where an invoice stands on `on`.

    `paid`: an attempt succeeded by then; `failed`: one failed by then, the first of them on `failed_on`
    (None where nobody knows the day: then there is no grace). The grace ends `grace_days` after that:
    until then what is not paid still counts as revenue (METRICS, past due).
    """
    if paid:
        return BillState.PAID
    if credited_on is not None and credited_on <= on:
        return BillState.CREDITED
    if failed:
        within = failed_on is not None and on < failed_on + timedelta(days=grace_days)
        return BillState.IN_GRACE if within else BillState.FAILED
    return BillState.OVERDUE if due_on is not None and due_on < on else BillState.OPEN
