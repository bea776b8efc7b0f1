"""Parquet files of other programs into raw Parquet: every value as text."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from karn.engine.readers.dialects import too_many_columns
from karn.engine.readers.limits import Limits
from karn.engine.readers.raw import RawFile, headings_from
from karn.kernel.errors import BadInput

SIGNATURE = b"PAR1"


def is_parquet(path: Path) -> bool:
    """Say whether the file begins as Parquet does."""
    with path.open("rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE


def refuse_misnamed(path: Path) -> None:
    """Raise BadInput when a file is named as Parquet and is something else."""
    if path.suffix.lower() == ".parquet" and path.stat().st_size:
        raise BadInput(
            "%(file)s is named as Parquet but is none: if it is a text table, name it .csv; else "
            "save it again.",
            file=path.name,
        )


def write_parquet(source: Path, target: Path, limits: Limits) -> None:
    """Read the Parquet file `source` and write it as raw Parquet to `target`. Row 1 is line 2."""
    try:
        with pq.ParquetFile(source) as file:
            _copy(file, source.name, target, limits)
    except (pa.ArrowException, OSError):
        raise BadInput(
            "%(file)s is a damaged Parquet file: save it or copy it again.", file=source.name
        ) from None


def _copy(file: pq.ParquetFile, name: str, target: Path, limits: Limits) -> None:
    schema = file.schema_arrow
    if len(schema) > limits.columns:
        raise too_many_columns(name, f"{len(schema):,}", limits)
    if not len(schema):
        raise BadInput("%(file)s has no columns.", file=name)
    columns = headings_from(schema.names)
    typed = tuple(heading for heading, field in zip(columns, schema, strict=True) if not _is_text(field.type))
    with RawFile(target, columns, encoding="parquet", delimiter="", typed=typed) as raw:
        line = 2
        for batch in file.iter_batches(batch_size=raw.batch_rows, use_threads=False):
            count = batch.num_rows
            raw.write_columns(range(line, line + count), map(_as_text, batch.columns), [None] * count)
            line += count


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


def _as_text(column: pa.Array) -> pa.Array:
    """Return the values as text; times with a zone in UTC with a Z; empty text for null."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
        if column.type.tz:
            column = column.cast(pa.timestamp("us", "UTC"))
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return pc.fill_null(column.cast(pa.string()), "")
