"""Writes a person into every table that says of a field that it loses the person. No test: they use it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models

from karn.apps.customers.models import Contact, Customer
from karn.apps.personal.queries.holdings import is_changed
from karn.platform.personal import Mark, Marks, all_marks, marks_of

ABOUT_NO_WORDS = {"customers.likeness", "care.contactbond"}
"""Pairs, with rules of which two; nothing is written in them."""


class EveryTable:
    """Makes one row about `her` and one about `other` in each table, with her name in all that may hold it.

    In rows about somebody else she stands only where texts are free: what is emptied there is not hers.
    `contact` of each is who rows about a contact are about. Rows given with `there` are not made.
    """

    def __init__(self, her: Customer, other: Customer, *, name: str, words: str, there: list[Any]) -> None:
        self.her, self.other, self.name, self.words = her, other, name, words
        self.rows: dict[tuple[type[models.Model], int], Any] = {}
        for row in there:
            self.rows[type(row), row.customer_id] = row
        self.numbers = count(1000)
        self.told: set[str] = set()

    def fill(self) -> list[str]:
        """Make the rows; return the tables with a row in which she stands."""
        for marks in all_marks():
            if is_changed(marks) and marks.table not in ABOUT_NO_WORDS:
                for whose in (self.her, self.other) if marks.customer else (self.other,):
                    self.row(marks.model, whose)
        return sorted(self.told)

    def row(self, model: type[models.Model], whose: Customer) -> Any:
        """Return the table's row about a customer, made if it is not there yet."""
        if (model, whose.pk) not in self.rows:
            marks = marks_of(model._meta.label_lower) or Marks(model._meta.label_lower)
            row = model(**dict(self._values(marks, model, whose)))
            # As they are: no history, no signal.
            model._base_manager.bulk_create([row])
            self.rows[model, whose.pk] = row
        return self.rows[model, whose.pk]

    def _values(self, marks: Marks, model: type[models.Model], whose: Customer) -> Iterator[tuple[str, Any]]:
        for field in model._meta.concrete_fields:
            if field.is_relation:
                yield field.name, self._related(field, whose)
            elif field.name in marks.customer and field.name != "pk":
                yield field.name, next(iter(marks.customers([whose.pk])))
            elif not field.primary_key:
                yield field.name, self._value(field, marks, whose)

    def _related(self, field: Any, whose: Customer) -> Any:
        if field.related_model is Customer:
            return whose
        if field.related_model is Contact:
            return Contact.everything.filter(customer=whose).order_by("pk").first()
        return None if field.null else self.row(field.related_model, whose)

    def _value(self, field: Any, marks: Marks, whose: Customer) -> Any:
        mark = marks.fields.get(field.name)
        hers = {Mark.CLEARED, Mark.SCRUBBED} | ({Mark.EMPTIED, Mark.NUMBERED} if whose == self.her else set())
        if mark in hers and not field.choices and (words := self._words(field)):
            self.told.add(marks.table)
            return words
        if field.choices:
            return field.choices[0][0]
        if field.name == "ends_on":  # while a contract runs, nobody is erased
            return date(2026, 10, 2)
        if field.has_default():
            return field.get_default()
        return None if field.null else self._plain(field)

    def _words(self, field: Any) -> Any:
        if isinstance(field, models.JSONField):
            return {"said": self.words, "all": [self.name]}
        if isinstance(field, models.TextField) or field.max_length:
            most = field.max_length or 1000
            return self.words if len(self.words) <= most else self.name if len(self.name) <= most else ""
        return None

    def _plain(self, field: Any) -> Any:
        number = next(self.numbers)
        if isinstance(field, models.CharField):
            return f"n{number}"[: field.max_length]
        plain: dict[type[Any], Any] = {
            models.DateTimeField: datetime.fromisoformat("2026-10-01T09:00:00+00:00"),
            models.DateField: date(2026, 10, 1),
            models.UUIDField: uuid4(),
            models.JSONField: {},
            models.TextField: "x",
            models.BooleanField: False,
        }
        return next((value for kind, value in plain.items() if isinstance(field, kind)), number)
