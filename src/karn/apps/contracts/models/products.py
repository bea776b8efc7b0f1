"""What the company sells, and at which list prices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models.versions import Versioned
from karn.apps.contracts.models.words import Interval


class Product(Versioned, models.Model):
    """Something the company sells, in one or more plans."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    known_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Plan(Versioned, models.Model):
    """One way of buying a product. Contracts name it: what files call it is its name.

    A plan a file names and nobody made comes into being with that import, under no product.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans"
    )
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), null=True, blank=True)
    # From this day on it is no longer offered; who has it keeps it.
    retired_on = models.DateField(_("no longer offered since"), null=True, blank=True)
    # Since when it is in the bin; what a contract names cannot be thrown away.
    deleted_at = models.DateTimeField(_("in the bin since"), null=True, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        """An index of subscriptions has the ordinary name."""

        db_table = "contracts_planoffered"

    def __str__(self) -> str:
        return self.name


class ListPrice(models.Model):
    """What a plan costs whoever asks: one price per currency and interval."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="list_prices")
    amount = models.DecimalField(_("price"), max_digits=18, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    interval = models.CharField(_("charged"), max_length=10, choices=Interval.choices, default=Interval.MONTH)

    class Meta:
        """One price for each way of paying."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "currency", "interval"], name="contracts_listprice_once")
        ]
