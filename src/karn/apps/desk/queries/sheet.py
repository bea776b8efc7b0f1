"""What one takes along to the next talk with a customer: on one or two pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from karn.apps.care.models import Expectation
from karn.apps.care.queries.expectations import open_expectations_of, unconfirmed_of
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.contracts.queries import (
    Bill,
    Purse,
    agreements_of,
    departures_of,
    purse_of,
    standing_of,
    unpaid_bills_of,
)
from karn.apps.contracts.rules import Standing
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.conversations.queries import Speaker, hints_of, latest_talks_of, speakers_with, waiting_of
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import contacts_of, customers_visible_to
from karn.apps.desk.queries.story import Goodbye, end_of, goodbye_of
from karn.apps.people.models import Person
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import open_tasks_of
from karn.apps.threats.queries import Reason, reasons_of

TALKS = 8
"""Conversations on the sheet: what was said before, nobody remembers as theirs."""

UNPAID = 6
TASKS = 10
NOTICE_AHEAD = timedelta(days=120)
"""A day for notice further ahead is no talk's business yet."""

_HINTS_BACK = timedelta(days=365)
_SPEAKERS_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement in force or to come: its price now, and the next one.

    `notice_by` is the last day to give notice and `ends_on` the end of the term, where these are near.
    """

    subscription: Subscription
    now: PriceState | None
    next: PriceState | None
    notice_by: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What they expect, and whether they said so themselves: what is not confirmed is asked in the talk."""

    expectation: Expectation
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that fits on the sheet, about one customer on a day."""

    customer: Customer
    standing: Standing
    mrr: list[tuple[Decimal, str]]
    contacts: list[Contact]
    speakers: list[Speaker]
    agreed: list[Agreed]
    purses: list[Purse]
    unpaid: list[Bill]
    waiting: list[Conversation]
    talks: list[Conversation]
    hints: list[Hint]
    goodbyes: list[Goodbye]
    reasons: list[Reason]
    tasks: list[Task]
    expected: list[Expected]

    @property
    def is_open(self) -> bool:
        """Whether anything waits: a task, a question, a bill, a notice, the end of a term."""
        ends = any(one.notice_by or one.ends_on for one in self.agreed)
        return bool(self.tasks or self.waiting or self.unpaid or self.goodbyes or ends)


def sheet_of(customer_id: int, *, person: Person, on: date, zone: ZoneInfo) -> Sheet | None:
    """Return the sheet of a customer this person may see, or None where there is none.

    A number of queries that does not grow with what is known.
    """
    visible = customers_visible_to(person).select_related("owner")
    customer = visible.filter(pk=customer_id).first()
    if customer is None:
        return None
    until = end_of(on, zone)
    agreements, departures = agreements_of(customer), departures_of(customer)
    known = (_agreed(subscription, on) for subscription in agreements)
    agreed = [one for one in known if one.now or one.next]
    standing = standing_of(agreements, departures, on)
    reasons = reasons_of([customer.pk], on=on).get(customer.pk, [])
    return Sheet(
        customer=customer,
        standing=standing,
        mrr=_mrr(agreed),
        contacts=[contact for contact in contacts_of(customer) if _is_there(contact, on)],
        speakers=speakers_with(customer, since=until - _SPEAKERS_BACK),
        agreed=agreed,
        purses=purse_of(customer, on=on),
        unpaid=unpaid_bills_of(customer, on=on, limit=UNPAID),
        waiting=waiting_of(customer, at=until),
        talks=latest_talks_of(customer, limit=TALKS),
        hints=hints_of(customer, since=until - _HINTS_BACK),
        goodbyes=[goodbye_of(departure, on) for departure in departures],
        reasons=reasons if standing == Standing.ACTIVE else [],
        tasks=open_tasks_of(customer, limit=TASKS),
        expected=_expected(customer, on),
    )


def _expected(customer: Customer, on: date) -> list[Expected]:
    unconfirmed = set(unconfirmed_of(customer, on=on).values_list("pk", flat=True))
    return [Expected(one, one.pk not in unconfirmed) for one in open_expectations_of(customer)]


def _agreed(subscription: Subscription, on: date) -> Agreed:
    states = sorted(subscription.price_states.all(), key=lambda state: state.starts_on)
    now = [one for one in states if one.starts_on <= on and not (one.ends_on and one.ends_on <= on)]
    ahead = [one for one in states if one.starts_on > on]
    return Agreed(
        subscription,
        now=now[-1] if now else None,
        next=ahead[0] if ahead else None,
        notice_by=_notice_by(subscription, on),
        ends_on=_near(subscription.contract_ends_on, on),
    )


def _notice_by(subscription: Subscription, on: date) -> date | None:
    """Return the last day on which notice can be given before the term ends, if that is known and near."""
    ends_on, notice = subscription.contract_ends_on, subscription.notice_days
    if ends_on is None or notice is None or ends_on <= on:
        return None
    return _near(ends_on - timedelta(days=notice), on)


def _near(day: date | None, on: date) -> date | None:
    return day if day is not None and on <= day <= on + NOTICE_AHEAD else None


def _mrr(agreed: list[Agreed]) -> list[tuple[Decimal, str]]:
    sums: dict[str, Decimal] = {}
    for one in agreed:
        if one.now and one.now.state == "active" and one.now.mrr > 0:
            currency = one.subscription.currency
            sums[currency] = sums.get(currency, Decimal(0)) + one.now.mrr
    return [(sums[currency], currency) for currency in sorted(sums)]


def _is_there(contact: Contact, on: date) -> bool:
    return contact.ends_on is None or contact.ends_on > on
