"""What a table and a column are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from karn.kernel.errors import UnknownName


class Type(StrEnum):
    """What a value is. The reader turns text into it, or refuses the row."""

    ID = "id"  # text, trimmed, at most 200 characters
    TEXT = "text"  # text, trimmed, at most 10,000 characters
    DATE = "date"  # a local date
    INSTANT = "instant"  # UTC, stored without zone; a bare date means midnight in the company's zone
    MONEY = "money"  # DECIMAL(18,6)
    NUMBER = "number"  # DOUBLE
    INTEGER = "integer"  # BIGINT
    BOOLEAN = "boolean"
    CURRENCY = "currency"  # ISO 4217, upper case
    CHOICE = "choice"  # one of `choices`, lower case
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `required` says the column must be there, and filled in each row unless it is also `nullable`.
    `aliases` are other headings it is known by (compared lower case, letters and digits only);
    `means` is one sentence for the docs, with the unit; `default` fills an absent column or an empty
    cell of an optional one.
    """

    name: str
    type: Type
    means: str
    required: bool = False
    nullable: bool = False
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One input table. `grain` names the columns that identify a row.

    `attributes` says whether columns that are not declared are kept, as text, to group by.
    `ordered` are pairs of columns of which the first may not be later than the second.
    """

    name: str
    means: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    attributes: bool = False
    ordered: tuple[tuple[str, str], ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the declared column `name`, or raise UnknownName."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName("column", name, [column.name for column in self.columns])
