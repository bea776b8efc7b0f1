"""The page of a start-up, who is in one, and the plans."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.care.models import Expectation, Promise, StartUp, StartUpPlan, Step
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.models import OPEN, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(trade="agency")
    return world.person(name="Eva", role=Role.ADMINISTRATOR)


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


def test_two_at_one_kick_off_lose_nothing_of_where_the_client_came_from(
    page: Client, bakker: Customer
) -> None:
    page.post(f"/customers/{bakker.pk}/start/begin/", {"occasion": "new"})
    here = f"/start-ups/{StartUp.objects.get().pk}/meeting/"
    assert 'name="came_from_was" value=""' in page.get(f"/customers/{bakker.pk}/start/").text
    page.post(here, {"came_from": "Rival", "came_from_was": ""})
    page.post(here, {"now": "Reports", "came_from": "", "came_from_was": ""})
    assert (StartUp.objects.get().came_from, Expectation.objects.count()) == ("Rival", 1)
    met = page.post(here, {"now": "Calls", "came_from": "Others", "came_from_was": ""})
    assert (met.status_code, StartUp.objects.get().came_from) == (400, "Rival")
    assert "Stored meanwhile: Rival. You asked for: Others." in met.text
    assert "Calls</textarea>" in met.text


def test_a_start_up_goes_from_what_sales_promised_over_the_kick_off_to_the_clients_yes(
    page: Client, eva: Person, bakker: Customer, world: Any
) -> None:
    jo = world.contact(bakker, "Jo")
    here = f"/customers/{bakker.pk}/start/"
    assert "No start-up is under way" in page.get(here).text
    shown = page.post(here + "begin/", {"occasion": "new"}, follow=True)
    assert "Hold the kick-off" in shown.text
    assert page.post(here + "begin/", {"occasion": "new"}).status_code == 400
    given = {"text": "Free set-up", "source": "sales", "owner": eva.pk}
    page.post(f"/customers/{bakker.pk}/promises/new/", given)
    assert Promise.objects.get().source == "sales"
    its = StartUp.objects.get()
    said = {
        "voice": f"c{jo.pk}",
        "now": "Reports\n\nA call a week",
        "unexpected": "No mail",
        "came_from": "Rival",
        "elsewhere": "Faster than there",
    }
    shown = page.post(f"/start-ups/{its.pk}/meeting/", said, follow=True)
    rows = Expectation.objects.order_by("pk").values_list("text", "horizon", "unexpected", "contact")
    assert list(rows) == [
        ("Reports", "now", False, jo.pk), ("A call a week", "now", False, jo.pk),
        ("No mail", "short", True, jo.pk), ("Faster than there", "short", False, jo.pk),
    ]  # fmt: skip
    assert (StartUp.objects.get().came_from, Step.objects.get(code="kick_off").done_on) == (
        "Rival",
        timezone.localdate(),
    )
    unchanged = {"came_from": "Rival", "came_from_was": "Rival"}
    assert page.post(f"/start-ups/{its.pk}/meeting/", unchanged).status_code == 400
    yes = {"contact": jo.pk, "on": timezone.localdate(), "to": eva.pk}
    shown = page.post(f"/start-ups/{its.pk}/confirm/", yes, follow=True)
    assert "The client confirmed it on" in shown.text
    row = page.get("/start-ups/").text
    assert ("Bakker" in row, "2 of 6 steps" in row) == (True, True)
    file = b"".join(page.get("/start-ups/start-ups.csv").streaming_content).decode("utf-8-sig")
    assert ("Bakker" in file, "Write down what sales promised" in file) == (True, True)
    for step in Step.objects.filter(done_on=None):
        page.post(f"/start-ups/steps/{step.pk}/")
    assert "Nobody is in start-up" in page.get("/start-ups/").text
    assert not Task.objects.filter(OPEN, origin="care.step").exists()


def test_a_plan_is_changed_in_ones_own_words_and_untouched_words_keep_their_languages(page: Client) -> None:
    here = "/settings/start-ups/new/"
    shown = page.get(here)
    assert ("Write down what sales promised" in shown.text, page.get("/settings/start-ups/").status_code) == (
        True,
        200,
    )
    seen = shown.context["plan"].version
    told = {
        "begins": "key",
        "seen": seen,
        "text-0": "Write down what sales promised",
        "days-0": "1",
        "who-0": "owner",
        "text-6": "Bring cake",
        "days-6": "3",
        "who-6": "anybody",
    }
    assert page.post(here, told | {"days-6": "soon"}).status_code == 400
    assert page.post(here, told).status_code == 302
    steps = StartUpPlan.objects.get().steps
    assert [(sorted(step["words"]), step["days"], step["code"]) for step in steps] == [
        (["en", "nl", "sv"], 1, "hand_over"),
        ([""], 3, ""),
    ]
    shown = page.post(here, told)
    assert (shown.status_code, "As you filled it in" in shown.text) == (409, True)
    page.post(here, {"ready": "1"})
    assert StartUpPlan.objects.get().steps == []  # the row stays, for its history
    assert page.get(here).context["plan"].own is None


def test_who_only_reads_sees_the_start_up_and_no_buttons(
    client: Client, world: Any, bakker: Customer
) -> None:
    client.force_login(world.person(role=Role.ANALYST))
    shown = client.get(f"/customers/{bakker.pk}/start/")
    assert (shown.status_code, "Begin a start-up" in shown.text) == (200, False)
    assert client.post(f"/customers/{bakker.pk}/start/begin/", {"occasion": "new"}).status_code == 403
