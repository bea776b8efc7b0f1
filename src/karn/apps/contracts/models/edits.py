"""What people changed of contracts and money by hand, so that it can be seen and taken back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Customer


class EditDeed(models.TextChoices):
    """What somebody did."""

    SUBSCRIPTION_ADDED = "subscription_added", _("Contract added")
    SUBSCRIPTION_CHANGED = "subscription_changed", _("Contract changed")
    PRICE_FROM = "price_from", _("New price")
    PRICE_CHANGED = "price_changed", _("Price corrected")
    PAUSED = "paused", _("Paused")
    DISCOUNTED = "discounted", _("Discount given")
    DEPARTURE_ADDED = "departure_added", _("Departure noted")
    DEPARTURE_CHANGED = "departure_changed", _("Departure changed")
    INVOICE_ADDED = "invoice_added", _("Invoice added")
    INVOICE_PAID = "invoice_paid", _("Invoice paid")
    INVOICE_CREDITED = "invoice_credited", _("Invoice credited")
    ORDER_ADDED = "order_added", _("Order added")
    RETURN_ADDED = "return_added", _("Return noted")
    HOURS_ADDED = "hours_added", _("Hours noted")
    HOURS_CHANGED = "hours_changed", _("Hours changed")
    HOURS_REMOVED = "hours_removed", _("Hours removed")
    COST_ADDED = "cost_added", _("Cost noted")
    COST_CHANGED = "cost_changed", _("Cost changed")
    COST_REMOVED = "cost_removed", _("Cost removed")


class Edit(models.Model):
    """One thing somebody did by hand to what a customer buys, pays or costs.

    `rows` are the rows it touched, in order: [{"model": "pricestate", "id": 7, "before": {…} or null,
    "after": {…} or null}, …], each state the row's columns as text. Null before = it made the row, null
    after = it took the row away.
    """

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="edits", db_index=False)
    deed = models.CharField(max_length=30, choices=EditDeed.choices)
    rows = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-at"], name="contracts_edit_customer")]
