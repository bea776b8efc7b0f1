"""Goodbyes: the letter somebody signs who knew who leaves, and what is done until they are gone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.rules.checklists import STEPS
from karn.apps.mailing.models import Mail
from karn.apps.mailing.models import State as MailState
from karn.platform.versions import version_of


class GoodbyeWay(models.TextChoices):
    """How the letter reached them."""

    MAIL = "mail", _("By mail")
    PAPER = "paper", _("On paper, or told")


class Far(models.TextChoices):
    """How far a goodbye is: what was put into the outbox is not sent yet."""

    DRAFT = "draft", _("To write")
    WAITING = "waiting", _("Waits to be sent")
    SENT = "sent", _("Sent")
    HANDED = "handed", _("Handed over")
    NOT_SENT = "not_sent", _("Could not be sent")
    UNKNOWN = "unknown", _("Perhaps sent")
    STAYS = "stays", _("They stay")


_OF_MAIL = {
    MailState.QUEUED: Far.WAITING,
    MailState.CLAIMED: Far.WAITING,
    MailState.SENT: Far.SENT,
    MailState.UNKNOWN: Far.UNKNOWN,
    MailState.FAILED: Far.NOT_SENT,
    MailState.WITHHELD: Far.NOT_SENT,
}

IN_FORCE = Q(removed_at__isnull=True, departure__undone_on__isnull=True)
"""Goodbyes to who still leaves, or left."""


class Goodbye(models.Model):
    """One goodbye to one customer. `words` are what somebody wrote; empty, the ready ones stand.

    `given_at` is when it was put into the outbox (`mail` says what became of it) or handed over; from then
    on `frozen` is what they read: {"words": "…", "facts": ["…"], "to": "…", "by": "…"}.
    """

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    departure = models.OneToOneField(
        Departure, on_delete=models.SET_NULL, null=True, blank=True, related_name="goodbye"
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact, verbose_name=_("to whom"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5)
    words = models.TextField(_("the letter"), blank=True)
    way = models.CharField(_("how"), max_length=5, choices=GoodbyeWay.choices, blank=True)
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    given_at = models.DateTimeField(_("said"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    frozen = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, the newest first; and the newest of all."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-made_at"], name="farewell_goodbye_customer"),
            models.Index(fields=["-made_at", "-id"], name="farewell_goodbye_newest"),
        ]

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def far(self) -> Far:
        """How far it is, told by the mail itself where there is one."""
        if self.departure is not None and self.departure.undone_on is not None:
            return Far.STAYS
        if self.given_at is None:
            return Far.DRAFT
        if self.way == GoodbyeWay.PAPER:
            return Far.HANDED
        return _OF_MAIL[MailState(self.mail.state)] if self.mail else Far.UNKNOWN

    @property
    def is_open(self) -> bool:
        """Whether it can still be written and given: not yet given, or the mail went nowhere."""
        return self.removed_at is None and self.far in (Far.DRAFT, Far.NOT_SENT)

    @property
    def is_business(self) -> bool:
        """Whether a company leaves: it gets its notice confirmed, and a call of thanks."""
        return self.customer.kind == "company"


class GoodbyeStep(models.Model):
    """One thing that is done for who leaves, by its code among the checklist's steps."""

    goodbye = models.ForeignKey(Goodbye, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        """In their order, each once."""

        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goodbye", "code"], name="farewell_goodbyestep_once")
        ]

    @property
    def title(self) -> str:
        """What is to be done, in the language in force."""
        return str(STEPS.get(self.code, self.code))


class Whose(models.TextChoices):
    """For whom the checklist makes tasks."""

    EVERYBODY = "everybody", _("Everybody who leaves")
    KEY = "key", _("Key clients")
    NOBODY = "nobody", _("Nobody: the list is enough")


class GoodbyeHabits(models.Model):
    """How goodbyes are said here. One row at most; without it, what the trade begins with."""

    tasks_for = models.CharField(
        _("tasks for"), max_length=9, choices=Whose.choices, default=Whose.EVERYBODY,
        help_text=_("Whose steps stand on somebody's day; on the customer's page they always do."),
    )  # fmt: skip
    keep_months = models.PositiveSmallIntegerField(
        _("months until their data is erased"),
        help_text=_("After the end. It stands in the letter, and asks you to do it on that day."),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return version_of({"tasks_for": self.tasks_for, "keep_months": self.keep_months})
