"""Who knows whom, as people judge it; what conversations say stands beside it and is kept nowhere."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact


class Strength(models.TextChoices):
    """How well two people know each other."""

    STRONG = "strong", _("Strong")
    FAIR = "fair", _("Fair")
    WEAK = "weak", _("Weak")
    NONE = "none", _("None")


class Judgement(models.Model):
    """How well one of us knows one of theirs, as somebody judged it on a day. The newest counts."""

    contact = models.ForeignKey(
        Contact, verbose_name=_("who of them"), on_delete=models.CASCADE, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who of us"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    strength = models.CharField(_("how well"), max_length=10, choices=Strength.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    judged_on = models.DateField(_("on"))
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)


class Bond(models.TextChoices):
    """What ties two of their people to each other."""

    REPORTS_TO = "reports_to", _("reports to")
    INFLUENCES = "influences", _("has influence on")


class ContactBond(models.Model):
    """One of their people reports to another, or has influence on another."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="bonds", db_index=False)
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    bond = models.CharField(_("how"), max_length=10, choices=Bond.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """Once each; nobody reports to himself."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "other", "bond"], name="care_bond_once"),
            models.CheckConstraint(condition=~Q(contact=F("other")), name="care_bond_of_two"),
        ]
