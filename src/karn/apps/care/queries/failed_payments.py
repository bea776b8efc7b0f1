"""Which payments failed and are still to be paid, and how far each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, QuerySet

from karn.apps.care.models.failed_payments import Decided, PaymentDecision, PaymentReminder
from karn.apps.care.rules.failed_payments import SHOWN_DAYS, STEPS, Next, next_reminder
from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Invoice, Payment, PaymentStatus
from karn.apps.contracts.queries.money import Bill, bill_of, with_collection
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.mailing.models import Mail, State
from karn.apps.people.models import Person

_BATCH = 500
_UNREACHED = (State.FAILED, State.UNKNOWN, State.WITHHELD)


@dataclass(frozen=True, slots=True)
class FailedPayment:
    """One invoice whose payment failed and that nobody paid since.

    `failed_on` is the first day collecting it failed. On `lost_on` the grace is over: from then on the
    customer counts as lost by payment failure. `last_on` is when this customer was reminded last, of
    whatever invoice.
    """

    bill: Bill
    customer: Customer
    failed_on: date
    lost_on: date
    reminders: tuple[PaymentReminder, ...]
    last_on: date | None
    decision: PaymentDecision | None

    @property
    def invoice(self) -> Invoice:
        """The invoice."""
        return self.bill.invoice

    @property
    def sent(self) -> set[int]:
        """Which reminders went."""
        return {one.step for one in self.reminders}

    @property
    def unreached(self) -> bool:
        """Whether the last reminder did not reach them."""
        mail: Mail | None = self.reminders[-1].mail if self.reminders else None
        return mail is not None and (mail.state in _UNREACHED or bool(mail.returned))

    @property
    def is_open(self) -> bool:
        """Whether somebody may still do something: it was not ended."""
        return self.decision is None or self.decision.decided != Decided.ENDED

    def days(self, on: date) -> int:
        """Return for how many days it has been failed."""
        return (on - self.failed_on).days

    def is_lost(self, on: date) -> bool:
        """Say whether the grace is over."""
        return on >= self.lost_on

    def next(self, on: date) -> Next | None:
        """Return the next reminder; None where none goes any more, or somebody took it over."""
        if self.decision is not None and self.decision.decided != Decided.CALL:
            return None
        if self.unreached or self.is_lost(on):
            return None
        return next_reminder(self.failed_on, sent=self.sent, last_on=self.last_on, on=on)

    def asks_for_call(self) -> bool:
        """Say whether only a call helps: mail does not reach them, or all of it went."""
        return self.decision is None and (self.unreached or self.sent >= STEPS.keys())


def failed_payments(person: Person, *, on: date, everything: bool = False) -> list[FailedPayment]:
    """Return the failed payments of customers this person may see; who is lost soonest first.

    Those that can still be saved; with `everything` also, after them, those that were ended, or of whom
    the grace is over. Four queries, however many.
    """
    found = _told(_unpaid(on).filter(customer__in=customers_visible_to(person)), on)
    savable = [one for one in found if one.is_open and not one.is_lost(on)]
    if not everything:
        return savable
    return savable + [one for one in reversed(found) if one.is_lost(on) or not one.is_open]


def all_failed_payments(on: date) -> list[FailedPayment]:
    """Return every failed payment there is, the longest failed first."""
    return _told(_unpaid(on).filter(customer__in=Customer.objects.all()), on)


def failed_payment(invoice: int, *, on: date) -> FailedPayment | None:
    """Return the failed payment of one invoice (its id), if it is one."""
    found = _told(_unpaid(on).filter(pk=invoice), on)
    return found[0] if found else None


def _unpaid(on: date) -> QuerySet[Invoice]:
    """Return the invoices whose payment failed lately: read from the index of what failed, and no further."""
    lately = Payment.objects.filter(
        status=PaymentStatus.FAILED, failed_on__gt=on - timedelta(days=SHOWN_DAYS), failed_on__lte=on
    )
    return Invoice.objects.filter(pk__in=lately.order_by().values("invoice"), amount__gt=0)


def _told(invoices: QuerySet[Invoice], on: date) -> list[FailedPayment]:
    its = with_collection(invoices, on).filter(paid=False).select_related("customer__owner", "subscription")
    bills = [bill_of(invoice, on) for invoice in its.order_by("pk")]
    known = [bill for bill in bills if bill.failed_on is not None]
    grace = timedelta(days=current_company().grace_days)
    reminders = _reminders_of([bill.invoice.pk for bill in known])
    decisions = _decisions_of([bill.invoice.pk for bill in known])
    last = _last_reminded({bill.invoice.customer_id for bill in known})
    found = [
        FailedPayment(
            bill=bill,
            customer=bill.invoice.customer,
            failed_on=bill.failed_on,
            lost_on=bill.failed_on + grace,
            reminders=tuple(reminders[bill.invoice.pk]),
            last_on=last.get(bill.invoice.customer_id),
            decision=decisions.get(bill.invoice.pk),
        )
        for bill in known
        if bill.failed_on is not None
    ]
    return sorted(found, key=lambda one: (one.failed_on, one.customer.name.casefold(), one.invoice.pk))


def _reminders_of(invoices: list[int]) -> dict[int, list[PaymentReminder]]:
    found: dict[int, list[PaymentReminder]] = defaultdict(list)
    for batch in _batches(invoices):
        its = PaymentReminder.objects.filter(invoice__in=batch).select_related("mail")
        for one in its.order_by("step"):
            found[one.invoice_id].append(one)
    return found


def _decisions_of(invoices: list[int]) -> dict[int, PaymentDecision]:
    return {
        one.invoice_id: one
        for batch in _batches(invoices)
        for one in PaymentDecision.objects.filter(invoice__in=batch, removed_at=None).select_related(
            "made_by"
        )
    }


def _last_reminded(customers: Collection[int]) -> dict[int, date]:
    found: dict[int, date] = {}
    for batch in _batches(sorted(customers)):
        its = PaymentReminder.objects.filter(customer__in=batch).order_by().values_list("customer")
        found |= dict(its.annotate(last=Max("made_on")))
    return found


def _batches(numbers: list[int]) -> list[list[int]]:
    return [numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH)]
