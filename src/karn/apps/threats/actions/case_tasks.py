"""Writes: what is to be done in cases, one task each, kept in step."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from karn.apps.people.models import Person
from karn.apps.surveys.rules.task_kinds import COME_BACK
from karn.apps.tasks.actions import Asked, finish_task, keep_tasks
from karn.apps.tasks.models import OPEN, Task
from karn.apps.threats.models import Case, CaseStep
from karn.apps.threats.rules.cases import State, Step

ASK, GO_ON, ASK_AGAIN = "threats.case", "threats.case_step", "threats.ask_again"
"""The kinds of tasks a case asks for, one at a time; the number is that of the step that asks."""


def ask_for_tasks(cases: Iterable[Case], *, at: datetime, customers: Iterable[int] = ()) -> None:
    """Keep what is to be done in these cases, one task each, in step.

    `customers` (ids) are asked for nothing else, even where none of these cases is theirs. Who is to come
    back to an unhappy answer of theirs is not told to ask them besides.
    """
    listed = list(cases)
    among = {case.customer_id for case in listed} | set(customers)
    coming = {task.customer_id: task for task in _coming_back(among)}
    asked: dict[str, list[Asked]] = {ASK: [], GO_ON: [], ASK_AGAIN: []}
    for case in listed:
        found = _task_of(case)
        if found and not (found[0] == ASK and _asks_already(case, coming.get(case.customer_id))):
            asked[found[0]].append(found[1])
    for kind, its in asked.items():
        keep_tasks(kind=kind, asked=its, at=at, among=among)


def finish_coming_back(*, customer: int, words: str, by: Person, at: datetime) -> None:
    """They were asked: so somebody came back to their unhappy answer, where one alone waits for that."""
    waiting = list(_coming_back([customer]))
    if len(waiting) == 1:
        finish_task(task=waiting[0], outcome=words, by=by, at=at)


def _coming_back(customers: Collection[int]) -> QuerySet[Task]:
    return Task.objects.filter(OPEN, origin=COME_BACK.code, customer__in=customers).order_by("-due_on", "-pk")


def _asks_already(case: Case, coming: Task | None) -> bool:
    """Say whether coming back is asking: whoever has the case does it, or there is still time."""
    return coming is not None and (case.reminded_on is None or coming.owner_id == case.owner_id)


def _task_of(case: Case) -> tuple[str, Asked] | None:
    """Return what is to be done next in a case: its kind, and what the last step that says so asks for."""
    if case.state == State.CLOSED:
        return None
    steps = [step for step in case.steps.all() if not step.taken_back]
    opened, solved = _last(steps, {Step.OPENED, Step.REOPENED}), _last(steps, {Step.SOLVED})
    # What was written down since it was opened, or since it was taken as solved.
    since = solved if case.state == State.SOLVED else opened if case.asked_on is None else None
    pending = _last(steps[steps.index(since) + 1 :] if since else steps, {Step.ASKED, Step.DID})
    if pending is not None and (case.asked_on is not None or case.state == State.SOLVED):
        return GO_ON, _asked(case, pending, pending.next_on or case.due_on)
    if case.state == State.SOLVED:
        return (ASK_AGAIN, _asked(case, solved, case.ask_again_on or case.due_on)) if solved else None
    return (ASK, _asked(case, opened, case.due_on)) if opened else None


def _last(steps: list[CaseStep], what: set[Step]) -> CaseStep | None:
    return next((step for step in reversed(steps) if step.what in what), None)


def _asked(case: Case, step: CaseStep, due_on: date) -> Asked:
    sign = case.signs[0] if case.signs else {}
    facts = {
        "rule": sign.get("rule", ""), "sign": sign.get("facts", {}), "words": step.words or case.words,
        "strength": case.strength, "reminded": case.reminded_on is not None, "on": step.on.isoformat(),
    }  # fmt: skip
    return Asked(step.pk, due_on, case.customer_id, case.owner_id, facts)
