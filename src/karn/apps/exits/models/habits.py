"""What holds for all exit answers."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.exits.rules.waiting import LONGEST_WORDS, SHORTEST_WORDS, WORDS_MONTHS
from karn.platform.versions import facts_of, version_of


class ExitHabits(models.Model):
    """One row: how long words are kept, in months."""

    FACTS = ("words_months",)

    words_months = models.PositiveSmallIntegerField(
        _("months that words are kept"),
        default=WORDS_MONTHS,
        validators=[MinValueValidator(SHORTEST_WORDS), MaxValueValidator(LONGEST_WORDS)],
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What people say of it, as the journal keeps it."""
        return facts_of(self, self.FACTS)

    @property
    def version(self) -> str:
        """Name what is stored now: another number has another name."""
        return version_of(self.facts)
