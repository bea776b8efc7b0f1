"""Tasks of the routine, kept in step with what start-ups, expectations and promises say now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min

from karn.apps.care.actions.journal import take_back
from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.promises import Outcome, Promise
from karn.apps.care.models.rounds import AskingRound
from karn.apps.care.models.start_ups import StartUp, Step
from karn.apps.care.queries.confirmations import lists_that_wait
from karn.apps.care.queries.expectations import confirmed_on, to_ask_about
from karn.apps.care.queries.promises import open_promises
from karn.apps.care.queries.start_ups import open_steps
from karn.apps.care.rules.kinds import ANSWER, ASK, PROMISE, STEP
from karn.apps.care.rules.plans import CONFIRM
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions import Asked, finish_task, keep_tasks, reopen_task
from karn.apps.tasks.queries import task_from

ANSWER_DAYS = 2
"""What a client would have otherwise is read within so many days."""


def follow(*, at: datetime, among: Collection[int] | None = None) -> None:
    """Bring the tasks of these customers (ids), or of everybody, in step with what they are about."""
    company = current_company()
    told: dict[str, Any] = {"at": at, "among": among}
    # Nobody is asked to work on pages that are switched off.
    on, steps = company.has(Station.EXPECTATIONS), company.has(Station.START_UP)
    keep_tasks(kind=PROMISE, asked=map(_of_promise, _promises(among)) if on else (), **told)
    keep_tasks(kind=STEP, asked=map(_of_step, open_steps(among)) if steps else (), **told)
    keep_tasks(kind=ANSWER, asked=_of_lists(among) if on else (), **told)
    if on:
        keep_rounds(on=local_day(at, company), **told)
    else:
        keep_tasks(kind=ASK, asked=(), **told)


def _promises(among: Collection[int] | None) -> list[Promise]:
    its = open_promises(among).filter(due_on__isnull=False)
    return list(its.select_related("contact", "customer").order_by("pk"))


def _of_promise(one: Promise) -> Asked:
    facts = {
        "text": one.text,
        "whom": one.contact.name if one.contact else "",
        "sales": one.source == "sales",
    }
    assert one.due_on is not None  # noqa: S101 (asked for above)
    return Asked(one.pk, one.due_on, one.customer_id, one.owner_id or one.customer.owner_id, facts)


def _of_step(step: Step) -> Asked:
    contact = step.start_up.contact
    facts = {
        "words": step.words, "occasion": step.start_up.occasion, "contact": contact.name if contact else ""
    }  # fmt: skip
    return Asked(step.pk, step.due_on, step.start_up.customer_id, step.owner_id, facts)


def _of_lists(among: Collection[int] | None) -> list[Asked]:
    zone = current_company()
    asked = []
    for one, many in lists_that_wait(among):
        day = local_day(one.answered_at or one.asked_at, zone) + timedelta(days=ANSWER_DAYS)
        name = one.contact.name if one.contact else one.customer.name
        owner = one.customer.owner_id or one.asked_by_id
        asked.append(Asked(one.pk, day, one.customer_id, owner, {"count": many, "name": name}))
    return asked


def keep_rounds(*, on: date, at: datetime, among: Collection[int] | None = None) -> None:
    """Open a round of asking for each customer with something to ask about by `on`; close those without."""
    due = (
        to_ask_about(on, among).order_by().values("customer").annotate(many=Count("pk"), first=Min("ask_on"))
    )
    waiting = {row["customer"]: (row["many"], row["first"]) for row in due}
    known = AskingRound.objects.filter(closed_at__isnull=True)
    known = known if among is None else known.filter(customer__in=among)
    theirs = to_ask_about(on, among).order_by().values("customer")
    known.exclude(customer__in=theirs).update(closed_at=at)
    here = set(known.values_list("customer", flat=True))
    for customer, (_many, first) in waiting.items():
        if customer not in here:
            _open_round(customer, max(first, on))
    rounds = AskingRound.objects.filter(closed_at__isnull=True, customer__in=theirs)
    believed = _believed(on, among)
    asked = [
        Asked(
            one.pk, one.due_on, one.customer_id, one.customer.owner_id,
            {"count": waiting[one.customer_id][0], "believed": believed.get(one.customer_id, 0)},
        )
        for one in rounds.select_related("customer").order_by("pk")
    ]  # fmt: skip
    keep_tasks(kind=ASK, asked=asked, at=at, among=among)


def _open_round(customer: int, first: date) -> None:
    try:
        with transaction.atomic():
            AskingRound.objects.create(customer_id=customer, due_on=first)
    except IntegrityError:
        return  # opened by another worker, just now


def _believed(on: date, among: Collection[int] | None) -> dict[int, int]:
    """Return of how many expectations to ask about each customer never confirmed any, or no more."""
    known = Expectation.objects.filter(confirmed_on(on)).values("pk")
    its = to_ask_about(on, among).exclude(pk__in=known)
    return dict(its.order_by().values_list("customer").annotate(many=Count("pk")))


def align_task(*, kind: str, number: int, is_done: bool, by: Person | None, at: datetime) -> None:
    """Let the task of a row be done or open as the row is; what nobody here did is withdrawn by follow."""
    task = task_from(kind, number)
    if task is None or by is None or task.removed_at is not None:
        return
    if is_done and task.is_open:
        finish_task(task=task, by=by, at=at)
    elif not is_done and task.done_at is not None:
        reopen_task(task=task, by=by, at=at)


def follow_taken_back(*, customer: Customer, change: int, by: Person, at: datetime) -> None:
    """Take back what was done in the moment of this change, and bring the tasks in step.

    Raises as :func:`karn.apps.care.actions.journal.take_back` does.
    """
    with transaction.atomic():
        rows = take_back(customer_id=customer.pk, change=change, by=by, at=at)
        for row in rows:
            if isinstance(row, Promise):
                is_kept = row.outcome == Outcome.KEPT
                align_task(kind=PROMISE, number=row.pk, is_done=is_kept, by=by, at=at)
            elif isinstance(row, StartUp) and row.confirmed_on is None:
                _open_confirming(row, by, at)
        record(by=by, deed=Event.CARE_TAKEN_BACK, about=customer, at=at, detail=f"change {change}")
        follow(at=at, among=[customer.pk])


def _open_confirming(start_up: StartUp, by: Person, at: datetime) -> None:
    """Let the step of confirming be open again, where what confirmed it was taken back."""
    for step in start_up.steps.filter(code=CONFIRM, done_on__isnull=False).order_by("pk"):
        step.done_on = step.done_by = None
        step.save(update_fields=["done_on", "done_by"])
        align_task(kind=STEP, number=step.pk, is_done=False, by=by, at=at)
