"""The day by mail and in a calendar: what is chosen, what a program gets, and who gets nothing."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from karn.apps.customers.models import Kind
from karn.apps.desk.models import DayHabits
from karn.apps.desk.queries.calendars import calendar_of
from karn.apps.people.actions.membership import switch_off, switch_on
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Wanted, make_task
from karn.apps.tasks.models import Task
from karn.platform.links import make_link

pytestmark = pytest.mark.django_db
# The night in which the clock goes back in Amsterdam, and the one in which it goes forward.
LONG, SHORT = date(2027, 10, 31), date(2027, 3, 28)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(zone="Europe/Amsterdam")
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER, language="nl")


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


def address(page: Client) -> str:
    shown = page.post("/day/settings/calendar/")
    found = re.search(r'value="https?://[^/]+(/calendar/[^"]+\.ics)"', shown.text)
    assert found
    return found.group(1)


def events(client: Client, where: str) -> list[tuple[Any, ...]]:
    calendar = Calendar.from_ical(client.get(where).content)
    told = [
        (one["uid"], one.decoded("dtstart"), one.decoded("dtend"), str(one["summary"]))
        for one in calendar.walk("VEVENT")
    ]
    return sorted(told, key=lambda one: one[1])


def tell(eva: Person, world: Any) -> list[Task]:
    company = world.customer("Bakker BV", owner=eva)
    person = world.customer("Piet Jansen", owner=eva, kind=Kind.PERSON)
    told = [("Bel Marie", company, SHORT), ("Bel Piet", person, LONG)]
    return [
        make_task(
            wanted=Wanted(text, customer=customer, owner=eva, due_on=day), by=eva, at=timezone.now()
        )
        for text, customer, day in told
    ]  # fmt: skip


def test_a_calendar_has_whole_days_and_says_no_more_than_it_must(
    page: Client, eva: Person, world: Any
) -> None:
    first, second = tell(eva, world)
    where, program = address(page), Client()
    assert events(program, where) == [
        (f"task-{first.pk}@127.0.0.1", SHORT, SHORT + timedelta(days=1), "Taak · Bakker BV"),
        (f"task-{second.pk}@127.0.0.1", LONG, LONG + timedelta(days=1), "Taak"),
    ]
    page.post("/day/settings/", {"digest_at": "07:00", "calendar_words": "on"} | seen(page))
    assert [one[3] for one in events(program, where)] == ["Bel Marie · Bakker BV", "Bel Piet · Piet Jansen"]


def test_what_is_overdue_stands_on_today_and_says_since_when(eva: Person, world: Any) -> None:
    wanted = Wanted("Bel Marie", customer=world.customer("Bakker BV", owner=eva), owner=eva, due_on=SHORT)
    make_task(wanted=wanted, by=eva, at=timezone.now())
    with override("en"):
        [entry] = calendar_of(DayHabits(person=eva), on=SHORT + timedelta(days=3))
    since = f"overdue: {SHORT.day} {SHORT:%B %Y}"
    assert (entry.day, entry.note) == (SHORT + timedelta(days=3), since)
    [entry] = calendar_of(DayHabits(person=eva), on=SHORT)
    assert (entry.day, entry.note) == (SHORT, "")


def seen(page: Client) -> dict[str, str]:
    found = re.search(r'name="seen" value="([^"]*)"', page.get("/day/settings/").text)
    assert found
    return {"seen": found.group(1), "was": "{}"}


def test_a_program_asks_again_for_nothing_and_nobody_keeps_it(page: Client, eva: Person, world: Any) -> None:
    tell(eva, world)
    where, program = address(page), Client()
    answer = program.get(where)
    told = (answer["Content-Type"], answer["Cache-Control"], answer["Referrer-Policy"], program.cookies)
    assert told == ("text/calendar; charset=utf-8", "private, no-cache", "no-referrer", {})
    again = program.get(where, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Task.objects.update(due_on=SHORT + timedelta(days=1))
    assert program.get(where, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_an_address_made_anew_ended_switched_off_or_of_another_kind_opens_nothing(
    page: Client, eva: Person
) -> None:
    program, first = Client(), address(page)
    second = address(page)
    assert [program.get(where).status_code for where in (first, second)] == [404, 200]
    Person.objects.filter(pk=eva.pk).update(is_active=False)
    assert program.get(second).status_code == 404
    Person.objects.filter(pk=eva.pk).update(is_active=True)
    page.post("/day/settings/calendar/end/")
    now = timezone.now()
    told = {"audience": f"person:{eva.pk}", "at": now, "expires_at": now + timedelta(days=1)}
    foreign = make_link(purpose="survey", **told)
    over = [second, "/calendar/x.ics", f"/calendar/{'a' * 38}.ics", f"/calendar/{foreign}.ics"]
    answers = [program.get(where) for where in over]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b"")}
    assert program.post(second).status_code == 405


def test_who_was_switched_off_and_on_again_has_no_calendar_until_it_is_made_anew(
    page: Client, eva: Person, world: Any
) -> None:
    old, admin = address(page), world.person(name="Ada", role=Role.ADMINISTRATOR)
    switch_off(eva, by=admin, at=timezone.now())
    switch_on(eva, by=admin, at=timezone.now())
    assert Client().get(old).status_code == 404
    assert DayHabits.objects.get(person=eva).calendar_at is None
    page.force_login(Person.objects.get(pk=eva.pk))
    assert Client().get(address(page)).status_code == 200


def test_what_somebody_chose_in_another_window_is_not_written_over(page: Client, eva: Person) -> None:
    read = seen(page)
    assert page.post("/day/settings/", {"digest": "on", "digest_at": "06:30"} | read).status_code == 302
    stored = DayHabits.objects.get(person=eva)
    assert (stored.digest, f"{stored.digest_at:%H:%M}", stored.when_empty) == (True, "06:30", False)
    assert page.post("/day/settings/", {"digest_at": "08:00"} | read).status_code == 409
    assert page.post("/day/settings/", {"digest_at": "soon"} | seen(page)).status_code == 400
