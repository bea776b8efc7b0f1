"""What happened in the care for a client, as the timeline tells it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from karn.apps.customers.models import Customer


class Moment(models.Model):
    """One line of the client's story; a row of its own, so that the story takes one query for all of care.

    `code` says what happened (see :mod:`karn.apps.care.timeline`), `facts` what it is told with. Where only
    the day is known (`dated`), `happened_at` is that day's first moment in the company's zone.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=20)
    number = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    dated = models.BooleanField(default=False)
    # When it was written down: taking back what was done then takes it back, too.
    known_at = models.DateTimeField()

    class Meta:
        """Read by customer, the newest first."""

        indexes: ClassVar = [models.Index(fields=["customer", "-happened_at"], name="care_moment_customer")]
