"""The page of who knows whom: drawn and listed; judged; made a task."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.care.models import ContactBond, Judgement
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva <i>", role=Role.MANAGER)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva, is_key=True)


@pytest.fixture
def jo(world: Any, bakker: Customer, eva: Person) -> Contact:
    jo = world.contact(bakker, "Jo & Co", role="Buyer")
    world.said(bakker, timezone.now() - timedelta(days=3), contact=jo, logged_by=eva)
    return jo


@pytest.mark.usefixtures("jo")
def test_one_warm_tie_is_drawn_listed_and_made_a_task_once(page: Client, bakker: Customer) -> None:
    shown = page.get(f"/customers/{bakker.pk}/influence/").text
    assert ('<svg class="karn-web"' in shown, "Eva &lt;i&gt;" in shown, "<i>" in shown) == (True, True, False)
    assert ("karn-tie-warm" in shown, "Everything hangs on" in shown, "Jo &amp; Co" in shown) == (
        True,
        True,
        True,
    )
    for _ in range(2):
        page.post(f"/customers/{bakker.pk}/influence/introduce/", {"code": "single"})
    assert Task.objects.get().customer == bakker
    listed = page.get("/influence/").text
    assert ("Bakker" in listed, "one warm tie" in listed) == (True, True)
    assert "Jo & Co" in page.get(f"/customers/{bakker.pk}/influence/ties.csv").getvalue().decode()


def test_a_judgement_is_stored_beside_and_taken_back(
    page: Client, bakker: Customer, jo: Contact, eva: Person
) -> None:
    address = f"/customers/{bakker.pk}/influence/judge/"
    given = {
        "judge-person": eva.pk,
        "judge-contact": jo.pk,
        "judge-strength": "none",
        "judge-note": "Met once",
    }
    assert page.post(address, {**given, "judge-strength": "huge"}).status_code == 400
    shown = page.post(address, given, follow=True)
    assert ("talks say otherwise" in shown.text, "Met once" in shown.text) == (True, True)
    listed = page.get(f"/customers/{bakker.pk}/influence/ties.csv").getvalue().decode()
    assert listed.splitlines()[-1].endswith(",Met once")
    page.post(re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown.text).group(1))  # type: ignore[union-attr]
    assert not Judgement.objects.filter(removed_at__isnull=True).exists()


def test_who_has_a_say_there_is_said_of_two_of_them(
    page: Client, bakker: Customer, jo: Contact, world: Any
) -> None:
    kim, address = world.contact(bakker, "Kim"), f"/customers/{bakker.pk}/influence/bonds/"
    given = {"bond-contact": jo.pk, "bond-bond": "reports_to", "bond-other": kim.pk}
    assert page.post(address, {**given, "bond-other": jo.pk}).status_code == 400
    shown = page.post(address, given, follow=True).text
    assert ("karn-bond" in shown, "Jo &amp; Co reports to Kim" in shown) == (True, True)
    page.post(f"/bonds/{ContactBond.objects.get().pk}/remove/")
    assert not ContactBond.objects.exists()


def test_without_ties_the_page_says_how_they_come_about(page: Client, world: Any) -> None:
    empty = world.customer("Visser")
    shown = page.get(f"/customers/{empty.pk}/influence/").text
    assert ("We know nobody there yet" in shown, "No tie is known yet" in shown) == (True, True)
    assert "No key client hangs on one tie" in page.get("/influence/").text
