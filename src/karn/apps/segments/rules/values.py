"""The values of a condition: text as stored, read by the type of the field, or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from karn.apps.segments.rules.definitions import LONGEST, Condition
from karn.apps.segments.rules.operators import (
    OPERATOR_NAMES,
    OPERATORS,
    FieldType,
    Operator,
    values_wanted,
)
from karn.apps.segments.rules.spans import FIRST_DAY, LAST_DAY, Span, day_after
from karn.kernel.errors import BadInput, message

NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
MOST_DAYS: Final = 36_500

_NEGATIVE = (Operator.IS_NOT, Operator.EMPTY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a field, read: of its `texts` (or codes), its `span`, or whether it is `empty`.

    `is_not` turns the answer round. A yes-or-no field is asked for `yes`.
    """

    operator: Operator
    texts: tuple[str, ...] = ()
    span: Span[Any] | None = None
    yes: bool = True

    @property
    def empty(self) -> bool:
        """Whether it is asked only if there is a value."""
        return self.operator in (Operator.EMPTY, Operator.NOT_EMPTY)

    @property
    def is_not(self) -> bool:
        """Whether the answer is turned round."""
        return self.operator in _NEGATIVE


def asked(condition: Condition, *, type: FieldType, name: str, today: date) -> Asked:  # noqa: A002
    """Read what a condition asks of a field of this type, called `name`. Raises BadInput."""
    if condition.operator not in OPERATORS[type]:
        words = str(OPERATOR_NAMES[condition.operator])
        raise BadInput("“%(field)s” cannot be asked whether it “%(operator)s”.", field=name, operator=words)
    values = tuple(_clean(value, name) for value in condition.values)
    least, most = values_wanted(condition.operator)
    if not least <= len(values) <= most or "" in values:
        raise BadInput(_MISSING if least else _TOO_MANY, field=name)
    if not values:
        return Asked(condition.operator)
    if type in (FieldType.TEXT, FieldType.CHOICE):
        return Asked(condition.operator, texts=values)
    if type == FieldType.YES_NO:
        return Asked(condition.operator, yes=_yes(values[0], name))
    if type == FieldType.DATE:
        return Asked(condition.operator, span=_days(condition.operator, values, name, today))
    return Asked(condition.operator, span=_numbers(condition.operator, values, name))


_MISSING = message("Say what “%(field)s” is compared with.")
_TOO_MANY = message("“%(field)s” is compared with nothing here: leave the value out.")


def _clean(value: str, name: str) -> str:
    if len(value) > LONGEST:
        raise BadInput(
            "What “%(field)s” is compared with has at most %(most)s characters.", field=name, most=LONGEST
        )
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadInput("What “%(field)s” is compared with holds a sign that no text has.", field=name)
    return value


def _yes(value: str, name: str) -> bool:
    if value not in ("yes", "no"):
        raise BadInput("“%(field)s” is yes or no.", field=name)
    return value == "yes"


def _numbers(operator: Operator, values: tuple[str, ...], name: str) -> Span[Decimal]:
    read = [_number(value, name) for value in values]
    if operator == Operator.AT_LEAST:
        return Span(low=read[0])
    if operator == Operator.AT_MOST:
        return Span(high=read[0])
    return Span(read[0], read[-1])


def _number(value: str, name: str) -> Decimal:
    if NUMBER.fullmatch(value) is None:
        raise BadInput(
            "“%(field)s” is compared with a number such as 12.5, not “%(value)s”.", field=name, value=value
        )
    return Decimal(value)


def _days(operator: Operator, values: tuple[str, ...], name: str, today: date) -> Span[date]:
    if operator == Operator.LAST_DAYS:
        return Span(day_after(today, -_whole(values[0], name)), today)
    if operator == Operator.NEXT_DAYS:
        return Span(today, day_after(today, _whole(values[0], name)))
    read = [_day(value, name) for value in values]
    if operator == Operator.BEFORE:
        return Span(high=day_after(read[0], -1)) if read[0] > FIRST_DAY else Span(LAST_DAY, FIRST_DAY)
    if operator == Operator.AFTER:
        return Span(low=day_after(read[0], 1)) if read[0] < LAST_DAY else Span(LAST_DAY, FIRST_DAY)
    return Span(read[0], read[-1])


def _day(value: str, name: str) -> date:
    try:
        day = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise BadInput(
            "“%(field)s” is compared with a day such as 2026-03-31, not “%(value)s”.", field=name, value=value
        )
    return day


def _whole(value: str, name: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 6 and int(value) <= MOST_DAYS):
        raise BadInput("“%(field)s” needs a number of days, up to %(most)s.", field=name, most=MOST_DAYS)
    return int(value)
