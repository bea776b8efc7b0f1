"""The words of mails, as somebody here wrote them; without a row the ready ones stand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """One mail in words, per language: {"nl": {"subject": …, "body": …}, …}.

    A row has the code of a ready mail, and stands in its place, in the languages it has.
    """

    code = models.SlugField(max_length=40, unique=True)
    texts = models.JSONField(default=dict)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return self.code

    @property
    def facts(self) -> dict[str, Any]:
        """The words, each by what it is and its language, as the journal of changes keeps them."""
        return {
            f"{name}_{language}": text for language, told in self.texts.items() for name, text in told.items()
        }
