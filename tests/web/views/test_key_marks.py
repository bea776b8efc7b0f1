"""The mark of a key client: one tap, undo, history, audit, filter, merge."""

from typing import Any

import pytest
from django.test import Client

from karn.apps.customers.models import Customer
from karn.apps.customers.queries.merging import facts_after
from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(create_person(email="m@x.nl", name="Mo", password=None, role=Role.MANAGER))
    return client


def test_a_key_client_is_starred_on_page_and_list_and_the_mark_comes_off(manager: Client, world: Any) -> None:
    world.company()
    bakker, _other = world.customer("Bakker"), world.customer("Visser")
    page = manager.post(f"/customers/{bakker.pk}/key/", follow=True).text
    assert "Bakker is a key client." in page
    assert 'aria-pressed="true"' in page
    listed = manager.get("/customers/", {"key": "1"}).text
    assert ("Bakker" in listed, "Visser" in listed, "karn-star" in listed) == (True, False, True)
    assert list(AuditEntry.objects.filter(deed="customer_changed").values_list("object", flat=True)) == [
        str(bakker.pk)
    ]
    assert "key client" in manager.get(f"/customers/{bakker.pk}/changes/").text.lower()
    manager.post(f"/customers/{bakker.pk}/key/off/")
    assert not Customer.objects.filter(is_key=True).exists()
    assert (
        f'/customers/{bakker.pk}/"' not in manager.get("/customers/", {"key": "1"}).text.split("<tbody")[-1]
    )


def test_an_account_manager_marks_nobody_elses_customer(client: Client, world: Any) -> None:
    person = create_person(email="a@x.nl", name="Ann", password=None, role=Role.ACCOUNT_MANAGER)
    foreign = world.customer("Bakker", owner=world.person())
    client.force_login(person)
    assert client.post(f"/customers/{foreign.pk}/key/").status_code == 404
    assert not Customer.objects.filter(is_key=True).exists()


def test_of_two_that_are_one_the_mark_stays(world: Any) -> None:
    kept, lost = world.customer("Bakker"), world.customer("Bakker B.V.", is_key=True)
    assert facts_after(kept, lost) == {"is_key": True}
    assert facts_after(lost, kept) == {}
