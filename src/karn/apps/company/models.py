"""The company itself: one row of settings."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Trade(models.TextChoices):
    """What kind of company it is."""

    AGENCY = "agency", _("Agency")
    PRACTICE = "practice", _("Practice")
    SUBSCRIPTION = "subscription", _("Subscription service")
    SHOP = "shop", _("Web shop")
    ASSOCIATION = "association", _("Association")


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
    second_factor_roles = models.JSONField(
        _("roles that must have a second factor"),
        help_text=_("Without one these people see nothing but the page that makes one."),
        default=list,
        blank=True,
    )

    def __str__(self) -> str:
        return self.name
