"""Tasks: what somebody must do by when, and why."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from karn.api.access import Asking, needs, person_of
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS, not_found
from karn.api.values import LARGEST, text
from karn.apps.people.rules import Scope
from karn.apps.tasks.models import OPEN, Task
from karn.apps.tasks.queries import PAGE, task_for, tasks_visible_to

router = Router(tags=["tasks"])

TaskNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The task's number.")]


class TasksAsked(Asking):
    """Which tasks, and where the page begins."""

    state: Literal["open", "done", "all"] = Field("open", description="open: still to be done.")
    whose: Literal["me", "none", "all"] = Field(
        "all", description="me: whoever the token acts for. none: nobody does it yet."
    )
    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class TaskTold(BaseModel):
    """One thing to do."""

    id: int = Field(description="The task's number.")
    text: str = Field(description="What is to be done.")
    why: str = Field(description="Why.")
    origin: str = Field(description="What asked for it, such as `survey`; empty for one that people made.")
    customer: int | None = Field(
        description="The customer's number; null for none, and for one you may not see."
    )
    owner: int | None = Field(description="The number of who does it; null for nobody.")
    due_on: date | None = Field(description="By when; null for no day.")
    snoozed_until: date | None = Field(description="Put off until then; null where it is not.")
    made_at: datetime = Field(description="When it was made.")
    done_at: datetime | None = Field(description="When it was done; null while it is not.")
    outcome: str = Field(description="What came of it.")


class TaskPage(BaseModel):
    """A page of tasks."""

    items: list[TaskTold] = Field(description="At most 50, the last made first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


@router.get("", response={200: TaskPage} | PROBLEMS, url_name="tasks")
@needs(Scope.TASKS_READ)
def list_tasks(request: HttpRequest, asked: Query[TasksAsked]) -> TaskPage:
    """List the tasks you may see: of customers you may see, and your own. 50 at a time."""
    question = {"state": asked.state, "whose": asked.whose}
    place, person = place_of(asked.cursor, question), person_of(request)
    its = tasks_visible_to(person).order_by("-pk")
    if asked.state != "all":
        its = its.filter(OPEN) if asked.state == "open" else its.filter(done_at__isnull=False)
    if asked.whose != "all":
        its = its.filter(owner=person if asked.whose == "me" else None)
    rows = list((its.filter(pk__lt=int(place)) if place else its)[: PAGE + 1])
    older = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    return TaskPage(items=[_told(one) for one in rows[:PAGE]], next=cursor_after(older, question))


@router.get("/{int:number}", response={200: TaskTold} | PROBLEMS, url_name="task")
@needs(Scope.TASKS_READ)
def get_task(request: HttpRequest, number: TaskNumber) -> TaskTold:
    """Say what is kept of one task."""
    found = task_for(person_of(request), number)
    if found is None:
        raise not_found()
    return _told(found)


def _told(task: Task) -> TaskTold:
    names = ("origin", "due_on", "snoozed_until", "made_at", "done_at", "outcome")
    return TaskTold(
        **{name: getattr(task, name) for name in names}, id=task.pk, text=task.title, why=task.because,
        customer=task.customer_id if task.customer_seen else None, owner=task.owner_id,
    )  # fmt: skip
