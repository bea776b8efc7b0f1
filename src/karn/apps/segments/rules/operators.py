"""What a field may be, and what can be asked of it. Both are enums: nothing else reaches a query."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FieldType(StrEnum):
    """What kind of value a field has."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Operator(StrEnum):
    """What can be asked of a field."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    LAST_DAYS = "last_days"
    NEXT_DAYS = "next_days"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"


_NUMBERS: Final = (
    Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.IS, Operator.IS_NOT, Operator.EMPTY,
    Operator.NOT_EMPTY,
)  # fmt: skip

OPERATORS: Final[dict[FieldType, tuple[Operator, ...]]] = {
    FieldType.TEXT: (
        Operator.CONTAINS, Operator.IS, Operator.IS_NOT, Operator.STARTS_WITH, Operator.ONE_OF,
        Operator.EMPTY, Operator.NOT_EMPTY,
    ),
    FieldType.NUMBER: _NUMBERS,
    FieldType.MONEY: _NUMBERS,
    FieldType.DATE: (
        Operator.LAST_DAYS, Operator.NEXT_DAYS, Operator.BEFORE, Operator.AFTER, Operator.BETWEEN,
        Operator.IS, Operator.EMPTY, Operator.NOT_EMPTY,
    ),
    FieldType.CHOICE: (
        Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.EMPTY, Operator.NOT_EMPTY,
    ),
    FieldType.YES_NO: (Operator.IS,),
}  # fmt: skip
"""What can be asked of each type, what is asked most first."""

OPERATOR_NAMES: Final[dict[Operator, Promise]] = {
    Operator.IS: pgettext_lazy("operator", "is"),
    Operator.IS_NOT: pgettext_lazy("operator", "is not"),
    Operator.ONE_OF: _("is one of"),
    Operator.CONTAINS: _("contains"),
    Operator.STARTS_WITH: _("starts with"),
    Operator.AT_LEAST: _("is at least"),
    Operator.AT_MOST: _("is at most"),
    Operator.BETWEEN: _("is between"),
    Operator.BEFORE: _("is before"),
    Operator.AFTER: _("is after"),
    Operator.LAST_DAYS: _("is in the last days"),
    Operator.NEXT_DAYS: _("is in the next days"),
    Operator.EMPTY: _("is empty"),
    Operator.NOT_EMPTY: _("is not empty"),
}
"""The operators in words."""


def values_wanted(operator: Operator) -> tuple[int, int]:
    """Return how many values an operator takes: at least, at most."""
    if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
        return (0, 0)
    if operator == Operator.BETWEEN:
        return (2, 2)
    return (1, MOST_VALUES) if operator == Operator.ONE_OF else (1, 1)


MOST_VALUES: Final = 100
"""Values that “is one of” takes."""
