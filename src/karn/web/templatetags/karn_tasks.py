"""What asked for a task, as a link."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from karn.apps.tasks.models import Task
from karn.web.station_pages import is_there
from karn.web.task_addresses import address_of

register = template.Library()


@register.simple_tag(takes_context=True)
def task_origin(context: Context, task: Task) -> SafeString | str:
    """Link to where one works on the task; nothing for tasks people made, and of customers not shown."""
    found = _page(context, task)
    return format_html(' · <a href="{}">{}</a>', *found) if found else ""


@register.simple_tag(takes_context=True)
def task_page(context: Context, task: Task) -> str:
    """Return where one works on the task: the page of what asked for it, else its own."""
    found = _page(context, task)
    return found[0] if found else reverse("task", args=[task.pk])


def _page(context: Context, task: Task) -> tuple[str, Promise] | None:
    """Return the page of what asked for a task, where it is shown and not switched off."""
    found = address_of(task) if task.customer_seen else None
    return found if found and is_there(found[0], context.get("company")) else None
