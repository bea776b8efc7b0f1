"""What customers buy regularly, and what it costs when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models.versions import Versioned
from karn.apps.contracts.models.words import (
    Concluded,
    Deals,
    DepartureKind,
    Interval,
    Party,
    State,
    TermKind,
)
from karn.apps.contracts.rules import is_in_force
from karn.apps.customers.models import Customer
from karn.platform.facts import Fact


class Subscription(Versioned, Fact):
    """One agreement to pay regularly. What it costs when is in its price states.

    What the law asks about it may be left empty: law_of says what holds then.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="subscriptions")
    plan = models.CharField(_("plan"), max_length=200, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), null=True, blank=True)
    contract_ends_on = models.DateField(_("contract ends"), null=True, blank=True)
    # Two letters, or a state with them: "NL", "US-CA".
    law_country = models.CharField(
        _("country whose law holds"), max_length=5, blank=True, default="", db_default=""
    )
    party = models.CharField(
        _("agreed with"), max_length=20, choices=Party.choices, blank=True, default="", db_default=""
    )
    kind = models.CharField(
        _("about"), max_length=20, choices=Deals.choices, blank=True, default="", db_default=""
    )
    term_kind = models.CharField(
        _("at the end of a term"),
        max_length=20,
        choices=TermKind.choices,
        blank=True,
        default="",
        db_default="",
    )
    concluded_on = models.DateField(_("agreed on"), null=True, blank=True)
    concluded = models.CharField(
        _("agreed where"), max_length=20, choices=Concluded.choices, blank=True, default="", db_default=""
    )

    class Meta(Fact.Meta):
        """Found by plan, and by the end of the term."""

        indexes: ClassVar = [
            models.Index(fields=["plan"], name="contracts_plan"),
            models.Index(fields=["contract_ends_on"], name="contracts_term_end"),
        ]


class PriceState(Versioned, models.Model):
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
    # Off what one interval costs, after the percentage.
    discount_amount = models.DecimalField(
        _("discount"), max_digits=18, decimal_places=6, default=0, db_default=0
    )
    resumes_on = models.DateField(_("resumes"), null=True, blank=True)
    end_kind = models.CharField(max_length=20, choices=DepartureKind.choices, blank=True)
    # Put by a person between the prices of a file: what the file says next takes its place.
    by_hand = models.BooleanField(default=False, db_default=False)
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
            ),
            # The few are found without reading the many.
            models.Index(
                fields=["subscription"], condition=Q(by_hand=True), name="contracts_pricestate_by_hand"
            ),
        ]

    def is_paid_on(self, day: date) -> bool:
        """Whether this state is in force on `day` and is revenue."""
        paid = self.state == State.ACTIVE and self.mrr > 0
        return paid and is_in_force(day, starts_on=self.starts_on, ends_on=self.ends_on)
