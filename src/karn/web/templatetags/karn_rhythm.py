"""How we know how often somebody wants to be heard."""

from __future__ import annotations

from django import template

from karn.apps.care.rules.rhythm import Beat
from karn.web.templatetags.karn_format import short_day
from karn.web.words.rhythm import how_we_know, said_of_signing

register = template.Library()


@register.simple_tag
def how_known(beat: Beat) -> str:
    """Say how we know, and when they were asked."""
    said = how_we_know(beat)
    return f"{said}, {short_day(beat.asked_on)}" if beat.asked_on else said


@register.simple_tag
def signing(answer: str) -> str:
    """Say whether they would sign again today."""
    return said_of_signing(answer)
