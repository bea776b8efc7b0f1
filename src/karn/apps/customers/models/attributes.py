"""What the company itself keeps of its customers, beyond what every company does."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.platform.versions import facts_of, version_of


class AttributeType(models.TextChoices):
    """What kind of value an attribute has."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice")


class Purpose(models.TextChoices):
    """What an attribute is kept for: without a purpose nothing personal may be kept."""

    SERVICE = "service", _("To serve them")
    CONTRACT = "contract", _("To carry out the contract")
    LAW = "law", _("Because the law asks for it")
    APPROACH = "approach", _("To approach them")
    LEARNING = "learning", _("To learn why customers leave")


class DeclaredKinds(models.Manager["AttributeKind"]):
    """Leaves out what is in the bin."""

    def get_queryset(self) -> models.QuerySet[AttributeKind]:
        """Return the attributes that are declared."""
        return super().get_queryset().filter(deleted_at__isnull=True)


class AttributeKind(models.Model):
    """One attribute of the company's own. The values stand in Customer.attributes, under its name.

    `everything` also holds those in the bin: what customers have under their names is text meanwhile.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    type = models.CharField(
        _("kind of value"), max_length=10, choices=AttributeType.choices, default=AttributeType.TEXT
    )
    choices = models.JSONField(_("choices"), default=list, blank=True)
    purpose = models.CharField(_("kept for"), max_length=10, choices=Purpose.choices, default=Purpose.SERVICE)
    source = models.CharField(
        _("where it comes from"),
        max_length=200,
        blank=True,
        help_text=_("For instance: asked at the first meeting, or the billing program."),
    )

    deleted_at = models.DateTimeField(_("in the bin since"), null=True, blank=True)

    objects: ClassVar[DeclaredKinds] = DeclaredKinds()
    everything: ClassVar[models.Manager[AttributeKind]] = models.Manager()

    class Meta:
        """In the order of their names."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> dict[str, Any]:
        """How it is declared, by name, as JSON holds it."""
        return facts_of(self, ("name", "type", "choices", "purpose", "source"))

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return version_of(self.facts)
