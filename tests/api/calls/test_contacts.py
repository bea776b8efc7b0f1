"""Contacts through the API."""

from typing import Any

import pytest

from karn.apps.customers.models import Contact

pytestmark = pytest.mark.django_db


def test_a_contact_is_added_changed_and_listed(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    sent = {"name": "Jo", "influence": "decides", "champion": True, "starts_on": "2026-01-01"}
    made = manager.post(f"/customers/{customer.pk}/contacts", sent).json()
    change = {"version": made["version"], "ends_on": "2026-04-01"}
    changed = manager.patch(f"/contacts/{made['id']}", change).json()
    assert changed == made | sent | {"ends_on": "2026-04-01", "version": changed["version"]}
    assert manager.get(f"/customers/{customer.pk}/contacts").json() == {"items": [changed]}
    assert manager.get(f"/contacts/{made['id']}").json() == changed


def test_a_change_with_an_old_version_is_a_409_with_both_values(world: Any, manager: Any) -> None:
    contact = world.contact(world.customer("Bakker"), "Jo", role="buyer")
    answer = manager.patch(f"/contacts/{contact.pk}", {"version": "old", "name": "Jo", "role": "seller"})
    told = answer.json()["differences"]
    assert (answer.status_code, told) == (409, [{"field": "role", "stored": "buyer", "asked": "seller"}])


def test_who_would_leave_before_the_first_day_is_refused(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    sent = {"name": "Jo", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    answer = manager.post(f"/customers/{customer.pk}/contacts", sent)
    assert (answer.status_code, answer.json()["code"], customer.contacts.count()) == (422, "refused", 0)


def test_a_contact_made_by_mistake_goes_into_the_bin_once(world: Any, manager: Any) -> None:
    contact = world.contact(world.customer(), "Slip")
    gone = manager.call("DELETE", f"/contacts/{contact.pk}")
    assert (gone.status_code, gone.json()["name"]) == (200, "Slip")
    again = [manager.call(how, f"/contacts/{contact.pk}").status_code for how in ("GET", "DELETE")]
    assert again == [404, 404]
    assert Contact.everything.get().deleted_at is not None
