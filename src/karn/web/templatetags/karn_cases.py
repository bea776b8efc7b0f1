"""What happens in cases, in words."""

from __future__ import annotations

from django import template

from karn.apps.threats.rules.cases import STEP_NAMES

register = template.Library()


@register.filter
def step_name(what: str) -> str:
    """Return a step of a case in words."""
    return str(STEP_NAMES.get(what, what))
