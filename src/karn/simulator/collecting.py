"""Invoices and what becomes of them: paid by transfer, collected by direct debit, failed and tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from karn.simulator.life import Life, Step
from karn.simulator.rows import Payment
from karn.simulator.talks import note
from karn.simulator.troubles import Cause
from karn.simulator.workdays import office_moment

GRACE_DAYS = 30  # after the first failure; METRICS: past due counts until then
RETRY_DAYS = (5, 12, 21)  # after the first failure


@dataclass(frozen=True, slots=True)
class Odds:
    """How direct debit fares: chance that a first attempt fails, and that a repeated one succeeds."""

    fails: float
    recovers: float


SOUND = Odds(fails=0.02, recovers=0.45)
SHAKY = Odds(fails=0.14, recovers=0.32)


def open_invoice(life: Life, step: Step, *, due_days: int, attempt: int = 1) -> Payment:
    """Return a new, open invoice for the interval that begins with this step."""
    return Payment(
        payment_id="",
        invoice_id="",
        customer_id=life.customer.customer_id,
        subscription_id=life.agreement.subscription_id,
        invoiced_on=step.starts_on,
        due_on=step.starts_on + timedelta(days=due_days),
        amount=life.agreement.price.invoiced,
        currency=life.agreement.currency,
        status="open",
        paid_on=None,
        failed_on=None,
        attempt=attempt,
    )


def transfer(life: Life, step: Step, *, due_days: int) -> None:
    """Invoice, and let the customer pay by bank some days later: sooner or later than due, as is its way."""
    payment = open_invoice(life, step, due_days=due_days)
    wait = max(1, round(life.pays_after * life.chance.spread(0.3)))
    settle(payment, step.starts_on + timedelta(days=wait), life.until)
    life.books.payments.append(payment)
    reminder_on = payment.due_on + timedelta(days=10)
    if payment.paid_on is None or payment.paid_on > reminder_on:
        note(life, office_moment(life.chance, reminder_on), "mail", "out", "overdue", bulk=True)


def debit(life: Life, step: Step) -> None:
    """Invoice and collect by direct debit; a failure is tried three times more, then ends the agreement."""
    odds = SHAKY if life.shaky else SOUND
    first_on = step.starts_on + timedelta(days=life.chance.whole(1, 3))
    payment = open_invoice(life, step, due_days=(first_on - step.starts_on).days)
    life.books.payments.append(payment)
    if not life.chance.happens(odds.fails):
        settle(payment, first_on, life.until)
    elif first_on < life.until:
        _fail(payment, first_on)
        _retry(life, step, odds, first_on)


def settle(payment: Payment, paid_on: date, until: date) -> None:
    """Mark it paid, if the money has come in by `until`."""
    if paid_on < until:
        payment.status, payment.paid_on = "paid", paid_on


def _fail(payment: Payment, failed_on: date) -> None:
    payment.status, payment.failed_on = "failed", failed_on


def _retry(life: Life, step: Step, odds: Odds, failed_on: date) -> None:
    risk = life.trade.risks.causes[Cause.FAILED_PAYMENTS]
    life.suffer(Cause.FAILED_PAYMENTS, failed_on, life.chance.whole(*risk.days), traced=True)
    note(life, office_moment(life.chance, failed_on), "mail", "out", "dunning", bulk=True)
    for number, days in enumerate(RETRY_DAYS, start=2):
        again_on = failed_on + timedelta(days=days)
        if again_on >= life.until:
            return
        payment = open_invoice(life, step, due_days=(failed_on - step.starts_on).days, attempt=number)
        life.books.payments.append(payment)
        if life.chance.happens(odds.recovers):
            settle(payment, again_on, life.until)
            return
        _fail(payment, again_on)
        note(life, office_moment(life.chance, again_on), "mail", "out", "dunning", bulk=True)
    life.owes_since = failed_on
