"""Sentences that end with a name."""

from __future__ import annotations

import re

from django import template

register = template.Library()

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


@register.filter
def one_stop(sentence: object) -> str:
    """Return the sentence with one full stop where a name that ends in one, like B.V., stands last."""
    return _TWO_STOPS.sub(".", str(sentence))
