"""What answers and the lake hold about persons, and how it is taken out of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.measures.models import Answer, Refresh
from karn.engine.lake.manifest import NAME as MANIFEST
from karn.engine.lake.rewriting import rewrite_lake
from karn.engine.tables import TABLES, Type
from karn.kernel.durable import sha256_of
from karn.platform.personal import Marks, Person, Why
from karn.platform.redaction import Words

PERSONAL = (
    Marks(
        "measures.refresh",
        Why.FIGURES,
        _("Refreshes"),
        scrubbed="error",
        none="id as_of started_at finished_at took_ms manifest_sha256",
    ),
    Marks(
        "measures.answer",
        Why.FIGURES,
        _("Stored figures"),
        scrubbed="rows error",
        none="id refresh name metric request definition_sha256",
    ),
)

ABOUT = ("name", "owner", "acquisition_source", "city")
"""What a row of the lake tells of a customer besides numbers, days and codes; and its attributes."""

IDS = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.type is Type.ID
)
"""Numbers of rows: they say nothing by themselves, and there are many."""

TOLD = ("name", "role", "words", "subject", "was", "became", "survey")
"""What rows of the other tables tell of a customer in words."""


class Lake:
    """The lake, and the answers made from it: a customer's name and attributes are emptied there."""

    name = "lake"

    def hindrance(self, person: Person) -> Promise | str:  # noqa: ARG002 (never any)
        """Say nothing: a build that runs only puts off the work on files."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Take the customer's name out of stored answers; others' rows are scrubbed like any text."""
        numbers, changed = {str(number) for number in person.customers}, 0
        for answer in Answer.objects.filter(name__startswith="lost."):
            told = [_nameless(row) if str(row.get("customer_id")) in numbers else row for row in answer.rows]
            if told != answer.rows:
                Answer.objects.filter(pk=answer.pk).update(rows=told)
                changed += 1
        return {"answers": changed} if changed else {}

    def erase_files(self, person: Person) -> Mapping[str, int]:
        """Rewrite the tables of the lake that tell of the person, and delete those of the lake before."""
        folder: Path = settings.INSTALLATION.lake
        before = sha256_of(folder / MANIFEST) if (folder / MANIFEST).is_file() else ""
        numbers = [str(number) for number in person.customers]
        changed = rewrite_lake(folder, lambda _name, table: _without(table, numbers, person.words))
        if before:
            now = sha256_of(folder / MANIFEST)
            Refresh.objects.filter(manifest_sha256=before).update(manifest_sha256=now)
        return {"lake_tables": changed} if changed else {}


LAKE = Lake()


def _nameless(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if name in ABOUT else value for name, value in row.items()}


def _without(table: pa.Table, numbers: list[str], words: Words) -> pa.Table:
    """Return the table without what tells of the person; the same table where nothing does."""
    done = table
    mine = _mine(table, numbers)
    declared = {"customer_id", "kind", "country"}
    named = set(table.column_names)
    is_of_customers = {"customer_id", "name"} <= named and "contact_id" not in named
    for place, column in enumerate(table.schema):
        if not pa.types.is_string(column.type) or column.name in IDS:
            continue
        values = done.column(place)
        kept = _scrubbed(values, words)
        tells = column.name not in declared if is_of_customers else column.name in TOLD
        if tells and mine is not None:
            kept = pc.if_else(mine, pa.scalar(None, pa.string()), kept)
        if not kept.equals(values):
            done = done.set_column(place, column, kept)
    return done


def _mine(table: pa.Table, numbers: list[str]) -> Any:
    if "customer_id" not in table.column_names or not numbers:
        return None
    return pc.is_in(table.column("customer_id"), value_set=pa.array(numbers, pa.string()))


def _scrubbed(values: pa.ChunkedArray, words: Words) -> pa.ChunkedArray:
    """Return the values without the person's words, each distinct one looked at once."""
    named = {value: words.taken_out(value) for value in values.unique().to_pylist() if value is not None}
    if all(value == told for value, told in named.items()):
        return values
    return pa.chunked_array([[named.get(value) for value in values.to_pylist()]], pa.string())
