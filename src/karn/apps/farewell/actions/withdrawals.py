"""Writes: what declarations ask people to do, and money paid back after a withdrawal."""

from __future__ import annotations

from datetime import datetime

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.farewell.models.declarations import Declaration
from karn.apps.farewell.queries.declarations import (
    refunds_due,
    said_by_a_contact,
    unmatched_since,
    who_matches,
)
from karn.apps.farewell.rules.declarations import OVERDUE
from karn.apps.farewell.rules.task_kinds import AUTHORITY, MATCH, REFUND
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.asked import Asked, keep_tasks
from karn.apps.tasks.queries import done_by
from karn.platform.facts import next_version


def keep_declaration_tasks(*, at: datetime) -> None:
    """Keep the tasks of declarations in step: those to match or decide, and refunds. They are few."""
    company = current_company()
    is_on = company.has(Station.GOODBYE)
    waiting = unmatched_since(at, OVERDUE) if is_on else []
    doubtful = said_by_a_contact(on=local_day(at, company), at=at) if is_on else []
    sure = done_by(AUTHORITY.code, [one.pk for one in doubtful], until=at)
    manager = who_matches() if waiting or doubtful else None
    keep_tasks(kind=MATCH.code, asked=[_matching(one, manager) for one in waiting], at=at)
    unsure = [_may_they(one, manager) for one in doubtful if one.pk not in sure]
    keep_tasks(kind=AUTHORITY.code, asked=unsure, at=at)
    keep_tasks(kind=REFUND.code, asked=[_refunding(one) for one in refunds_due()], at=at)


def _matching(one: Declaration, manager: int | None) -> Asked:
    # Nobody's declaration is a manager's to look at: who has no owner and no customer is seen by few.
    owner = one.customer.owner_id if one.customer else manager
    due_on = local_day(one.received_at + OVERDUE, current_company())
    return Asked(one.pk, due_on, one.customer_id, owner, {"name": one.name, "state": one.state})


def _may_they(one: Declaration, manager: int | None) -> Asked:
    assert one.customer is not None and one.verified_at is not None  # noqa: S101, PT018 (as the query asks)
    due_on = local_day(one.verified_at + OVERDUE, current_company())
    owner = one.customer.owner_id or manager
    return Asked(one.pk, due_on, one.customer_id, owner, {"name": one.customer.name})


def _refunding(one: Declaration) -> Asked:
    assert one.refund_due_on is not None  # noqa: S101 (asked for by the query)
    owner = one.customer.owner_id if one.customer else None
    return Asked(one.pk, one.refund_due_on, one.customer_id, owner, {"name": one.name})


def mark_refunded(*, number: int, is_done: bool, by: Person | None, at: datetime) -> None:
    """Note that the money of a withdrawal was paid back, or that it was not after all."""
    held = Declaration.objects.filter(pk=number, refund_due_on__isnull=False).first()
    if held is None or (held.refunded_at is not None) == is_done:
        return
    held.refunded_at = at if is_done else None
    held.changed_at = next_version(held.changed_at, at)
    held.save(update_fields=["refunded_at", "changed_at"])
    detail = "refunded" if is_done else "not refunded"
    record(by=by, deed=Event.DECLARATION_CHANGED, about=held, at=at, detail=detail)


def forget_machines(*, before: datetime) -> int:
    """Forget from which machines declarations came, and how they were counted; return of how many."""
    known = Declaration.objects.filter(made_at__lt=before).exclude(machine="", mailbox="")
    return known.update(machine="", mailbox="")
