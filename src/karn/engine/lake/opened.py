"""Reading a lake: every file is checked against its SHA-256 before anything is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from karn.engine.lake.manifest import NAME, Manifest
from karn.kernel.durable import sha256_of
from karn.kernel.errors import DamagedFile, UnknownName


@dataclass(frozen=True, slots=True)
class Lake:
    """An opened lake, its files checked. Use it in a `with` block."""

    path: Path
    manifest: Manifest

    @property
    def zone(self) -> str:
        """The zone in which the lake's dates are local."""
        return self.manifest.zone

    @property
    def manifest_sha256(self) -> str:
        """The SHA-256 of the manifest: it names every byte of the lake."""
        return sha256_of(self.path / NAME)

    @property
    def tables(self) -> dict[str, Path]:
        """The tables it holds, and the file of each."""
        return {name: self.path / entry.file for name, entry in self.manifest.tables.items()}

    def path_of(self, name: str) -> Path:
        """Return the file of the table `name`, or raise UnknownName."""
        return self.path / self.manifest.tables[self._known(name)].file

    def rows(self, name: str) -> int:
        """Return how many rows the table `name` has, or raise UnknownName."""
        return self.manifest.tables[self._known(name)].rows

    def attributes(self, name: str) -> Mapping[str, str]:
        """Return the columns of `name` that are not declared, and the heading each had."""
        return self.manifest.tables[self._known(name)].attributes

    def _known(self, name: str) -> str:
        if name not in self.manifest.tables:
            raise UnknownName("table in this lake", name, sorted(self.manifest.tables))
        return name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        return None


def open_lake(path: Path | str, *, only: Collection[str] | None = None) -> Lake:
    """Open the lake in the folder `path` and check the bytes of every file.

    With `only` it is opened as if it had no other tables than these: the others are not read. Raises
    BadInput when there is no lake, DamagedFile when a file is missing or has changed.
    """
    folder = Path(path)
    manifest = Manifest.read(folder)
    if only is not None:
        kept = {name: entry for name, entry in manifest.tables.items() if name in only}
        manifest = replace(manifest, tables=kept)
    for name, entry in manifest.tables.items():
        file = folder / entry.file
        if not file.is_file():
            raise DamagedFile(f"The table {name} of the lake {folder} is missing: build the lake again.")
        if sha256_of(file) != entry.sha256:
            raise DamagedFile(f"The table {name} of the lake {folder} is damaged: build the lake again.")
    return Lake(folder, manifest)
