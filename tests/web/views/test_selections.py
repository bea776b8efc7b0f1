"""Many customers chosen on the list: seen before, changed, taken along, taken back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from karn.apps.customers.models import Customer, Selection
from karn.apps.people.models import AuditEntry, Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(world: Any, client: Client) -> Person:
    world.company()
    person: Person = world.person(name="Manager", role=Role.MANAGER)
    client.force_login(person)
    return person


def choose(client: Client, deed: str, *customers: Customer, **more: Any) -> Any:
    given = {"deed": deed, "customer": [one.pk for one in customers], "next": "/customers/?state=none"} | more
    return client.post("/customers/many/", given)


@pytest.mark.usefixtures("manager")
def test_the_list_lets_one_tick_rows_without_javascript(world: Any, client: Client) -> None:
    bakker = world.customer("Bakker")
    page = client.get("/customers/?q=bak").text
    assert f'name="customer" value="{bakker.pk}" aria-label="Choose Bakker"' in page
    assert 'action="/customers/many/?q=bak&amp;sort=name"' in page
    assert "All 1 that match" not in page  # all of them stand on this page


@pytest.mark.usefixtures("manager")
def test_ticked_customers_are_shown_before_and_after_then_changed_then_taken_back(
    world: Any, client: Client
) -> None:
    anna, bo = world.person(name="Anna"), world.person(name="Bo")
    one, other, so = world.customer("A", owner=anna), world.customer("B"), world.customer("C", owner=bo)
    asked = choose(client, "owner", one, other, so)
    chosen = Selection.objects.get()
    assert asked.url == f"/customers/many/{chosen.pk}/?deed=owner&next=%2Fcustomers%2F%3Fstate%3Dnone"
    assert "3 customers chosen" in client.get(asked.url).text
    page = client.get(asked.url, {"deed": "owner", "value": bo.pk}).text
    assert ("2 customers change" in page, "1 stays: it is so already." in page) == (True, True)
    assert 'data-label="Before">Anna</td><td data-label="Afterwards">Bo</td>' in page
    given = {"deed": "owner", "value": bo.pk, "next": "/customers/?state=none"}
    done = client.post(f"/customers/many/{chosen.pk}/change/", given)
    assert done.url == "/customers/?state=none"
    page = client.get(done.url).text
    assert "2 customers changed." in page
    assert f'action="/customers/many/{chosen.pk}/undo/"' in page
    assert set(Customer.objects.values_list("owner__name", flat=True)) == {"Bo"}
    client.post(f"/customers/many/{chosen.pk}/undo/")
    assert "2 customers are as before." in client.get("/customers/").text
    owners = Customer.objects.order_by("name").values_list("owner__name", flat=True)
    assert list(owners) == ["Anna", None, "Bo"]


@pytest.mark.usefixtures("manager")
def test_all_that_match_are_more_than_stand_on_the_page(world: Any, client: Client) -> None:
    for number in range(53):
        world.customer(f"Bakker {number:02}")
    world.customer("Visser")
    assert "All 53 that match" in client.get("/customers/?q=bakker").text
    asked = client.post("/customers/many/?q=bakker", {"deed": "bin", "all": "1"})
    assert "53 customers go into the bin" in client.get(asked.url).text
    chosen = Selection.objects.get()
    client.post(f"/customers/many/{chosen.pk}/change/", {"deed": "bin"})
    assert list(Customer.objects.values_list("name", flat=True)) == ["Visser"]
    thrown = Customer.everything.filter(deleted_at__isnull=False).values_list("pk", flat=True)
    asked = client.post("/customers/many/", {"deed": "restore", "customer": list(thrown)})
    chosen = Selection.objects.latest("pk")
    assert "53 customers come back" in client.get(asked.url).text
    client.post(f"/customers/many/{chosen.pk}/change/", {"deed": "restore"})
    assert Customer.objects.count() == 54


@pytest.mark.usefixtures("manager")
def test_the_chosen_go_along_as_a_file_in_their_order_and_it_is_written_down(
    world: Any, client: Client
) -> None:
    one, _other, third = world.customer("A"), world.customer("B"), world.customer("C")
    asked = choose(client, "csv", third, one)
    told = b"".join(client.get(asked.url).streaming_content).decode("utf-8-sig")
    assert [line.split(",")[1] for line in told.splitlines()] == ["Name", "C", "A"]
    entry = AuditEntry.objects.latest("number")
    assert (entry.deed, entry.detail) == ("customers_exported", "chosen 2")


@pytest.mark.usefixtures("manager")
def test_exactly_two_lead_to_their_merge(world: Any, client: Client) -> None:
    one, other = world.customer("A"), world.customer("B")
    assert choose(client, "merge", one, other).url == reverse("pair", args=[one.pk, other.pk])
    assert choose(client, "merge", one).url == "/customers/?state=none"
    assert "Tick exactly two customers to merge them." in client.get("/customers/").text


@pytest.mark.usefixtures("manager")
def test_what_cannot_be_is_said_and_changes_nothing(world: Any, client: Client) -> None:
    one = world.customer("A")
    gone = world.person(name="Gone", is_active=False)
    asked = choose(client, "owner", one)
    page = client.get(asked.url, {"deed": "owner", "value": gone.pk})
    assert (page.status_code, "Gone is switched off" in page.text) == (400, True)
    assert choose(client, "owner").url == "/customers/?state=none"
    assert "Choose at least one customer." in client.get("/customers/").text
    assert Customer.objects.get().owner is None


def test_another_one_s_choice_is_not_found(world: Any, client: Client, manager: Person) -> None:
    choose(client, "owner", world.customer("A"))
    client.force_login(world.person(role=Role.ADMINISTRATOR))
    chosen = Selection.objects.get(by=manager)
    for name in ("together", "chosen_csv"):
        assert client.get(reverse(name, args=[chosen.pk])).status_code == 404
    for name in ("change_together", "undo_together"):
        assert client.post(reverse(name, args=[chosen.pk])).status_code == 404
