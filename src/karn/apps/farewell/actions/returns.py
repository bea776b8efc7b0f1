"""Noting by whom a customer was recommended, and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Customer
from karn.apps.farewell.models.returns import Referral
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput


def note_referral(*, customer: Customer, recommended_by: Customer, by: Person, at: datetime) -> Referral:
    """Note that a customer came because a former one recommended us; a later word counts.

    Raises BadInput where the one who recommended never left, or is the same.
    """
    if customer.pk == recommended_by.pk:
        raise BadInput("Nobody recommends us to themselves.")
    if not Departure.objects.filter(customer=recommended_by, undone_on__isnull=True).exists():
        raise BadInput("%(name)s never left: here stand former customers.", name=recommended_by.name)
    told = {"recommended_by": recommended_by, "noted_at": at, "noted_by": by, "removed_at": None}
    with transaction.atomic():
        referral, _made = Referral.objects.update_or_create(customer=customer, defaults=told)
        record(by=by, deed=Event.GOODBYE_CHANGED, about=recommended_by, at=at, detail="recommended")
    return referral


def remove_referral(*, referral: Referral, by: Person, at: datetime) -> None:
    """Take away who recommended whom; it can be brought back."""
    with transaction.atomic():
        Referral.objects.filter(pk=referral.pk, removed_at__isnull=True).update(removed_at=at)
        record(by=by, deed=Event.GOODBYE_CHANGED, about=referral, at=at, detail="recommendation removed")


def restore_referral(*, referral: Referral, by: Person, at: datetime) -> None:
    """Bring it back."""
    with transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(removed_at=None)
        record(by=by, deed=Event.GOODBYE_CHANGED, about=referral, at=at, detail="recommendation restored")
