"""What a demo's leavers said: once, readable and for totals, the same every time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from model_bakery import baker

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.exits.models import Answer, Asked, Sum
from karn.cli.demo_exits import answer_exits

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT: dict[str, Any] = {"source": "demo", "known_at": AT}


@pytest.mark.django_db
def test_some_leavers_answered_once_and_what_waited_long_can_be_read() -> None:
    Company.objects.create(name="Zonnig", language="nl")
    for number in range(16):
        named = {"name": f"C{number}", "source_id": f"C{number:02}", "language": "sv"}
        customer = Customer.objects.create(**named, **FACT)
        paid = baker.make(Subscription, customer=customer, source_id=f"S{number}", currency="EUR", **FACT)
        ends = ON - timedelta(days=30 + number)
        baker.make(PriceState, subscription=paid, starts_on=date(2025, 1, 1), ends_on=ends, mrr=10)
    for _twice in range(2):
        answer_exits(ON, at=AT)
    assert sum(Asked.objects.values_list("people", flat=True)) == 16
    readable = Answer.objects.filter(choice="readable")
    assert (4 <= readable.count() <= 14, set(readable.values_list("language", "held_until"))) == (
        True,
        {("sv", None)},
    )
    assert Sum.objects.count() + Answer.objects.filter(choice="totals").count() > 0
