"""The five lights: a colour, and what it means in words; what was found, as a sentence."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from karn.apps.threats.rules.light_words import nothing_known, said
from karn.apps.threats.rules.lights import COLOUR_NAMES, Colour, Found

register = template.Library()

_SIGNS = {Colour.GREEN: "●", Colour.AMBER: "▲", Colour.RED: "■", Colour.OFF: "○"}
"""Shapes, so that nobody needs to tell colours apart."""


@register.simple_tag
def lamp(colour: str, old: bool = False) -> SafeString:
    """Draw a light: its shape, its colour, and in words what it says."""
    if not colour:
        return format_html('<span class="text-secondary">–</span>')
    words = str(COLOUR_NAMES[colour])
    words = _("%(said)s, but the evidence is old") % {"said": words} if old else words
    return format_html(
        '<span class="karn-lamp karn-lamp-{}{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        colour, " karn-lamp-old" if old else "", words, _SIGNS[Colour(colour)], words,
    )  # fmt: skip


@register.filter
def colour_words(colour: str) -> str:
    """Return what a colour means."""
    return str(COLOUR_NAMES.get(colour, ""))


@register.filter
def evidence(found: Found) -> str:
    """Return a piece of evidence as a sentence."""
    return said(found.code, found.facts)


@register.filter
def when_off(light: str) -> str:
    """Return what to do about a light of which nothing is known."""
    return nothing_known(light)
