"""The lesson of a demo, in words that fit who its customers are."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from model_bakery import baker

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.lessons.models import Lesson
from karn.apps.people.models import Person, Role
from karn.cli.demo_lessons import learn_lessons

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT: dict[str, Any] = {"source": "demo", "known_at": AT}


@pytest.mark.parametrize(
    ("trade", "question"),
    [
        ("agency", "Kennen we daar iemand die er blijft als onze contactpersoon vertrekt?"),
        ("practice", "Zouden we binnen een week bellen als deze klant wegblijft?"),
    ],
)
@pytest.mark.django_db
def test_a_practice_learns_about_persons_and_an_agency_about_contacts(trade: str, question: str) -> None:
    Company.objects.create(name="Zonnig", language="nl", country="NL", trade=trade)
    Person.objects.create(email="anna@zonnig.example", name="Anna", role=Role.MANAGER, language="nl")
    for number in range(2):
        customer = Customer.objects.create(kind="company", name="Bakker", source_id=f"C{number}", **FACT)
        paid = baker.make(Subscription, customer=customer, source_id=f"S{number}", currency="EUR", **FACT)
        ends_on = date(2026, 9, 1)
        baker.make(PriceState, subscription=paid, starts_on=date(2025, 1, 1), ends_on=ends_on, mrr=10)
        Departure.objects.create(
            customer=customer, subscription=paid, source_id=f"D{number}", kind="voluntary",
            notice_on=date(2026, 7, 1), contract_ends_on=ends_on, **FACT,
        )  # fmt: skip
    learn_lessons(ON, at=AT)
    assert Lesson.objects.get().question == question
