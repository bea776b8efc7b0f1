"""Tags of the customers' pages."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import PriceState
from karn.apps.contracts.queries import priced
from karn.apps.contracts.rules import Standing
from karn.apps.threats.rules.thresholds import AT_RISK_FROM
from karn.platform.amounts import reader_locale
from karn.web.words.standings import STANDINGS

register = template.Library()

_COLOURS = {
    Standing.ACTIVE: "green",
    Standing.LEAVING: "red",
    Standing.PAUSED: "azure",
    Standing.LEFT: "secondary",
    Standing.NONE: "secondary",
}


@register.simple_tag
def standing_badge(standing: Standing, strength: int) -> SafeString:
    """Draw where a customer stands; of who pays also how strong the strongest sign of leaving is."""
    colour, words = _COLOURS[standing], STANDINGS[standing]
    if standing == Standing.ACTIVE and strength:
        colour, words = ("orange", _("At risk")) if strength >= AT_RISK_FROM else ("yellow", _("A sign"))
    return format_html('<span class="badge bg-{}-lt">{}</span>', colour, words)


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
