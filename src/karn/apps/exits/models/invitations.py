"""Who may answer once, by keyed hashes alone; and how many were asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from karn.apps.exits.models.numbers import Unordered


class Invitation(Unordered):
    """A link that was given out and not answered yet; gone as soon as it is, or is over.

    `seal` is a keyed hash of the link's secret, `holder` one of the customer, empty where nobody knows who
    it is. Neither leads anywhere without the key, which lies outside the databases. `words`, sealed with the
    link's secret, are those to strike out of the answer.
    """

    seal = models.CharField(max_length=64, unique=True)
    holder = models.CharField(max_length=64, blank=True, db_index=True)
    stay = models.CharField(max_length=10, blank=True)
    plan = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, blank=True)
    words = models.TextField(blank=True)
    over_on = models.DateField()
    """The first day of a month: from then on it is swept. Exactly until when it opens, the link knows."""


class Asked(models.Model):
    """How many were asked in a month, by what may be kept beside their answers."""

    month = models.DateField()
    stay = models.CharField(max_length=10, blank=True)
    plan = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        """Counted once for each of them."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "stay", "plan"], name="exits_asked_once")
        ]
