"""What customers ask for that we do not offer yet: needs as they were said, and the wishes they make up."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.innovations import Innovation
from karn.apps.care.models.mailed import Mailed
from karn.apps.customers.models import Customer
from karn.apps.surveys.models import Response


class WishState(models.TextChoices):
    """What we make of a wish."""

    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    BUILT = "built", _("Built")
    WONT = "wont", _("We won't")


class Wish(models.Model):
    """Something several customers may want, in one title; `because` says why it is not built.

    Once built it can be told to the others, too: as an innovation, where one sees who took it up.
    """

    # What the journal keeps of it.
    FACTS = ("title", "state", "because", "removed_at")

    title = models.CharField(_("what they wish for"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=WishState.choices, default=WishState.OPEN)
    because = models.CharField(_("why"), max_length=300, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)
    innovation = models.ForeignKey(
        Innovation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()


class Need(Mailed):
    """What one customer asked for, in words: noted with one tap, or taken over from an answer to a survey.

    `told_at` says when they heard that it is there: the mail left, or somebody told them. `asked_at` says
    that somebody was asked to tell them.
    """

    # The index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    wish = models.ForeignKey(Wish, on_delete=models.SET_NULL, null=True, blank=True, related_name="needs")
    # The answer it was taken from.
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(_("in words"), max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer, the newest first; those nobody put to a wish yet by age."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "-noted_at"], name="care_need_customer"),
            models.Index(
                fields=["-noted_at"],
                condition=Q(wish__isnull=True, removed_at__isnull=True),
                name="care_need_loose",
            ),
        ]
