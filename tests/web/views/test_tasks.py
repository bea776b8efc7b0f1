"""The pages of tasks: made on a customer's page, done, taken back; and who may not."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Origin, Wanted, make_task
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.SERVICE)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


def test_a_task_is_made_on_a_customers_page_done_and_opened_again(
    page: Client, eva: Person, world: Any
) -> None:
    customer = world.customer("Bakker")
    given = {"customer": customer.pk, "text": "Call them", "owner": eva.pk, "due_on": "2026-01-05"}
    shown = page.post("/tasks/new/", given, follow=True)
    task = Task.objects.get()
    assert shown.redirect_chain == [(f"/customers/{customer.pk}/", 302)]
    assert (task.owner, task.due_on, task.made_by, task.customer) == (eva, date(2026, 1, 5), eva, customer)
    assert ("Call them" in shown.text, "overdue" in shown.text) == (True, True)
    shown = page.post(f"/tasks/{task.pk}/done/", {"outcome": "All well"}, follow=True)
    assert "Done: Call them" in shown.text
    assert "All well" in page.get("/tasks/?state=done").text
    way_back = re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown.text)
    assert way_back
    page.post(way_back.group(1))
    assert Task.objects.get().is_open


def test_the_form_shows_what_is_missing_and_what_somebody_else_stored(page: Client, eva: Person) -> None:
    assert page.post("/tasks/new/", {"text": ""}).status_code == 400
    task = make_task(wanted=Wanted("Call", owner=eva), by=eva, at=timezone.now())
    seen = task.version
    Task.objects.update(text="Visit", changed_at=timezone.now() + timedelta(seconds=1))
    shown = page.post(f"/tasks/{task.pk}/", {"text": "Write", "seen": seen, "was": "{}"})
    assert (shown.status_code, "Visit" in shown.text) == (409, True)


def test_who_only_reads_sees_tasks_and_no_buttons(client: Client, world: Any) -> None:
    world.company()
    reader = world.person(role=Role.ANALYST)
    task = make_task(wanted=Wanted("Call", customer=world.customer()), by=None, at=timezone.now())
    client.force_login(reader)
    shown = client.get("/tasks/?whose=all")
    assert ("Call" in shown.text, f"/tasks/{task.pk}/done/" in shown.text) == (True, False)
    assert client.post(f"/tasks/{task.pk}/done/").status_code == 403


def test_whose_task_it_is_sees_it_without_a_customer_who_is_somebody_elses(
    client: Client, world: Any
) -> None:
    world.company()
    eva, other = world.person(role=Role.ACCOUNT_MANAGER), world.person(role=Role.ACCOUNT_MANAGER)
    customer = world.customer("Bakker", owner=other)
    wanted, origin = Wanted("Come back to it", customer=customer, owner=eva), Origin("survey", 1)
    task = make_task(wanted=wanted, origin=origin, by=None, at=timezone.now())
    client.force_login(eva)
    for address in ("/tasks/", f"/tasks/{task.pk}/"):
        shown = client.get(address).text
        assert ("Come back to it" in shown, "Bakker" in shown) == (True, False)
        assert (f"/customers/{customer.pk}/" in shown, "/surveys/answers/" in shown) == (False, False)
    client.post(f"/tasks/{task.pk}/", {"text": "Call", "owner": eva.pk, "seen": task.version, "was": "{}"})
    client.post(f"/tasks/{task.pk}/done/")
    task.refresh_from_db()
    assert (task.text, task.customer, task.done_by) == ("Call", customer, eva)


def test_an_administrator_brings_anybodys_task_back_also_from_the_bin(client: Client, world: Any) -> None:
    world.company()
    other, ada = world.person(role=Role.SERVICE), world.person(role=Role.ADMINISTRATOR)
    task = make_task(wanted=Wanted("Call them", owner=other), by=other, at=timezone.now())
    client.force_login(ada)
    for _ in range(2):
        assert client.post(f"/tasks/{task.pk}/remove/").status_code == 302
        shown = client.get("/customers/bin/").text
        assert ("Call them" in shown, f"/tasks/{task.pk}/restore/" in shown) == (True, True)
        assert client.post(f"/tasks/{task.pk}/restore/").status_code == 302
    assert Task.objects.get().is_open
    client.post(f"/tasks/{task.pk}/remove/")
    client.force_login(world.person(role=Role.SERVICE))
    assert "Call them" not in client.get("/customers/bin/").text


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_list_takes_as_many_queries_however_many_tasks(
    page: Client, eva: Person, world: Any, django_assert_num_queries: Any, tasks: int
) -> None:
    for number in range(tasks):
        wanted = Wanted(f"Call {number}", customer=world.customer(), owner=eva)
        make_task(wanted=wanted, by=eva, at=timezone.now())
    with django_assert_num_queries(5):
        page.get("/tasks/")


def test_a_task_karn_took_off_the_lists_says_when(page: Client, eva: Person) -> None:
    task = make_task(wanted=Wanted("Call them", owner=eva), by=eva, at=timezone.now())
    told = "Karn took this task off the lists on"
    before = told in page.get(f"/tasks/{task.pk}/").text
    Task.objects.filter(pk=task.pk).update(withdrawn_at=timezone.now())
    assert (before, told in page.get(f"/tasks/{task.pk}/").text) == (False, True)
