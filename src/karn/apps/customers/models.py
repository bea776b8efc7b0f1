"""Customers, and the contacts who are persons at them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from karn.platform.facts import Fact


class Kind(models.TextChoices):
    """Whether the customer is a company or a person."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class Customer(Fact):
    """The party that pays."""

    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    joined_on = models.DateField(_("customer since"), null=True, blank=True)
    acquisition_source = models.CharField(_("came from"), max_length=120, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account manager"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Columns the company's own files had and Karn does not know: {"sector": "bouw", …}.
    attributes = models.JSONField(_("further attributes"), default=dict, blank=True)

    class Meta(Fact.Meta):
        """Lists are by name whatever its case, and by id where names are equal."""

        indexes: ClassVar = [
            models.Index(Lower("name"), "id", name="customers_by_name"),
            models.Index(fields=["email"], name="customers_by_email"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(Fact):
    """A person at a customer, from a day until a day."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=300)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    champion = models.BooleanField(_("speaks up for us"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name
