"""Saved groups of customers, and lists as somebody keeps them."""

from __future__ import annotations

import json
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Purpose
from karn.platform.redaction import REDACTED


class Segment(models.Model):
    """Customers described, not listed: who belongs to it is asked anew each time."""

    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("what it is for"), max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # What it is used for, in the words that attributes have, too.
    purpose = models.CharField(_("kept for"), max_length=10, choices=Purpose.choices, default=Purpose.SERVICE)
    shared = models.BooleanField(_("everybody can use it"), default=False)
    # As karn.apps.segments.rules.definitions reads it, and nothing else.
    definition = models.JSONField()
    made_at = models.DateTimeField()
    known_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_emptied(self) -> bool:
        """Whether it asks for somebody who was erased: such a condition holds for nobody."""
        return REDACTED in json.dumps(self.definition, ensure_ascii=False)

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.known_at.isoformat()


class SavedView(models.Model):
    """A list with its filters and its order, under a name: `asked` is what stands in the address."""

    name = models.CharField(_("name"), max_length=60)
    # Which list: "customers", "unanswered".
    of = models.CharField(max_length=30)
    asked = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(_("everybody sees it"), default=False)
    known_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A name is there once per person and list."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "of", "name"],
                condition=Q(deleted_at__isnull=True),
                name="segments_view_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FirstView(models.Model):
    """The view with which a list opens for somebody."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")
    of = models.CharField(max_length=30)

    class Meta:
        """A list opens with one view."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "of"], name="segments_first_view_once")
        ]
