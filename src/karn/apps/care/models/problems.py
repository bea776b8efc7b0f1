"""Problems of a customer: what gets in the way, and what solving it brought."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karn.apps.care.rules.problems import HIGHEST, LOWEST, MIDDLE, heat, neighbour, rank
from karn.apps.customers.models import Contact, Customer

_SCALE = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


class ProblemStatus(models.TextChoices):
    """Where a problem stands: the columns of the board."""

    TODO = "todo", _("To do")
    DOING = "doing", _("Doing")
    WAITING = "waiting", _("Waiting for them")
    SOLVED = "solved", _("Solved")


OPEN_PROBLEMS = ~Q(status=ProblemStatus.SOLVED) & Q(removed_at__isnull=True)
"""What is not solved yet."""


def card_made(at: datetime) -> str:
    """Return a new card's id as Trello writes them: when it was made in eight digits, then chance."""
    return f"{int(at.timestamp()) & 0xFFFFFFFF:08x}{token_hex(8)}"


class Problem(models.Model):
    """Something that gets in the client's way, in the client's own weight.

    `card` is the id of the Trello card that it came from, or goes out as.
    """

    # What the journal keeps of it.
    FACTS = (
        "text", "details", "weight", "urgency", "status", "owner_id", "due_on", "voiced_by_id", "raised_on",
        "solved_on", "brought", "labels", "removed_at",
    )  # fmt: skip

    # The first index below begins with it.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="problems", db_index=False)
    text = models.CharField(_("problem"), max_length=500)
    details = models.TextField(_("details"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("how much it matters to them"), default=MIDDLE, validators=_SCALE
    )
    urgency = models.PositiveSmallIntegerField(_("how urgent it is"), default=MIDDLE, validators=_SCALE)
    status = models.CharField(
        _("where it stands"), max_length=10, choices=ProblemStatus.choices, default=ProblemStatus.TODO
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who solves it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    voiced_by = models.ForeignKey(
        Contact,
        verbose_name=_("who told us"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    raised_on = models.DateField(_("since"))
    solved_on = models.DateField(_("solved on"), null=True, blank=True)
    brought = models.CharField(_("what solving it brought"), max_length=500, blank=True)
    labels = models.JSONField(_("labels"), default=list, blank=True)
    card = models.CharField(max_length=24)
    # How often somebody was asked to solve it: opened again, it asks anew.
    asks = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by customer; the open ones by age and by day; what was solved by day."""

        indexes: ClassVar = [
            models.Index(fields=["customer", "status"], name="care_problem_customer"),
            models.Index(fields=["customer", "card"], name="care_problem_card"),
            models.Index(fields=["raised_on"], condition=OPEN_PROBLEMS, name="care_problem_open"),
            models.Index(
                fields=["due_on"],
                condition=OPEN_PROBLEMS & Q(due_on__isnull=False),
                name="care_problem_due",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def version(self) -> str:
        """Name what is stored now: with every change comes another."""
        return self.changed_at.isoformat()

    @property
    def rank(self) -> int:
        """How much it matters, 1 to 25."""
        return rank(self.weight, self.urgency)

    @property
    def heat(self) -> str:
        """Whether that is much ("hot"), some ("warm") or little ("cool")."""
        return heat(self.rank)

    @property
    def solver(self) -> Any:
        """Who solves it: its owner, or whoever looks after the customer; None where nobody does."""
        return self.owner or self.customer.owner

    @property
    def is_open(self) -> bool:
        """Whether it is still to be solved."""
        return self.status != ProblemStatus.SOLVED and self.removed_at is None

    @property
    def before(self) -> str:
        """The column to the left, or nothing; what turns out not to be solved is worked on again."""
        if self.status == ProblemStatus.SOLVED:
            return ProblemStatus.DOING.value
        return neighbour(self.status, -1)

    @property
    def after(self) -> str:
        """The column to the right, or nothing."""
        return neighbour(self.status, 1)
