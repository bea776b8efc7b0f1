"""Tasks put off, given away, handed over with their customers; and each of it taken back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.customers.actions.hand_overs import hand_back, hand_over
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import (
    Wanted,
    change_task,
    finish_task,
    give_task,
    make_task,
    snooze_task,
    take_move_back,
)
from karn.apps.tasks.models import Move, Task
from karn.apps.tasks.queries import moves_of
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


def test_a_task_put_off_twice_goes_back_one_step_at_a_time(world: Any) -> None:
    eva = world.person(role=Role.SERVICE)
    task = make_task(wanted=Wanted("Call", owner=eva, due_on=TODAY), by=eva, at=AT)
    first = snooze_task(task=task, until=MONDAY, by=eva, on=TODAY, at=AT)
    second = snooze_task(task=task, until=MONDAY + timedelta(days=7), reason="Away", by=eva, on=TODAY, at=AT)
    with pytest.raises(BadInput):
        take_move_back(move=first, by=eva, at=AT)
    assert take_move_back(move=second, by=eva, at=AT).snoozed_until == MONDAY
    stands = take_move_back(move=first, by=eva, at=AT)
    assert (stands.snoozed_until, stands.due_on) == (None, TODAY)
    assert [(move.reason, move.undone_at) for move in moves_of(task)] == [("Away", AT), ("", AT)]
    with pytest.raises(BadInput):
        take_move_back(move=first, by=eva, at=AT)


def test_a_task_goes_to_somebody_else_with_a_reason_and_back(world: Any) -> None:
    eva, bo, reader = (world.person(role=role) for role in (Role.SERVICE, Role.SERVICE, Role.ANALYST))
    task = make_task(wanted=Wanted("Call", owner=eva), by=eva, at=AT)
    for to, reason in ((bo, " "), (eva, "why not"), (reader, "reads")):
        with pytest.raises(BadInput):
            give_task(task=task, to=to, reason=reason, by=eva, at=AT)
    move = give_task(task=task, to=bo, reason="You  know them", by=eva, at=AT)
    assert (Task.objects.get().owner, move.reason) == (bo, "You know them")
    assert take_move_back(move=move, by=eva, at=AT).owner == eva
    told = AuditEntry.objects.order_by("number").values_list("detail", flat=True)
    assert list(told) == ["made", "given", "move undone"]


def test_another_owner_in_the_form_is_remembered_and_what_is_done_stays_where_it_is(world: Any) -> None:
    eva, bo = world.person(role=Role.SERVICE), world.person(role=Role.SERVICE)
    task = make_task(wanted=Wanted("Call", owner=eva), by=eva, at=AT)
    change_task(task=task, wanted=Wanted("Call", owner=bo), by=eva, at=AT)
    assert [(move.giver, move.taker, move.by) for move in moves_of(task)] == [(eva, bo, eva)]
    finish_task(task=task, by=bo, at=AT)
    with pytest.raises(BadInput):
        snooze_task(task=task, until=MONDAY, by=bo, on=TODAY, at=AT)
    with pytest.raises(BadInput):
        give_task(task=task, to=eva, reason="back", by=bo, at=AT)


def test_tasks_go_along_with_customers_handed_over_and_come_back_with_them(world: Any) -> None:
    chief, eva, bo = (
        world.person(role=role) for role in (Role.MANAGER, Role.ACCOUNT_MANAGER, Role.ACCOUNT_MANAGER)
    )
    given, kept = world.customer("Given", owner=eva), world.customer("Kept", owner=eva)
    tasks = {
        "hers": make_task(wanted=Wanted("A", customer=given, owner=eva), by=eva, at=AT),
        "another's": make_task(wanted=Wanted("B", customer=given, owner=chief), by=eva, at=AT),
        "of who stays": make_task(wanted=Wanted("C", customer=kept, owner=eva), by=eva, at=AT),
        "done": make_task(wanted=Wanted("D", customer=given, owner=eva), by=eva, at=AT),
        "done meanwhile": make_task(wanted=Wanted("E", customer=given, owner=eva), by=eva, at=AT),
    }
    finish_task(task=tasks["done"], by=eva, at=AT)

    def owners() -> dict[str, Any]:
        return {name: Task.objects.get(pk=task.pk).owner for name, task in tasks.items()}

    before = owners()
    made = hand_over(giver=eva, taker=bo, customers=[given.pk], by=chief, at=AT)
    assert owners() == before | {"hers": bo, "done meanwhile": bo}
    assert [move.kind for move in moves_of(tasks["hers"])] == ["handed"]
    finish_task(task=tasks["done meanwhile"], by=bo, at=AT)
    hand_back(made, by=chief, at=AT)
    assert owners() == before | {"done meanwhile": bo}
    assert Move.objects.filter(undone_at=None).count() == 0
