from datetime import date
from decimal import Decimal

import pytest

from karn.apps.contracts.queries.money import Purse, purse_of, unpaid_bills_of

ON = date(2026, 3, 20)
pytestmark = pytest.mark.django_db


def test_the_purse_adds_up_per_currency(world):
    customer = world.customer()
    paid = world.invoice(customer, invoiced_on=date(2026, 1, 1), amount=100)
    world.payment(paid, "failed", failed_on=date(2026, 1, 5))
    world.payment(paid, "paid", paid_on=date(2026, 1, 9))
    failed = world.invoice(customer, invoiced_on=date(2026, 2, 1), amount=60)
    world.payment(failed, "failed", failed_on=date(2026, 2, 5))
    world.invoice(customer, currency="SEK", amount=7)
    assert purse_of(customer, on=ON) == [
        Purse("EUR", 2, Decimal(160), Decimal(100), Decimal(60), 1, date(2026, 1, 1), date(2026, 2, 1)),
        Purse("SEK", 1, Decimal(7), Decimal(0), Decimal(7), 0, None, None),
    ]


def test_unpaid_bills_say_how_they_stand(world):
    customer = world.customer()
    overdue = world.invoice(customer, due_on=date(2026, 3, 19))
    due_today = world.invoice(customer, due_on=ON)
    failed = world.invoice(customer, due_on=date(2026, 3, 21))
    world.payment(failed, "failed", failed_on=ON)
    bills = unpaid_bills_of(customer, on=ON)
    assert [(bill.invoice, bill.state) for bill in bills] == [
        (overdue, "overdue"),
        (due_today, "open"),
        (failed, "in_grace"),
    ]
