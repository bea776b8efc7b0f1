"""The lake's manifest: which file holds which table, and what its bytes must be; and its own hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from karn.kernel.durable import write_bytes_durably
from karn.kernel.errors import BadInput, DamagedFile

NAME = "manifest.json"
VERSION = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One table's file. `attributes` maps the columns that are not declared to their headings."""

    file: str
    sha256: str
    rows: int
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a lake holds. `zone` is where its dates are local; `made_at` is ISO text, if told."""

    zone: str
    tables: Mapping[str, Entry]
    made_at: str | None = None

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest in `folder`. Raises BadInput without one, DamagedFile for a broken one."""
        path = folder / NAME
        if not path.is_file():
            raise BadInput(f"{folder} is no lake: it has no {NAME}. Make one with `karn lake build`.")
        try:
            return cls._of(json.loads(path.read_bytes()))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise DamagedFile(
                f"The manifest of the lake {folder} is damaged: build the lake again."
            ) from None

    @classmethod
    def _of(cls, told: dict[str, Any]) -> Self:
        if told["version"] != VERSION:
            raise BadInput(
                f"The lake was made by another version of Karn ({told['version']}): build it again."
            )
        if told.pop("sha256") != _sha256_of(told):
            raise ValueError("not as it was written")
        tables = {name: Entry(**entry) for name, entry in told["tables"].items()}
        if any(Path(entry.file).name != entry.file for entry in tables.values()):
            raise ValueError("a file outside the lake")
        return cls(told["zone"], tables, told.get("made_at"))

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder`, durably."""
        told = {
            "version": VERSION,
            "made_at": self.made_at,
            "zone": self.zone,
            "tables": {
                name: {
                    "file": entry.file,
                    "sha256": entry.sha256,
                    "rows": entry.rows,
                    "attributes": dict(entry.attributes),
                }
                for name, entry in sorted(self.tables.items())
            },
        }
        told["sha256"] = _sha256_of(told)
        write_bytes_durably(folder / NAME, json.dumps(told, indent=2, ensure_ascii=False).encode())


def _sha256_of(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
