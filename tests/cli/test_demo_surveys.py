"""What a demo's customers answered: once, some of them unhappy, each of those with a task."""

from datetime import UTC, date, datetime

import pytest
from model_bakery import baker

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.surveys.models import Invitation, Response, Survey
from karn.apps.surveys.rules.ready import ready_form
from karn.apps.tasks.models import Task
from karn.cli.demo_surveys import answer_surveys

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT = {"source": "demo", "known_at": AT}


@pytest.mark.django_db
def test_some_customers_answer_once_and_the_unhappy_get_a_task(monkeypatch):
    monkeypatch.setattr("karn.cli.demo_surveys.ASKED", 15)
    Person.objects.create(email="m@example.org", name="Max", role="manager")
    Company.objects.create(name="Zonnig", language="nl")
    for number in range(20):
        customer = Customer.objects.create(name=f"C{number}", source_id=f"C{number}", language="sv", **FACT)
        paid = baker.make(Subscription, customer=customer, source_id=f"S{number}", currency="EUR", **FACT)
        baker.make(PriceState, subscription=paid, starts_on=date(2026, 1, 1), ends_on=None, mrr=10)
    for _twice in range(2):
        answer_surveys(ON, at=AT)
    assert (Survey.objects.count(), Invitation.objects.count()) == (2, 30)
    names = {ready_form(code).title["nl"] for code in ("nps", "half_term")}
    assert set(Survey.objects.values_list("name", flat=True)) == names
    answered, unhappy = Response.objects.count(), Response.objects.filter(unhappy=True).count()
    assert (10 < answered < 30, 0 < unhappy < 6, Task.objects.count()) == (True, True, unhappy)
    assert {response.language for response in Response.objects.all()} == {"sv"}
