"""The company itself: one row of settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.company.rules import trades
from karn.apps.company.rules.words import ONE, Word
from karn.platform.versions import facts_of, version_of


class Trade(models.TextChoices):
    """What kind of company it is."""

    AGENCY = trades.Trade.AGENCY.value, _("Agency")
    PRACTICE = trades.Trade.PRACTICE.value, _("Practice")
    SUBSCRIPTION = trades.Trade.SUBSCRIPTION.value, _("Subscription service")
    SHOP = trades.Trade.SHOP.value, _("Web shop")
    ASSOCIATION = trades.Trade.ASSOCIATION.value, _("Association")


class Country(models.TextChoices):
    """Whose public holidays count."""

    NONE = "", _("None")
    NL = "NL", _("Netherlands")
    SE = "SE", _("Sweden")


GRACE_DAYS = 30
"""METRICS: past due counts so long, where the company says nothing else."""


def everything() -> list[str]:
    """Return all stations: what a company begins with that chose no preset."""
    return list(trades.EVERYTHING)


class Company(models.Model):
    """The company that keeps its customers. There is one row."""

    name = models.CharField(_("name"), max_length=200)
    trade = models.CharField(_("trade"), max_length=20, choices=Trade.choices, default=Trade.SUBSCRIPTION)
    zone = models.CharField(_("time zone"), max_length=60, default="Europe/Amsterdam")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    language = models.CharField(_("language"), max_length=5, default="en")
    gross_margin = models.DecimalField(
        _("gross margin"),
        help_text=_("The share of revenue you keep after the cost of delivery: 0.80 is 80 %."),
        max_digits=5,
        decimal_places=4,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    winning_cost = models.DecimalField(
        _("cost of winning a customer"), max_digits=18, decimal_places=2, default=Decimal(0)
    )
    contact_cost = models.DecimalField(
        _("cost of one contact"),
        help_text=_(
            "What one call or visit costs you, on average. No figure uses it yet: it is for whom to contact."
        ),
        max_digits=18,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    word = models.CharField(
        _("your word for a customer"),
        help_text=_("In the menu, titles and buttons; longer texts say customer."),
        max_length=20,
        choices=[(word.value, name) for word, name in ONE.items()],
        default=Word.CUSTOMER.value,
    )
    stations = models.JSONField(_("what you need"), default=everything, blank=True)
    country = models.CharField(
        _("public holidays of"), max_length=2, choices=Country.choices, default=Country.NONE, blank=True
    )
    # Further days on which nobody works, as 2026-12-28.
    closed_days = models.JSONField(_("days on which you are closed"), default=list, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("days within which you answer"),
        help_text=_("A call or mail left longer than this counts as unanswered."),
        default=2,
    )
    rhythm_days = models.PositiveSmallIntegerField(
        _("days between personal contacts"),
        help_text=_("A customer without personal contact for longer than this counts as silent."),
        default=90,
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace for a failed payment"),
        help_text=_(
            "So long who owes still counts; then the customer is lost by payment failure, as of that day."
        ),
        default=GRACE_DAYS,
        validators=[MaxValueValidator(90)],
    )
    health_data = models.BooleanField(
        _("you keep data about health"),
        help_text=_(
            "A practice does. From then on nobody is scored and no marketing goes out; what leavers say in"
            " their own words is neither asked nor stored with their name, and no exit answer leads back to a"
            " person."
        ),
        default=False,
        db_default=False,
    )
    second_factor_roles = models.JSONField(
        _("roles that must have a second factor"),
        help_text=_("Without one these people see nothing but the page that makes one."),
        default=list,
        blank=True,
    )

    def __str__(self) -> str:
        return self.name

    def has(self, station: str) -> bool:
        """Say whether this station is switched on; never one of marketing where health is concerned."""
        return station in self.stations and not (self.health_data and station in trades.MARKETING)

    @property
    def facts(self) -> dict[str, Any]:
        """Every setting, by name, as JSON holds it."""
        return facts_of(self, [field.name for field in self._meta.concrete_fields if not field.primary_key])

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return version_of(self.facts)

    @property
    def closed(self) -> frozenset[date]:
        """The company's own closed days."""
        return frozenset(date.fromisoformat(day) for day in self.closed_days)
