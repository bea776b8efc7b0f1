"""The checklist of who leaves: steps done, and the tasks that ask for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from karn.apps.care.actions.following import align_task
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.farewell.models.goodbyes import Goodbye, GoodbyeStep, Whose
from karn.apps.farewell.models.procedures import ProcedureRead
from karn.apps.farewell.queries.goodbyes import end_of_departure, habits_of_goodbyes
from karn.apps.farewell.queries.procedures import version_now
from karn.apps.farewell.rules.checklists import ERASE, PROCEDURE, SOON, STEP, due_days, months_after
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event, may
from karn.apps.tasks.actions.asked import Asked, keep_tasks


def keep_goodbye_tasks(*, on: date, at: datetime, among: Collection[int] | None = None) -> None:
    """Keep the tasks of goodbyes in step: open steps that are due within two weeks, of whom habits say."""
    habits = habits_of_goodbyes()
    keep_months, whose = habits.keep_months, habits.tasks_for
    asked = []
    if current_company().has(Station.GOODBYE) and whose != Whose.NOBODY:
        its = _open_steps(among)
        its = its.filter(goodbye__customer__is_key=True) if whose == Whose.KEY else its
        until = on + timedelta(days=SOON)
        asked = [one for step in its if (one := _asked(step, keep_months)).due_on <= until]
    keep_tasks(kind=STEP.code, asked=asked, at=at, among=among)


def _open_steps(among: Collection[int] | None) -> QuerySet[GoodbyeStep]:
    its = GoodbyeStep.objects.filter(
        goodbye__departure__undone_on__isnull=True, done_at__isnull=True, goodbye__removed_at__isnull=True,
        goodbye__customer__deleted_at__isnull=True, goodbye__customer__merged_into__isnull=True,
    )  # fmt: skip
    its = its if among is None else its.filter(goodbye__customer__in=among)
    return its.select_related("goodbye__customer__owner", "goodbye__departure").order_by("pk")


def _asked(step: GoodbyeStep, keep_months: int) -> Asked:
    goodbye, departure = step.goodbye, step.goodbye.departure
    begun = local_day(goodbye.made_at, current_company())
    known = (departure.notice_on if departure else None) or begun
    end = end_of_departure(departure) or known
    access = departure.access_ends_on if departure else None
    erase = months_after(end, keep_months)
    due = due_days(known, end, begun_on=begun, access_ends_on=access, erase_on=erase)
    facts = {"step": step.code, "name": goodbye.customer.name, "is_person": not goodbye.is_business}
    owner = goodbye.customer.owner
    # Erasing takes somebody who may: else it is a task of whoever takes it.
    does = owner if owner and (step.code != ERASE or may(owner.role, Deed.PERSONAL_DATA)) else None
    return Asked(step.pk, due[step.code], goodbye.customer_id, does.pk if does else None, facts)


def mark_step(*, step: GoodbyeStep, is_done: bool, by: Person | None, on: date, at: datetime) -> GoodbyeStep:
    """Say that a step is done, or open again; its task follows."""
    with transaction.atomic():
        held = GoodbyeStep.objects.select_for_update(of=("self",)).select_related("goodbye").get(pk=step.pk)
        if (held.done_at is not None) == is_done:
            return held
        held.done_at, held.done_by = (at, by) if is_done else (None, None)
        held.save(update_fields=["done_at", "done_by"])
        what = f"{held.code} {'done' if is_done else 'open'}"
        record(by=by, deed=Event.GOODBYE_CHANGED, about=held.goodbye, at=at, detail=what)
        align_task(kind=STEP.code, number=held.pk, is_done=is_done, by=by, at=at)
        if held.code == PROCEDURE and is_done and by is not None:
            settle_reading(by=by, version=version_now(), at=at)
        keep_goodbye_tasks(on=on, at=at, among=[held.goodbye.customer_id])
    return held


def settle_reading(*, by: Person, version: str, at: datetime) -> None:
    """Note that somebody read how leaving works, and let the steps that wait for it be done.

    Those of who leaves from their care, or whose letter they sign. Who ticks such a step says as much.
    """
    its, made = ProcedureRead.objects.get_or_create(person=by, version=version, defaults={"read_at": at})
    if made:
        record(by=by, deed=Event.PROCEDURE_READ, about=its, at=at)
    theirs = Q(goodbye__customer__owner=by) | Q(goodbye__signer=by)
    for step in _open_steps(None).filter(theirs, code=PROCEDURE):
        mark_step(step=step, is_done=True, by=by, on=local_day(at, current_company()), at=at)


def settle_read_before(*, goodbye: Goodbye) -> None:
    """Let the step be done where who looks after them read how leaving works already, as it is told now."""
    readers = [one for one in (goodbye.customer.owner_id, goodbye.signer_id) if one]
    its = ProcedureRead.objects.filter(person__in=readers, version=version_now())
    if read := its.order_by("read_at", "pk").first():
        steps = goodbye.steps.filter(code=PROCEDURE, done_at__isnull=True)
        steps.update(done_at=read.read_at, done_by=read.person_id)
