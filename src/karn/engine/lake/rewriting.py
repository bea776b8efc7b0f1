"""Changing rows of a lake that is there: for what must go at once, and not with the next build."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from karn.engine.lake.manifest import NAME, Entry, Manifest
from karn.engine.lake.writer import ROW_GROUP, locked_lake
from karn.kernel.durable import write_durably
from karn.kernel.points import point

Change = Callable[[str, pa.Table], pa.Table]
"""Given a table's name and its rows, what they are to be; the same object where nothing changes."""


def rewrite_lake(folder: Path, change: Change) -> int:
    """Change the rows of every table of the lake in `folder`; return how many tables were changed.

    Files that the manifest does not name then, those of the lake before among them, are deleted: nothing
    of what was there is left. A killed rewriting leaves the lake as it was, or as it is to be. Returns 0
    where there is no lake. Raises BadInput while another build writes it, DamagedFile for a broken one.
    """
    if not (folder / NAME).is_file():
        _sweep(folder, frozenset())
        return 0
    lock = locked_lake(folder)
    try:
        manifest = Manifest.read(folder)
        entries = {name: _changed(folder, name, entry, change) for name, entry in manifest.tables.items()}
        changed = sum(entries[name] is not entry for name, entry in manifest.tables.items())
        if changed:
            replace(manifest, tables=entries).write(folder)
            point("lake.rewritten")
        _sweep(folder, frozenset(entry.file for entry in entries.values()))
    finally:
        os.close(lock)
    return changed


def _changed(folder: Path, name: str, entry: Entry, change: Change) -> Entry:
    table = pq.read_table(folder / entry.file)
    done = change(name, table)
    if done is table:
        return entry
    path = folder / f"{name}.{secrets.token_hex(4)}.parquet"
    digest = write_durably(
        path, lambda temporary: pq.write_table(done, temporary, row_group_size=ROW_GROUP, compression="zstd")
    )
    return Entry(path.name, digest, done.num_rows, entry.attributes)


def _sweep(folder: Path, named: frozenset[str]) -> None:
    for file in folder.iterdir() if folder.is_dir() else ():
        if (".parquet" in file.name or file.name.endswith(".part")) and file.name not in named:
            file.unlink(missing_ok=True)
    point("lake.swept")
