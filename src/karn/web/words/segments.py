"""How values of a segment are written for people."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from babel import numbers

from karn.apps.segments.rules.operators import FieldType
from karn.platform.amounts import reader_locale
from karn.web.templatetags.karn_format import day


def written(type_: FieldType, value: str) -> str:
    """Write a day or a number as the reader does; what is neither stays as it is."""
    if type_ == FieldType.DATE and not value.isdecimal():
        return day(value)
    try:
        return str(numbers.format_decimal(Decimal(value), locale=reader_locale()))
    except InvalidOperation:
        return value
