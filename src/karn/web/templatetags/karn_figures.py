"""Filters for the dashboard and the figure pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.rules import destination_words, leaving_words, reason_words
from karn.kernel.month import Month
from karn.kernel.period import Period
from karn.web.templatetags.karn_format import day, month

register = template.Library()

MOVEMENTS = {
    "opening": _("At the start"),
    "new": _("New"),
    "expansion": _("More"),
    "reactivation": _("Came back"),
    "contraction": _("Less"),
    "churn": _("Lost"),
    "pause": _("Paused"),
    "resume": _("Resumed"),
    "withdrawal": _("Withdrew in the cooling-off time"),
    "fx": _("Exchange rates"),
    "restatement": _("Corrections"),
    "closing": _("At the end"),
}


@register.filter
def reason(code: str) -> str:
    """Return the reason for leaving in words; a company's own word stays as it is."""
    return reason_words(code)


register.filter("leaving_words", leaving_words)


@register.filter
def destination(code: str) -> str:
    """Return where a leaver went in words; a company's own word stays as it is."""
    return destination_words(code)


@register.filter
def movement(code: str) -> str:
    """Return what a line of the books is called."""
    return str(MOVEMENTS.get(code, code))


@register.filter
def heat(share: Decimal | None) -> int:
    """Return the step (0 to 10) of the heat map's scale for a share."""
    return 0 if share is None else max(0, min(10, round(share * 10)))


@register.simple_tag
def figure_url(name: str, period: Period, every: str = "", span: int = 1) -> str:
    """Return the address of the page that opens a figure."""
    asked = {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}
    if every:
        asked |= {"every": every, "span": str(span)} if span > 1 else {"every": every}
    return f"{reverse('figure', args=[name])}?{urlencode(asked)}"


@register.filter
def query(address: str) -> str:
    """Return the question of an address: what stands behind the `?`."""
    return address.partition("?")[2]


@register.filter
def period_words(period: Period) -> str:
    """Write a period for people: `March 2026`, or from its first day to its last."""
    if period == Period.month(Month.of(period.starts_on)):
        return month(period.starts_on)
    last = period.ends_on - timedelta(days=1)
    return str(_("%(first)s to %(last)s") % {"first": day(period.starts_on), "last": day(last)})
