"""How customers leave."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models.agreements import Subscription
from karn.apps.contracts.models.versions import Versioned
from karn.apps.contracts.models.words import DepartureKind
from karn.apps.customers.models import Customer
from karn.platform.facts import Fact


class Departure(Versioned, Fact):
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
