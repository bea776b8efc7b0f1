"""Reviews by fresh eyes: held with the client by somebody who is not on the account."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact, Customer

OPEN_REVIEW = Q(opened_at__isnull=True, removed_at__isnull=True)
"""What is still to be held, or of which one side is not in."""


class Cause(models.TextChoices):
    """Why a review is held."""

    YEARLY = "yearly", _("Once a year")
    NEW_CONTACT = "new_contact", _("A new contact")
    MERGER = "merger", _("They merged, or got a new owner")
    CASE_SOLVED = "case_solved", _("A threat was solved")
    HAND = "hand", _("Somebody wanted it")


class Side(models.TextChoices):
    """Whose view it is: the client's, or the account team's of how the client sees them."""

    CLIENT = "client", _("The client")
    TEAM = "team", _("Our team")


class Review(models.Model):
    """One review. The reviewer is a colleague, an outsider (`guest`), or an exception with its reason.

    `client_at` and `team_at` say when a side was in; with the second one both are opened, at `opened_at`.
    """

    # What the journal keeps of it.
    FACTS = ("cause", "due_on", "reviewer_id", "guest", "excepted", "removed_at")

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    cause = models.CharField(_("why"), max_length=12, choices=Cause.choices)
    due_on = models.DateField(_("by when"))
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
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who reviews"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    guest = models.CharField(_("outsider"), max_length=120, blank=True)
    # Until when the outsider's link opens the form.
    expires_at = models.DateTimeField(null=True, blank=True)
    # Why somebody reviews who is not independent, and who said so.
    excepted = models.CharField(_("why nobody independent"), max_length=300, blank=True)
    excepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    client_at = models.DateTimeField(null=True, blank=True)
    team_at = models.DateTimeField(null=True, blank=True)
    team_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    opened_at = models.DateTimeField(_("both sides in"), null=True, blank=True)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, the newest first; open ones by day."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-due_on"], name="care_review_customer"),
            models.Index(fields=["due_on"], condition=OPEN_REVIEW, name="care_review_open"),
        ]

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def is_open(self) -> bool:
        """Whether a side is still to come."""
        return self.opened_at is None and self.removed_at is None

    @property
    def has_reviewer(self) -> bool:
        """Whether it is said who holds it."""
        return self.reviewer_id is not None or bool(self.guest)


class ReviewAnswer(models.Model):
    """What one person said: a contact of the client (none = the client itself), or our team.

    Until both sides are in it stands in `sealed` alone, which nobody reads: see `queries.reviews.seals`.
    `scores` by question are 1 to 5, `words` what was said with it: {"expectations": 4, …}.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=6, choices=Side.choices)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Nobody of us, where an outsider wrote it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField()
    sealed = models.TextField(blank=True)
    scores = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)


class LearningGoal(models.Model):
    """Something we should know better: an answer that found our expertise weak, or what somebody noted."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    voice = models.OneToOneField(
        ReviewAnswer, on_delete=models.SET_NULL, null=True, blank=True, related_name="learning_goal"
    )
    # 1 to 5, as the client scored our expertise; nothing where somebody noted it by hand.
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(_("what to learn"), max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    learned_at = models.DateTimeField(_("learned"), null=True, blank=True)
    learned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True)
