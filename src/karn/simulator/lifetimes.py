"""Live a customer's whole time: month after month, departure, sometimes return."""

from __future__ import annotations

from datetime import date, timedelta

from karn.simulator.goodbyes import decide
from karn.simulator.life import Life
from karn.simulator.mishaps import let_mishaps_begin
from karn.simulator.talks import hold_talks
from karn.simulator.troubles import Cause

RETURN_DAYS = (35, 260)  # after the end


def live_through(life: Life) -> None:
    """Live from the day the customer joins until the simulation stops, and enter it all in the books."""
    life.books.customers.append(life.customer)
    starts_on: date | None = life.customer.joined_on
    while starts_on is not None and starts_on < life.until:
        life.trade.begin(life, starts_on, again=bool(life.agreements))
        _live_agreement(life)
        starts_on = _return_day(life)
    life.books.contacts.extend(life.contacts)


def _live_agreement(life: Life) -> None:
    for step in life.steps():
        life.trade.turn(life, step)
        life.trade.bill(life, step)
        let_mishaps_begin(life, step)
        hold_talks(life, step)
        decide(life, step)
    life.settle()


def _return_day(life: Life) -> date | None:
    """Return the day on which a customer who left comes back, if it does."""
    ends_on = life.agreement.ends_on
    if ends_on is None or life.agreement.end_kind not in {"voluntary", "payment_failure"}:
        return None
    if life.books.truths[-1].true_cause == Cause.NEED_ENDED or not life.chance.happens(life.trade.returns):
        return None
    return ends_on + timedelta(days=life.chance.whole(*RETURN_DAYS))
