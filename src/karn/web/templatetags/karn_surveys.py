"""Answers to surveys, in the reader's words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from karn.apps.surveys.rules.counting import Count

register = template.Library()


@register.filter
def answer_name(one: Count) -> str:
    """Return what an answer is called: a choice's words, a place on a scale, yes or no."""
    if one.name:
        return one.name
    return _("Yes") if one.code == "yes" else _("No")
