"""Ids for rows whose file has none: made from what the row says, and how many equal rows came before it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from karn.apps.intake.targets.rows import Rows

PREFIX = "row:"


class Numbering:
    """Gives each row of one file an id that is the same whenever the file comes again.

    Must see the batches in the file's order, all of them. Holds eight bytes per row while it looks
    for equal rows, and after that only those.
    """

    def __init__(self, fields: Sequence[str], batches: Iterable[Rows]) -> None:
        self._fields = fields
        seen = [pa.array((_short(digest) for digest in self._digests(rows)), pa.int64()) for rows in batches]
        counts = pc.value_counts(pa.chunked_array(seen, pa.int64()))
        equal = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
        self._repeated = frozenset(equal.to_pylist())
        self._before: Counter[int] = Counter()

    def ids(self, rows: Rows) -> list[str]:
        """Return the ids of the next batch."""
        return [self._id(digest) for digest in self._digests(rows)]

    def _id(self, digest: bytes) -> str:
        short = _short(digest)
        if short not in self._repeated:
            return f"{PREFIX}{digest.hex()}:0"
        number = self._before[short]
        self._before[short] += 1
        return f"{PREFIX}{digest.hex()}:{number}"

    def _digests(self, rows: Rows) -> Iterable[bytes]:
        for values in zip(*(rows.column(name) for name in self._fields), strict=True):
            yield _digest(values)


def _digest(values: tuple[Any, ...]) -> bytes:
    parts = ("" if value is None else f"{len(str(value))}:{value}" for value in values)
    return hashlib.blake2b("|".join(parts).encode(), digest_size=16).digest()


def _short(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big", signed=True)
