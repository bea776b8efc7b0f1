"""Lines of long lists, drawn here and not by a template: fifty on a page, each with a dozen parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from karn.apps.desk.queries.customer_list import Row
from karn.apps.threats.rules.cards import Card
from karn.platform.timeline import Entry
from karn.web.addresses import address_of
from karn.web.templatetags.karn_customers import standing_badge
from karn.web.templatetags.karn_format import UNKNOWN, moment, money, short_day
from karn.web.templatetags.karn_icons import icon
from karn.web.templatetags.karn_sources import told_by

register = template.Library()

_NOTHING = SafeString("")


@register.simple_tag
def timeline_entry(entry: Entry, now: datetime, may_change: bool) -> SafeString:
    """Draw one entry of a timeline; what is recorded here by hand leads to its form for who may change it."""
    when = timezone.localtime(entry.at)
    return format_html(
        '<li{}>{}<div class="karn-entry"><div><span class="karn-entry-title">{}</span>{} {}{}</div>'
        '<div class="text-secondary"><time datetime="{}">{}</time>{}{}</div></div></li>',
        format_html(' data-tone="{}"', entry.tone) if entry.tone else "",
        icon(entry.icon),
        entry.title,
        _amount(entry),
        told_by(entry),
        _change(entry) if may_change else "",
        when.date().isoformat() if entry.dated else when.isoformat(),
        short_day(entry.at) if entry.dated else moment(entry.at),
        f" · {_('ahead')}" if entry.at > now else "",
        f" · {entry.detail}" if entry.detail else "",
    )


def _amount(entry: Entry) -> SafeString:
    if entry.amount is None:
        return _NOTHING
    return format_html(' <span class="karn-number">{}</span>', money(entry.amount, entry.currency))


def _change(entry: Entry) -> SafeString:
    if entry.code != "conversation" or entry.source != "karn":
        return _NOTHING
    address = address_of("conversation", entry.number)
    return format_html(' <a class="karn-small" href="{}">{}</a>', address, _("change"))


@register.simple_tag
def cards(looked_at: Iterable[Card]) -> SafeString:
    """Draw what the rules look at: the same on every customer's page, until somebody switches or sets one."""
    told = tuple(
        (card.name, card.question, card.threshold, card.evidence, card.blind_to) for card in looked_at
    )
    return _drawn_cards(get_language(), told)


@lru_cache(maxsize=32)
def _drawn_cards(_language: str | None, told: tuple[tuple[str, ...], ...]) -> SafeString:
    looks, blind = _("Looks at:"), _("Cannot see:")
    return format_html_join(
        "",
        '<dt>{}</dt><dd>{} <span class="text-secondary">{} {} {} {} {}</span></dd>',
        ((name, asks, limit, looks, sees, blind, not_seen) for name, asks, limit, sees, not_seen in told),
    )


_CUSTOMER = (
    '<tr><td class="karn-tick"><input class="form-check-input" type="checkbox" form="many" name="customer" '
    'value="{}" aria-label="{}"></td>'
    '<td><a href="{}">{}</a>{} <span class="d-sm-none">{}</span>{}</td>'
    '<td class="d-none d-sm-table-cell">{}</td><td class="number">{}</td>'
    '<td class="d-none d-md-table-cell text-nowrap">{}</td>'
    '<td class="d-none d-md-table-cell">{}</td>{}</tr>'
)


@register.simple_tag
def customer_row(row: Row, fits: Mapping[int, str] | None = None) -> SafeString:
    """Draw one customer in the list; with `fits` also whether the customer meets the criteria."""
    badge = standing_badge(row.standing, row.strength)
    return format_html(
        _CUSTOMER,
        row.customer_id,
        _("Choose %(name)s") % {"name": row.name},
        address_of("customer", row.customer_id),
        row.name,
        _star() if row.is_key else "",
        badge,
        _reason(row) if row.reason else "",
        badge,
        _pays(row),
        short_day(row.since) if row.since else UNKNOWN,
        row.owner or UNKNOWN,
        _fit(fits.get(row.customer_id, "")) if fits is not None else "",
    )


def _fit(fit: str) -> SafeString:
    tone, words = {
        "right": ("green", _("Right")),
        "not_right": ("red", _("Not right")),
    }.get(fit, ("secondary", _("Unchecked")))
    return format_html(
        '<td class="d-none d-lg-table-cell"><span class="badge bg-{}-lt">{}</span></td>', tone, words
    )


def _star() -> SafeString:
    words = _("Key client")
    return format_html(
        ' <span class="karn-star" title="{}">{}<span class="visually-hidden">{}</span></span>',
        words,
        icon("star"),
        words,
    )


def _reason(row: Row) -> SafeString:
    more, others = _NOTHING, row.reasons - 1
    if others > 0:
        words = ngettext("%(more)s more reason", "%(more)s more reasons", others) % {"more": others}
        more = format_html(' <span class="text-nowrap">{}</span>', words)
    return format_html('<div class="text-secondary karn-reason">{}{}</div>', row.reason, more)


def _pays(row: Row) -> str:
    if row.mixed:
        words = _("Pays in more than one currency")
        return format_html('<span title="{}">{}</span>', words, _("several"))
    return money(row.mrr, row.currency) if row.currency else UNKNOWN
