"""Letting in again who was erased and came back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person as Employee
from karn.apps.people.rules import Deed, Event
from karn.apps.personal.models import Erasure


def let_in_again(*, reference: str, by: Employee, at: datetime) -> Erasure:
    """Let imports bring in again whom this erasure keeps out: the person came back and wants it so.

    What was erased stays erased. Raises BadInput for who may not, Erasure.DoesNotExist.
    """
    refuse_unless_may(by, Deed.PERSONAL_DATA, otherwise=MANAGERS_ONLY)
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update(of=("self",)).get(reference=reference)
        if erasure.let_in_at is None:
            erasure.let_in_at = at
            erasure.save(update_fields=["let_in_at"])
            record(by=by, deed=Event.LET_IN_AGAIN, about=erasure, at=at, detail=reference)
    return erasure
