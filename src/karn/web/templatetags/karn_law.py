"""Tags of the page about the law of leaving."""

from __future__ import annotations

from django import template

from karn.web.words.law import TOPICS, law_of_where

register = template.Library()


@register.filter
def topic_name(topic: str) -> str:
    """Return what a line of a country's rules is about."""
    return str(TOPICS[topic])


@register.filter
def law_name(country: str) -> str:
    """Return where a country's rules hold."""
    return law_of_where(country)
