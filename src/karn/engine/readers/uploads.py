"""Reading one upload: in a limited child process, into raw Parquet that Karn wrote itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import pyarrow.parquet as pq

from karn.engine.readers.dialects import Dialect
from karn.engine.readers.limits import LIMITS, Limits
from karn.engine.readers.raw import about_raw, raw_name
from karn.kernel.durable import write_durably
from karn.kernel.errors import BadInput, DamagedFile

REFUSED = 3
# What the child may know of this process's surroundings: where Python finds its modules, nothing else.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR", "TZDIR")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has been read: raw Parquet at `path`, one row per record.

    In the Parquet the column at position n of `columns` is called `c<n>` (text); `line` is the physical
    line on which the record starts (the headings' line is 1); `over` is how many cells too many it had.
    `typed` names the columns that were no text in the first place (Parquet's numbers and dates).
    """

    path: Path
    columns: tuple[str, ...]
    rows: int
    encoding: str
    delimiter: str
    typed: frozenset[str] = frozenset()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open again what :func:`read_upload` wrote. Raises DamagedFile when it is not that."""
        try:
            about, rows = about_raw(path)
            return cls(
                path,
                tuple(about["columns"]),
                rows,
                about["encoding"],
                about["delimiter"],
                frozenset(about["typed"]),
            )
        except (OSError, ValueError, KeyError):
            raise DamagedFile(
                "%(file)s is not an upload that Karn read: read the file again.", file=path.name
            ) from None

    def raw_column(self, heading: str) -> str:
        """Return the name in the Parquet of the column under `heading`. Raises BadInput."""
        try:
            return raw_name(self.columns.index(heading))
        except ValueError:
            known = ", ".join(self.columns[:20])
            raise BadInput(
                "The file has no column “%(heading)s”. It has: %(known)s.", heading=heading, known=known
            ) from None


def read_upload(
    path: Path,
    *,
    into: Path,
    dialect: Dialect | None = None,
    limits: Limits = LIMITS,
    may_be_empty: bool = False,
) -> Upload:
    """Read the table at `path` (CSV or Parquet) into raw Parquet at `into`.

    The reading happens in a child process bound by `limits`. Raises BadInput with one sentence, also for
    headings without a row below them, unless it `may_be_empty`.
    """
    if not path.is_file():
        raise BadInput("There is no file %(file)s.", file=path)
    wanted = dialect or Dialect()
    write_durably(into, lambda target: _read_in_child(path, target, wanted, limits))
    upload = Upload.open(into)
    if not upload.rows and not may_be_empty:
        into.unlink()
        raise BadInput("%(file)s has headings but no rows.", file=path.name)
    return upload


def preview(upload: Upload, rows: int = 10) -> list[dict[str, str]]:
    """Return the first `rows` rows as text, by heading."""
    with pq.ParquetFile(upload.path) as file:
        for batch in file.iter_batches(batch_size=max(rows, 1), columns=_raw_names(upload)):
            cells = [column.slice(0, rows).to_pylist() for column in batch.columns]
            return [dict(zip(upload.columns, row, strict=True)) for row in zip(*cells, strict=True)]
    return []


def _raw_names(upload: Upload) -> list[str]:
    return [raw_name(position) for position in range(len(upload.columns))]


def _read_in_child(path: Path, target: Path, dialect: Dialect, limits: Limits) -> None:
    with tempfile.TemporaryDirectory(prefix="karn-read-") as folder:
        request, answer = Path(folder, "request.json"), Path(folder, "answer.txt")
        wanted = {
            "source": str(path.resolve()),
            "target": str(target.resolve()),
            "dialect": asdict(dialect),
            "limits": asdict(limits),
        }
        request.write_text(json.dumps(wanted), encoding="utf-8")
        status = _run_child(path, request, answer, limits)
        if status == REFUSED:
            told = json.loads(answer.read_text(encoding="utf-8"))
            template = told["template"]
            raise BadInput(template, **told["values"])
        if status:
            raise BadInput(
                "%(file)s cannot be read within the limits of one file: split it, or save it again.",
                file=path.name,
            )


def _run_child(path: Path, request: Path, answer: Path, limits: Limits) -> int:
    command = [sys.executable, "-P", "-m", "karn.engine.readers.child", str(request), str(answer)]
    try:
        return subprocess.run(
            command,
            env=_surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        raise BadInput(
            "%(file)s was not read within %(seconds)s seconds: split it into smaller files.",
            file=path.name,
            seconds=f"{limits.wall_seconds:g}",
        ) from None


def _surroundings() -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # The system's allocator keeps to the limit; Arrow's own reserves far more than it uses.
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
