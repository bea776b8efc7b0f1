"""What asked for a task, as a link."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from karn.apps.tasks.models import Task
from karn.web.task_addresses import address_of

register = template.Library()


@register.simple_tag
def task_origin(task: Task) -> SafeString | str:
    """Link to where one works on the task; nothing for tasks people made, and of customers not shown."""
    found = address_of(task) if task.customer_seen else None
    return format_html(' · <a href="{}">{}</a>', *found) if found else ""


@register.simple_tag
def task_page(task: Task) -> str:
    """Return where one works on the task: the page of what asked for it, else its own."""
    found = address_of(task) if task.customer_seen else None
    return found[0] if found else reverse("task", args=[task.pk])
