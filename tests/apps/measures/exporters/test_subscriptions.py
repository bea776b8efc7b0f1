"""What the engine gets to see of subscriptions."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from karn.apps.contracts.models import (
    Departure,
    DepartureKind,
    Invoice,
    Payment,
    PaymentStatus,
    PriceState,
    State,
    Subscription,
)
from karn.apps.customers.models import Customer
from karn.apps.measures.exporters.subscriptions import SUBSCRIPTIONS

pytestmark = pytest.mark.django_db

FAILED, PAID, OPEN = PaymentStatus.FAILED, PaymentStatus.PAID, PaymentStatus.OPEN
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count()


def fact() -> dict[str, Any]:
    return {"source": "test", "source_id": str(next(_numbers)), "known_at": KNOWN}


def make_subscription(customer: Customer | None = None) -> Subscription:
    customer = customer or Customer.objects.create(name="Bakkerij Jansen", **fact())
    return Subscription.objects.create(customer=customer, currency="EUR", plan="Basis", **fact())


def make_state(subscription: Subscription, starts_on: date, ends_on: date | None = None, **more: Any) -> None:
    mrr = more.pop("mrr", Decimal(50))
    subscription.price_states.create(
        starts_on=starts_on, ends_on=ends_on, mrr=mrr, amount=mrr, known_at=KNOWN, **more
    )


def make_payment(subscription: Subscription, status: PaymentStatus, day: date, **more: Any) -> Invoice:
    invoice = more.get("invoice") or Invoice.objects.create(
        customer=subscription.customer, subscription=subscription, amount=50, currency="EUR", **fact()
    )
    which = "paid_on" if status == PaymentStatus.PAID else "failed_on"
    Payment.objects.create(invoice=invoice, status=status, **{which: day}, **fact())
    return invoice


def exported() -> list[dict[str, Any]]:
    return [row for batch in SUBSCRIPTIONS.batches() for row in batch.to_pylist()]


def test_an_active_state_is_handed_over_as_it_is() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1), date(2026, 3, 1), mrr=Decimal("166.666667"))
    assert exported() == [
        {
            "subscription_id": str(subscription.pk),
            "customer_id": str(subscription.customer_id),
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 3, 1),
            "mrr": Decimal("166.666667"),
            "currency": "EUR",
            "plan": "Basis",
            "paused_mrr": None,
            "resumes_on": None,
            "past_due_since": None,
            "end_kind": None,
        }
    ]


def test_a_trial_is_not_handed_over() -> None:
    make_state(make_subscription(), date(2026, 1, 1), state=State.TRIAL)
    assert exported() == []


def test_an_empty_table_still_tells_its_columns() -> None:
    (batch,) = SUBSCRIPTIONS.batches()
    assert (batch.num_rows, batch.schema) == (0, SUBSCRIPTIONS.schema)


def test_a_pause_has_no_mrr_and_says_what_is_on_hold() -> None:
    make_state(make_subscription(), date(2026, 1, 1), state=State.PAUSED, resumes_on=date(2026, 4, 1))
    (row,) = exported()
    assert (row["mrr"], row["paused_mrr"], row["resumes_on"]) == (0, 50, date(2026, 4, 1))


def test_only_the_last_state_says_how_it_ended() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1), date(2026, 2, 1), mrr=Decimal(40))
    make_state(subscription, date(2026, 2, 1), date(2026, 3, 1), end_kind=DepartureKind.PAYMENT_FAILURE)
    assert [row["end_kind"] for row in exported()] == [None, "payment_failure"]


def test_a_departure_of_the_subscription_says_how_it_ended() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1), date(2026, 3, 1))
    Departure.objects.create(
        customer=subscription.customer, subscription=subscription, kind=DepartureKind.VOLUNTARY, **fact()
    )
    assert [row["end_kind"] for row in exported()] == ["voluntary"]


def test_a_departure_of_the_customer_on_that_day_says_how_it_ended() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1), date(2026, 3, 1))
    Departure.objects.create(
        customer=subscription.customer,
        contract_ends_on=date(2026, 3, 1),
        kind=DepartureKind.ENDED_BY_US,
        **fact(),
    )
    assert [row["end_kind"] for row in exported()] == ["ended_by_us"]


def test_a_departure_taken_back_says_nothing() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1), date(2026, 3, 1))
    Departure.objects.create(
        customer=subscription.customer,
        subscription=subscription,
        undone_on=date(2026, 2, 1),
        kind=DepartureKind.VOLUNTARY,
        **fact(),
    )
    assert [row["end_kind"] for row in exported()] == [None]


@pytest.mark.parametrize(
    ("attempts", "past_due_since"),
    [
        ([], None),
        ([(OPEN, date(2026, 2, 1))], None),
        ([(FAILED, date(2026, 2, 1))], date(2026, 2, 1)),
        (
            [(FAILED, date(2026, 3, 1)), (FAILED, date(2026, 2, 1))],
            date(2026, 2, 1),
        ),
        ([(FAILED, date(2026, 2, 1)), (PAID, date(2026, 3, 1))], None),
        (
            [(PAID, date(2026, 1, 1)), (FAILED, date(2026, 2, 1))],
            date(2026, 2, 1),
        ),
    ],
)
def test_a_subscription_is_past_due_from_its_first_failure_never_paid_since(
    attempts: list[tuple[PaymentStatus, date]], past_due_since: date | None
) -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1))
    for status, day in attempts:
        make_payment(subscription, status, day)
    assert [row["past_due_since"] for row in exported()] == [past_due_since]


def test_an_invoice_paid_at_the_second_attempt_is_not_past_due() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1))
    invoice = make_payment(subscription, FAILED, date(2026, 2, 1))
    make_payment(subscription, PAID, date(2026, 2, 1), invoice=invoice)
    assert [row["past_due_since"] for row in exported()] == [None]


def test_an_invoice_without_subscription_belongs_to_the_only_one() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1))
    invoice = make_payment(subscription, FAILED, date(2026, 2, 1))
    Invoice.objects.filter(pk=invoice.pk).update(subscription=None)
    assert [row["past_due_since"] for row in exported()] == [date(2026, 2, 1)]


def test_a_state_that_ended_before_the_failure_is_not_past_due() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1), date(2026, 2, 1))
    make_state(subscription, date(2026, 2, 1))
    make_payment(subscription, FAILED, date(2026, 2, 1))
    assert [row["past_due_since"] for row in exported()] == [None, date(2026, 2, 1)]
    assert PriceState.objects.count() == 2


def test_a_credited_invoice_is_no_debt() -> None:
    subscription = make_subscription()
    make_state(subscription, date(2026, 1, 1))
    invoice = make_payment(subscription, FAILED, date(2026, 2, 1))
    assert [row["past_due_since"] for row in exported()] == [date(2026, 2, 1)]
    Invoice.objects.filter(pk=invoice.pk).update(credited_on=date(2026, 2, 9))
    assert [row["past_due_since"] for row in exported()] == [None]
