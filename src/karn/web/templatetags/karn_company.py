"""What the company calls a customer, and what it needs of Karn."""

from __future__ import annotations

from typing import Any

from django import template

from karn.apps.company.models import Company
from karn.apps.company.rules.sentences import say_sentence
from karn.apps.company.rules.trades import STATION_NAMES
from karn.apps.company.rules.words import Word, say, say_count
from karn.web.templatetags.karn_format import count
from karn.web.words import stations

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context: template.Context, text: str) -> str:
    """Say `text` ("one", "many", "new", "all", "search") with the company's word for a customer."""
    return say(text, word_of(context.get("company")))


@register.simple_tag(takes_context=True)
def sentence(context: template.Context, name: str, **told: object) -> str:
    """Say one of the sentences about customers with the company's word for them: sentence "none_yours"."""
    return say_sentence(name, word_of(context.get("company")), **told)


@register.simple_tag(takes_context=True)
def how_many(context: template.Context, n: int) -> str:
    """Say how many customers, with the company's word for them."""
    return say_count(n, str(count(n)), word_of(context.get("company")))


@register.filter
def has(company: Company | None, station: str) -> bool:
    """Say whether the company needs this station; before it is set up nothing is hidden."""
    return company is None or company.has(station)


@register.filter
def needs_figure(company: Company | None, figure: str) -> bool:
    """Say whether the company needs this figure."""
    return company is None or stations.needs_figure(company, figure)


@register.filter
def needs_kind(company: Company | None, kind: str) -> bool:
    """Say whether the company needs to narrow a timeline to this kind of entry."""
    return company is None or stations.needs_kind(company, kind)


@register.inclusion_tag("partials/station_off.html", takes_context=True)
def station_off(context: template.Context, station: str) -> dict[str, Any]:
    """Say, on a page that is hidden elsewhere, that it is, and where to show it again."""
    company = context.get("company")
    return {
        "is_off": not has(company, station),
        "name": STATION_NAMES[station],
        "user": context.get("user"),
    }


def word_of(company: Company | None) -> str:
    """Return the company's word for a customer."""
    return company.word if company else Word.CUSTOMER.value
