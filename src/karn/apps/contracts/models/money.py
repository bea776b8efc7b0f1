"""What customers were asked to pay, what they paid, and what they ordered and sent back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models.agreements import Subscription
from karn.apps.contracts.models.versions import Versioned
from karn.apps.contracts.models.words import PaymentStatus
from karn.apps.customers.models import Customer
from karn.platform.facts import Fact


class Invoice(Versioned, Fact):
    """What a customer was asked to pay."""

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invoices", db_index=False)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="invoices"
    )
    invoiced_on = models.DateField(_("invoiced"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    credited_on = models.DateField(_("credited"), null=True, blank=True)

    class Meta(Fact.Meta):
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-due_on"], name="contracts_invoice_customer")]


class Payment(Fact):
    """One attempt to collect an invoice; an invoice nobody paid yet has one open payment."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="payments")
    status = models.CharField(_("status"), max_length=10, choices=PaymentStatus.choices)
    paid_on = models.DateField(_("paid"), null=True, blank=True)
    failed_on = models.DateField(_("failed"), null=True, blank=True)

    class Meta(Fact.Meta):
        """The few that are not paid are found without reading the many that are."""

        indexes: ClassVar = [
            models.Index(fields=["status", "invoice"], name="contracts_payment_status"),
            # Those that failed lately, without reading those that were paid.
            models.Index(
                fields=["failed_on", "invoice"],
                condition=models.Q(status=PaymentStatus.FAILED),
                name="contracts_payment_failures",
            ),
        ]


class Order(Fact):
    """A purchase without a contract."""

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders", db_index=False)
    ordered_on = models.DateField(_("ordered"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    quantity = models.BigIntegerField(_("quantity"), null=True, blank=True)

    class Meta(Fact.Meta):
        """Read by customer, newest first."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-ordered_on"], name="contracts_order_customer")
        ]


class Return(Fact):
    """What came back of an order, and was paid back: `amount` is positive, in the order's currency."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="returns")
    returned_on = models.DateField(_("sent back"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=6)
    quantity = models.BigIntegerField(_("quantity"), null=True, blank=True)
