"""Tags of the customers' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError, numbers
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.contracts.queries import priced
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import AttributeType
from karn.apps.customers.queries.attributes import Attribute
from karn.apps.customers.queries.changes import Change
from karn.apps.threats.rules.thresholds import AT_RISK_FROM
from karn.platform.amounts import number_words, reader_locale
from karn.web.customer_tabs import tabs_for
from karn.web.templatetags.karn_format import UNKNOWN, day, moment
from karn.web.words.standings import STANDINGS

register = template.Library()


@register.inclusion_tag("customers/tabs.html", takes_context=True)
def customer_tabs(context: template.Context, number: int, under: str = "") -> dict[str, Any]:
    """Show the pages about one customer side by side, marked the one being read or the one it is `under`."""
    match = context["request"].resolver_match
    tabs = tabs_for(context.get("company"))
    return {"tabs": tabs, "number": number, "here": under or (match.url_name if match else "")}


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
    colour, words = _COLOURS[standing], str(STANDINGS[standing])
    if standing == Standing.ACTIVE and strength:
        colour, words = ("orange", _("At risk")) if strength >= AT_RISK_FROM else ("yellow", _("A sign"))
    return format_html('<span class="badge bg-{}-lt">{}</span>', colour, words)


@register.simple_tag
def price_words(state: PriceState, currency: str) -> str:
    """Say how the amount a month of a price comes about: `5 × €39.00`; nothing where that is plain."""
    return priced(state, currency)


@register.filter
def change_value(value: Any) -> str:
    """Write one side of a change: days, times and yes or no in the reader's words, nothing as a dash."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return UNKNOWN if value in (None, "") else str(value)


@register.filter
def of_key(found: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping has under a key, or nothing."""
    return found.get(key)


@register.filter
def over_on(agreement: Subscription, today: date) -> date | None:
    """Return the day on which the last price of a contract ended; None while one runs."""
    ends = [state.ends_on for state in agreement.price_states.all()]
    known = [end for end in ends if end is not None and end <= today]
    return max(known) if known and len(known) == len(ends) else None


@register.filter
def edit_value(value: Any) -> str:
    """Write one side of an edit as :func:`change_value` does; numbers in the reader's words."""
    return number_words(value) if isinstance(value, Decimal) else change_value(value)


@register.filter
def attribute_value(attribute: Attribute) -> str:
    """Write the value of an attribute as its kind asks for."""
    if attribute.type == AttributeType.DATE:
        return day(attribute.value)
    if attribute.type == AttributeType.YES_NO:
        return _("Yes") if attribute.value == "yes" else _("No")
    if attribute.type == AttributeType.NUMBER:
        return str(numbers.format_decimal(Decimal(attribute.value), locale=reader_locale()))
    return attribute.value


@register.simple_tag
def change_words(change: Change) -> str:
    """Say how a change came about."""
    if change.made:
        return _("Made") if change.by else _("Came in")
    words = {
        "bin": _("Put into the bin"),
        "erase": _("Somebody who was erased was taken out"),
        "import": _("Changed by an import"),
        "merge": _("Merged"),
        "restore": _("Restored"),
        "together": _("Changed together with others"),
        "undo": _("Change taken back"),
        "unmerge": _("Taken apart again"),
        "hand_over": _("Handed over"),
    }
    how = change.how.partition(" ")[0]
    return words.get(how, _("Edited"))


@register.filter
def language_words(code: str) -> str:
    """Return what a language is called in the reader's own; one that is not known keeps its code."""
    try:
        return Locale.parse(code, sep="-").get_language_name(reader_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code
