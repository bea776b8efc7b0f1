"""Rows about somebody who was erased: they do not come back, and nothing of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from karn.apps.intake.targets.rows import Context, Refusal, Rows
from karn.apps.intake.targets.target import Target
from karn.apps.personal.queries.tombstones import ROWS_OF, Erased

ERASED = "erased"
"""The code with which such rows are refused. What stood in them is not told."""


def checks_of(target: Target, source: str, erased: Erased) -> Mapping[str, Callable[[str], bool]]:
    """Return, by field, what says that a row of a file from `source` is of somebody who was erased."""
    tables = {target.grain[0]: target.own.model._meta.label_lower} | ROWS_OF
    checks: dict[str, Callable[[str], bool]] = {
        field: lambda number, table=table: erased.has_row(table, source, number)  # type: ignore[misc]
        for field, table in tables.items()
    }
    return checks | dict.fromkeys(target.addresses, erased.has_address)


def refuse_erased(rows: Rows, target: Target, context: Context, erased: Erased) -> None:
    """Take out the rows of who was erased."""
    if not erased:
        return
    for field, is_erased in checks_of(target, context.source, erased).items():
        values = rows.column(field)
        bad = _bad(values, is_erased)
        heading = context.heading(field)
        rows.refuse(
            (position, Refusal(rows.lines[position], heading, "", ERASED))
            for position, value in enumerate(values if bad else ())
            if value in bad
        )


def _bad(values: Iterable[Any], is_erased: Callable[[str], bool]) -> set[str]:
    return {value for value in set(values) if isinstance(value, str) and is_erased(value)}
