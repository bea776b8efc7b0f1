"""Tags of the customers' pages."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django import template

from karn.apps.contracts.models import PriceState
from karn.apps.contracts.queries import priced
from karn.platform.amounts import reader_locale

register = template.Library()


@register.simple_tag
def price_words(state: PriceState, currency: str) -> str:
    """Say how the amount a month of a price comes about: `5 × €39.00`; nothing where that is plain."""
    return priced(state, currency)


@register.filter
def language_words(code: str) -> str:
    """Return what a language is called in the reader's own; one that is not known keeps its code."""
    try:
        return Locale.parse(code, sep="-").get_language_name(reader_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code
