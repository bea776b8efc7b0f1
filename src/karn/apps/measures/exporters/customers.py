"""Customers and their attributes, as the engine reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from karn.apps.measures.exporters.statement import HIDDEN, batch_of, read_rows

_COLUMNS = (
    "customer_id",
    "name",
    "kind",
    "city",
    "country",
    "acquisition_source",
    "owner",
)
_SELECT = f"""
    SELECT CAST(c.id AS text), c.name, c.kind, NULLIF(c.city, ''), NULLIF(c.country, ''),
           NULLIF(c.acquisition_source, ''), p.name, CAST(c.attributes AS text)
    FROM customers_customer c
    LEFT JOIN people_person p ON p.id = c.owner_id
    WHERE c.id NOT IN ({HIDDEN})
    ORDER BY c.id
"""  # noqa: S608 (only this package's own text)
_ATTRIBUTES = f"""
    SELECT DISTINCT CAST(attributes AS text) FROM customers_customer WHERE id NOT IN ({HIDDEN})
"""  # noqa: S608 (only this package's own text)


class Customers:
    """Who pays, with every further column of the company's own files as an attribute."""

    table = "customers"

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the customers; attributes become columns of text, in the order of their names."""
        keys = _attribute_names()
        schema = pa.schema([(name, pa.string()) for name in (*_COLUMNS, *keys)])
        for rows in read_rows(_SELECT):
            *fixed, attributes = zip(*rows, strict=True)
            read = [json.loads(text or "{}") for text in attributes]
            further = [[_as_text(values.get(key)) for values in read] for key in keys.values()]
            yield batch_of([*fixed, *further], schema)
        yield batch_of([()] * len(schema), schema)


def _attribute_names() -> dict[str, str]:
    """Return column name → key, for all keys in use.

    The engine does not tell upper from lower case: a key that reads like an earlier column's name
    gets a number.
    """
    keys: set[str] = set()
    for rows in read_rows(_ATTRIBUTES):
        for (text,) in rows:
            keys.update(json.loads(text or "{}"))
    taken = set(_COLUMNS)
    return {_free_name(key, taken): key for key in sorted(keys)}


def _free_name(key: str, taken: set[str]) -> str:
    name, number = key, 2
    while name.lower() in taken:
        name, number = f"{key}_{number}", number + 1
    taken.add(name.lower())
    return name


def _as_text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


CUSTOMERS = Customers()
