"""The page of the sheet for the next talk."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from karn.apps.care.models import Expectation
from karn.apps.company.models import Company
from karn.apps.customers.models import Customer
from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    fact = {"source": "test", "source_id": "C-1", "known_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Customer.objects.create(name="<b>Bakker</b>", **fact)


def logged_in(role):
    client = Client()
    client.force_login(Person.objects.create(email=f"{role}@example.org", name="Eva", role=role))
    return client


def test_the_sheet_is_one_click_from_the_customer_and_written_down(customer):
    client = logged_in(Role.SERVICE)
    assert f'href="/customers/{customer.pk}/sheet/"' in client.get(f"/customers/{customer.pk}/").text
    page = client.get(f"/customers/{customer.pk}/sheet/")
    assert page.status_code == 200
    assert "Nothing is open." in page.text
    assert "<b>Bakker" not in page.text
    assert AuditEntry.objects.filter(deed="meeting_sheet_seen").count() == 1


def test_what_they_expect_is_on_the_sheet_where_the_company_asks_for_it(customer):
    Company.objects.create(name="Noord", stations=["expectations"])
    at = datetime(2026, 1, 1, tzinfo=UTC)
    Expectation.objects.create(customer=customer, text="No surprises", made_at=at, changed_at=at)
    client, told = logged_in(Role.SERVICE), []
    for stations in (["expectations"], []):
        Company.objects.update(stations=stations)
        told.append("No surprises" in client.get(f"/customers/{customer.pk}/sheet/").text)
    assert told == [True, False]


def test_nobody_gets_a_sheet_of_whom_he_may_not_see(customer):
    client = logged_in(Role.ACCOUNT_MANAGER)
    for number in (customer.pk, 4711, 2**63):
        page = client.get(f"/customers/{number}/sheet/")
        assert (page.status_code, "Bakker" in page.text) == (404, False)
    assert AuditEntry.objects.filter(deed="meeting_sheet_seen").count() == 0
