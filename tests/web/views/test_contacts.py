from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from karn.apps.customers.actions.customers import empty_bin
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


def test_a_contact_made_by_mistake_goes_into_the_bin_and_comes_back(open_page: Any, world: Any) -> None:
    customer = world.customer("Bakker")
    contact = world.contact(customer, "Joke")
    assert open_page.post(reverse("remove_contact", args=[contact.pk])).status_code == 302
    assert not Contact.objects.exists()
    assert open_page.get(reverse("edit_contact", args=[contact.pk])).status_code == 404
    [section] = open_page.get(reverse("customer_bin")).context["others"]
    assert [(one.name, one.at, one.restore) for one in section.rows] == [
        ("Joke", "Bakker", reverse("restore_contact", args=[contact.pk]))
    ]
    changes = open_page.get(reverse("customer_changes", args=[customer.pk])).context["changes"]
    assert (changes[0].how, changes[0].may_be_undone) == ("bin", False)
    assert open_page.post(reverse("restore_contact", args=[contact.pk])).status_code == 302
    assert Contact.objects.get().name == "Joke"


def test_whoever_may_not_see_the_customer_finds_no_contact_in_the_bin(open_page: Any, world: Any) -> None:
    contact = world.contact(world.customer("Bakker"), "Joke")
    open_page.post(reverse("remove_contact", args=[contact.pk]))
    open_page.force_login(world.person(role="account_manager"))
    assert open_page.get(reverse("customer_bin")).context["others"] == []
    assert open_page.post(reverse("restore_contact", args=[contact.pk])).status_code == 404
    assert Contact.everything.get().deleted_at is not None


def test_a_contact_long_in_the_bin_is_gone_for_good(open_page: Any, world: Any) -> None:
    contact = world.contact(world.customer("Bakker"), "Joke")
    open_page.post(reverse("remove_contact", args=[contact.pk]))
    empty_bin(at=timezone.now() + timedelta(days=31))
    assert not Contact.everything.exists()
    assert not Contact.history.exists()
