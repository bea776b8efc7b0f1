"""Deciding about who does not fit, taking that back, and what is done for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from karn.apps.customers.models import Customer
from karn.apps.fit.actions.asking import ask_for_tasks
from karn.apps.fit.models import Check, Course, Decision, Fit, Step
from karn.apps.fit.rules.parting import due_days
from karn.apps.fit.signals import decided
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain

AFTER_REPAIR: Final = 14
"""So many days after the terms were to be repaired it is asked again."""
LATEST: Final = 3 * 366
"""Nobody decides further ahead, in days."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody decides. Which days and words are needed depends on the course."""

    course: str
    decider: Person | None
    reason: str = ""
    until: date | None = None
    """Kept knowingly, or signed all the same: the day on which it is asked again."""
    what: str = ""
    """What is repaired; `owner` does it by `due_on`."""
    owner: Person | None = None
    due_on: date | None = None
    ends_on: date | None = None
    """Parted: the first day without a contract."""


def decide(*, customer: Customer, said: Said, by: Person, on: date, at: datetime) -> Decision:
    """Store what was decided about a customer who does not fit; an earlier decision counts no more.

    Raises BadInput where the customer fits, or a name, a reason or a day is missing.
    """
    with transaction.atomic():
        held = Customer.everything.select_for_update().get(pk=customer.pk)
        check = Check.objects.filter(customer=held, until__isnull=True, fit=Fit.NOT_RIGHT).first()
        if check is None:
            raise BadInput("There is nothing to decide: this customer was not found to be a misfit.")
        _refuse(held, said, on)
        decision = Decision.objects.create(
            customer=held,
            check_made=check,
            course=said.course,
            decider=said.decider,
            reason=plain(said.reason),
            until=_until(said),
            on=on,
            at=at,
            by=by,
        )
        Step.objects.bulk_create(_steps(decision, said, held, on))
        record(by=by, deed=Event.FIT_DECIDED, about=held, at=at, detail=said.course)
        _tell(held.pk, said.course, at)
    ask_for_tasks(on=on, at=at, among=[customer.pk])
    return decision


def undo_decision(*, decision: Decision, by: Person, on: date, at: datetime) -> None:
    """Take a decision back; it stays in the history, and what was decided before holds again, if it does."""
    with transaction.atomic():
        stored = Decision.objects.select_for_update().get(pk=decision.pk)
        if stored.undone_at is not None:
            return
        stored.undone_at, stored.undone_by = at, by
        stored.save(update_fields=["undone_at", "undone_by"])
        record(by=by, deed=Event.FIT_DECIDED, about=stored.customer, at=at, detail="undone")
        _tell(stored.customer_id, "", at)
    ask_for_tasks(on=on, at=at, among=[stored.customer_id])


def finish_step(*, step: Step, done: bool, on: date, at: datetime) -> None:
    """Remember that a step is done, or that it is not after all."""
    its = Step.objects.filter(pk=step.pk, done_at__isnull=done)
    if its.update(done_at=at if done else None):
        ask_for_tasks(on=on, at=at, among=[step.decision.customer_id])


def settle_step(*, number: int, done: bool, at: datetime) -> None:
    """Follow the task of a step (its id): done, or open again."""
    Step.objects.filter(pk=number, done_at__isnull=done).update(done_at=at if done else None)


def _tell(customer: int, course: str, at: datetime) -> None:
    told = partial(decided.send_robust, sender=Decision, customer_id=customer, course=course, at=at)
    transaction.on_commit(told)


def _refuse(customer: Customer, said: Said, on: date) -> None:
    if said.course not in Course.values:
        raise BadInput("Choose what you do: repair the terms, keep them, or part.")
    if (said.course == Course.ACCEPT) != customer.prospect:
        raise BadInput(
            "Before signing you can only decide to sign all the same; afterwards to repair, keep or part."
        )
    if said.decider is None:
        raise BadInput("Say who decides.")
    if not plain(said.reason) and said.course != Course.REPAIR:
        raise BadInput("Say why.")
    if len(said.reason) > 500 or len(said.what) > 300:
        raise BadInput("The reason has at most 500 characters, what is repaired at most 300.")
    _refuse_days(said, on)


def _refuse_days(said: Said, on: date) -> None:
    if said.course == Course.REPAIR and not (one_line(said.what) and said.due_on):
        raise BadInput("Say what is repaired, and by when.")
    if said.course == Course.KEEP and said.until is None:
        raise BadInput("Say until when you keep them: then it is asked again.")
    if said.course == Course.PART and said.ends_on is None:
        raise BadInput("Say on which day it ends.")
    for day in (said.until, said.due_on, said.ends_on):
        if day is not None and not on < day <= on + timedelta(LATEST):
            raise BadInput("The day lies ahead, and at most three years.")


def _until(said: Said) -> date | None:
    if said.course == Course.REPAIR and said.due_on:
        return said.due_on + timedelta(AFTER_REPAIR)
    return None if said.course == Course.PART else said.until


def _steps(decision: Decision, said: Said, customer: Customer, on: date) -> list[Step]:
    owner = said.owner.pk if said.owner else customer.owner_id
    if said.course == Course.REPAIR and said.due_on:
        what = one_line(said.what)
        return [Step(decision=decision, place=1, text=what, owner_id=owner, due_on=said.due_on)]
    if said.course == Course.PART and said.ends_on:
        due = due_days(on, said.ends_on)
        return [
            Step(decision=decision, place=place, ready=code, owner_id=owner, due_on=day)
            for place, (code, day) in enumerate(due.items(), start=1)
        ]
    return []
