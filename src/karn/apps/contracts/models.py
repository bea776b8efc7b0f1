"""What customers buy and owe, and how they leave."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.rules import is_in_force
from karn.apps.customers.models import Customer
from karn.platform.facts import Fact


class Interval(models.TextChoices):
    """How often a price is charged."""

    DAY = "day", _("per day")
    WEEK = "week", _("per week")
    FOUR_WEEKS = "4-week", _("per four weeks")
    MONTH = "month", _("per month")
    QUARTER = "quarter", _("per quarter")
    YEAR = "year", _("per year")


class State(models.TextChoices):
    """What a price state is: a trial is not revenue, a pause is revenue on hold."""

    ACTIVE = "active", _("Active")
    TRIAL = "trial", _("Trial")
    PAUSED = "paused", _("Paused")


class DepartureKind(models.TextChoices):
    """Who ended it, and how. The codes are the engine's."""

    VOLUNTARY = "voluntary", _("Left by choice")
    PAYMENT_FAILURE = "payment_failure", _("Payment failed")
    ENDED_BY_US = "ended_by_us", _("Ended by us")
    TERM_ENDED = "term_ended", _("Term ended as agreed")
    WITHDRAWAL = "withdrawal", _("Withdrew in the cooling-off time")
    UNKNOWN = "unknown", _("Unknown")


class Subscription(Fact):
    """One agreement to pay regularly. What it costs when is in its price states."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="subscriptions")
    plan = models.CharField(_("plan"), max_length=200, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), null=True, blank=True)
    contract_ends_on = models.DateField(_("contract ends"), null=True, blank=True)

    class Meta(Fact.Meta):
        """Found by plan, and by the end of the term."""

        indexes: ClassVar = [
            models.Index(fields=["plan"], name="contracts_plan"),
            models.Index(fields=["contract_ends_on"], name="contracts_term_end"),
        ]


class PriceState(models.Model):
    """What a subscription costs from a day until a day (exclusive; empty = open).

    A price is a fact that is added, known from its first day on (or since its import, where that came
    first); its end is one that changes, known since the import that told it.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="price_states")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    mrr = models.DecimalField(_("MRR"), max_digits=18, decimal_places=6)
    # The plan at this price: another plan at another price is a choice, not a rise.
    plan = models.CharField(_("plan"), max_length=200, blank=True, db_default="")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    amount = models.DecimalField(_("price"), max_digits=18, decimal_places=6)
    interval = models.CharField(max_length=10, choices=Interval.choices, default=Interval.MONTH)
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=6, default=1)
    discount_percent = models.DecimalField(_("discount %"), max_digits=7, decimal_places=4, default=0)
    resumes_on = models.DateField(_("resumes"), null=True, blank=True)
    end_kind = models.CharField(max_length=20, choices=DepartureKind.choices, blank=True)
    known_at = models.DateTimeField()
    ends_known_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One price per subscription and first day, and never an end before the start."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "starts_on"], name="contracts_pricestate_start"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="contracts_pricestate_order",
            ),
        ]
        # Holds all that "who pays on a day" needs, so that answering it for everybody reads the index alone.
        indexes: ClassVar = [
            models.Index(
                fields=["starts_on", "ends_on", "state", "mrr", "subscription"],
                name="contracts_pricestate_begin",
            )
        ]

    def is_paid_on(self, day: date) -> bool:
        """Whether this state is in force on `day` and is revenue."""
        paid = self.state == State.ACTIVE and self.mrr > 0
        return paid and is_in_force(day, starts_on=self.starts_on, ends_on=self.ends_on)


class Invoice(Fact):
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

    class Meta(Fact.Meta):
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-due_on"], name="contracts_invoice_customer")]


class PaymentStatus(models.TextChoices):
    """How one attempt to collect an invoice went."""

    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    OPEN = "open", _("Open")


class Payment(Fact):
    """One attempt to collect an invoice; an invoice nobody paid yet has one open payment."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="payments")
    status = models.CharField(_("status"), max_length=10, choices=PaymentStatus.choices)
    paid_on = models.DateField(_("paid"), null=True, blank=True)
    failed_on = models.DateField(_("failed"), null=True, blank=True)

    class Meta(Fact.Meta):
        """The few that are not paid are found without reading the many that are."""

        indexes: ClassVar = [models.Index(fields=["status", "invoice"], name="contracts_payment_status")]


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


class Departure(Fact):
    """A customer who gave or got notice, with the four dates kept apart."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="departures")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="departures"
    )
    notice_on = models.DateField(_("notice received"), null=True, blank=True)
    contract_ends_on = models.DateField(_("contract ends"), null=True, blank=True)
    access_ends_on = models.DateField(_("access ends"), null=True, blank=True)
    recognised_on = models.DateField(_("counted"), null=True, blank=True)
    undone_on = models.DateField(_("notice taken back"), null=True, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=DepartureKind.choices, default=DepartureKind.UNKNOWN
    )
    reason = models.CharField(_("reason given"), max_length=40, blank=True)
    destination = models.CharField(_("went to"), max_length=40, blank=True)
    asked_by = models.CharField(_("asked by"), max_length=120, blank=True)
    comment = models.TextField(_("comment"), blank=True)
