"""Writes: the calendar of recaps, and what they ask people to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.care.models.mailed import ON_ITS_WAY
from karn.apps.care.models.value import OPEN_RECAP, Occasion, Recap
from karn.apps.care.queries.value import Told, empty_recaps, recaps_ahead
from karn.apps.care.rules.value import BEFORE_DAYS, FIRST_DAYS
from karn.apps.care.rules.value_tasks import RECAP
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.mailing.rules.letters import LANGUAGES
from karn.apps.tasks.actions.asked import Asked, keep_tasks

_IN_STEP = ["occasion", "about_on", "due_on"]


def care_for_recaps(*, on: date, at: datetime) -> int:
    """Give every key client the recap that is due next, and keep the tasks; return how many are new.

    Cheap however many customers there are: it looks at key clients alone. Safe to repeat.
    """
    made = _keep_recaps(on, at) if current_company().has(Station.VALUE) else 0
    keep_recap_tasks(on=on, at=at)
    return made


def keep_recap_tasks(*, on: date, at: datetime, among: Collection[int] | None = None) -> None:
    """Keep the tasks of recaps in step; `among` narrows it to these customers (ids)."""
    due = Recap.objects.exclude(ON_ITS_WAY).filter(OPEN_RECAP, due_on__lte=on + timedelta(days=BEFORE_DAYS))
    there = due.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    due = there.select_related("customer").order_by("pk")
    if among is not None:
        due = due.filter(customer__in=among)
    recaps = list(due) if current_company().has(Station.VALUE) else []
    empty = empty_recaps(on) if recaps else set()
    asked = [_asked(one, is_empty=one.customer_id in empty) for one in recaps]
    keep_tasks(kind=RECAP.code, asked=asked, at=at, among=among)


def _asked(recap: Recap, *, is_empty: bool) -> Asked:
    about = recap.about_on.isoformat() if recap.about_on else ""
    facts = {"occasion": recap.occasion, "about_on": about, "since": recap.since.isoformat()}
    facts |= {"is_empty": "yes"} if is_empty else {}
    return Asked(recap.pk, recap.due_on, recap.customer_id, recap.customer.owner_id, facts)


def _keep_recaps(on: date, at: datetime) -> int:
    with transaction.atomic():
        stored = (
            Recap.objects.select_for_update().filter(OPEN_RECAP, customer__is_key=True).order_by("-due_on")
        )
        known = {recap.customer_id: recap for recap in stored}
        ahead = recaps_ahead(on=on)
        new = [_made(one, on, at) for one in ahead if one.customer not in known]
        Recap.objects.bulk_create(new, batch_size=500)
        changed = [
            known[one.customer]
            for one in ahead
            if one.customer in known and _brought_forward(known[one.customer], one)
        ]
        Recap.objects.bulk_update(changed, _IN_STEP, batch_size=500)
    return len(new)


def _made(one: Told, on: date, at: datetime) -> Recap:
    return Recap(
        customer_id=one.customer,
        occasion=one.due.occasion,
        about_on=one.due.about_on,
        due_on=one.due.due_on,
        since=one.last_on or on - timedelta(days=FIRST_DAYS),
        language=one.language if one.language in LANGUAGES else "en",
        made_at=at,
        changed_at=at,
    )


def _brought_forward(recap: Recap, one: Told) -> bool:
    """Take over what is due sooner; what somebody began by hand, or is due already, keeps its day."""
    if recap.occasion == Occasion.HAND or one.due.due_on >= recap.due_on:
        return False
    recap.occasion, recap.about_on, recap.due_on = (
        Occasion(one.due.occasion),
        one.due.about_on,
        one.due.due_on,
    )
    return True
