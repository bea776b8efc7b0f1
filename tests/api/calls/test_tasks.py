"""Tasks through the API: one's own and those of customers one sees; another's customer is not named."""

from typing import Any

import pytest

from karn.apps.people.models import Role
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db


def test_tasks_are_listed_by_state_and_by_who_does_them(world: Any) -> None:
    bo, mo = world.person(Role.ACCOUNT_MANAGER), world.person(Role.ACCOUNT_MANAGER, "Mo")
    world.full("Own", bo)
    foreign = world.full("Other", mo)
    world.full("Third", mo)
    Task.objects.filter(customer=foreign).update(owner=bo)
    caller = world.caller(bo)

    def listed(question: str) -> list[tuple[str, bool]]:
        told = caller.get(f"/tasks?{question}").json()["items"]
        return [(one["text"], one["customer"] is None) for one in told]

    assert listed("") == [("Other task", True), ("Own task", False)]
    assert (listed("whose=me"), listed("whose=none")) == ([("Other task", True)], [("Own task", False)])
    assert listed("state=done") == []
    number = caller.get("/tasks?whose=none").json()["items"][0]["id"]
    assert caller.get(f"/tasks/{number}").json()["text"] == "Own task"
