"""Failed payments: whom Karn reminds, what people decide, and how the figures count it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.apps.care.actions.failed_payments import (
    ask_for_call,
    care_for_failed_payments,
    end_for_failure,
    note_paid,
    pause_instead,
    stop_reminding,
    take_decision_back,
)
from karn.apps.care.models import Decided, PaymentDecision, PaymentReminder
from karn.apps.care.queries.failed_payments import all_failed_payments, failed_payments
from karn.apps.care.rules.failed_payments import (
    COOLDOWN_DAYS,
    LATEST_DAYS,
    PAYMENT,
    STEPS,
    Next,
    next_reminder,
)
from karn.apps.contracts.models import Departure, Invoice, PriceState
from karn.apps.mailing.models import Mail, State
from karn.apps.measures.exporters.subscriptions import SUBSCRIPTIONS
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
FAILED = date(2026, 4, 1)


def noon(days: int) -> datetime:
    return datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(days=days)


def day(days: int) -> date:
    return FAILED + timedelta(days=days)


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(language="nl")
    return world.person(role="manager")


@pytest.fixture
def invoice(world: Any, eva: Any) -> Invoice:
    customer = world.customer("Bakker", email="b@example.org", owner=eva)
    subscription = world.subscription(customer, plan="Basis")
    world.price(subscription)
    made: Invoice = world.invoice(customer, subscription=subscription, due_on=date(2026, 3, 31))
    world.payment(made, "failed", failed_on=FAILED)
    return made


def exported() -> list[tuple[Any, ...]]:
    names = ("starts_on", "ends_on", "mrr", "past_due_since", "end_kind")
    rows = (row for batch in SUBSCRIPTIONS.batches() for row in batch.to_pylist())
    return [tuple(row[name] for name in names) for row in rows]


def test_three_reminders_go_one_after_the_other_and_then_somebody_calls(invoice: Invoice, eva: Any) -> None:
    went = [days for days in range(25) if care_for_failed_payments(at=noon(days))]
    assert went == [1, 7, 14]
    mails = Mail.objects.order_by("queued_at").values_list("template", "language", "kind", "customer")
    assert list(mails) == [
        (template, "nl", "service", invoice.customer_id)
        for template in ("payment_failed", "payment_failed_again", "payment_failed_last")
    ]
    told = [mail.values for mail in Mail.objects.order_by("queued_at")]
    assert (told[0]["amount"], told[0]["matter"], told[0]["day"]) == ("€\xa060,00", "Basis", "31 maart 2026")
    assert told[2]["day"] == "1 mei 2026"
    task = Task.objects.get(origin=PAYMENT.code)
    assert (task.owner_id, task.due_on, task.withdrawn_at) == (eva.pk, day(14), None)
    note_paid(invoice=invoice.pk, by=eva, at=noon(20))
    task.refresh_from_db()
    assert (task.withdrawn_at, all_failed_payments(day(20))) == (noon(20), [])


def test_the_same_night_twice_reminds_once_and_a_second_invoice_waits_for_the_cooldown(
    world: Any, invoice: Invoice
) -> None:
    other = world.invoice(invoice.customer)
    world.payment(other, "failed", failed_on=day(1))
    assert [care_for_failed_payments(at=noon(2)) for _ in range(2)] == [1, 0]
    assert care_for_failed_payments(at=noon(6)) == 0
    assert care_for_failed_payments(at=noon(7)) == 1
    assert list(PaymentReminder.objects.order_by("made_on").values_list("invoice", "step")) == [
        (invoice.pk, 1),
        (invoice.pk, 2),
    ]


def test_nobody_is_reminded_of_what_is_paid_credited_or_old(world: Any, invoice: Invoice) -> None:
    world.payment(invoice, "paid", paid_on=day(1))
    credited = world.invoice(world.customer("C", email="c@example.org"), credited_on=day(1))
    old = world.invoice(world.customer("D", email="d@example.org"))
    for one, failed_on in ((credited, FAILED), (old, FAILED - timedelta(days=60))):
        world.payment(one, "failed", failed_on=failed_on)
    assert care_for_failed_payments(at=noon(2)) == 0
    assert [one.invoice for one in all_failed_payments(day(2))] == [old]


def test_a_mail_that_did_not_reach_them_asks_for_a_call_and_no_more_mail_goes(
    invoice: Invoice, eva: Any
) -> None:
    care_for_failed_payments(at=noon(1))
    Mail.objects.update(state=State.SENT, settled_at=noon(1), returned="bounced")
    assert care_for_failed_payments(at=noon(8)) == 0
    assert Task.objects.get(origin=PAYMENT.code).facts == {"name": "Bakker", "unreachable": True}
    stop_reminding(invoice=invoice.pk, by=eva, at=noon(8))
    assert Task.objects.get(origin=PAYMENT.code).withdrawn_at == noon(8)


def test_an_end_from_here_counts_as_payment_failure_and_can_be_taken_back(invoice: Invoice, eva: Any) -> None:
    done = end_for_failure(invoice=invoice.pk, by=eva, at=noon(10))
    assert (done.decided, Departure.objects.get().kind) == (Decided.ENDED, "payment_failure")
    assert exported() == [(date(2025, 1, 1), day(10), 50, FAILED, "payment_failure")]
    assert failed_payments(eva, on=day(11)) == []
    assert len(failed_payments(eva, on=day(11), everything=True)) == 1
    assert care_for_failed_payments(at=noon(11)) == 0
    take_decision_back(decision=done, by=eva, at=noon(12))
    assert exported() == [(date(2025, 1, 1), None, 50, FAILED, None)]
    with pytest.raises(BadInput, match="already"):
        take_decision_back(decision=done, by=eva, at=noon(12))


def test_a_pause_instead_of_a_loss_leaves_no_debt_and_can_be_taken_back(invoice: Invoice, eva: Any) -> None:
    done = pause_instead(invoice=invoice.pk, by=eva, at=noon(10))
    assert [row[1:] for row in exported()] == [
        (day(10), 50, None, None),
        (date(2026, 5, 11), 0, None, None),
        (None, 50, None, None),
    ]
    assert all_failed_payments(day(10)) == []
    take_decision_back(decision=done, by=eva, at=noon(11))
    assert (PriceState.objects.count(), len(all_failed_payments(day(11)))) == (1, 1)


def test_a_pause_of_nobody_knows_what_is_refused(world: Any, eva: Any) -> None:
    customer = world.customer("Two")
    for _ in range(2):
        world.price(world.subscription(customer))
    vague = world.invoice(customer)
    world.payment(vague, "failed", failed_on=FAILED)
    with pytest.raises(BadInput, match="which contract"):
        pause_instead(invoice=vague.pk, by=eva, at=noon(3))
    assert not PaymentDecision.objects.exists()


def test_a_call_is_a_task_of_today_and_goes_with_the_decision(invoice: Invoice, eva: Any) -> None:
    done = ask_for_call(invoice=invoice.pk, by=eva, at=noon(3))
    task = Task.objects.get()
    assert (task.owner_id, task.due_on, task.customer_id) == (eva.pk, day(3), invoice.customer_id)
    assert care_for_failed_payments(at=noon(3)) == 1
    take_decision_back(decision=done, by=eva, at=noon(4))
    task.refresh_from_db()
    assert task.removed_at == noon(4)


@settings(max_examples=100)
@given(
    sent=st.sets(st.sampled_from(sorted(STEPS))),
    last=st.none() | st.integers(-20, 60),
    now=st.integers(0, 60),
)
def test_a_reminder_is_never_early_never_soon_after_another_and_never_long_after(
    sent: set[int], last: int | None, now: int
) -> None:
    last_on = None if last is None else day(last)
    found = next_reminder(FAILED, sent=sent, last_on=last_on, on=day(now))
    if found is None:
        latest = max(STEPS[max(sent, default=0) + 1] if max(sent, default=0) < 3 else 99, now)
        assert max(latest, (last or -99) + COOLDOWN_DAYS) > LATEST_DAYS
        return
    assert found == Next(max(sent, default=0) + 1, found.on)
    assert found.on >= max(day(now), day(STEPS[found.step]))
    assert last_on is None or (found.on - last_on).days >= COOLDOWN_DAYS
