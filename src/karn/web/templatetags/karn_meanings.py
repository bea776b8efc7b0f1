"""Writes a metric's card on a page."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CODE, _EMPHASIS = re.compile(r"`([^`]+)`"), re.compile(r"\*+([^*]+)\*+")


@register.filter
def card_text(definition: str) -> SafeString:
    """Write a card's definition: paragraphs, emphasis and code are all of Markdown it uses."""
    paragraphs = [part for part in definition.split("\n\n") if part.strip()]
    return format_html_join("\n", "<p>{}</p>", ((_inline(part),) for part in paragraphs))


@register.filter
def inline_text(text: str) -> SafeString:
    """Write one line of a card."""
    return _inline(text)


def _inline(text: str) -> SafeString:
    safe = _EMPHASIS.sub(r"<em>\1</em>", _CODE.sub(r"<code>\1</code>", str(escape(text))))
    return mark_safe(safe)  # noqa: S308 (escaped above)
