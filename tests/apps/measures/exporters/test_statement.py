"""The other tables of the lake."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, Order
from karn.apps.customers.models import Customer
from karn.apps.measures.exporters import statement
from karn.apps.measures.exporters.costs import COSTS
from karn.apps.measures.exporters.departures import DEPARTURES
from karn.apps.measures.exporters.orders import ORDERS

pytestmark = pytest.mark.django_db

KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def customer() -> Customer:
    return Customer.objects.create(name="a", source="test", source_id="a", known_at=KNOWN)


def make_order(customer: Customer, number: int) -> Order:
    return Order.objects.create(
        customer=customer,
        ordered_on=date(2026, 1, number),
        amount=Decimal("12.34"),
        currency="EUR",
        source="test",
        source_id=str(number),
        known_at=KNOWN,
    )


def test_an_order_is_handed_over(customer: Customer) -> None:
    order = make_order(customer, 2)
    (batch,) = ORDERS.batches()
    assert batch.to_pylist() == [
        {
            "order_id": str(order.pk),
            "customer_id": str(customer.pk),
            "ordered_on": date(2026, 1, 2),
            "amount": Decimal("12.340000"),
            "currency": "EUR",
            "quantity": None,
        }
    ]


def test_many_rows_come_in_several_batches(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement, "ROWS_A_BATCH", 2)
    for number in (1, 2, 3):
        make_order(customer, number)
    assert [batch.num_rows for batch in ORDERS.batches()] == [2, 1]


def test_a_departure_is_handed_over_with_its_dates_apart(customer: Customer) -> None:
    departure = Departure.objects.create(
        customer=customer,
        notice_on=date(2026, 1, 5),
        contract_ends_on=date(2026, 3, 1),
        reason="price",
        source="test",
        source_id="d",
        known_at=KNOWN,
    )
    (batch,) = DEPARTURES.batches()
    assert batch.to_pylist() == [
        {
            "departure_id": str(departure.pk),
            "customer_id": str(customer.pk),
            "notice_on": date(2026, 1, 5),
            "contract_ends_on": date(2026, 3, 1),
            "access_ends_on": None,
            "recognised_on": None,
            "kind": "unknown",
            "reason": "price",
            "undone_on": None,
            "subscription_id": None,
            "known_at": KNOWN.replace(tzinfo=None),
        }
    ]


def test_the_company_s_costs_are_one_row_for_all_time() -> None:
    Company.objects.create(name="Karn & Zn", gross_margin=Decimal("0.8"), winning_cost=300)
    (batch,) = COSTS.batches()
    assert batch.to_pylist() == [
        {"valid_from": date(1970, 1, 1), "gross_margin": 0.8, "winning_cost": Decimal("300.000000")}
    ]
