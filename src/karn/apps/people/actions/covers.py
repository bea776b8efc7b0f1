"""Saying who covers whom."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Cover, Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.period import Period


def arrange_cover(*, away: Person, covering: Person, period: Period, by: Person, at: datetime) -> Cover:
    """Let `covering` see and look after the customers of `away` on the days of `period`.

    Raises BadInput when both are the same, `covering` cannot log in, or `by` may not do this.
    """
    refuse_unless_may(by, Deed.ARRANGE_COVER, otherwise=MANAGERS_ONLY)
    if away.pk == covering.pk:
        raise BadInput("Choose somebody else: nobody covers for himself or herself.")
    if not covering.is_active:
        raise BadInput("%(name)s is switched off and cannot cover.", name=covering.name)
    with transaction.atomic():
        cover = Cover.objects.create(
            away=away, covering=covering, starts_on=period.starts_on, ends_on=period.ends_on
        )
        told = f"person:{covering.pk} {period.starts_on} > {period.ends_on}"
        record(by=by, deed=Event.COVER_ARRANGED, about=away, at=at, detail=told)
    return cover


def end_cover(cover: Cover, *, by: Person, on: date, at: datetime) -> None:
    """End a cover: from `on` it holds no more; one that has not begun is gone.

    Raises BadInput when `by` may not do this.
    """
    refuse_unless_may(by, Deed.ARRANGE_COVER, otherwise=MANAGERS_ONLY)
    with transaction.atomic():
        if cover.starts_on >= on:
            cover.delete()
        else:
            cover.ends_on = min(on, cover.ends_on)
            cover.save(update_fields=["ends_on"])
        told = f"person:{cover.covering_id} {on}"
        record(by=by, deed=Event.COVER_ENDED, about=cover.away, at=at, detail=told)
