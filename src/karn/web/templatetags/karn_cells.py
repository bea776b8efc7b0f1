"""Writes the engine's rows as cells of a table for people: by column and metric, in words and formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import DepartureKind
from karn.apps.desk.queries.figures import Figure, Listed
from karn.apps.desk.rules import may_be_percentage
from karn.web.templatetags.karn_figures import movement, reason
from karn.web.templatetags.karn_format import UNKNOWN, count, decimal, money, percent, short_day

register = template.Library()

COLUMNS = {
    "customer_id": _("Customer"),
    "subscription_id": _("Subscription"),
    "from": _("From"),
    "to": _("Up to"),
    "by_value": _("Apart by"),
    "numerator": _("Part"),
    "denominator": _("Of"),
    "value": _("Value"),
    "low": _("At least"),
    "high": _("At most"),
    "joined_and_left": _("Joined and left"),
    "movement": _("Movement"),
    "mrr": _("A month"),
    "customers": _("Customers"),
    "effect": _("Effect"),
    "on_date": _("Day"),
    "left_on": _("Left"),
    "kind": _("How"),
    "reason": _("Reason"),
    "cohort": _("Joined"),
    "interval": _("After"),
    "size": _("Customers"),
    "active": _("Still here"),
    "provisional": _("Not over yet"),
    "t": _("After"),
    "at_risk": _("Looked at"),
    "events": _("Left"),
    "lost": _("Lost"),
    "opening": _("At the start"),
    "closing": _("At the end"),
    "opening_mrr": _("At the start"),
    "closing_mrr": _("At the end"),
    "kept_mrr": _("Kept"),
    "opening_customers": _("At the start"),
    "closing_customers": _("At the end"),
    "joined_on": _("Joined"),
    "first_paid_on": _("Joined"),
    "starts_on": _("From"),
    "ends_on": _("Until"),
    "arpa": _("A customer a month"),
    "margin": _("Margin"),
    "churn": _("Churn a month"),
    "lifetime_value": _("Lifetime value"),
    "winning_cost": _("Cost of winning one"),
    "cost": _("Cost"),
    "one_point_less": _("One point less is worth"),
    "notice_on": _("Notice"),
    "contract_ends_on": _("Contract ends"),
    "recognised_on": _("Counted on"),
    "state": _("What happened"),
    "left": _("Left"),
}
MONEY_METRICS = {
    "arpa", "churn_cost", "gross_mrr_churn", "gross_revenue_retention", "lifetime_value", "mrr_movements",
    "net_mrr_churn", "net_revenue_retention", "quick_ratio",
}  # fmt: skip
MONEY = {
    "mrr", "effect", "cost", "one_point_less", "lifetime_value", "winning_cost", "arpa", "amount",
    "opening_mrr", "closing_mrr", "kept_mrr", "lost_mrr", "survival_lifetime_value",
}  # fmt: skip
SHARES = {"low", "high", "margin", "churn"}
DAYS = {
    "from", "to", "on_date", "left_on", "cohort", "joined_on", "first_paid_on", "starts_on", "ends_on",
    "notice_on", "contract_ends_on", "access_ends_on", "recognised_on", "undone_on",
}  # fmt: skip
WORDS = {
    "customer_id",
    "subscription_id",
    "by_value",
    "movement",
    "kind",
    "reason",
    "provisional",
    "state",
} | DAYS


@register.filter
def column_words(column: str) -> str:
    """Return what a column of the engine is called."""
    return str(COLUMNS.get(column, column.replace("_", " ").capitalize()))


@register.filter
def is_number(column: str) -> bool:
    """Say whether a column is written at the right."""
    return column not in WORDS


@register.simple_tag
def cell(listed: Listed, figure: Figure, row: dict[str, Any], column: str) -> SafeString:
    """Write one cell of the figure's page."""
    value = row.get(column)
    if column == "customer_id" and value is not None:
        name = listed.names.get(str(value), f"#{value}")
        return format_html('<td><a href="{}">{}</a></td>', reverse("customer", args=[value]), name)
    written = written_value(value, column, figure, row)
    if column in WORDS:
        return format_html("<td>{}</td>", written)
    return format_html('<td class="number">{}</td>', written)


def written_value(value: Any, column: str, figure: Figure, row: dict[str, Any]) -> str:
    """Write a value as its column wants it; a share of under 20 customers is not written."""
    if value is None:
        return UNKNOWN
    if column in WRITERS:
        return WRITERS[column](value)
    if isinstance(value, bool):
        return "✓" if value else ""
    return _number(value, column, figure, row)


def _kind(value: str) -> str:
    return str(dict(DepartureKind.choices).get(value, value))


WRITERS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(DAYS, short_day),
    "movement": movement,
    "kind": _kind,
    "reason": reason,
}


def _number(value: Any, column: str, figure: Figure, row: dict[str, Any]) -> str:
    currency, name = figure.company.currency, figure.asked.name
    if column in SHARES or (
        column == "value" and name not in {"arpa", "lifetime_value", "churn_cost", "quick_ratio"}
    ):
        return percent(value) if may_be_percentage(figure.customers_in(row)) else UNKNOWN
    if column == "value" and name == "quick_ratio":
        return decimal(value, 2)
    money_column = column in MONEY or (column in {"numerator", "denominator"} and name in MONEY_METRICS)
    if name == "arpa" and column == "denominator":
        return count(value)
    if money_column or column == "value":
        return money(value, currency)
    return count(value) if isinstance(value, int) or str(value).lstrip("-").isdecimal() else str(value)


@register.simple_tag
def headline(figure: Figure) -> str:
    """Write the value of a figure of one row."""
    row = figure.answer.rows[0]
    return written_value(row.get("value"), "value", figure, row)


@register.simple_tag
def fraction(figure: Figure) -> str:
    """Write what a figure of one row divides by what."""
    row = figure.answer.rows[0]
    part, of = (written_value(row.get(name), name, figure, row) for name in ("numerator", "denominator"))
    return _("%(part)s of %(of)s") % {"part": part, "of": of}
