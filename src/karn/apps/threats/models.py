"""What was seen that may mean a customer is about to leave."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from karn.apps.customers.models import Customer


class Signal(models.Model):
    """One rule that fired for one customer, from the day it was first seen until it was gone."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="signals")
    # The rule's code, for instance "unanswered".
    rule = models.CharField(max_length=40)
    # 1 worth knowing, 2 act this week, 3 act today.
    strength = models.PositiveSmallIntegerField()
    since = models.DateField()
    # What the sentence says: {"days": 12, "usual": 2, "subject": "…"}.
    facts = models.JSONField(default=dict)
    # The rows it stands on: [{"model": "conversations.conversation", "id": 7}, …].
    evidence = models.JSONField(default=list)
    # When the rule first said so.
    known_at = models.DateTimeField()
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        """A rule fires at most once at a time per customer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "rule"],
                condition=models.Q(ended_on__isnull=True),
                name="threats_signal_open_once",
            )
        ]


class Observation(models.Model):
    """One look of all rules over all customers: so that "nothing points to leaving" can say as of when."""

    on = models.DateField(unique=True)
    at = models.DateTimeField()
