"""Start-ups begin, by hand or by themselves, go step by step, and are done when the client confirmed them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from karn.apps.care.actions.expectations import Said
from karn.apps.care.actions.following import align_task, follow
from karn.apps.care.actions.journal import make_row, store_row
from karn.apps.care.actions.moments import tell
from karn.apps.care.models.confirmations import Confirmation
from karn.apps.care.models.expectations import How
from karn.apps.care.models.start_ups import Occasion, StartUp, StartUpPlan, Step
from karn.apps.care.queries.start_ups import Due, Plan, key_of, plan_for, start_ups_due
from karn.apps.care.rules.kinds import STEP
from karn.apps.care.rules.plans import ANYBODY, CONFIRM, MANAGER, PlannedStep, check_steps
from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event, Role
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen


def begin_start_up(
    *, customer: Customer, occasion: str, by: Person, on: date, at: datetime, contact: Contact | None = None
) -> StartUp:
    """Begin a start-up by hand, by the plan of its occasion. Raises BadInput while the same is under way."""
    of = Occasion(occasion)
    if of == Occasion.CONTACT and contact is None:
        raise BadInput("Choose the contact who is new.")
    its = StartUp.objects.filter(
        customer=customer, occasion=of, contact=contact if of == Occasion.CONTACT else None
    )
    if its.filter(confirmed_on__isnull=True, stopped_at__isnull=True, removed_at__isnull=True).exists():
        raise BadInput("This start-up has begun already.")
    key = key_of(of, customer, contact, on)
    if StartUp.objects.filter(key=key).exists():
        key = f"{key}:{at.timestamp():.0f}"
    due = Due(of, customer, key, on, contact)
    with transaction.atomic():
        begun = _begun(due, plan_for(of), by=by, on=on, at=at)
        follow(at=at, among=[customer.pk])
    return begun


def begin_due(*, on: date, at: datetime) -> int:
    """Begin every start-up that begins by itself; return how many. Safe to repeat."""
    plans: dict[str, Plan] = {}
    begun = 0
    for due in start_ups_due(on):
        plan = plans.setdefault(due.occasion, plan_for(due.occasion))
        try:
            with transaction.atomic():
                _begun(due, plan, by=None, on=on, at=at)
        except IntegrityError:
            continue  # begun by another worker, just now
        begun += 1
    return begun


def _begun(due: Due, plan: Plan, *, by: Person | None, on: date, at: datetime) -> StartUp:
    """Store it with its steps: due so many days after the customer came, never before today."""
    row = StartUp(
        customer=due.customer, contact=due.contact, occasion=due.occasion, key=due.key, begun_on=due.begins_on
    )
    make_row(row, by=by, at=at)
    manager = _manager(due.customer) if any(step.who == MANAGER for step in plan.steps) else None
    Step.objects.bulk_create(
        Step(
            start_up=row,
            code=step.code,
            words=dict(step.words),
            place=place,
            owner=_doer(step, due.customer, manager),
            due_on=max(on, due.begins_on + timedelta(days=step.days)),
        )
        for place, step in enumerate(plan.steps)
    )
    record(by=by, deed=Event.START_UP_CHANGED, about=row, at=at, detail=f"begun {due.occasion}")
    return row


def _doer(step: PlannedStep, customer: Customer, manager: Person | None) -> Person | None:
    if step.who == ANYBODY:
        return None
    return manager if step.who == MANAGER else customer.owner


def _manager(customer: Customer) -> Person | None:
    """Return a manager: of the account manager's team where there is one, else the first.

    Where nobody is a manager, an administrator: in a small company that is the owner.
    """
    here = Person.objects.filter(is_active=True).order_by("pk")
    managers = list(here.filter(role=Role.MANAGER)) or list(here.filter(role=Role.ADMINISTRATOR))
    team = customer.owner.team_id if customer.owner else None
    return next(
        (one for one in managers if team is not None and one.team_id == team), next(iter(managers), None)
    )


def mark_step(*, step: Step, is_done: bool, by: Person | None, on: date, at: datetime) -> Step:
    """Say that a step is done, or open again."""
    with transaction.atomic():
        held = Step.objects.select_for_update(of=("self",)).select_related("start_up").get(pk=step.pk)
        if (held.done_on is not None) == is_done:
            return held
        held.done_on, held.done_by = (on, by) if is_done else (None, None)
        held.save(update_fields=["done_on", "done_by"])
        what = "step done" if is_done else "step open"
        record(by=by, deed=Event.START_UP_CHANGED, about=held.start_up, at=at, detail=f"{what} {held.pk}")
        align_task(kind=STEP, number=held.pk, is_done=is_done, by=by, at=at)
        follow(at=at, among=[held.start_up.customer_id])
    return held


def say_where_from(
    *, start_up: StartUp, came_from: str, by: Person, at: datetime, seen: str | None = None
) -> None:
    """Note from which competitor the client was taken over.

    `seen` is what stood there for who says it: left as it was, nothing changes. Raises BadInput with both
    where somebody else noted another one meanwhile.
    """
    told = one_line(came_from)[:200]
    if told == seen:
        return
    with transaction.atomic():
        held = _held(start_up)
        if seen is not None and held.came_from not in (seen, told):
            raise BadInput(
                "Stored meanwhile: %(theirs)s. You asked for: %(mine)s.",
                theirs=held.came_from or "–",
                mine=told or "–",
            )
        if store_row(held, {"came_from": told}, by=by, at=at):
            record(by=by, deed=Event.START_UP_CHANGED, about=held, at=at, detail="came from")


def confirm_start_up(*, start_up: StartUp, said: Said, by: Person | None, at: datetime) -> StartUp:
    """Note that the client confirmed what was agreed: the start-up is done. Raises BadInput."""
    if said.on > local_day(at, current_company()):
        raise BadInput("Choose a day that was.")
    told = {"confirmed_on": said.on, "confirmed_how": said.how, "confirmed_by": said.by, "told_to": said.to}
    with transaction.atomic():
        held = _held(start_up)
        if store_row(held, told, by=by, at=at):
            facts = {"how": said.how.value, "by": said.by.name if said.by else ""}
            tell(
                customer_id=held.customer_id,
                code="start_up",
                number=held.pk,
                facts=facts,
                at=at,
                happened_on=said.on,
            )
            record(by=by, deed=Event.START_UP_CHANGED, about=held, at=at, detail="confirmed")
            for step in held.steps.filter(code=CONFIRM, done_on__isnull=True):
                mark_step(step=step, is_done=True, by=by, on=said.on, at=at)
            follow(at=at, among=[held.customer_id])
    return held


def confirm_by_link(*, confirmation: Confirmation, at: datetime) -> None:
    """Let the start-ups of a client be done whose list the client confirmed as a whole."""
    on = local_day(confirmation.answered_at or at, current_company())
    its = StartUp.objects.filter(
        customer=confirmation.customer_id,
        confirmed_on__isnull=True,
        stopped_at__isnull=True,
        removed_at__isnull=True,
    )
    for one in its.order_by("pk"):
        # A new contact's own start-up is done when that contact confirmed.
        if one.contact_id in (None, confirmation.contact_id):
            confirm_start_up(start_up=one, said=Said(on, How.LINK, confirmation.contact), by=None, at=at)


def stop_start_up(*, start_up: StartUp, stopped: bool, by: Person, at: datetime) -> None:
    """Stop a start-up that is not needed: its steps are asked for no more; or go on with it."""
    with transaction.atomic():
        held = _held(start_up)
        if store_row(held, {"stopped_at": at if stopped else None}, by=by, at=at):
            what = "stopped" if stopped else "goes on"
            record(by=by, deed=Event.START_UP_CHANGED, about=held, at=at, detail=what)
            follow(at=at, among=[held.customer_id])


def _held(start_up: StartUp) -> StartUp:
    return StartUp.objects.select_for_update().get(pk=start_up.pk)


def change_plan(
    *,
    occasion: str,
    begins: str,
    steps: Sequence[PlannedStep],
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> StartUpPlan:
    """Store the company's own plan of an occasion; start-ups under way keep their steps.

    `seen` is the :attr:`Plan.version` its changer read. Raises BadInput for what cannot be,
    ChangedMeanwhile where another plan holds now.
    """
    tidy = check_steps(steps)
    with transaction.atomic():
        stands = plan_for(occasion)
        refuse_unseen(stands, seen)
        before: dict[str, Any] = {"begins": stands.begins, "steps": [step.as_json() for step in stands.steps]}
        stored = stands.stored or StartUpPlan(occasion=occasion, changed_at=at)
        stored.begins, stored.steps = begins, [step.as_json() for step in tidy]
        stored.changed_at = next_version(stored.changed_at, at) if stored.pk else at
        stored.save()
        if keep_change(stored, before, stored.facts, by=by, at=at):
            record(by=by, deed=Event.START_UP_CHANGED, about=stored, at=at, detail=f"plan {occasion}")
    return stored


def drop_plan(*, occasion: str, by: Person, at: datetime) -> None:
    """Let the trade's ready plan hold again."""
    with transaction.atomic():
        stored = StartUpPlan.objects.select_for_update().filter(occasion=occasion).first()
        if stored is not None and stored.steps:
            before, stored.steps = stored.facts, []
            stored.changed_at = next_version(stored.changed_at, at)
            stored.save()
            keep_change(stored, before, stored.facts, by=by, at=at)
            record(by=by, deed=Event.START_UP_CHANGED, about=stored, at=at, detail="ready plan")
