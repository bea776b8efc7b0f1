"""Icons from the one sprite."""

from __future__ import annotations

from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw the icon `name` of static/vendor/icons/sprite.svg; it says nothing to a screen reader."""
    return _drawn(name, css, _sprite())


@cache
def _sprite() -> str:
    """Return the sprite's address, which stays the same while a process lives."""
    return static("vendor/icons/sprite.svg")


@lru_cache(maxsize=512)
def _drawn(name: str, css: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" width="20" height="20" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        css,
        sprite,
        name,
    )
