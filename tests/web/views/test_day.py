"""The page of one's day: its rows, what one does with them without a script, and the friendly end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Wanted, make_task
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


@pytest.fixture
def task(eva: Person, world: Any) -> Task:
    wanted = Wanted(
        "Call them", why="They asked", customer=world.customer("Bakker", owner=eva), owner=eva,
        due_on=timezone.localdate() - timedelta(days=2),
    )  # fmt: skip
    return make_task(wanted=wanted, by=eva, at=timezone.now())


def undone(page: Client, shown: Any) -> str:
    """Post to the way back that a message offers."""
    way = re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown.text)
    assert way
    return page.post(way.group(1), {"next": "/day/"}, follow=True).text


def test_a_row_says_what_whose_since_when_and_why(page: Client, task: Task) -> None:
    shown = page.get("/day/").text
    for said in ("Call them", "Bakker", "They asked", "Overdue", "since", f"/tasks/{task.pk}/snooze/"):
        assert said in shown


def test_what_is_done_put_off_or_given_away_leaves_the_list_and_comes_back(
    page: Client, task: Task, world: Any
) -> None:
    bo = world.person(name="Bo", role=Role.SERVICE)
    here = {"next": "/day/"}
    for address, given in (
        ("done", {}),
        ("snooze", {"until": "monday"}),
        ("snooze", {"day": (timezone.localdate() + timedelta(days=40)).isoformat()}),
        ("give", {"to": bo.pk, "reason": "You know them"}),
    ):
        shown = page.post(f"/tasks/{task.pk}/{address}/", here | given, follow=True)
        assert (shown.redirect_chain, "They asked" in shown.text) == ([("/day/", 302)], False)
        assert "They asked" in undone(page, shown)


def test_what_is_missing_is_said_beside_its_field(page: Client, task: Task, eva: Person) -> None:
    shown = page.post(f"/tasks/{task.pk}/give/", {"to": eva.pk})
    assert (shown.status_code, shown.text.count('class="karn-error"')) == (400, 1)
    shown = page.post(f"/tasks/{task.pk}/snooze/", {"day": "2020-01-01"})
    assert (shown.status_code, "Choose a day to come." in shown.text) == (400, True)


def test_the_task_s_own_page_tells_its_history(page: Client, task: Task, world: Any) -> None:
    world.person(name="Bo", role=Role.SERVICE)
    page.post(f"/tasks/{task.pk}/snooze/", {"until": "week", "reason": "They are away"})
    shown = page.get(f"/tasks/{task.pk}/").text
    assert ("They are away" in shown, "Put off to" in shown) == (True, True)


def test_an_empty_day_ends_well_and_longer_ones_show_seven(page: Client, eva: Person, world: Any) -> None:
    world.customer("Bakker")
    assert "That was everything" in page.get("/day/").text
    for number in range(9):
        wanted = Wanted(f"Thing {number}", owner=eva, due_on=timezone.localdate())
        make_task(wanted=wanted, by=eva, at=timezone.now())
    assert page.get("/day/").text.count("data-row=") == 7
    assert "2 more" in page.get("/day/").text
    assert page.get("/day/?all=1").text.count("data-row=") == 9


def test_account_managers_begin_with_their_day_and_others_with_the_figures(
    client: Client, eva: Person, world: Any
) -> None:
    for person, begins in ((eva, "/day/"), (world.person(role=Role.MANAGER), "/")):
        person.set_password("a long secret")
        person.save()
        told = {"username": person.email, "password": "a long secret"}
        assert client.post("/login/", told)["Location"] == begins
        client.logout()
    told = {"username": eva.email, "password": "a long secret", "next": "/tasks/"}
    assert client.post("/login/", told)["Location"] == "/tasks/"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_however_many_rows(
    page: Client, eva: Person, world: Any, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        wanted = Wanted(f"Call {number}", customer=world.customer(owner=eva), owner=eva)
        make_task(wanted=wanted, by=eva, at=timezone.now())
    with django_assert_num_queries(15):
        page.get("/day/")


def test_a_company_without_customers_is_told_how_to_begin_and_not_that_all_is_done(
    page: Client, world: Any
) -> None:
    shown = page.get("/day/").text
    assert ("Begin with a file of your customers" in shown, "That was everything" in shown) == (True, False)
    world.customer("Bakker")
    shown = page.get("/day/").text
    assert ("Begin with a file of your customers" in shown, "That was everything" in shown) == (False, True)


def test_a_task_leads_to_no_page_that_is_switched_off(page: Client, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(origin="care.problem", number=1)
    titles = r'class="karn-day-title" href="([^"]+)"'
    assert re.findall(titles, page.get("/day/").text) == [f"/customers/{task.customer_id}/problems/"]
    Company.objects.update(stations=[one for one in Station if one != Station.PROBLEMS])
    assert re.findall(titles, page.get("/day/").text) == [f"/tasks/{task.pk}/"]
    assert "/problems/" not in page.get(f"/tasks/{task.pk}/").text
