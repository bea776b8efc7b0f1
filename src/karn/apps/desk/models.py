"""What the list of customers is sorted and narrowed by, kept so that nobody waits for sums."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from karn.apps.customers.models import Customer


class Listing(models.Model):
    """Where one customer stands, on the day and for the data that :class:`ListingsMade` names.

    Made of other rows and never told: it can be thrown away at any time.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    standing = models.CharField(max_length=10)
    # What is paid a month, in whole cents, at least one for who pays: whole numbers sort exactly.
    mrr_cents = models.BigIntegerField()
    # The strongest open sign of leaving, 0 = none, or nobody looks.
    strength = models.PositiveSmallIntegerField()

    class Meta:
        """Read in the order of money, and by standing."""

        indexes: ClassVar = [
            models.Index(fields=["mrr_cents", "customer"], name="desk_listing_by_mrr"),
            models.Index(fields=["standing", "strength"], name="desk_listing_by_standing"),
        ]


class ListingsMade(models.Model):
    """For which day and which data the listings were made; at most one row."""

    of = models.CharField(max_length=120)
