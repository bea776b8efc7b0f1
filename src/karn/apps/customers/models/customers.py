"""Customers, and the contacts who are persons at them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords  # type: ignore[import-untyped]

from karn.apps.people.models import Team
from karn.platform.facts import Fact

PRESENT = Q(deleted_at__isnull=True, merged_into__isnull=True)
"""Who is neither in the bin nor merged into somebody else."""


class Kind(models.TextChoices):
    """Whether the customer is a company or a person."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class PresentCustomers(models.Manager["Customer"]):
    """Leaves out who is in the bin, and who was found to be somebody else."""

    def get_queryset(self) -> models.QuerySet[Customer]:
        """Return the customers whom lists and figures speak of."""
        return super().get_queryset().filter(PRESENT)


class Customer(Fact):
    """The party that pays, or may come to.

    `objects` are those whom lists and figures speak of; `everything` also holds who is in the bin
    (`deleted_at`) and who turned out to be somebody else (`merged_into`). A merged row stays what its
    source says of it: the import finds its source id, and what else comes for it goes to the other.
    """

    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    prospect = models.BooleanField(_("not a customer yet"), default=False, db_default=False)
    is_key = models.BooleanField(_("key client"), default=False, db_default=False)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    domain = models.CharField(_("website"), max_length=253, blank=True, default="", db_default="")
    registration_number = models.CharField(
        _("registration number"), max_length=30, blank=True, default="", db_default=""
    )
    street = models.CharField(_("street and number"), max_length=200, blank=True, default="", db_default="")
    postcode = models.CharField(_("postcode"), max_length=20, blank=True, default="", db_default="")
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    joined_on = models.DateField(_("customer since"), null=True, blank=True)
    acquisition_source = models.CharField(_("came from"), max_length=120, blank=True)
    acquisition_cost = models.DecimalField(
        _("what winning it cost"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account manager"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # Columns the company's own files had and Karn does not know, and what its own kinds of attribute
    # hold: {"sector": "bouw", …}. Always text.
    attributes = models.JSONField(_("further attributes"), default=dict, blank=True)
    deleted_at = models.DateTimeField(_("in the bin since"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("the same as"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="merged",
        db_index=False,
    )

    objects: ClassVar[PresentCustomers] = PresentCustomers()
    everything: ClassVar[models.Manager[Customer]] = models.Manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta(Fact.Meta):
        """Lists are by name whatever its case, and by id where names are equal."""

        indexes: ClassVar = [
            models.Index(Lower("name"), "id", name="customers_by_name"),
            models.Index(Lower("email"), name="customers_by_small_email"),
            models.Index(
                fields=["registration_number"],
                condition=Q(registration_number__gt=""),
                name="customers_registered",
            ),
            models.Index(fields=["owner"], condition=PRESENT, name="customers_by_owner"),
            models.Index(fields=["is_key"], condition=Q(is_key=True), name="customers_key"),
            # Those whom lists leave out are few, and found without reading the others.
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="customers_in_bin"
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customers_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """Name what is stored now: with every change, by hand or by import, comes another."""
        return self.known_at.isoformat()

    @property
    def is_present(self) -> bool:
        """Whether lists and figures speak of it."""
        return self.deleted_at is None and self.merged_into_id is None


class Influence(models.TextChoices):
    """What a contact has to say when it comes to buying."""

    UNKNOWN = "unknown", _("Not known")
    DECIDES = "decides", _("Decides")
    ADVISES = "advises", _("Advises who decides")
    USES = "uses", _("Uses what we deliver")


class PresentContacts(models.Manager["Contact"]):
    """Leaves out who is in the bin: made by mistake."""

    def get_queryset(self) -> models.QuerySet[Contact]:
        """Return the contacts whom pages speak of."""
        return super().get_queryset().filter(deleted_at__isnull=True)


class Contact(Fact):
    """A person at a customer, from a day until a day.

    `everything` also holds who is in the bin. Who left is not in the bin: `ends_on` says since when.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=300)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    influence = models.CharField(
        _("influence"),
        max_length=10,
        choices=Influence.choices,
        default=Influence.UNKNOWN,
        db_default=Influence.UNKNOWN.value,
    )
    champion = models.BooleanField(_("speaks up for us"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("in the bin since"), null=True, blank=True)

    objects: ClassVar[PresentContacts] = PresentContacts()
    everything: ClassVar[models.Manager[Contact]] = models.Manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta(Fact.Meta):
        """Found by their address, whatever its case."""

        indexes: ClassVar = [models.Index(Lower("email"), name="contacts_by_small_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> str:
        """Name what is stored now: with every change, by hand or by import, comes another."""
        return self.known_at.isoformat()
