"""The notices of a demo: of who is on the way out, and those that wait; no end changes by them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from model_bakery import baker

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.models import Declaration
from karn.apps.people.models import Person, Role
from karn.cli.demo_notices import receive_notices

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT: dict[str, Any] = {"source": "demo", "known_at": AT}


@pytest.mark.django_db
def test_who_is_on_the_way_out_said_so_and_a_few_wait_and_no_end_moves() -> None:
    Company.objects.create(name="Zonnig", language="nl", country="NL")
    Person.objects.create(email="anna@zonnig.example", name="Anna", role=Role.MANAGER)
    for number in range(5):
        named = {"name": f"C{number}", "source_id": f"C{number}", "email": f"c{number}@post.example"}
        customer = Customer.objects.create(kind="person", **named, **FACT)
        paid = baker.make(
            Subscription, customer=customer, source_id=f"S{number}", currency="EUR", notice_days=30, **FACT
        )
        ends_on = ON + timedelta(days=5 * number) if number else None
        baker.make(PriceState, subscription=paid, starts_on=date(2025, 1, 1), ends_on=ends_on, mrr=10)
        if ends_on:
            Departure.objects.create(
                customer=customer, subscription=paid, source_id=f"D{number}", kind="voluntary",
                notice_on=ON - timedelta(days=20), contract_ends_on=ends_on, **FACT,
            )  # fmt: skip
    before = list(PriceState.objects.order_by("pk").values_list("ends_on", flat=True))
    for _twice in range(2):
        receive_notices(ON, at=AT)
    states = sorted(Declaration.objects.values_list("state", flat=True))
    assert states == ["match", "match", "received", *["verified"] * 4]
    assert Departure.objects.count() == 4
    assert list(PriceState.objects.order_by("pk").values_list("ends_on", flat=True)) == before
