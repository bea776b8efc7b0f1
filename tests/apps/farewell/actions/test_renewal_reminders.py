"""Reminders before a contract renews itself: who gets one, its proof, and what a missed one means."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.apps.contracts.models import Subscription
from karn.apps.contracts.rules.terms import Terms, renewal_after
from karn.apps.farewell.actions.renewal_reminders import forget_told, note_told, remind_of_renewals
from karn.apps.farewell.models import RenewalReminder
from karn.apps.farewell.queries.ends import end_of
from karn.apps.farewell.queries.renewal_reminders import due_candidates, reminder_rows
from karn.apps.farewell.rules.packs import pack_of
from karn.apps.farewell.rules.renewal_reminders import REMINDER, ReminderState, reminding_of
from karn.apps.mailing.models import Mail, State
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput
from karn.kernel.month import add_months

pytestmark = pytest.mark.django_db
# A year from 1 January 2025, with a month's notice: renews on 1 January 2026, notice by 2 December, so the
# reminder goes by 2 November.
OPENS, DUE = date(2025, 10, 19), date(2025, 11, 2)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def yearly(world: Any) -> Subscription:
    world.company(zone="Europe/Stockholm", country="SE", language="sv")
    customer = world.customer("Anna Ek", kind="person", email="anna@example.org")
    subscription: Subscription = world.subscription(customer, plan="Plus", term_months=12, notice_days=30)
    world.price(subscription)
    return subscription


def sent(day: date) -> None:
    Mail.objects.update(state=State.SENT, settled_at=noon(day))


def test_a_reminder_is_queued_once_in_the_readers_language_with_a_way_out(yearly: Subscription) -> None:
    assert remind_of_renewals(at=noon(OPENS - timedelta(days=1))) == 0
    assert remind_of_renewals(at=noon(OPENS)) == 1
    assert remind_of_renewals(at=noon(OPENS + timedelta(days=1))) == 0
    reminder = RenewalReminder.objects.select_related("mail").get()
    assert (reminder.renews_on, reminder.notice_by, reminder.due_by) == (
        date(2026, 1, 1), date(2025, 12, 2), DUE,
    )  # fmt: skip
    mail = reminder.mail
    assert mail is not None
    assert (mail.kind, mail.language, mail.address, mail.customer_id) == (
        "service", "sv", "anna@example.org", yearly.customer_id,
    )  # fmt: skip
    assert (mail.values["matter"], mail.values["day"]) == ("Plus", "2 december 2025")
    assert reminder.state(OPENS, "UTC") == ReminderState.WAITING


@pytest.mark.parametrize(
    ("customer", "contract"),
    [
        ({"kind": "company"}, {}),
        ({"country": "NL"}, {}),
        ({}, {"law_country": "DE"}),
        ({}, {"party": "small_business"}),
        ({}, {"term_kind": "fixed"}),
        ({}, {"term_months": 2}),
        ({}, {"term_months": None, "contract_ends_on": date(2026, 1, 1)}),
    ],
)
def test_who_needs_no_reminder_gets_none(yearly: Subscription, customer: Any, contract: Any) -> None:
    type(yearly.customer).objects.update(**customer)
    Subscription.objects.update(**contract)
    assert remind_of_renewals(at=noon(OPENS)) == 0


def test_who_gave_notice_gets_none(world: Any, yearly: Subscription) -> None:
    world.departure(yearly.customer, notice_on=date(2025, 9, 1), contract_ends_on=date(2026, 1, 1))
    assert list(due_candidates(OPENS)) == []


def test_a_missed_reminder_lets_them_leave_at_once_and_one_in_time_does_not(
    world: Any, yearly: Subscription
) -> None:
    remind_of_renewals(at=noon(OPENS))
    reminder, eva = RenewalReminder.objects.get(), world.person(role="manager")

    def end(day: date) -> date | None:
        return end_of(yearly, yearly.customer, received_on=day, wanted_on=None).on

    # Not handed over by its last day: notice in the new term ends it that night, before it by its end.
    assert end(date(2026, 1, 20)) == date(2026, 1, 21)
    assert end(date(2025, 12, 20)) == date(2026, 1, 1)
    assert [row.state for row in reminder_rows(eva, on=date(2026, 1, 20))] == [ReminderState.MISSED]
    sent(DUE)
    assert end(date(2026, 1, 20)) == date(2027, 1, 1)
    assert end(date(2025, 12, 20)) == date(2027, 1, 1)
    sent(DUE + timedelta(days=1))
    assert end(date(2026, 1, 20)) == date(2026, 1, 21)
    note_told(reminder=reminder, on=DUE, how="Letter", by=eva, at=noon(date(2026, 1, 20)))
    assert end(date(2026, 1, 20)) == date(2027, 1, 1)
    forget_told(reminder=reminder, by=eva, at=noon(date(2026, 1, 20)))
    assert end(date(2026, 1, 20)) == date(2026, 1, 21)


def test_a_reminder_found_too_late_is_sent_and_counts_as_missed(yearly: Subscription) -> None:
    assert remind_of_renewals(at=noon(DUE + timedelta(days=5))) == 1
    sent(DUE + timedelta(days=5))
    reminder = RenewalReminder.objects.select_related("mail").get(subscription=yearly)
    assert (reminder.mail_id is None, reminder.state(DUE + timedelta(days=6), "UTC")) == (
        False,
        ReminderState.MISSED,
    )


def test_a_mail_that_cannot_go_asks_for_another_way_while_there_is_time(
    world: Any, yearly: Subscription
) -> None:
    type(yearly.customer).objects.update(email="")
    remind_of_renewals(at=noon(OPENS))
    task = Task.objects.get(origin=REMINDER.code)
    assert (task.due_on, task.customer_id) == (DUE, yearly.customer_id)
    reminder, eva = RenewalReminder.objects.get(), world.person(role="manager")
    with pytest.raises(BadInput, match="by letter"):
        note_told(reminder=reminder, on=OPENS, how=" ", by=eva, at=noon(OPENS))
    with pytest.raises(BadInput, match="still to come"):
        note_told(reminder=reminder, on=DUE, how="Letter", by=eva, at=noon(OPENS))
    note_told(reminder=reminder, on=OPENS, how="Letter", by=eva, at=noon(OPENS))
    task.refresh_from_db()
    assert task.withdrawn_at is not None


@settings(max_examples=100)
@given(
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    begun=st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    term=st.integers(1, 36),
    notice=st.none() | st.integers(0, 120),
    country=st.sampled_from(["SE", "US-CA", "FR"]),
)
def test_a_reminder_always_comes_a_month_or_the_laws_days_before(
    day: date, begun: date, term: int, notice: int | None, country: str
) -> None:
    terms, rule = Terms(begun, term_months=term, notice_days=notice), pack_of(country).reminder
    assert rule is not None
    told, renewal = reminding_of(terms, rule, day), renewal_after(terms, day)
    assert renewal is not None
    if told is None:
        assert term < 12 if country == "US-CA" else (country, term < 4) == ("SE", True)
        return
    assert told.renews_on == renewal.on
    assert told.opens_on < told.due_by < told.renews_on
    if country == "US-CA":
        assert (renewal.on - told.opens_on, renewal.on - told.due_by) == (
            timedelta(days=45), timedelta(days=15),
        )  # fmt: skip
    else:
        assert told.due_by == add_months(told.notice_by, -1)
