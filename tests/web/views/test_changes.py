from typing import Any

import pytest
from django.urls import reverse

from karn.apps.customers.models import Customer
from karn.apps.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Any) -> Any:
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva", role="manager"))
    return client


def edit(client: Any, customer: Customer, **told: str) -> None:
    address = reverse("edit_customer", args=[customer.pk])
    form = client.get(address).context["form"]
    sent = {**form.texts, "seen": form.seen, "was": form.was, **told}
    assert client.post(address, sent).status_code == 302


def test_who_changed_what_is_shown_and_can_be_taken_back(page: Any, world: Any) -> None:
    customer = world.customer("Bakker", city="Delft")
    edit(page, customer, city="Gouda")
    edit(page, customer, phone="1")
    shown = page.get(reverse("customer_changes", args=[customer.pk]))
    said = [
        (one.by, [(field.before, field.after) for field in one.fields]) for one in shown.context["changes"]
    ]
    assert said == [("Eva", [("", "1")]), ("Eva", [("Delft", "Gouda")]), ("", [])]
    city = shown.context["changes"][1]
    assert page.post(reverse("undo_change", args=["customer", city.number])).status_code == 302
    after = Customer.objects.get()
    assert (after.city, after.phone) == ("Delft", "1")


def test_a_change_that_something_newer_touched_stays(page: Any, world: Any) -> None:
    customer = world.customer("Bakker", city="Delft")
    edit(page, customer, city="Gouda")
    edit(page, customer, city="Breda")
    shown = page.get(reverse("customer_changes", args=[customer.pk])).context["changes"]
    assert [one.may_be_undone for one in shown] == [True, False, False]
    page.post(reverse("undo_change", args=["customer", shown[1].number]))
    assert Customer.objects.get().city == "Breda"


@pytest.mark.parametrize(("subject", "number"), [("customer", 10**9), ("contact", 1), ("person", 1)])
def test_a_change_there_is_not_is_not_found(page: Any, world: Any, subject: str, number: int) -> None:
    world.customer("Bakker")
    assert page.post(reverse("undo_change", args=[subject, number])).status_code == 404
