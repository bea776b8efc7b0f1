"""Giving customers from one person to another, and back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from karn.apps.customers.actions.many import change_many
from karn.apps.customers.queries import customers_of
from karn.apps.customers.signals import handed_over
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import HandOver, Person
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput
from karn.kernel.points import point


def hand_over(
    *, giver: Person, taker: Person, customers: Collection[int] | None = None, by: Person, at: datetime
) -> HandOver:
    """Make `taker` account manager of the customers of `giver`: all, or those with the given ids.

    All or none; can be undone by :func:`hand_back`. Ids of others' customers are left out. Raises
    BadInput when there is nothing to hand over, `taker` cannot look after customers, or `by` may not do this.
    """
    refuse_unless_may(by, Deed.HAND_OVER, otherwise=MANAGERS_ONLY)
    _refuse_unless_taking(giver, taker)
    with transaction.atomic():
        given = _held(giver, customers)
        if not given:
            raise BadInput("%(name)s has none of these customers.", name=giver.name)
        change_many(given, {"owner_id": taker.pk}, by=by, at=at, how="hand_over")
        point("hand_over.moved")
        made = HandOver.objects.create(giver=giver, taker=taker, by=by, at=at, customers=given)
        told = f"{len(given)}: person:{giver.pk} > person:{taker.pk}"
        record(by=by, deed=Event.HANDED_OVER, about=giver, at=at, detail=told)
        handed_over.send(sender=HandOver, made=made, customers=given, is_back=False, by=by, at=at)
    return made


def hand_back(made: HandOver, *, by: Person, at: datetime) -> int:
    """Undo a hand-over: who had the customers has them again; return how many.

    Customers given to somebody else since stay there. Raises BadInput when it was undone before, or
    `by` may not do this.
    """
    refuse_unless_may(by, Deed.HAND_OVER, otherwise=MANAGERS_ONLY)
    with transaction.atomic():
        made = HandOver.objects.select_for_update().get(pk=made.pk)
        if made.undone_at:
            raise BadInput("This hand-over was undone already.")
        still = _held(made.taker, made.customers)
        change_many(still, {"owner_id": made.giver_id}, by=by, at=at, how="hand_over")
        made.undone_at = at
        made.save(update_fields=["undone_at"])
        told = f"{len(still)}: person:{made.taker_id} > person:{made.giver_id}"
        record(by=by, deed=Event.HANDED_BACK, about=made.giver, at=at, detail=told)
        handed_over.send(sender=HandOver, made=made, customers=still, is_back=True, by=by, at=at)
    return len(still)


def _held(person: Person, chosen: Collection[int] | None) -> list[int]:
    """Return the ids of the person's customers, of the chosen ones if any, held until the transaction ends.

    Chosen here and not by the database, which takes only so many ids in one question.
    """
    its = customers_of(person).select_for_update().values_list("pk", flat=True)
    if chosen is None:
        return list(its)
    wanted = set(chosen)
    return [number for number in its if number in wanted]


def _refuse_unless_taking(giver: Person, taker: Person) -> None:
    if giver.pk == taker.pk:
        raise BadInput("Choose somebody else: these are this person's customers already.")
    if not taker.is_active:
        raise BadInput("%(name)s is switched off and cannot look after customers.", name=taker.name)
    if not may(taker.role, Deed.CHANGE_CUSTOMERS):
        raise BadInput("The role of %(name)s does not look after customers.", name=taker.name)
