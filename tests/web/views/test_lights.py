"""The pages of the five lights."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.people.rules import Role
from karn.apps.threats.actions.lights import keep_lights

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, world: Any) -> Client:
    world.company()
    client.force_login(world.person(name="Eva", role=Role.MANAGER))
    return client


def test_a_light_shows_its_evidence_and_a_person_says_something_else_with_a_reason(
    page: Client, world: Any
) -> None:
    customer = world.customer("Bakker", is_key=True)
    where = f"/customers/{customer.pk}/lights/"
    assert "Nobody asked. Hold a review with them, or ask in the next talk" in page.get(where).text
    refused = page.post(f"{where}expertise/", {"colour": "green", "words": "", "until": "2099-01-01"})
    assert refused.status_code == 400
    told = {"colour": "green", "words": "They praised us", "until": "2099-01-01"}
    assert "They praised us" in page.post(f"{where}expertise/", told, follow=True).text
    late = page.post(f"{where}expertise/", told | {"colour": "red", "seen": ""})
    assert (late.status_code, "Somebody else judged it meanwhile" in late.text) == (409, True)
    assert page.post(f"{where}moon/", told).status_code == 404
    shown = page.post(f"{where}expertise/end/", follow=True).text
    assert "What was found holds again." in shown


def test_the_list_takes_as_many_queries_for_three_as_for_one_and_shows_nobody_foreign(
    page: Client, world: Any, django_assert_num_queries: Any
) -> None:
    assert "No lights yet" in page.get("/lights/").text
    mine = world.person(name="Noor", role=Role.ACCOUNT_MANAGER)
    world.customer("Mine", owner=mine, is_key=True)
    keep_lights(on=timezone.localdate())
    page.get("/lights/")
    with django_assert_num_queries(6):
        page.get("/lights/")
    for name in ("Foreign one", "Foreign two"):
        world.customer(name, is_key=True)
    keep_lights(on=timezone.localdate())
    with django_assert_num_queries(6):
        assert "Foreign two" in page.get("/lights/").text
    reader = Client()
    reader.force_login(mine)
    told = b"".join(reader.get("/lights/lights.csv")).decode()
    assert ("Mine" in told, "Foreign" in told) == (True, False)
