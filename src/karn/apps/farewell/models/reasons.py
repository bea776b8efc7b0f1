"""Why customers leave and where to: the versioned list, and how staff coded each departure."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure


class Axis(models.TextChoices):
    """Two things that are never mixed: why somebody left, and where to."""

    WHY = "why", _("Why they left")
    WHERE = "where", _("Where they went")


class How(models.TextChoices):
    """How the reason came to be known."""

    ONE_TO_ONE = "one_to_one", _("Talked one to one")
    PHONE = "phone", _("By telephone")
    MAIL = "mail", _("By mail")
    SURVEY = "survey", _("By a survey")
    POST_MORTEM = "post_mortem", _("Looking back, by somebody independent")
    GUESS = "guess", _("Our own guess")


class ReasonVersion(models.Model):
    """One wording of one reason. Rows are only added: another text is another version, retiring one too.

    Ready reasons without a row stand as they are, as version 1. An empty text is the ready one, in each
    reader's language.
    """

    axis = models.CharField(_("which list"), max_length=5, choices=Axis.choices)
    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    text = models.CharField(_("reason"), max_length=40, blank=True)
    is_retired = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        """Each version once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["axis", "code", "number"], name="farewell_reason_version")
        ]


class ReasonWord(models.Model):
    """A word of an import, and the reason it stands for. `word` is in small letters."""

    axis = models.CharField(max_length=5, choices=Axis.choices)
    word = models.CharField(max_length=40)
    code = models.CharField(max_length=40)

    class Meta:
        """Each word once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["axis", "word"], name="farewell_reason_word")
        ]


class Coding(models.Model):
    """What somebody here put down as the reason of a departure: who asked, how, and in which wording.

    Rows are only added; the latest one stands. An empty code: that was not asked.
    """

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="codings")
    why = models.CharField(max_length=40, blank=True)
    why_number = models.PositiveIntegerField(default=0)
    destination = models.CharField(max_length=40, blank=True)
    destination_number = models.PositiveIntegerField(default=0)
    how = models.CharField(_("how it was asked"), max_length=12, choices=How.choices)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    asker_name = models.CharField(_("who asked, where it was nobody here"), max_length=120, blank=True)
    words = models.TextField(_("in their words"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()


class CommentTheme(models.Model):
    """A theme of a departure's comment as a person judged it: what the lexicon proposed, and what is so.

    A comment without any theme has one row without a code. `lexicon` is the version that proposed.
    """

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="themes")
    code = models.CharField(max_length=40, blank=True)
    phrase = models.CharField(max_length=200, blank=True)
    lexicon = models.CharField(max_length=20)
    is_proposed = models.BooleanField()
    is_confirmed = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        """Each theme once per departure."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["departure", "code"], name="farewell_comment_theme")
        ]
