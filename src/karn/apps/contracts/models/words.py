"""The fixed words of contracts and money."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interval(models.TextChoices):
    """How often a price is charged."""

    DAY = "day", _("per day")
    WEEK = "week", _("per week")
    FOUR_WEEKS = "4-week", _("per four weeks")
    MONTH = "month", _("per month")
    QUARTER = "quarter", _("per quarter")
    YEAR = "year", _("per year")


class State(models.TextChoices):
    """What a price state is: a trial is not revenue, a pause is revenue on hold."""

    ACTIVE = "active", _("Active")
    TRIAL = "trial", _("Trial")
    PAUSED = "paused", _("Paused")


class Party(models.TextChoices):
    """Who agreed to it: the law protects consumers most, and small businesses a little."""

    CONSUMER = "consumer", _("A private person")
    SMALL_BUSINESS = "small_business", _("A small business")
    BUSINESS = "business", _("A business")


class Deals(models.TextChoices):
    """What a contract is about, as the law tells it apart."""

    GOODS = "goods", _("Goods")
    SERVICE = "service", _("A service: work done for them")
    DIGITAL = "digital", _("Something digital")
    FINANCIAL = "financial", _("A financial service")


class TermKind(models.TextChoices):
    """What happens at the end of a term. The codes are those of the reckoning of notice."""

    OPEN = "open", _("No fixed term")
    FIXED = "fixed", _("Ends by itself")
    RENEWING = "renewing", _("Renews itself")


class Concluded(models.TextChoices):
    """Where a contract was made: at a distance, a consumer may withdraw."""

    ONLINE = "online", _("Online")
    DISTANCE = "distance", _("By phone, mail or letter")
    IN_PERSON = "in_person", _("In person")


class DepartureKind(models.TextChoices):
    """Who ended it, and how. The codes are the engine's."""

    VOLUNTARY = "voluntary", _("Left by choice")
    PAYMENT_FAILURE = "payment_failure", _("Payment failed")
    ENDED_BY_US = "ended_by_us", _("Ended by us")
    TERM_ENDED = "term_ended", _("Term ended as agreed")
    WITHDRAWAL = "withdrawal", _("Withdrew in the cooling-off time")
    UNKNOWN = "unknown", _("Unknown")


class PaymentStatus(models.TextChoices):
    """How one attempt to collect an invoice went."""

    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    OPEN = "open", _("Open")
