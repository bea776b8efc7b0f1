"""Where a fact came from, beside the fact."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from karn.web.templatetags.karn_format import short_day
from karn.web.templatetags.karn_icons import icon

register = template.Library()


class _Told(Protocol):
    @property
    def source(self) -> str: ...

    @property
    def source_id(self) -> str: ...

    @property
    def known_at(self) -> datetime | None: ...


# Drawn here, not by a template: a customer's page has one of these at every line.
@register.simple_tag
def told_by(fact: _Told) -> SafeString:
    """Draw what opens to say which source a fact came from, under which id, and since when it is known."""
    words = _("From %(source)s, there %(id)s") % {"source": fact.source, "id": fact.source_id}
    if fact.known_at:
        words += " · " + _("known since %(day)s") % {"day": short_day(fact.known_at)}
    return format_html(
        '<details class="karn-source"><summary><span class="visually-hidden">{}</span>{}</summary>'
        '<span class="text-secondary">{}</span></details>',
        _("Where this comes from"),
        icon("info-circle"),
        words,
    )
