"""What rules of segments and criteria compare with, as the reader writes it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.queries.words import Clause, clause_of
from karn.apps.segments.rules.definitions import Definition
from karn.apps.segments.rules.operators import FieldType
from karn.platform.amounts import number_words
from karn.web.templatetags.karn_format import day


def written(type_: FieldType, value: str) -> str:
    """Write a day or a number as the reader does; what is neither stays as it is."""
    if type_ == FieldType.DATE and not value.isdecimal():
        return day(value)
    try:
        return number_words(Decimal(value))
    except InvalidOperation:
        return value


def said(definition: Definition, fields: Fields) -> Clause:
    """Return a definition in the reader's words."""
    return clause_of(definition, fields=fields, write=written)
