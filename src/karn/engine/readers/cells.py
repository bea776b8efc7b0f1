"""The SQL that turns one field's cell into its value and, where that fails, into the reason."""

from __future__ import annotations

from dataclasses import dataclass

from karn.engine.currencies import CURRENCIES
from karn.engine.readers.workbench import literal
from karn.engine.tables import Column, Type

SQL_TYPES = {
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMP",
    Type.MONEY: "DECIMAL(18, 6)",
    Type.NUMBER: "DOUBLE",
    Type.INTEGER: "BIGINT",
    Type.BOOLEAN: "BOOLEAN",
}
REFUSALS = {
    Type.DATE: "not_a_date",
    Type.INSTANT: "not_a_date",
    Type.MONEY: "not_a_number",
    Type.NUMBER: "not_a_number",
    Type.INTEGER: "not_a_number",
    Type.BOOLEAN: "not_a_boolean",
    Type.CURRENCY: "not_a_currency",
    Type.CHOICE: "not_a_choice",
    Type.EMAIL: "not_an_email",
}
# The macros of cells.sql that make a value of a plain text.
MACROS = {
    Type.DATE: "local_date",
    Type.INSTANT: "instant",
    Type.MONEY: "six_places",
    Type.INTEGER: "whole",
    Type.BOOLEAN: "truth",
    Type.EMAIL: "address",
}
LONGEST = {Type.ID: 200, Type.TEXT: 10_000}
# And those that make a text of a cell.
TEXTS = {Type.ID: "filled", Type.TEXT: "filled", Type.DATE: "dated", Type.INSTANT: "dated"}


@dataclass(frozen=True, slots=True)
class Field:
    """One declared column, the SQL of its cell (None: it has none), how its dates or numbers are written."""

    column: Column
    cell: str | None
    written: str | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether it can hold nothing: no cell to read and no default."""
        return self.cell is None and self.column.default is None

    @property
    def sql_type(self) -> str:
        """The SQL type of its values."""
        return SQL_TYPES.get(self.column.type, "VARCHAR")

    @property
    def text(self) -> str:
        """SQL: the cell as text, without blanks; the default where it is empty."""
        if self.cell is None:
            return "CAST(NULL AS VARCHAR)" if self.column.default is None else literal(self.column.default)
        text = f"{TEXTS.get(self.column.type, 'meant')}({self.cell})"
        default = self.column.default
        return text if default is None else f"coalesce({text}, {literal(default)})"

    def plain(self, text: str) -> str:
        """SQL: `text` in the one way of writing its type has: year-month-day, a number with a point.

        A step of its own, because DuckDB would otherwise work it out anew at each mention.
        """
        if self.is_empty:
            return text
        match self.column.type:
            case Type.DATE | Type.INSTANT:
                return f"year_first({text}, {literal(self.written or 'ymd')})"
            case Type.MONEY | Type.NUMBER | Type.INTEGER:
                return f"{'comma' if self.written == 'comma' else 'point'}_number({text})"
            case Type.CURRENCY:
                return f"currency_code({text})"
            case Type.CHOICE:
                return f"choice({text})"
        return text

    def value(self, plain: str) -> str:
        """SQL: the typed value of a `plain` text; NULL when it is none."""
        return f"CAST({plain if self.is_empty else self._read(plain)} AS {self.sql_type})"

    def refusal(self, text: str, value: str) -> str:
        """SQL: why the cell is refused; NULL when it is fine."""
        if self.is_empty and not self.column.required:
            return "CAST(NULL AS VARCHAR)"
        cases = []
        if self.column.required and not self.column.nullable:
            cases.append(f"WHEN {text} IS NULL THEN 'missing'")
        if longest := LONGEST.get(self.column.type):
            cases.append(f"WHEN length({text}) > {longest} THEN 'too_long'")
        if code := REFUSALS.get(self.column.type):
            cases.append(f"WHEN {text} IS NOT NULL AND {value} IS NULL THEN '{code}'")
        return f"CASE {' '.join(cases)} END"

    @property
    def details(self) -> dict[str, str]:
        """Per refusal what helps to mend the cell, in no language: the choices, the longest length."""
        return {
            "not_a_choice": ", ".join(self.column.choices),
            "too_long": str(LONGEST.get(self.column.type, "")),
        }

    def _read(self, plain: str) -> str:
        match self.column.type:
            case Type.NUMBER:
                return f"try_cast({plain} AS DOUBLE)"
            case Type.CURRENCY:
                return _if_among(plain, sorted(CURRENCIES))
            case Type.CHOICE:
                return _if_among(plain, self.column.choices)
        return f"{MACROS[self.column.type]}({plain})" if self.column.type in MACROS else plain


def _if_among(value: str, known: tuple[str, ...] | list[str]) -> str:
    return f"CASE WHEN {value} IN ({', '.join(map(literal, known))}) THEN {value} END"
