"""Start-ups begin by themselves for who is new, once, and are done with the client's yes."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.apps.care.conftest import AT, ON

from karn.apps.care.actions.expectations import Said
from karn.apps.care.actions.nightly import look_after
from karn.apps.care.actions.start_ups import (
    begin_start_up,
    change_plan,
    confirm_start_up,
    drop_plan,
    stop_start_up,
)
from karn.apps.care.models import Moment, StartUp, Step
from karn.apps.care.models.expectations import How
from karn.apps.care.queries.start_ups import plan_for, start_ups_under_way
from karn.apps.care.rules.plans import PlannedStep
from karn.apps.contracts.models import Departure
from karn.apps.people.models import Role
from karn.apps.tasks.actions import finish_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def night(n: int = 0) -> int:
    return look_after(on=ON + n * DAY, at=AT + n * DAY)


def test_a_new_key_client_is_started_up_once_with_a_task_for_each_step(client_of: Any, world: Any) -> None:
    manager = world.person(name="Mia", role=Role.MANAGER)
    world.customer("Not key", joined_on=ON)
    world.customer("Old", joined_on=date(2025, 1, 1), is_key=True)
    world.customer("Prospect", joined_on=ON, is_key=True, prospect=True)
    assert (night(), night(1)) == (1, 0)
    start_up = StartUp.objects.get()
    assert (start_up.customer, start_up.begun_on, start_up.made_by) == (
        client_of.customer,
        date(2026, 6, 10),
        None,
    )
    tasks = list(Task.objects.filter(OPEN, origin="care.step").order_by("due_on", "pk"))
    # Counted from the day they joined, but never in the past.
    due = [ON, ON, date(2026, 6, 20), date(2026, 6, 24), date(2026, 7, 10), date(2026, 9, 8)]
    assert [task.due_on for task in tasks] == due
    assert [task.owner for task in tasks] == [client_of.eva] * 5 + [manager]
    assert (tasks[0].title, tasks[0].customer) == ("Write down what sales promised", client_of.customer)


def test_where_nobody_is_a_manager_an_administrator_does_that_step(client_of: Any, world: Any) -> None:
    world.person(name="Gone", role=Role.ADMINISTRATOR, is_active=False)
    owner = world.person(name="Olga", role=Role.ADMINISTRATOR)
    night()
    steps = Task.objects.filter(OPEN, origin="care.step", customer=client_of.customer).order_by("due_on")
    assert [task.owner for task in steps][-1] == owner


@pytest.mark.parametrize(("trade", "begins"), [("practice", 1), ("shop", 0)])
def test_a_practice_starts_everybody_up_and_a_shop_nobody(world: Any, trade: str, begins: int) -> None:
    world.company(trade=trade)
    world.customer(joined_on=ON)
    assert night() == begins


def test_a_new_contact_at_a_key_client_is_started_up_within_two_weeks(client_of: Any, world: Any) -> None:
    customer = client_of.customer
    customer.joined_on = date(2024, 1, 1)
    customer.save()
    petra = world.contact(customer, "Petra", starts_on=ON - 3 * DAY)
    world.contact(customer, "Long there", starts_on=ON - 30 * DAY)
    world.contact(world.customer("Not key", joined_on=date(2024, 1, 1)), starts_on=ON)
    assert (night(), night(1)) == (1, 0)
    assert (StartUp.objects.get().contact, StartUp.objects.get().occasion) == (petra, "contact")
    assert max(Step.objects.values_list("due_on", flat=True)) == petra.starts_on + 14 * DAY
    task = Task.objects.filter(origin="care.step").first()
    assert task
    assert task.because == "Start-up of a new contact: Petra."


def test_a_key_client_who_came_back_is_welcomed_back(client_of: Any, world: Any) -> None:
    customer = client_of.customer
    customer.joined_on = date(2020, 1, 1)
    customer.save()
    world.departure(customer, recognised_on=date(2026, 1, 1))
    world.price(world.subscription(customer), starts_on=ON - 2 * DAY)
    assert (night(), night(1)) == (1, 0)
    assert (StartUp.objects.get().occasion, Departure.objects.count()) == ("back", 1)


def test_with_the_clients_yes_the_start_up_is_done_and_stopped_it_asks_for_nothing(client_of: Any) -> None:
    told = {"customer": client_of.customer, "by": client_of.eva, "on": ON, "at": AT}
    start_up = begin_start_up(occasion="new", **told)
    with pytest.raises(BadInput):
        begin_start_up(occasion="new", **told)
    (standing,) = start_ups_under_way(client_of.eva)
    assert (standing.done, len(standing.steps), standing.late(ON + 5 * DAY)) == (0, 6, 2)
    finish_task(
        task=Task.objects.get(number=standing.steps[0].pk, origin="care.step"), by=client_of.eva, at=AT
    )
    confirm_start_up(
        start_up=start_up, said=Said(ON, How.TALK, client_of.jo, client_of.eva), by=client_of.eva, at=AT
    )
    done = Step.objects.filter(done_on=ON).order_by("place")
    assert [(step.place, step.code) for step in done] == [(0, "hand_over"), (3, "confirm")]
    assert (Moment.objects.get().code, Task.objects.filter(OPEN, origin="care.step").count()) == (
        "start_up",
        4,
    )
    stop_start_up(start_up=start_up, stopped=True, by=client_of.eva, at=AT)
    assert (Task.objects.filter(OPEN, origin="care.step").count(), start_ups_under_way(client_of.eva)) == (
        0,
        [],
    )


def test_the_companys_own_plan_holds_until_the_ready_one_does_again(client_of: Any) -> None:
    seen, steps = plan_for("new").version, [PlannedStep({"": "Bring cake"}, "anybody", 1)]
    told = {"occasion": "new", "begins": "everybody", "by": client_of.eva, "at": AT}
    change_plan(steps=steps, seen=seen, **told)
    with pytest.raises(ChangedMeanwhile):
        change_plan(steps=steps * 2, seen=seen, **told)
    night()
    step = Step.objects.get()
    assert (str(step), step.owner, step.due_on) == ("Bring cake", None, ON)
    drop_plan(occasion="new", by=client_of.eva, at=AT)
    assert (plan_for("new").version, Step.objects.count()) == (seen, 1)
