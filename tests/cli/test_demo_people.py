"""Who looks after whom in a demo: the largest are in somebody's care, two people are covered."""

from datetime import UTC, date, datetime

import pytest
from model_bakery import baker

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import AttributeKind, Customer
from karn.apps.people.models import Cover, Person
from karn.cli import demo_people

pytestmark = pytest.mark.django_db

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT = {"source": "demo", "known_at": AT}


@pytest.fixture
def takers():
    Person.objects.create(email="a@example.org", name="Admin", role="administrator")
    return [
        Person.objects.create(email=f"{name}@example.org", name=name, role="account_manager")
        for name in ("An", "Bo", "Cy")
    ]


def payer(number, mrr):
    customer = Customer.objects.create(name=f"C{number}", source_id=f"C{number}", **FACT)
    subscription = baker.make(Subscription, customer=customer, source_id=f"S{number}", currency="EUR", **FACT)
    baker.make(PriceState, subscription=subscription, starts_on=date(2026, 1, 1), ends_on=None, mrr=mrr)
    return customer


def test_who_pays_most_is_given_out_in_turn_once(takers, monkeypatch):
    monkeypatch.setattr(demo_people, "IN_CARE", 4)
    customers = [payer(number, mrr=10 * number) for number in range(1, 6)]
    for _twice in range(2):
        demo_people.give_to_people(ON, at=AT)
    owners = [Customer.objects.get(pk=one.pk).owner for one in customers]
    assert owners == [None, takers[0], takers[2], takers[1], takers[0]]
    assert [(one.away, one.covering) for one in Cover.objects.all()] == [(takers[0], takers[2])]


def test_who_is_looked_after_already_stays(takers):
    customer = payer(1, mrr=10)
    Customer.objects.filter(pk=customer.pk).update(owner=takers[2])
    payer(2, mrr=20)
    demo_people.give_to_people(ON, at=AT)
    assert [one.owner for one in Customer.objects.order_by("pk")] == [takers[2], None]


@pytest.mark.usefixtures("takers")
def test_the_columns_of_the_export_are_declared_once():
    Customer.objects.create(name="C", source_id="C", attributes={"sector": "zorg", "other": "x"}, **FACT)
    for _twice in range(2):
        demo_people.declare_attributes(at=AT)
    assert [(one.name, one.source[:19]) for one in AttributeKind.objects.all()] == [
        ("sector", "The billing program")
    ]
