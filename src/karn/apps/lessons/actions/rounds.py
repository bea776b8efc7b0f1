"""Writes: what each owner answers about each own client, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Customer
from karn.apps.lessons.actions.round_tasks import keep_finding_tasks, keep_round_tasks
from karn.apps.lessons.models.rounds import Answer, Finding, Round
from karn.apps.lessons.rules.task_kinds import EXPOSED, FIND_OUT
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import CHANGED, keep_change
from karn.apps.people.models import Change, Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions import finish_task, reopen_task
from karn.apps.tasks.queries import task_from
from karn.kernel.errors import BadInput

UNDO = "undo"
_KIND = "lessons.finding"


@dataclass(frozen=True, slots=True)
class Said:
    """What one sending of a round's page did: rows stored, and rows somebody else answered meanwhile."""

    stored: list[int] = field(default_factory=list)
    met: list[int] = field(default_factory=list)


def answer_round(
    *, one: Round, answers: Mapping[int, str], seen: Mapping[int, str], by: Person, at: datetime
) -> Said:
    """Store answers by customer (ids). `seen` is what stood there when it was read; the same changes nothing.

    What somebody else answered meanwhile stays, and is named. An empty answer takes one back. Raises
    BadInput for a round that is over, and for an answer there is not.
    """
    if unknown := set(answers.values()) - {"", *Answer.values}:
        raise BadInput("“%(answer)s” is no answer.", answer=min(unknown))
    on = local_day(at, current_company())
    said = Said()
    with transaction.atomic():
        held = Round.objects.select_for_update(of=("self",)).select_related("lesson").get(pk=one.pk)
        if held.ended_at is not None or not held.lesson.is_in_force:
            raise BadInput("This round is over: the next one asks again.")
        stored = {row.customer_id: row for row in held.findings.select_for_update()}
        for number, answer in sorted(answers.items()):
            stands = stored[number].answer if number in stored else ""
            if answer in (stands, seen.get(number, "")):
                continue
            if stands != seen.get(number, ""):
                said.met.append(number)
                continue
            _answer(
                stored.get(number) or Finding(round=held, customer_id=number), answer, by=by, on=on, at=at
            )
            said.stored.append(number)
        _kept(held, said.stored, by, on, at)
    return said


def _answer(row: Finding, answer: str, *, by: Person, on: date, at: datetime, how: str = CHANGED) -> None:
    before = row.facts if row.pk else {"answer": "", "done_at": None}
    row.answer, row.by, row.on, row.at, row.done_at = answer, by, on, at, None
    row.save()
    keep_change(row, before, row.facts, by=by, at=at, how=how)


def _kept(one: Round, customers: list[int], by: Person, on: date, at: datetime) -> None:
    if not customers:
        return
    record(by=by, deed=Event.LESSON_CHANGED, about=one, at=at, detail=f"answers {len(customers)}")
    keep_finding_tasks(at=at, among=customers)
    keep_round_tasks(on=on, at=at)


def answer_anew(*, finding: Finding, answer: str, by: Person, at: datetime) -> Finding:
    """Answer about one client again, also after the round: somebody found out. Raises BadInput."""
    if answer not in Answer.values:
        raise BadInput("“%(answer)s” is no answer.", answer=answer)
    on = local_day(at, current_company())
    with transaction.atomic():
        its = Finding.objects.select_for_update(of=("self",)).select_related("round__lesson")
        row = its.get(pk=finding.pk)
        if row.answer != answer:
            _answer(row, answer, by=by, on=on, at=at)
            _kept(row.round, [row.customer_id], by, on, at)
    return row


def answers_taken_at(*, one: Round, by: Person) -> datetime | None:
    """Return when this person last answered in a round, if that can still be taken back."""
    numbers = one.findings.values_list("pk", flat=True)
    its = Change.objects.filter(kind=_KIND, object__in=numbers, by=by, how=CHANGED)
    return its.order_by("-at", "-pk").values_list("at", flat=True).first()


def take_answers_back(*, one: Round, by: Person, at: datetime) -> int:
    """Take back what this person answered last in a round; return how much. What changed since stays."""
    taken: list[int] = []
    on = local_day(at, current_company())
    with transaction.atomic():
        rows = {row.pk: row for row in one.findings.select_for_update()}
        if (when := answers_taken_at(one=one, by=by)) is None:
            return 0
        its = Change.objects.filter(kind=_KIND, object__in=rows, by=by, at=when, how=CHANGED)
        for change in its.order_by("pk"):
            row = rows[change.object]
            if row.at == when and row.answer == change.after.get("answer", row.answer):
                _answer(row, change.before.get("answer", ""), by=by, on=on, at=at, how=UNDO)
                taken.append(row.customer_id)
        _kept(one, taken, by, on, at)
    return len(taken)


def follow_finding(*, number: int, is_done: bool, at: datetime) -> None:
    """The task of an answer was done, or opened again: the answer knows."""
    with transaction.atomic():
        row = Finding.objects.select_for_update().filter(pk=number).first()
        if row is None or (row.done_at is not None) == is_done:
            return
        row.done_at = at if is_done else None
        row.save(update_fields=["done_at"])


def settle_finding(*, finding: Finding, is_done: bool, by: Person, at: datetime) -> None:
    """Say that something was done about an answer, or take that back; its task follows."""
    kind = EXPOSED.code if finding.answer == Answer.EXPOSED else FIND_OUT.code
    task = task_from(kind, finding.pk)
    if task is None:
        return
    if is_done and task.is_open:
        finish_task(task=task, by=by, at=at)
    elif not is_done and task.done_at is not None:
        reopen_task(task=task, by=by, at=at)


def customers_named(numbers: list[int]) -> list[str]:
    """Return the names of these customers (ids), for a message."""
    return list(Customer.objects.filter(pk__in=numbers).order_by("name", "pk").values_list("name", flat=True))
