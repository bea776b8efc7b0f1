"""Errors in the reader's language: the kernel knows no gettext, its errors carry template and values."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext

from karn.kernel.errors import KarnError


def in_words(error: KarnError) -> str:
    """Return the error's message in the language that is spoken now."""
    if not error.template:
        return str(error)
    template = gettext(error.template)
    if not error.values:
        return template
    return template % {
        name: gettext(str(value)) if name in error.terms else _shown(value)
        for name, value in error.values.items()
    }


def _shown(value: object) -> str:
    if isinstance(value, int):
        return number_format(value, force_grouping=True)
    return str(value)
