from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from karn.apps.customers.models import Contact
from karn.apps.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_page(client: Any) -> Any:
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva", role="service"))
    return client


def test_a_contact_is_added_and_shown(open_page: Any, world: Any) -> None:
    customer = world.customer("Bakker")
    told = {
        "name": "Jo",
        "role": "buyer",
        "influence": "decides",
        "champion": "on",
        "starts_on": "2026-01-05",
    }
    assert open_page.post(reverse("new_contact", args=[customer.pk]), told).status_code == 302
    made = Contact.objects.get()
    assert (made.customer, made.name, made.influence, made.champion) == (customer, "Jo", "decides", True)
    assert (made.starts_on, made.source) == (date(2026, 1, 5), "karn")
    page = open_page.get(reverse("customer", args=[customer.pk])).content.decode()
    assert "decides" in page


def test_a_contact_who_leaves_before_coming_is_refused_beside_the_field(open_page: Any, world: Any) -> None:
    customer = world.customer("Bakker")
    told = {"name": "Jo", "influence": "unknown", "starts_on": "2026-01-05", "ends_on": "2026-01-04"}
    response = open_page.post(reverse("new_contact", args=[customer.pk]), told)
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["ends_on"])
    assert not Contact.objects.exists()


def test_a_contact_who_left_is_gone_from_today_on(open_page: Any, world: Any) -> None:
    contact = world.contact(world.customer("Bakker"))
    assert open_page.post(reverse("contact_left", args=[contact.pk])).status_code == 302
    assert Contact.objects.get().ends_on == timezone.localdate()


def test_a_contact_who_is_to_come_cannot_have_left(open_page: Any, world: Any) -> None:
    contact = world.contact(world.customer("Bakker"), starts_on=date(2999, 1, 1))
    response = open_page.post(reverse("contact_left", args=[contact.pk]))
    assert response.url == reverse("edit_contact", args=[contact.pk])
    assert Contact.objects.get().ends_on is None


def test_two_who_edit_one_contact_see_both_values(open_page: Any, world: Any) -> None:
    contact = world.contact(world.customer("Bakker"), "Jo", role="buyer")
    address = reverse("edit_contact", args=[contact.pk])
    form = open_page.get(address).context["form"]
    read = {**form.texts, "seen": form.seen, "was": form.was}
    assert open_page.post(address, {**read, "role": "director"}).status_code == 302
    response = open_page.post(address, {**read, "role": "owner"})
    assert response.status_code == 409
    assert [(one.name, one.theirs, one.mine) for one in response.context["form"].conflicts] == [
        ("role", "director", "owner")
    ]
    assert Contact.objects.get().role == "director"
