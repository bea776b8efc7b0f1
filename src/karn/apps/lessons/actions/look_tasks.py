"""Writes: what looks back ask people to do, and the nightly look at whom to look back at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.lessons.models.post_mortems import OPEN_LOOK, Cause, PostMortem
from karn.apps.lessons.queries.post_mortems import came_from_elsewhere, departures_to_look_back_at, open_looks
from karn.apps.lessons.rules.post_mortems import ELSEWHERE_DAYS, due_after
from karn.apps.lessons.rules.task_kinds import LOOK
from karn.apps.tasks.actions.asked import Asked, keep_tasks
from karn.platform.facts import next_version


def care_for_looks(*, on: date, at: datetime) -> int:
    """Plan a look back at who gave notice and at who came from a competitor; return how many were planned.

    A notice that was taken back meanwhile is a near miss from then on. Safe to repeat.
    """
    planned = 0
    if current_company().has(Station.LESSONS):
        _note_taken_back(at)
        new = [*_of_departures(on, at), *_of_competitors(on, at)]
        planned = sum(_planned(look) for look in new)
    keep_look_tasks(at=at)
    return planned


def keep_look_tasks(*, at: datetime, among: Collection[int] | None = None) -> None:
    """Keep the tasks of looks back in step; `among` narrows it to these customers (ids)."""
    looks = open_looks(among) if current_company().has(Station.LESSONS) else ()
    keep_tasks(kind=LOOK.code, asked=map(_asked, looks), at=at, among=among)


def _asked(look: PostMortem) -> Asked:
    who = "colleague" if look.auditor_id else "guest" if look.guest else "nobody"
    owner = look.auditor_id or look.customer.owner_id
    facts = {"cause": look.cause, "who": who, "held": look.held_at is not None}
    return Asked(look.pk, look.due_on, look.customer_id, owner, facts)


def _of_departures(on: date, at: datetime) -> list[PostMortem]:
    return [
        PostMortem(
            customer=row.customer,
            cause=Cause.DEPARTED,
            departure=row,
            happened_on=(day := row.notice_on or row.recognised_on or row.contract_ends_on or on),
            due_on=due_after(day),
            made_at=at,
            changed_at=at,
        )
        for row in departures_to_look_back_at(on)
    ]


def _of_competitors(on: date, at: datetime) -> list[PostMortem]:
    return [
        PostMortem(
            customer=row.customer,
            cause=Cause.TAKEN_OVER,
            competitor=row.came_from,
            happened_on=row.begun_on,
            due_on=max(on, row.begun_on + timedelta(days=ELSEWHERE_DAYS)),
            made_at=at,
            changed_at=at,
        )
        for row in came_from_elsewhere(on)
    ]


def _planned(look: PostMortem) -> bool:
    """Store it; False where the customer is looked back at already, by another worker or another notice."""
    try:
        with transaction.atomic():
            look.save()
    except IntegrityError:
        return False
    return True


def _note_taken_back(at: datetime) -> None:
    """Let what is looked back at be a near miss where the notice was taken back."""
    with transaction.atomic():
        its = PostMortem.objects.select_for_update(of=("self",)).filter(
            OPEN_LOOK, cause=Cause.DEPARTED, departure__undone_on__isnull=False
        )
        for look in its.order_by("pk"):
            look.cause, look.changed_at = Cause.NEAR_MISS, next_version(look.changed_at, at)
            look.save(update_fields=["cause", "changed_at"])
