"""Looking back at a client, by somebody who was not on the account, at why it left or nearly did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Contact, Customer
from karn.apps.threats.models import Case

OPEN_LOOK = Q(closed_at__isnull=True, removed_at__isnull=True)
"""What is still to be held, or to be closed with what it taught."""


class Cause(models.TextChoices):
    """What is looked back at."""

    DEPARTED = "departed", _("They left")
    NEAR_MISS = "near_miss", _("They nearly left")
    TAKEN_OVER = "taken_over", _("They came from a competitor")
    HAND = "hand", _("Somebody wanted it")


class Side(models.TextChoices):
    """Whose words they are: the client's, or those of who looks back."""

    CLIENT = "client", _("The client")
    AUDITOR = "auditor", _("Who looked back")


class PostMortem(models.Model):
    """One look back. The auditor is a colleague, an outsider (`guest`), or an exception with its reason.

    `held_at` says when everybody was asked; it is closed at `closed_at`, with a lesson or with `no_lesson`.
    """

    # What the journal keeps of it.
    FACTS = (
        "cause", "due_on", "competitor", "auditor_id", "guest", "excepted", "sentence", "question",
        "no_lesson", "removed_at",
    )  # fmt: skip

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    cause = models.CharField(_("why"), max_length=10, choices=Cause.choices)
    # What it is about, where that is written down: nothing is looked back at twice by itself.
    departure = models.ForeignKey(
        Departure, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # When notice came, or when they nearly left or came: what we knew then is shown as of the day before.
    happened_on = models.DateField()
    due_on = models.DateField(_("by when"))
    # Whom they came from, where it is about a competitor.
    competitor = models.CharField(_("competitor"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    # Nobody made what the calendar asked for.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks back"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    guest = models.CharField(_("outsider"), max_length=120, blank=True)
    # Until when the outsider's link opens the form.
    expires_at = models.DateTimeField(null=True, blank=True)
    # Why somebody looks back who is not independent, and who said so.
    excepted = models.CharField(_("why nobody independent"), max_length=300, blank=True)
    excepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # What who looks back thinks there is to learn: no lesson before somebody here makes it one.
    sentence = models.CharField(_("what to learn"), max_length=300, blank=True)
    question = models.CharField(_("what to ask of each client"), max_length=300, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    no_lesson = models.CharField(_("why it taught nothing"), max_length=300, blank=True)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A client is looked back at once at a time; read by customer, the newest first; open ones by day."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(closed_at__isnull=True, removed_at__isnull=True),
                name="lessons_look_open_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-due_on"], name="lessons_look_customer"),
            models.Index(
                fields=["due_on"],
                condition=Q(closed_at__isnull=True, removed_at__isnull=True),
                name="lessons_look_open",
            ),
        ]

    def __str__(self) -> str:
        return f"post-mortem {self.pk}"

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held or closed."""
        return self.closed_at is None and self.removed_at is None

    @property
    def has_auditor(self) -> bool:
        """Whether it is said who holds it."""
        return self.auditor_id is not None or bool(self.guest)

    @property
    def is_about_us(self) -> bool:
        """Whether our own work is looked back at: who worked on it cannot be who looks."""
        return self.cause != Cause.TAKEN_OVER


class PostMortemVoice(models.Model):
    """What one person said: a contact of the client, somebody there by name, or who looks back.

    `words` by question: {"start": "…", "expertise": "…"}. `told_on` is the day on which it was said.
    """

    post_mortem = models.ForeignKey(PostMortem, on_delete=models.CASCADE, related_name="voices")
    side = models.CharField(max_length=7, choices=Side.choices)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Who said it, where it is no contact.
    name = models.CharField(_("who said so"), max_length=120, blank=True)
    told_on = models.DateField(_("when"))
    # Nobody of us, where the outsider wrote it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()
    words: Any = models.JSONField(default=dict)
    # The expectations made of it, where a competitor's former client answered.
    expected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they were asked."""

        ordering: ClassVar = ["at", "pk"]
