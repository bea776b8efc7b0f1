"""Who wants which mail, with the evidence; and addresses that nothing goes to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer


class Purpose(models.TextChoices):
    """What somebody may be written to or called for, beyond what their contract needs."""

    NEWS = "news", _("News and offers by mail")
    WIN_BACK = "win_back", _("Asking them back by mail, after they left")
    CALLS = "calls", _("Sales calls")


class Basis(models.TextChoices):
    """On what ground."""

    CONSENT = "consent", _("They said yes")
    SOFT = "soft", _("Their address came with a purchase, and they were told they can say no")


class Consent(models.Model):
    """What an address may be used for, and how we know: the evidence. Withdrawn, it stays as proof.

    For soft opt-in: the contract it came with (`contract`), on which day (`given_on`), and what was shown
    (`shown`). `digest` is the keyed hash of the address.
    """

    digest = models.CharField(max_length=32, db_index=True)
    address = models.CharField(_("e-mail"), max_length=254, blank=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="mail_consents"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="mail_consents"
    )
    purpose = models.CharField(_("what for"), max_length=10, choices=Purpose.choices)
    basis = models.CharField(_("on what ground"), max_length=10, choices=Basis.choices)
    given_on = models.DateField(_("on"))
    contract = models.CharField(
        _("contract"), help_text=_("Number or date of the purchase."), max_length=200, blank=True
    )
    shown = models.TextField(
        _("what was shown or said"),
        help_text=_("The words they agreed to, or were told: on a form, on the phone, in a contract."),
    )
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return self.get_purpose_display()


class Why(models.TextChoices):
    """Why nothing, or no marketing, goes to an address."""

    OBJECTED = "objected", _("They do not want it")
    COMPLAINED = "complained", _("They reported a mail as unwanted")
    BOUNCED = "bounced", _("Mail came back")


class Suppression(models.Model):
    """A keyed hash of an address that is not to be written to: no name, no address.

    It outlives the erasure of whose address it was, and meets the address again when a file brings it
    back. An objection or a complaint stops marketing and surveys; a bounce stops everything.
    """

    digest = models.CharField(max_length=32)
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    # How it came: link, one_click, person, provider, file; again: said here, and once more since.
    way = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # How we know that it may be lifted; empty where a slip was undone.
    lifted_for = models.TextField(_("how we know"), blank=True, default="")

    class Meta:
        """One that stands per address and reason."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest", "why"], condition=models.Q(lifted_at=None), name="mailing_suppression_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["digest"], name="mailing_suppression_digest")]

    def __str__(self) -> str:
        return self.get_why_display()
