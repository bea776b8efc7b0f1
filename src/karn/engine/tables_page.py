"""The docs page of the declared tables, made from them.

``python -m karn.engine.tables_page > docs/tables.md`` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from karn.engine.lake.shapes import DAYS_OF
from karn.engine.tables import TABLES, Column, Table, Type

PAGE_TITLE = "# The tables the engine reads"
INTRODUCTION = """\
*Made from `src/karn/engine/tables/` by `python -m karn.engine.tables_page`; a test keeps it fresh.*

A lake may hold any one of these tables. Columns in **bold** must be there; the others may be left out.
Days are local to the lake's zone; a period runs from its first day up to, not including, its last.
`karn lake build --from FOLDER --out LAKE` makes a lake of files named like the tables (`subscriptions.csv`,
`customers.parquet`, …) and checks every row on the way."""
STORED = {
    Type.ID: ("text, at most 200 characters", "text"),
    Type.TEXT: ("text, at most 10,000 characters", "text"),
    Type.DATE: ("day", "date"),
    Type.INSTANT: ("moment", "timestamp in UTC, without zone"),
    Type.MONEY: ("amount", "decimal(18,6)"),
    Type.NUMBER: ("number", "double"),
    Type.INTEGER: ("whole number", "bigint"),
    Type.BOOLEAN: ("yes or no", "boolean"),
    Type.CURRENCY: ("currency, ISO 4217", "text"),
    Type.CHOICE: ("one of a list", "text"),
    Type.EMAIL: ("e-mail address", "text"),
}
INSTEAD = {
    "subscriptions": (
        "In files for `karn lake build` a price may stand in place of `mrr`: `amount` with `interval` "
        "(`day`, `week`, `4-week`, `month`, `quarter`, `year`) and, where there are any, `quantity`, "
        "`discount_percent` (with `discount_ends_on`, the first day without it) and `status` (`active`, "
        "`trial`, `paused`). A state that ends on the day it starts gives way to another of the same "
        "subscription and day."
    )
}


def tables_page() -> str:
    """Return the page as Markdown."""
    parts = [PAGE_TITLE, INTRODUCTION, *("\n".join(_section(table)) for table in TABLES.values())]
    return "\n\n".join(parts) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{table.means} One row per {' and '.join(f'`{name}`' for name in table.grain)}."
    for first, second in table.ordered:
        yield f"`{first}` may not be later than `{second}`."
    if table.attributes:
        yield "Further columns are kept as text, their headings in lower case with `_` between the words."
    if table.name in INSTEAD:
        yield INSTEAD[table.name]
    if days := DAYS_OF.get(table.name):
        told = ", ".join(f"`{day}` of `{moment}`" for day, moment in days.items())
        yield f"Derived: the local day of each moment, added while the lake is made: {told}."
    yield "\n| column | is | stored as | means |\n| --- | --- | --- | --- |"
    yield from map(_row, table.columns)


def _row(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    kind, stored = STORED[column.type]
    kind = ", ".join(f"`{choice}`" for choice in column.choices) or kind
    notes = [column.means]
    if column.default is not None:
        notes.append(f"Default `{column.default}`.")
    return f"| {name} | {kind} | {stored} | {' '.join(notes)} |"


if __name__ == "__main__":
    sys.stdout.write(tables_page())
