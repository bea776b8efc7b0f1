"""The Arrow form of a table in the lake: every declared column, attributes as text of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from karn.engine.tables import Table, Type
from karn.kernel.errors import BadInput

ARROW_TYPES = {
    Type.DATE: pa.date32(),
    Type.INSTANT: pa.timestamp("us"),
    Type.MONEY: pa.decimal128(18, 6),
    Type.NUMBER: pa.float64(),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
}


DAYS_OF: dict[str, dict[str, str]] = {
    "events": {"happened_on": "happened_at"},
    "departures": {"known_on": "known_at"},
    "conversations": {"happened_on": "happened_at", "answered_on": "answered_at", "known_on": "known_at"},
    "contacts": {"known_on": "known_at"},
    "prices": {"known_on": "known_at", "ends_known_on": "ends_known_at"},
    "terms": {"known_on": "known_at"},
    "invoices": {"known_on": "known_at"},
    "payments": {"known_on": "known_at"},
    "observations": {"noticed_on": "noticed_at", "known_on": "known_at"},
    "answers": {"said_on": "said_at", "closed_on": "closed_at", "known_on": "known_at"},
    "promises": {"known_on": "known_at"},
    "changes": {"changed_on": "changed_at"},
    "rhythms": {"known_on": "known_at", "ended_on": "ended_at"},
    "judgements": {"said_on": "said_at", "ended_on": "ended_at", "known_on": "known_at"},
}
"""The local day of a moment, added to a table while the lake is made."""


def with_days(batch: pa.RecordBatch, table: Table, zone: str) -> pa.RecordBatch:
    """Return `batch` with the local days of its moments, as DAYS_OF says."""
    for day, moment in DAYS_OF.get(table.name, {}).items():
        batch = batch.append_column(day, local_dates(batch.column(moment), zone))
    return batch


def as_stored(batch: pa.RecordBatch, table: Table, zone: str) -> pa.RecordBatch:
    """Return `batch` as a lake holds it: every declared column, typed, and the local days of moments."""
    return with_days(conform(batch, table, {}), table, zone)


def declared_schema(table: Table) -> pa.Schema:
    """Return the columns of `table` as the lake holds them, without attributes."""
    return pa.schema([(column.name, ARROW_TYPES.get(column.type, pa.string())) for column in table.columns])


def attribute_names(table: Table, names: Iterable[str]) -> dict[str, str]:
    """Return for each name that `table` does not declare a column name: lower case, words joined by `_`.

    Åke's Fönster → ake_s_fonster. Names that would clash get a number.
    """
    taken = {column.name for column in table.columns}
    found: dict[str, str] = {}
    for name in names:
        if name in {column.name for column in table.columns}:
            continue
        plain = column_name(name)
        unique, count = plain, 1
        while unique in taken:
            count += 1
            unique = f"{plain}_{count}"
        taken.add(unique)
        found[name] = unique
    return found


def column_name(heading: str) -> str:
    """Return `heading` as a column name: ASCII lower case letters, digits and `_`."""
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:60]
    return plain if plain and not plain[0].isdigit() else f"a_{plain}".rstrip("_")


def conform(batch: pa.RecordBatch, table: Table, attributes: Mapping[str, str]) -> pa.RecordBatch:
    """Return `batch` with exactly the declared columns, typed, and then its attributes as text.

    Raises BadInput when a required column is absent or a value does not fit its type.
    """
    missing = [name for name in table.required if name not in batch.schema.names]
    if missing:
        raise BadInput(f"The table {table.name} has no column {', '.join(missing)}.")
    schema = declared_schema(table)
    arrays = [_cast(batch, field, table) for field in schema]
    extras = [pc.cast(batch.column(name), pa.string()) for name in attributes]
    fields = [*schema, *(pa.field(name, pa.string()) for name in attributes.values())]
    return pa.record_batch([*arrays, *extras], schema=pa.schema(fields))


def _cast(batch: pa.RecordBatch, field: pa.Field, table: Table) -> pa.Array:
    if field.name not in batch.schema.names:
        return pa.nulls(batch.num_rows, field.type)
    column = batch.column(field.name)
    try:
        if pa.types.is_timestamp(column.type) and column.type.tz and pa.types.is_timestamp(field.type):
            column = column.cast(pa.timestamp("us", "UTC"))
        if pa.types.is_integer(column.type) and pa.types.is_decimal(field.type):
            column = column.cast(pa.decimal128(38, 6))  # the next cast says whether it fits
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BadInput(f"{table.name}.{field.name}: {str(error).splitlines()[0]}") from None


def local_dates(instants: pa.Array, zone: str) -> pa.Array:
    """Return the dates in `zone` of instants in UTC."""
    utc = instants.cast(pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    return (
        pc.local_timestamp(utc.cast(pa.timestamp("us", zone)))
        .cast(pa.timestamp("s"), safe=False)
        .cast(pa.date32(), safe=False)
    )
