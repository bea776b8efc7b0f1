"""What a customer has to be like to fit the company."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.fit.rules.starting import asked_of, named


class CriterionKind(models.TextChoices):
    """Who answers it."""

    QUESTION = "question", _("A question one of us answers")
    RULE = "rule", _("A rule over what is known of a customer")


class Criterion(models.Model):
    """One thing that makes a customer fit: a rule, or a question people answer.

    One of the starter set has a code (`ready`) and, until somebody puts it in words of their own, no
    words: they are said in the reader's language. Read :attr:`title` and :attr:`asks`.
    """

    ready = models.CharField(max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    question = models.CharField(_("question"), max_length=300, blank=True)
    kind = models.CharField(_("who answers it"), max_length=10, choices=CriterionKind.choices)
    # As karn.apps.segments.rules.definitions reads it; nothing where people answer.
    definition = models.JSONField(null=True, blank=True)
    # One of these not met: not right.
    required = models.BooleanField(_("required"), default=True)
    # Of somebody who did not sign yet no contract, payment or order is known.
    at_signing = models.BooleanField(_("also before signing"), default=True)
    place = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    known_at = models.DateTimeField()
    # Switched off: it stays in the list, and nobody is judged by it.
    off_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order somebody put them in."""

        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its name, in the language in force."""
        return self.name or named(self.ready)

    @property
    def asks(self) -> str:
        """What is asked, in the language in force; nothing for a rule."""
        return self.question or asked_of(self.ready)

    @property
    def is_rule(self) -> bool:
        """Whether Karn answers it."""
        return self.kind == CriterionKind.RULE

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.known_at.isoformat()
