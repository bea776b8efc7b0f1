"""What is normal to us, and which client does it: the gaps are what there is to propose."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer


class Innovation(models.Model):
    """One thing that is normal to us, or new here: what a client who does not do it yet could take up."""

    name = models.CharField(_("what is normal to us"), max_length=200)
    gain = models.CharField(_("what it brings a client"), max_length=300, blank=True)
    # New here since that day: whom did we tell, and who took it up?
    new_since = models.DateField(_("new here since"), null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()


class Uptake(models.TextChoices):
    """Where a client stands with one of these things."""

    DOES = "does", _("Does it")
    DOES_NOT = "does_not", _("Does not do it yet")
    UNWANTED = "unwanted", _("Does not want it")
    PROPOSED = "proposed", _("Proposed")
    TAKEN_UP = "taken_up", _("Taken up")
    DECLINED = "declined", _("Declined")


class Tick(models.Model):
    """Where one client stands with one thing; what nobody ticked is not known.

    `proposed_on` and what is beside it stay when the client decided: whom we told, and when.
    """

    # The unique constraint begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ticks", db_index=False)
    innovation = models.ForeignKey(Innovation, on_delete=models.CASCADE, related_name="ticks")
    state = models.CharField(_("where they stand"), max_length=10, choices=Uptake.choices)
    reason = models.CharField(_("why not"), max_length=300, blank=True)
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    told = models.ForeignKey(
        Contact, verbose_name=_("to whom"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """One per client and thing; found by client, and by thing and state."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "innovation"], name="care_tick_once")
        ]
        indexes: ClassVar = [models.Index(fields=["innovation", "state"], name="care_tick_state")]

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()
