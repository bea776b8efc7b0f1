"""What a field is: a code, a name, a type, and how customers are found by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Exists, Expression, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from karn.apps.people.models import Person
from karn.apps.segments.fields.comparing import (
    cents_in,
    code_in,
    day_in,
    number_in,
    text_in,
)
from karn.apps.segments.rules.operators import FieldType, Operator
from karn.apps.segments.rules.spans import day_after, days_since, instants, months_since, start_of
from karn.apps.segments.rules.values import Asked

Choices = Iterable[tuple[str, Promise | str]]
Name = Promise | str


@dataclass(frozen=True, slots=True)
class When:
    """The day a segment is asked for, and the zone in which it is that day."""

    on: date
    zone: ZoneInfo

    @property
    def until(self) -> datetime:
        """The instant at which the day is over."""
        return start_of(day_after(self.on, 1), self.zone)


Find = Callable[[Asked, When], Q]
"""Return the condition on customers under which what is asked holds (not turned round)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a segment can ask of customers. `code` is stored; it stays when the name changes.

    `choices` are what can be chosen, or suggested for a text; `in_use` finds them among the customers a
    person may see; `note` says what one has to know; `usual` is what is asked of it mostly, where that is
    not what is asked of its type.
    """

    code: str
    name: Name
    type: FieldType
    find: Find
    choices: Callable[[], Choices] | None = None
    note: Name = ""
    usual: Operator | None = None
    in_use: Callable[[Person], Choices] | None = None

    def offered_to(self, person: Person) -> Field:
        """Return the field with the choices this person may see."""
        return replace(self, choices=partial(self.in_use, person)) if self.in_use else self

    def condition(self, asked: Asked, when: When) -> Q:
        """Return the condition on customers, true or false for each."""
        found = self.find(asked, when)
        return ~found if asked.is_not else found


class FieldSource(Protocol):
    """The fields of one app. Entries stand in the project's wiring."""

    @property
    def name(self) -> Name:
        """What they are about, as a heading."""

    def fields(self) -> Sequence[Field]:
        """Return them, in the order in which they are offered."""


def text_column(column: str) -> Find:
    """Find by a column of text."""
    return lambda asked, _when: text_in(asked, column)


def code_column(column: str) -> Find:
    """Find by a column of codes."""
    return lambda asked, _when: code_in(asked, column)


def day_column(column: str) -> Find:
    """Find by a column of dates."""
    return lambda asked, _when: day_in(asked.span, column)


def yes(condition: Callable[[When], Q]) -> Find:
    """Find by yes or no."""

    def find(asked: Asked, when: When) -> Q:
        held = condition(when)
        return held if asked.yes else ~held

    return find


OF_EACH: Final = OuterRef("pk")
"""The customer who is asked about, in the rows of :func:`any_row` and :func:`one_value`."""


def any_row(rows: Callable[[When], QuerySet[Any]], compare: Callable[[Asked], Q]) -> Find:
    """Find customers of whom any of the rows compares; the rows are those of the customer OF_EACH."""
    return lambda asked, when: Q(Exists(rows(when).filter(compare(asked))))


def one_value(
    rows: Callable[[When], QuerySet[Any]],
    customer: str,
    value: Aggregate | Expression,
    compare: Callable[[Asked, str, When], Q],
    *,
    without: Any = None,
) -> Find:
    """Find customers by one value made of all their rows: a sum, the latest.

    `customer` is the column by which the rows, those of OF_EACH, are put together. Who has none has the
    value `without`, where that is given.
    """

    def find(asked: Asked, when: When) -> Q:
        its = rows(when).order_by()
        made = its.values(customer).annotate(of=value)
        held = Q(Exists(made.filter(compare(asked, "of", when)).values("of")))
        if without is None or not (asked.empty or (asked.span and asked.span.holds(without))):
            return held
        return held | ~Q(Exists(its))

    return find


def latest(rows: Callable[[When], QuerySet[Any]], column: str, *, days_ago: bool = False) -> Find:
    """Find customers by the local day of their latest row, or by how many days ago that is.

    Asked as "is there one from then on, and none later": an index ends each question early.
    """

    def find(asked: Asked, when: When) -> Q:
        its = rows(when)
        if asked.span is None:
            return Q(Exists(its))
        span = days_since(asked.span, when.on) if days_ago else asked.span
        low, high = instants(span, when.zone)
        within = its.filter(**{f"{column}__gte": low}) if low is not None else its
        if high is None:
            return Q(Exists(within))
        within = within.filter(**{f"{column}__lt": high})
        return Q(Exists(within)) & ~Q(Exists(its.filter(**{f"{column}__gte": high})))

    return find


def as_number(asked: Asked, column: str, _when: When) -> Q:
    """Compare a number."""
    return number_in(asked, column)


def as_cents(asked: Asked, column: str, _when: When) -> Q:
    """Compare an amount kept in whole cents."""
    return cents_in(asked, column)


def as_day(asked: Asked, column: str, _when: When) -> Q:
    """Compare a date."""
    return day_in(asked.span, column)


def as_months_since(asked: Asked, column: str, when: When) -> Q:
    """Compare the whole months since a date."""
    return day_in(asked.span and months_since(asked.span, when.on), column)
