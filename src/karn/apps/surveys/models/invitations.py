"""Who was asked, by which way; and pages that anybody may answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer
from karn.apps.surveys.models.surveys import Occasion, Survey, Version


class Way(models.TextChoices):
    """How somebody was asked."""

    MAIL = "mail", _("By mail")
    LINK = "link", _("With a link")
    TALK = "talk", _("In a talk")


class Invitation(models.Model):
    """One person asked once. Its link's secret is kept nowhere; `platform.links` knows its hash.

    `key` names what it is about ("order:17"): asked about the same thing, nobody is asked twice.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The keyed hash of the address: the same person at two customers is one person.
    digest = models.CharField(max_length=32, blank=True)
    way = models.CharField(max_length=5, choices=Way.choices)
    occasion = models.CharField(max_length=10, choices=Occasion.choices, default=Occasion.HAND)
    key = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Asked once about one thing; found by customer, by survey, and by age."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "key"], condition=~Q(key=""), name="surveys_asked_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-asked_at"], name="surveys_asked_customer"),
            models.Index(fields=["survey", "-asked_at"], name="surveys_asked_survey"),
            models.Index(fields=["digest", "-asked_at"], name="surveys_asked_digest"),
            models.Index(
                fields=["asked_at"],
                condition=Q(way="mail", reminded_at=None),
                name="surveys_asked_unreminded",
            ),
        ]


class Page(models.Model):
    """A survey's page for anybody: printed as a QR code, at a counter or below an invoice.

    Its secret is kept, because it hangs on a wall anyway, and must be printed again.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="pages")
    name = models.CharField(_("where it hangs"), max_length=120)
    secret = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
