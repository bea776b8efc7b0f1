"""The SQL that turns one field's cell into its value and, where that fails, into the reason."""

from __future__ import annotations

from dataclasses import dataclass

from karn.engine.readers.currencies import CURRENCIES
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
LONGEST = {Type.ID: 200, Type.TEXT: 10_000}


@dataclass(frozen=True, slots=True)
class Field:
    """One declared column, the SQL of its cell, and how its dates or numbers are written."""

    column: Column
    cell: str
    written: str | None = None

    @property
    def sql_type(self) -> str:
        """The SQL type of its values."""
        return SQL_TYPES.get(self.column.type, "VARCHAR")

    @property
    def text(self) -> str:
        """SQL: the cell as text, without blanks; the default where it is empty."""
        text = f"{'filled' if self.column.type in LONGEST else 'meant'}({self.cell})"
        default = self.column.default
        return text if default is None else f"coalesce({text}, {literal(default)})"

    def value(self, text: str) -> str:
        """SQL: the typed value of `text`; NULL when it is no such value."""
        return f"CAST({self._read(text)} AS {self.sql_type})"

    def refusal(self, text: str, value: str) -> str:
        """SQL: why the cell is refused; NULL when it is fine."""
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
        return {"not_a_choice": ", ".join(self.column.choices), "too_long": str(LONGEST.get(self.column.type, ""))}

    def _read(self, text: str) -> str:
        match self.column.type:
            case Type.DATE:
                return f"local_date(year_first({text}, {literal(self.written or 'ymd')}))"
            case Type.INSTANT:
                return f"instant(year_first({text}, {literal(self.written or 'ymd')}))"
            case Type.MONEY:
                return f"six_places({self._digits(text)})"
            case Type.NUMBER:
                return f"try_cast({self._digits(text)} AS DOUBLE)"
            case Type.INTEGER:
                return f"whole({self._digits(text)})"
            case Type.BOOLEAN:
                return f"truth({text})"
            case Type.EMAIL:
                return f"address({text})"
            case Type.CURRENCY:
                return _one_of(f"currency_code({text})", sorted(CURRENCIES))
            case Type.CHOICE:
                return _one_of(f"choice({text})", self.column.choices)
        return text

    def _digits(self, text: str) -> str:
        return f"{'comma' if self.written == 'comma' else 'point'}_number({text})"


def _one_of(value: str, known: tuple[str, ...] | list[str]) -> str:
    return f"CASE WHEN {value} IN ({', '.join(map(literal, known))}) THEN {value} END"
