"""The DuckDB in which uploads are checked: in memory, locked down, bound to the folders at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb

from karn.engine.zones import check_zone

MEMORY = "256MB"


@contextmanager
def open_workbench(*folders: Path, zone: str = "UTC") -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that can read and write in `folders` only, with the macros of `cells.sql`.

    `zone` is where local dates are. Raises BadInput when there is no such zone.
    """
    check_zone(zone)
    allowed = [str(folder.resolve()) for folder in folders]
    with duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "threads": "2",
            "temp_directory": f"{allowed[0]}/spilled",
        }
    ) as connection:
        connection.execute(f"SET allowed_directories = [{', '.join(map(literal, allowed))}]")
        connection.execute("SET enable_external_access = false; SET TimeZone = 'UTC'")
        connection.execute("SET VARIABLE zone = $1", [zone])
        for statement in _macros():
            connection.execute(statement)
        connection.execute("SET lock_configuration = true")
        yield connection


def _macros() -> list[str]:
    text = resources.files(__package__).joinpath("cells.sql").read_text(encoding="utf-8")
    return [part for part in re.split(r";\n", text) if part.strip()]


def literal(text: str) -> str:
    """Return `text` as a literal of SQL. A backslash means nothing special in it."""
    return "'" + text.replace("'", "''") + "'"


def parquet(path: Path) -> str:
    """Return the table function that reads the Parquet at `path`."""
    return f"read_parquet({literal(str(path.resolve()))})"
