"""Reminding consumers, by mail, that a contract is about to renew itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import override

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.actions.declarations import make_cancel_link
from karn.apps.farewell.models import RenewalReminder
from karn.apps.farewell.queries.declarations import address_of
from karn.apps.farewell.queries.renewal_reminders import Candidate, due_candidates, failing_reminders
from karn.apps.farewell.rules.renewal_reminders import REMINDER
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions import Asked, keep_tasks
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.days import day_words


def remind_of_renewals(*, at: datetime) -> int:
    """Queue every reminder that is due on the company's day; return how many.

    Each stands in the outbox in the same transaction as its row: begun again after a kill, nobody is
    reminded twice. One that comes too late is still sent, and counts as missed. Asks for a task where one
    could not be sent and there is time left.
    """
    company = current_company()
    on = local_day(at, company)
    if not company.has(Station.GOODBYE):
        keep_tasks(kind=REMINDER.code, asked=(), at=at)
        return 0
    count = 0
    for candidate in list(due_candidates(on)):
        count += _remind(candidate, on=on, at=at)
    keep_reminder_tasks(on=on, at=at)
    return count


def keep_reminder_tasks(*, on: date, at: datetime) -> None:
    """Ask for a reminder in another way wherever the mail could not be sent."""
    asked = [
        Asked(one.pk, one.due_by, one.customer_id, one.customer.owner_id, {"name": one.customer.name})
        for one in failing_reminders(on)
    ]
    keep_tasks(kind=REMINDER.code, asked=asked, at=at)


def _remind(candidate: Candidate, *, on: date, at: datetime) -> int:
    told, subscription = candidate.reminding, candidate.subscription
    with transaction.atomic():
        reminder, made = RenewalReminder.objects.get_or_create(
            subscription=subscription,
            renews_on=told.renews_on,
            defaults={
                "customer_id": subscription.customer_id,
                "notice_by": told.notice_by,
                "due_by": told.due_by,
                "country": candidate.country,
                "made_at": at,
            },
        )
        if made and on <= told.notice_by:
            reminder.mail = _mail(subscription, reminder, at)
            reminder.save(update_fields=["mail"])
    return int(made)


def _mail(subscription: Subscription, reminder: RenewalReminder, at: datetime) -> Mail:
    about = _reader_of(subscription.customer)
    language = (subscription.customer.language or current_company().language)[:2]
    with override(language):
        day = day_words(reminder.notice_by)
    link = address_of("cancel", make_cancel_link(customer=subscription.customer, at=at))
    values = {"matter": one_line(subscription.plan) or current_company().name, "day": day, "link": link}
    return queue_mail(
        to=about.email,
        key=f"farewell.reminder:{reminder.pk}",
        by=None,
        at=at,
        template="contract_reminder",
        language=language,
        values=values,
        about=about,
    )


def _reader_of(customer: Customer) -> Customer | Contact:
    """Return whose address is used: the customer's, else that of the contact known longest."""
    if customer.email:
        return customer
    contact = customer.contacts.exclude(email="").filter(ends_on=None).order_by("pk").first()
    return contact or customer


def note_told(*, reminder: RenewalReminder, on: date, how: str, by: Person, at: datetime) -> None:
    """Store that somebody reminded them otherwise, on a day and how. Raises BadInput without a how."""
    how = one_line(how)[:200]
    if not how:
        raise BadInput("Say how they were reminded: by letter, for instance.")
    if on > local_day(at, current_company()):
        raise BadInput("That day is still to come.")
    _told(reminder, on, how, by, at)


def forget_told(*, reminder: RenewalReminder, by: Person, at: datetime) -> None:
    """Take back that somebody reminded them otherwise."""
    _told(reminder, None, "", by, at)


def _told(reminder: RenewalReminder, on: date | None, how: str, by: Person, at: datetime) -> None:
    with transaction.atomic():
        held = RenewalReminder.objects.select_for_update().get(pk=reminder.pk)
        held.told_on, held.told_how, held.told_by = on, how, by if on else None
        held.save(update_fields=["told_on", "told_how", "told_by"])
        detail = "renewal told" if on else "renewal untold"
        record(by=by, deed=Event.CUSTOMER_CHANGED, about=held.customer, at=at, detail=detail)
        keep_reminder_tasks(on=local_day(at, current_company()), at=at)
