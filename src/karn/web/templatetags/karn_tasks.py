"""What asked for a task, as a link."""

from __future__ import annotations

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.models import Task

register = template.Library()

ORIGINS = {"survey": ("survey_answer", _("the answer"))}
"""Per origin: the page of the row that asked for the task, and what it is called."""


@register.simple_tag
def task_origin(task: Task) -> SafeString | str:
    """Link to the row that asked for the task; nothing for tasks people made, and of customers not shown."""
    if not task.customer_seen:
        return ""
    name, words = ORIGINS.get(task.origin, ("", ""))
    try:
        address = reverse(name, args=[task.number])
    except NoReverseMatch:
        return ""
    return format_html(' · <a href="{}">{}</a>', address, words)
