"""Stored rows of the engine, read as values with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile, groupby
from typing import Any

from karn.apps.desk.rules import may_be_percentage

Row = dict[str, Any]

CAME = ("new", "reactivation", "expansion")
WENT = ("contraction", "churn")


def number(value: Any) -> Decimal | None:
    """Return an engine's number (text, whole or broken) as a decimal; nothing as nothing."""
    return None if value is None or value == "" else Decimal(str(value))


def whole(value: Any) -> int:
    """Return an engine's count; nothing as 0."""
    return int(number(value) or 0)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its counts (or amounts) and, for counts, the 90 % interval."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    joined_and_left: int = 0

    @property
    def may_be_percentage(self) -> bool:
        """Whether a page may write it as a percentage: for rates of customers only."""
        return may_be_percentage(whole(self.denominator))


def rate(row: Row) -> Rate:
    """Read one row of a rate."""
    return Rate(
        numerator=number(row.get("numerator")),
        denominator=number(row.get("denominator")),
        value=number(row.get("value")),
        low=number(row.get("low")),
        high=number(row.get("high")),
        joined_and_left=whole(row.get("joined_and_left")),
    )


@dataclass(frozen=True, slots=True)
class MonthRate:
    """A rate in one month, or over the twelve months that end with it."""

    month: date
    rate: Rate
    customers: int
    """The customers at the start of it."""

    @property
    def may_be_percentage(self) -> bool:
        """Whether there were enough customers for a percentage."""
        return may_be_percentage(self.customers)


def rates_by_month(rows: Iterable[Row], churn: Iterable[Row]) -> tuple[MonthRate, ...]:
    """Read a series, without the months before there was anybody to lose.

    `churn` are the rows of customer churn for the same periods: they count the customers.
    """
    customers = {(row["from"], row["to"]): whole(row["denominator"]) for row in churn}
    points = (
        MonthRate(_last_month(row), rate(row), customers.get((row["from"], row["to"]), 0)) for row in rows
    )
    return tuple(dropwhile(lambda point: not point.customers, points))


def _last_month(row: Row) -> date:
    """Return the first day of the last month of the row's period."""
    return (date.fromisoformat(row["to"]) - timedelta(days=1)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the books: amounts are of MRR; `effect` is what it did to MRR (none for balances)."""

    movement: str
    mrr: Decimal
    customers: int
    effect: Decimal | None


@dataclass(frozen=True, slots=True)
class Books:
    """The movements of one period, from opening to closing."""

    month: date
    lines: tuple[Movement, ...]

    def line(self, movement: str) -> Movement:
        """Return the line `movement`; zero where it is not there."""
        nothing = Movement(movement, Decimal(0), 0, None)
        return next((line for line in self.lines if line.movement == movement), nothing)

    @property
    def moved(self) -> tuple[Movement, ...]:
        """The lines in which something moved, and both balances."""
        return tuple(
            line
            for line in self.lines
            if line.mrr or line.customers or line.movement in ("opening", "closing")
        )


def books(rows: Sequence[Row]) -> Books:
    """Read the movements of one period."""
    lines = tuple(
        Movement(
            row["movement"],
            number(row["mrr"]) or Decimal(0),
            whole(row["customers"]),
            number(row.get("effect")),
        )
        for row in rows
    )
    return Books(_last_month(rows[0]) if rows and "to" in rows[0] else date.min, lines)


def books_by_month(rows: Iterable[Row]) -> tuple[Books, ...]:
    """Read a series of movements, without the months before the first of them."""
    read = (books(list(of_month)) for _, of_month in groupby(rows, key=lambda row: row["from"]))
    return tuple(dropwhile(lambda one: not any(line.mrr for line in one.lines), read))


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a cohort are still active after so many months."""

    interval: int
    active: int
    value: Decimal | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers who first paid in the same month."""

    month: date
    size: int
    cells: tuple[Cell, ...]

    @property
    def may_be_percentage(self) -> bool:
        """Whether it is large enough for percentages."""
        return may_be_percentage(self.size)


def _cell(row: Row) -> Cell:
    return Cell(
        int(row["interval"]), whole(row["active"]), number(row["value"]), bool(row.get("provisional"))
    )


def cohorts(rows: Iterable[Row]) -> tuple[Cohort, ...]:
    """Read the cohort table; cohorts in which nobody began are left out."""
    found = []
    for first_day, of_cohort in groupby(rows, key=lambda row: row["cohort"]):
        cells = list(of_cohort)
        if first_day and whole(cells[0]["size"]):
            its = tuple(_cell(cell) for cell in cells)
            found.append(Cohort(date.fromisoformat(first_day), whole(cells[0]["size"]), its))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class StillHere:
    """The survival curve at `t` whole months: who was at risk, who left, the share still here."""

    t: int
    at_risk: int
    events: int
    value: Decimal
    low: Decimal | None
    high: Decimal | None


def survival(rows: Iterable[Row]) -> tuple[StillHere, ...]:
    """Read the survival curve."""
    return tuple(
        StillHere(
            int(row["t"]),
            whole(row["at_risk"]),
            whole(row["events"]),
            number(row["value"]) or Decimal(0),
            number(row["low"]),
            number(row["high"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """What losing customers cost in a period, and what one point of churn less is worth.

    Both are nothing where fewer than 20 customers ever left: a lifetime value cannot be known then.
    """

    lost: int = 0
    opening: int = 0
    winning_cost: Decimal | None = None
    lifetime_value: Decimal | None = None
    cost: Decimal | None = None
    one_point_less: Decimal | None = None

    @property
    def replacing(self) -> Decimal | None:
        """What winning as many customers as were lost costs."""
        return self.lost * self.winning_cost if self.winning_cost else None


def cost(row: Row) -> Cost:
    """Read the cost of churn."""
    known = row if row.get("reliable") else {}
    return Cost(
        whole(row.get("lost")),
        whole(row.get("opening")),
        number(row.get("winning_cost")),
        number(known.get("ltv")),
        number(known.get("cost")),
        number(known.get("one_point_less")),
    )
