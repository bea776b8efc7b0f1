"""What can be asked of the company's own attributes: text in JSON, read by the kind that was declared.

A value that does not fit its kind counts as none, as it does on the customer's page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Replace

from karn.apps.customers.models import AttributeKind, AttributeType, Customer
from karn.apps.customers.queries.attributes import attribute_kinds
from karn.apps.customers.rules.values import NO, YES
from karn.apps.segments.fields.comparing import between, number_in, text_in
from karn.apps.segments.fields.field import OF_EACH, Field, any_row
from karn.apps.segments.rules.letters import pattern_of
from karn.apps.segments.rules.operators import FieldType
from karn.apps.segments.rules.values import Asked

PREFIX: Final = "customers.attribute:"

_NUMBER = r"\A-?[0-9]{1,9}([.][0-9]{1,6})?\Z"
_DAY = r"\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z"


class Told(Func):
    """What a customer says under one name. The name is a parameter, as is every value."""

    output_field = TextField()

    def __init__(self, name: str) -> None:
        """Read the attribute called `name`."""
        super().__init__(F("attributes"), Value(name))

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Ask SQLite for the entry with this key: a path would read some names as its own signs."""
        template = "(SELECT value FROM json_each(%(expressions)s LIMIT 1)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") WHERE key = ", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Ask PostgreSQL for the entry with this key."""
        return self.as_sql(compiler, connection, function="jsonb_extract_path_text", **more)


def attribute_fields() -> list[Field]:
    """Return a field for each attribute the company declared. One query."""
    return [_field(kind) for kind in attribute_kinds()]


def _field(kind: AttributeKind) -> Field:
    type_, compare = _COMPARED[AttributeType(kind.type)]

    def rows(_when: object) -> QuerySet[Any]:
        return _read(kind)

    choices = [(choice, choice) for choice in kind.choices]
    return Field(
        PREFIX + kind.name, kind.name, type_, any_row(rows, compare), (lambda: choices) if choices else None
    )


def _read(kind: AttributeKind) -> QuerySet[Any]:
    """Return the customer who is asked about, the value annotated as `told`: null where it does not fit."""
    told = Customer.everything.filter(pk=OF_EACH).annotate(text=Told(kind.name))
    if kind.type == AttributeType.NUMBER:
        plain = Replace(Replace("text", _of(" "), _of("")), _of(","), _of("."))
        number = Case(When(plain__regex=_NUMBER, then=Cast("plain", FloatField())), output_field=FloatField())
        return told.annotate(plain=plain).annotate(told=number)
    if kind.type == AttributeType.DATE:
        return told.annotate(told=Case(When(text__regex=_DAY, then=F("text")), output_field=TextField()))
    return told.annotate(told=F("text"))


def _of(text: str) -> Value:
    return Value(text, output_field=TextField())


def _as_text(asked: Asked) -> Q:
    return text_in(asked, "told")


def _as_number(asked: Asked) -> Q:
    return number_in(asked, "told")


def _as_day(asked: Asked) -> Q:
    if asked.span is None:
        return between("told", None)
    return between("told", [day and day.isoformat() for day in (asked.span.low, asked.span.high)])


def _as_yes(asked: Asked) -> Q:
    words = Q()
    for word in sorted(YES if asked.yes else NO):
        words |= Q(told__regex=pattern_of(word, start=True, end=True))
    return words


_COMPARED: dict[AttributeType, tuple[FieldType, Callable[[Asked], Q]]] = {
    AttributeType.TEXT: (FieldType.TEXT, _as_text),
    AttributeType.CHOICE: (FieldType.CHOICE, _as_text),
    AttributeType.NUMBER: (FieldType.NUMBER, _as_number),
    AttributeType.DATE: (FieldType.DATE, _as_day),
    AttributeType.YES_NO: (FieldType.YES_NO, _as_yes),
}
