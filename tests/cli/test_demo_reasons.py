"""The reasons of a demo: some are put down, others wait, and two things are improved on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Customer
from karn.apps.farewell.models import Coding
from karn.apps.lessons.models import Improvement
from karn.apps.people.models import Person, Role
from karn.cli.demo_reasons import put_down_reasons

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT: dict[str, Any] = {"source": "demo", "known_at": AT}


@pytest.mark.django_db(databases=["default", "exits"])
def test_reasons_are_put_down_once_and_the_two_most_frequent_are_improved_on() -> None:
    Company.objects.create(name="Zonnig", language="nl", country="NL")
    Person.objects.create(email="anna@zonnig.example", name="Anna", role=Role.MANAGER)
    for number, why in enumerate(("price", "price", "service", "moved", "", "price")):
        customer = Customer.objects.create(name=f"C{number}", source_id=f"C{number}", **FACT)
        left_on = ON - timedelta(days=5 if number == 5 else 40 + number)
        Departure.objects.create(
            customer=customer, source_id=f"D{number}", kind="voluntary", notice_on=left_on, reason=why, **FACT
        )
    for _twice in range(2):
        put_down_reasons(ON, at=AT)
    told = list(Coding.objects.order_by("pk").values_list("why", flat=True))
    improved = list(Improvement.objects.order_by("pk").values_list("reason", "done_on"))
    assert told == ["price", "price", "service", "moved", "need_ended"]
    assert improved == [("price", None), ("service", ON - timedelta(days=150))]
