"""Tasks of the contact rhythm: made in time, gone after a talk, asked again after they were done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.care.actions.rhythm import (
    Wanted,
    change_rhythm_habits,
    follow_rhythm,
    set_own_rhythm,
)
from karn.apps.care.models.innovations import Innovation, Tick
from karn.apps.care.models.problems import Problem
from karn.apps.care.models.promises import Promise
from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.conversations.signals import talked
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import finish_task, snooze_task
from karn.apps.tasks.models import OPEN, Task

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def chief(world: Any) -> Person:
    world.company(rhythm_days=90)
    return world.person(role=Role.ADMINISTRATOR)


def asked() -> list[tuple[int | None, date | None]]:
    its = Task.objects.filter(OPEN).order_by("due_on", "pk")
    return [(task.customer_id, task.due_on) for task in its]


def test_key_clients_and_who_said_so_are_asked_for_a_week_ahead_others_where_the_company_wants(
    chief: Person, world: Any
) -> None:
    key, said, plain, soon = (
        world.paying("K", is_key=True, owner=chief), world.paying("S"), world.paying("P"),
        world.paying("Soon", is_key=True),
    )  # fmt: skip
    for customer, days in ((key, 100), (said, 40), (plain, 100), (soon, 82)):
        world.said(customer, AT - timedelta(days=days))
    follow_rhythm(at=AT)
    assert asked() == [(key.pk, TODAY)]  # ten days late, but asked for only now
    set_own_rhythm(customer=said, wanted=Wanted(30, date(2026, 5, 5)), by=chief, at=AT)
    assert asked()[0][0] == key.pk
    assert (len(asked()), asked()[1][0]) == (2, said.pk)
    task = Task.objects.get(customer=said)
    assert task.because == (
        "The last personal contact was on 11 October 2026; on 5 May 2026 they said they want to hear from "
        "you every 30 days."
    )
    assert Task.objects.get(customer=key).owner == chief
    change_rhythm_habits(facts={"reminded": "all"}, by=chief, at=AT)
    follow_rhythm(at=AT + timedelta(days=1))
    assert {customer for customer, _day in asked()} == {key.pk, said.pk, plain.pk, soon.pk}
    change_rhythm_habits(facts={"reminded": "nobody"}, by=chief, at=AT)
    follow_rhythm(at=AT + timedelta(days=1))
    assert asked() == []


def test_a_talk_takes_the_task_away_and_what_is_said_to_be_done_counts_as_one(
    chief: Person, world: Any
) -> None:
    key = world.paying(is_key=True)
    world.said(key, AT - timedelta(days=100))
    follow_rhythm(at=AT)
    snooze_task(task=Task.objects.get(), until=TODAY + timedelta(days=3), by=chief, on=TODAY, at=AT)
    world.said(key, AT)
    talked.send(sender=None, customer_id=key.pk, at=AT)
    assert asked() == []
    later = AT + timedelta(days=91)
    follow_rhythm(at=later)
    [task] = Task.objects.filter(OPEN)
    assert (task.due_on, task.snoozed_until) == (TODAY + timedelta(days=91), None)
    finish_task(task=task, by=chief, at=later)
    follow_rhythm(at=later + timedelta(days=80))
    assert asked() == []
    follow_rhythm(at=later + timedelta(days=90))
    assert asked() == [(key.pk, later.date() + timedelta(days=90))]
    Company.objects.update(stations=[one for one in Station if one != Station.RHYTHM])
    follow_rhythm(at=later + timedelta(days=90))
    assert asked() == []


def test_who_ordered_is_asked_how_it_pleases_once_unless_somebody_spoke_with_them(
    chief: Person, world: Any
) -> None:
    asks, spoken, old, plain = (
        world.customer(name, is_key=name != "Plain") for name in ("Asks", "Spoken", "Old", "Plain")
    )
    for customer, days in ((asks, 40), (asks, 12), (spoken, 12), (old, 60), (plain, 12)):
        world.order(customer, TODAY - timedelta(days=days))
    world.said(spoken, AT - timedelta(days=5))
    follow_rhythm(at=AT)
    assert asked() == []
    change_rhythm_habits(facts={"after_sales_days": 14}, by=chief, at=AT)
    follow_rhythm(at=AT)
    assert asked() == [(asks.pk, TODAY + timedelta(days=2))]
    finish_task(task=Task.objects.get(), by=chief, at=AT)
    follow_rhythm(at=AT)
    assert asked() == []


def test_what_stands_in_the_place_of_an_order_is_asked_about_where_its_station_is_on(
    chief: Person, world: Any
) -> None:
    solved, took, kept, both = (world.customer(name, is_key=True) for name in ("S", "T", "P", "B"))
    day, older = TODAY - timedelta(days=12), TODAY - timedelta(days=20)
    told = {"made_at": AT, "changed_at": AT}
    for customer, on in ((solved, day), (both, older)):
        Problem.objects.create(
            customer=customer, text="Slow", status="solved", raised_on=older, solved_on=on, **told
        )
    item = Innovation.objects.create(name="Dashboard", **told)
    Tick.objects.create(customer=took, innovation=item, state="taken_up", decided_on=day, changed_at=AT)
    for customer in (kept, both):
        Promise.objects.create(
            customer=customer, text="Call", promised_on=older, outcome="kept", settled_on=day, **told
        )
    change_rhythm_habits(facts={"after_sales_days": 14}, by=chief, at=AT)

    def by_origin(stations: list[Station]) -> list[tuple[str, int | None]]:
        Company.objects.update(stations=stations)
        follow_rhythm(at=AT)
        return sorted(Task.objects.filter(OPEN).values_list("origin", "customer"))

    promised = [("care.after_promise", kept.pk), ("care.after_promise", both.pk)]
    others = [("care.after_solved", solved.pk), ("care.after_taken_up", took.pk)]
    stations = [Station.RHYTHM, Station.EXPECTATIONS]
    assert by_origin([*stations, Station.PROBLEMS]) == [*promised, *others]
    assert by_origin(stations) == promised
    assert by_origin([Station.RHYTHM]) == []
