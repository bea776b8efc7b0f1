"""What is asked, as a condition on one column. Values are parameters; operators come from an enum.

Every condition is true or false and never unknown: turned round, it holds for everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q

from karn.apps.segments.rules.letters import pattern_of
from karn.apps.segments.rules.operators import Operator
from karn.apps.segments.rules.spans import Span
from karn.apps.segments.rules.values import Asked

NOBODY = Q(pk__in=[])
_CENTS = 100


def text_in(asked: Asked, column: str) -> Q:
    """Compare a column of text, whatever its case; a text without letters is no text."""
    some = ~Q(**{column: ""}) & Q(**{f"{column}__isnull": False})
    if asked.empty:
        return some
    start = asked.operator != Operator.CONTAINS
    end = start and asked.operator != Operator.STARTS_WITH
    found = Q()
    for text in asked.texts:
        found |= Q(**{f"{column}__regex": pattern_of(text, start=start, end=end)})
    return some & found


def code_in(asked: Asked, column: str) -> Q:
    """Compare a column that holds codes, exactly."""
    some = ~Q(**{column: ""}) & Q(**{f"{column}__isnull": False})
    return some if asked.empty else some & Q(**{f"{column}__in": asked.texts})


def key_in(asked: Asked, column: str) -> Q:
    """Compare a foreign key with the ids that the codes are; what is no id is nobody's."""
    some = Q(**{f"{column}__isnull": False})
    if asked.empty:
        return some
    ids = ids_asked(asked)
    return some & Q(**{f"{column}__in": ids}) if ids else NOBODY


def ids_asked(asked: Asked) -> list[int]:
    """Return the ids that are asked for; what is none is left out."""
    return [int(text) for text in asked.texts if text.isascii() and text.isdecimal() and len(text) < 19]


def number_in(asked: Asked, column: str) -> Q:
    """Compare a column of numbers."""
    return between(column, None if asked.span is None else (asked.span.low, asked.span.high))


def cents_in(asked: Asked, column: str) -> Q:
    """Compare a column of whole cents with an amount: exact on every database."""
    return between(column, None if asked.span is None else cents(asked.span))


def cents(span: Span[Decimal]) -> tuple[int | None, int | None]:
    """Return the whole cents in a span of amounts."""
    low = None if span.low is None else -((-span.low * _CENTS) // 1)
    high = None if span.high is None else (span.high * _CENTS) // 1
    return (None if low is None else int(low), None if high is None else int(high))


def amount_in(asked: Asked, column: str) -> Q:
    """Compare a column of amounts that has two decimals."""
    if asked.span is None:
        return between(column, None)
    return between(column, [None if it is None else Decimal(it) / _CENTS for it in cents(asked.span)])


def day_in(span: Span[date] | None, column: str) -> Q:
    """Compare a column of dates; no span asks whether there is one."""
    return between(column, None if span is None else (span.low, span.high))


def between(column: str, bounds: Iterable[object] | None) -> Q:
    """Compare with a lowest and a highest value, None being open; no bounds ask whether there is a value."""
    some = Q(**{f"{column}__isnull": False})
    for lookup, bound in zip(("gte", "lte"), bounds or (), strict=False):
        if bound is not None:
            some &= Q(**{f"{column}__{lookup}": bound})
    return some
