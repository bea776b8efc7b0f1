"""What leavers said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.exits.models.numbers import Unordered
from karn.platform.versions import version_of


class Choice(models.TextChoices):
    """How the leaver wants the answer to be read."""

    READABLE = "readable", _("Readable without my name")
    TOTALS = "totals", _("Totals only")


class Answer(Unordered):
    """What one leaver said, without the name.

    `holder` is a keyed hash of the customer: only who hands out or erases what is kept of a person computes
    it. `period_on` is the first day of the `months` in which it came, as many as it takes for five to have
    been asked (0: fewer in half a year, then it is not shown); beside it stands only what at least five of
    them have in common. Of an answer for totals
    nothing but marks and themes is kept, and that only until five are added up.
    """

    holder = models.CharField(max_length=64, blank=True, db_index=True)
    choice = models.CharField(_("how it may be read"), max_length=10, choices=Choice.choices)
    language = models.CharField(_("language"), max_length=2)
    how = models.TextField(_("how it was"), blank=True)
    took = models.TextField(_("what they took from it"), blank=True)
    change = models.TextField(_("what they would change"), blank=True)
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    product = models.PositiveSmallIntegerField(_("product"), null=True, blank=True)
    person = models.PositiveSmallIntegerField(_("person"), null=True, blank=True)
    period_on = models.DateField(_("period"))
    months = models.PositiveSmallIntegerField(_("months of the period"))
    stay = models.CharField(_("how long they stayed"), max_length=10, blank=True)
    plan = models.CharField(_("plan"), max_length=200, blank=True)
    held_until = models.DateField(null=True, blank=True, db_index=True)
    """Nobody reads it before; empty once it may be read, so that the day is not kept longer than needed."""
    words_until = models.DateField(null=True, blank=True, db_index=True)
    """From then on its words are gone; empty where there are none."""
    is_judged = models.BooleanField(default=False)
    """Whether somebody who read it said what it is about: its themes, or none of them."""
    is_told = models.BooleanField(default=False)
    """Whether its themes count in a sum of them already; what is said of it later changes that no more."""

    @property
    def version(self) -> str:
        """Name what it is said to be about: with other themes it has another name. One query, or none."""
        return version_of({"judged": self.is_judged, "themes": sorted(one.code for one in self.tags.all())})


class Tag(Unordered):
    """A theme of an answer: found by a lexicon of some version, or confirmed by somebody who is not named."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="tags")
    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    is_confirmed = models.BooleanField(default=False)
    on_month = models.DateField()

    class Meta(Unordered.Meta):
        """Each theme once."""

        abstract = False
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "code"], name="exits_tag_once")]
