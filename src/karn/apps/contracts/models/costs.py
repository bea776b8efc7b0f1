"""What serving a customer takes: hours, and other costs."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models.versions import Versioned
from karn.apps.customers.models import Customer
from karn.platform.facts import Fact
from karn.platform.versions import facts_of, version_of


class Hours(Versioned, Fact):
    """Time somebody spent on a customer. `rate` is what an hour costs the company, in its currency.

    Without a rate of its own it takes that of the role, or the company's ordinary one (HourRate).
    """

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="hours", db_index=False)
    worked_on = models.DateField(_("day"))
    hours = models.DecimalField(_("hours"), max_digits=8, decimal_places=2)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    rate = models.DecimalField(_("cost of an hour"), max_digits=18, decimal_places=6, null=True, blank=True)
    what = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta(Fact.Meta):
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-worked_on"], name="contracts_hours_customer")]


class Cost(Versioned, Fact):
    """What serving a customer cost besides hours: bought in, travelled, given away."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="costs", db_index=False)
    cost_on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    what = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta(Fact.Meta):
        """Read by customer, newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-cost_on"], name="contracts_cost_customer")]


class HourRate(models.Model):
    """What an hour of somebody in a role costs the company, in its currency; the empty role is everybody."""

    role = models.CharField(_("role"), max_length=120, blank=True, unique=True)
    rate = models.DecimalField(_("cost of an hour"), max_digits=18, decimal_places=6)

    @property
    def version(self) -> str:
        """Name what is stored now; nothing for a row that is not."""
        return version_of(facts_of(self, ["rate"])) if self.pk else ""
