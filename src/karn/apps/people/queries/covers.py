"""Reading who covers whom."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from karn.apps.people.models import Cover, Person


def covers_on(day: date) -> QuerySet[Cover]:
    """Return the covers that run on `day`."""
    return Cover.objects.filter(starts_on__lte=day, ends_on__gt=day)


def covered_by(person: Person, *, on: date) -> QuerySet[Cover, int]:
    """Return the ids of the people whose customers `person` looks after on `on`, to be used in a query.

    Only those: who covers somebody who covers a third does not see the third's customers.
    """
    return covers_on(on).filter(covering=person).values_list("away", flat=True)


def covers_from(day: date) -> QuerySet[Cover]:
    """Return the covers that run on `day` or later, the soonest first."""
    coming = Cover.objects.filter(ends_on__gt=day).select_related("away", "covering")
    return coming.order_by("starts_on", "ends_on", "pk")
