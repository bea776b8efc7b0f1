"""What is done about payments that failed: reminders by mail, and what people decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext, override

from karn.apps.care.models.failed_payments import Decided, PaymentDecision, PaymentReminder
from karn.apps.care.queries.failed_payments import FailedPayment, all_failed_payments, failed_payment
from karn.apps.care.rules.failed_payments import LETTERS, PAYMENT
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.actions.changes import undo_edit
from karn.apps.contracts.actions.departures import note_departure
from karn.apps.contracts.actions.money import credit_invoice, mark_paid
from karn.apps.contracts.actions.subscriptions import pause_subscription
from karn.apps.contracts.models import DepartureKind, Edit, Subscription
from karn.apps.contracts.queries.standing import price_states_on
from karn.apps.customers.actions.rows import locked_customer
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions import Asked, keep_tasks
from karn.apps.tasks.actions.tasks import Wanted, make_task, remove_task
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput
from karn.kernel.month import add_months
from karn.kernel.text import one_line
from karn.platform.amounts import amount_words
from karn.platform.days import day_words

PAUSE_MONTHS = 1
"""So long a contract is paused instead of lost."""


def care_for_failed_payments(*, at: datetime) -> int:
    """Send every reminder that is due on the company's day, and ask for calls; return how many went.

    Each stands in the outbox in the same transaction as its row: begun again after a kill, nobody is
    reminded twice. A customer gets one a night at most.
    """
    company = current_company()
    on = local_day(at, company)
    if not company.has(Station.PAYMENTS):
        keep_tasks(kind=PAYMENT.code, asked=(), at=at)
        return 0
    reminded: set[int] = set()
    for one in all_failed_payments(on):
        if one.customer.pk not in reminded and _remind(one, on, at):
            reminded.add(one.customer.pk)
    keep_payment_tasks(all_failed_payments(on), at=at)
    return len(reminded)


def keep_payment_tasks(
    found: Iterable[FailedPayment], *, at: datetime, among: Collection[int] | None = None
) -> None:
    """Ask for a call wherever mail does not help, at key clients and those somebody looks after."""
    asked = [
        Asked(
            one.invoice.pk,
            one.reminders[-1].made_on,
            one.customer.pk,
            one.customer.owner_id,
            {"name": one.customer.name, "unreachable": one.unreached},
        )
        for one in found
        if one.asks_for_call() and (one.customer.is_key or one.customer.owner_id)
    ]
    keep_tasks(kind=PAYMENT.code, asked=asked, at=at, among=among)


def _remind(one: FailedPayment, on: date, at: datetime) -> bool:
    following = one.next(on)
    if following is None or following.on > on:
        return False
    with transaction.atomic():
        reminder, made = PaymentReminder.objects.get_or_create(
            invoice=one.invoice,
            step=following.step,
            defaults={"customer": one.customer, "made_on": on, "made_at": at},
        )
        if made:
            reminder.mail = _mail(one, following.step, at)
            reminder.save(update_fields=["mail"])
    return made


def _mail(one: FailedPayment, step: int, at: datetime) -> Mail:
    about, invoice = _reader_of(one.customer), one.invoice
    language = (one.customer.language or current_company().language)[:2]
    with override(language):
        day = invoice.due_on or invoice.invoiced_on or one.failed_on
        plan = one_line(invoice.subscription.plan) if invoice.subscription else ""
        values = {
            "amount": amount_words(invoice.amount, invoice.currency),
            "matter": plan or gettext("our invoice"),
            "day": day_words(day if step < max(LETTERS) else one.lost_on),
        }
    key = f"care.payment:{invoice.pk}:{step}"
    return queue_mail(
        to=about.email, key=key, by=None, at=at, template=LETTERS[step], language=language, values=values,
        about=about,
    )  # fmt: skip


def _reader_of(customer: Customer) -> Customer | Contact:
    """Return whose address is used: the customer's, else that of the contact known longest."""
    if customer.email:
        return customer
    contact = customer.contacts.exclude(email="").filter(ends_on=None).order_by("pk").first()
    return contact or customer


def note_paid(*, invoice: int, by: Person, at: datetime) -> Edit | None:
    """Store that the failed payment of an invoice (its id) came in today. Raises BadInput."""
    with transaction.atomic():
        on = local_day(at, current_company())
        edit = mark_paid(invoice=invoice, on=on, by=by, at=at)
        if edit is not None:
            keep_payment_tasks((), at=at, among=[edit.customer_id])
    return edit


def pause_instead(*, invoice: int, by: Person, at: datetime) -> PaymentDecision:
    """Pause the contract for a month from today, and take the failed invoice back, instead of losing them.

    While an invoice stays unpaid, its customer is lost when the grace is over, paused or not: so it need
    not be paid. Raises BadInput where nobody can tell which contract it is.
    """
    with transaction.atomic():
        on = local_day(at, current_company())
        one = _held(invoice, on, by)
        until = add_months(on, PAUSE_MONTHS)
        paused = pause_subscription(subscription=_contract_of(one, on), on=on, until=until, by=by, at=at)
        credited = credit_invoice(invoice=invoice, on=on, by=by, at=at)
        return _decide(one, Decided.PAUSED, by, at, edits=(paused, credited))


def end_for_failure(*, invoice: int, by: Person, at: datetime) -> PaymentDecision:
    """End what the failed invoice was for, today, as a loss by payment failure.

    Raises BadInput where nobody can tell which contract it is.
    """
    with transaction.atomic():
        on = local_day(at, current_company())
        one = _held(invoice, on, by)
        edit = note_departure(
            customer=one.customer.pk,
            subscription=Subscription.objects.get(pk=_contract_of(one, on)),
            kind=DepartureKind.PAYMENT_FAILURE,
            contract_ends_on=on,
            by=by,
            at=at,
        )
        return _decide(one, Decided.ENDED, by, at, edits=(edit,))


def ask_for_call(*, invoice: int, by: Person, at: datetime) -> PaymentDecision:
    """Make a task of calling them today, for who looks after them, else for who asks. Raises BadInput."""
    with transaction.atomic():
        on = local_day(at, current_company())
        one = _held(invoice, on, by)
        wanted = Wanted(
            text=gettext("Call %(name)s about a payment that failed") % {"name": one.customer.name},
            why=gettext("Ask what happened, and what would help."),
            customer=one.customer,
            owner=one.customer.owner or by,
            due_on=on,
        )
        return _decide(one, Decided.CALL, by, at, task=make_task(wanted=wanted, by=by, at=at))


def stop_reminding(*, invoice: int, by: Person, at: datetime) -> PaymentDecision:
    """Let no more reminders of this invoice go. Raises BadInput."""
    with transaction.atomic():
        one = _held(invoice, local_day(at, current_company()), by)
        return _decide(one, Decided.QUIET, by, at)


def take_decision_back(*, decision: PaymentDecision, by: Person, at: datetime) -> None:
    """Let it be as before: what was done to the contract and the invoice is undone, the task thrown away.

    Raises BadInput where something newer changed one of them.
    """
    with transaction.atomic():
        locked_customer(decision.customer_id, by=by)
        held = PaymentDecision.objects.select_for_update().get(pk=decision.pk)
        if held.removed_at is not None:
            raise BadInput("This was taken back already.")
        for number in reversed(held.edits):
            if not Edit.objects.filter(pk=number, undone_at__isnull=False).exists():
                undo_edit(edit=number, by=by, at=at)
        if held.task is not None and held.task.done_at is None and held.task.removed_at is None:
            remove_task(task=held.task, by=by, at=at)
        held.removed_at = at
        held.save(update_fields=["removed_at"])
        _written(held, "undone", by, at)


def _held(invoice: int, on: date, by: Person) -> FailedPayment:
    """Return the failed payment of an invoice, its customer locked. Raises BadInput where there is none."""
    one = failed_payment(invoice, on=on)
    if one is None:
        raise BadInput("This is paid, or no longer to be paid.")
    locked_customer(one.customer.pk, by=by)
    return one


def _contract_of(one: FailedPayment, on: date) -> int:
    if one.invoice.subscription_id is not None:
        return one.invoice.subscription_id
    running = price_states_on(on).values("subscription")
    its = Subscription.objects.filter(customer=one.customer, pk__in=running)
    numbers = list(its.order_by("pk").values_list("pk", flat=True)[:2])
    if len(numbers) != 1:
        raise BadInput("Nobody knows which contract this invoice is for: do it on the customer's page.")
    return numbers[0]


def _decide(
    one: FailedPayment,
    decided: Decided,
    by: Person,
    at: datetime,
    *,
    edits: Iterable[Edit | None] = (),
    task: Task | None = None,
) -> PaymentDecision:
    before = PaymentDecision.objects.filter(invoice=one.invoice, removed_at=None)
    before.update(removed_at=at)
    made = PaymentDecision.objects.create(
        customer=one.customer,
        invoice=one.invoice,
        decided=decided,
        edits=[edit.pk for edit in edits if edit is not None],
        task=task,
        made_at=at,
        made_by=by,
    )
    _written(made, decided.value, by, at)
    return made


def _written(decision: PaymentDecision, what: str, by: Person, at: datetime) -> None:
    record(by=by, deed=Event.CUSTOMER_CHANGED, about=decision.customer, at=at, detail=f"payment {what}")
    on = local_day(at, current_company())
    its = [one for one in [failed_payment(decision.invoice_id, on=on)] if one is not None]
    keep_payment_tasks(its, at=at, among=[decision.customer_id])
