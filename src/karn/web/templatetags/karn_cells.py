"""Writes the engine's rows for people: as cells of a table, or as pairs where there is one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from karn.apps.contracts.models import DepartureKind
from karn.apps.contracts.rules import leaving_words
from karn.apps.desk.queries.figures import Figure, Listed
from karn.apps.desk.queries.index import Index, Indexed
from karn.apps.desk.rules import may_be_percentage, says_percentages
from karn.apps.fit.models import Fit
from karn.web.templatetags.karn_figures import movement, reason
from karn.web.templatetags.karn_format import (
    UNKNOWN,
    count,
    decimal,
    money,
    money_whole,
    percent,
    short_day,
    short_month,
)
from karn.web.words.columns import HEADLINES, Column, Form, column_of
from karn.web.words.modes import attribute_words, mode_words, value_words

register = template.Library()
register.filter("mode_words", mode_words)
register.filter("attribute_words", attribute_words)

Row = dict[str, Any]


@register.simple_tag
def heading(figure: Figure, listed: Listed, name: str) -> SafeString:
    """Write the heading of a column."""
    column = column_of(figure.asked.name, name, behind=listed is figure.behind)
    if column.is_number:
        return format_html('<th scope="col" class="number">{}</th>', _label(figure, column, name))
    return format_html('<th scope="col">{}</th>', _label(figure, column, name))


def _label(figure: Figure, column: Column, name: str) -> str:
    return attribute_words(figure.asked.by) if name == "by_value" and figure.asked.by else str(column.label)


@register.simple_tag
def cell(listed: Listed, figure: Figure, row: Row, name: str) -> SafeString:
    """Write one cell of the figure's page."""
    column = column_of(figure.asked.name, name, behind=listed is figure.behind)
    value = row.get(name)
    if column.form == Form.CUSTOMER and value is not None:
        known = listed.names.get(str(value), f"#{value}")
        return format_html('<td><a href="{}">{}</a></td>', reverse("customer", args=[value]), known)
    written, label = written_value(value, name, column, figure, row), _label(figure, column, name)
    if column.is_number:
        return format_html('<td class="number" data-label="{}">{}</td>', label, written)
    return format_html('<td data-label="{}">{}</td>', label, written)


def written_value(value: Any, name: str, column: Column, figure: Figure, row: Row) -> str:
    """Write a value as its column wants it.

    A share of under 20 customers is not written, nor what stands on fewer than 20 departures.
    """
    if value is None or (column.is_guess and not row.get("reliable", True)):
        return UNKNOWN
    if name == "by_value":
        return value_words(figure.asked.by, str(value))
    if column.form == Form.MONEY:
        return money(value, figure.company.currency)
    if column.form == Form.SHARE and not may_be_percentage(figure.customers_in(row)):
        return UNKNOWN
    return _WRITERS[column.form](value)


def _yes(value: Any) -> str:
    return _("yes") if value else _("no")


def _kind(value: str) -> str:
    return str(dict(DepartureKind.choices).get(value, value))


def _fit(value: str) -> str:
    return str(dict(Fit.choices).get(value, value))


_WRITERS: dict[Form, Callable[[Any], str]] = {
    Form.SHARE: percent,
    Form.PERCENT: percent,
    Form.RATIO: lambda value: decimal(value, 2),
    Form.COUNT: count,
    Form.DAY: short_day,
    Form.MONTH: short_month,
    Form.YES: _yes,
    Form.CUSTOMER: str,
    Form.MOVEMENT: movement,
    Form.KIND: _kind,
    Form.FIT: _fit,
    Form.LEAVING: leaving_words,
    Form.REASON: reason,
    Form.TEXT: str,
}


def _headline_name(figure: Figure) -> str:
    return HEADLINES.get(figure.asked.name, "value")


@register.simple_tag
def headline(figure: Figure) -> str:
    """Write the one number of a figure of one row; a share of too few customers as its two parts."""
    name, row = _headline_name(figure), figure.answer.rows[0]
    is_share = column_of(figure.asked.name, name).form == Form.SHARE
    if is_share and "numerator" in row and not may_be_percentage(figure.customers_in(row)):
        parts = {"part": _written(figure, "numerator"), "of": _written(figure, "denominator")}
        return _("%(part)s of %(of)s") % parts
    return _written(figure, name)


@register.simple_tag
def headline_words(figure: Figure) -> str:
    """Say what the one number of a figure of one row is."""
    return str(column_of(figure.asked.name, _headline_name(figure)).label)


@register.simple_tag
def pairs(figure: Figure) -> list[tuple[str, str]]:
    """Return the other columns of a figure of one row: what each is called, and its value."""
    headline_name = _headline_name(figure)
    return [
        (str(column_of(figure.asked.name, name).label), _written(figure, name))
        for name in figure.answer.columns
        if name != headline_name
    ]


@register.simple_tag
def last_value(index: Index, figure: Indexed) -> str:
    """Write the last value of a figure in the list of all."""
    metric, row = figure.asked.name, figure.row
    name = HEADLINES.get(metric, "value")
    column = column_of(metric, name)
    if row.get(name) is None or (column.is_guess and not row.get("reliable", True)):
        return UNKNOWN
    if column.form == Form.MONEY:
        return money_whole(row[name], index.currency)
    if column.form != Form.SHARE or says_percentages(figure.customers):
        return _WRITERS[column.form](row[name])
    return _parts(metric, row, index.currency)


def _parts(metric: str, row: Row, currency: str) -> str:
    """Write a share of too few customers as its two parts."""
    if "numerator" not in row:
        return _("%(ten)s of ten") % {"ten": decimal(10 * row["value"], 1)} if row.get("value") else UNKNOWN
    is_money = column_of(metric, "numerator").form == Form.MONEY and metric != "cohort_retention"
    part, of = (
        money_whole(row[name], currency) if is_money else count(row[name])
        for name in ("numerator", "denominator")
    )
    return _("%(part)s of %(of)s") % {"part": part, "of": of}


def _written(figure: Figure, name: str) -> str:
    row = figure.answer.rows[0]
    return written_value(row.get(name), name, column_of(figure.asked.name, name), figure, row)
