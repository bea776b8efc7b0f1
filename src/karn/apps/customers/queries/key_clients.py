"""For whom the routine of keeping clients is: those marked as key, or everybody where there are few."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from karn.apps.customers.models import Customer

FEW: Final = 500
"""Up to so many customers everybody is cared for one by one, where nobody is marked as key."""


def cared_for() -> QuerySet[Customer]:
    """Return the customers who are cared for one by one: the key clients, prospects too.

    Where nobody is marked as key and there are at most :data:`FEW` customers, everybody: a practice of 120
    need not mark each. Two quick queries say which.
    """
    if Customer.objects.filter(is_key=True).exists():
        return Customer.objects.filter(is_key=True)
    few = Customer.objects.order_by("pk").values("pk")[FEW:]
    return Customer.objects.none() if few.exists() else Customer.objects.all()
