"""The list of objections outside the database: after a restore it says who said no since the backup.

One line for each, in the data folder, with keyed hashes only. A line that stops mail is written before its
transaction is committed, one that lets mail go on after it: killed in between, Karn knows of a no too many,
and never of one too few.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from karn.apps.mailing.models import Consent, Suppression
from karn.kernel.durable import fsync, write_bytes_durably
from karn.kernel.errors import DamagedFile, message
from karn.kernel.points import point
from karn.platform.locks import wait_for

NAME = "objections.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said: from `at` on it `stands` against the address with this hash, or no longer.

    `why` is why nothing goes there, or empty where a consent was withdrawn: `consent` says which.
    """

    digest: str
    stands: bool
    at: str
    why: str = ""
    way: str = ""
    consent: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """What it is said of: a later line about the same counts."""
        return self.digest, self.why, self.consent

    @property
    def moment(self) -> datetime:
        """When it was said."""
        return datetime.fromisoformat(self.at)


def list_suppression(one: Suppression, *, stands: bool, at: datetime) -> None:
    """Put on the list that this stands from now on, or no longer."""
    _append(Line(one.digest, stands, at.isoformat(), one.why, one.way))


def list_withdrawal(consent: Consent, *, stands: bool, at: datetime) -> None:
    """Put on the list that this consent is withdrawn, or is not after all."""
    _append(Line(consent.digest, stands, at.isoformat(), consent=name_of(consent)))


def name_of(consent: Consent) -> str:
    """Name a consent by its facts: ids are others in another copy."""
    return f"{consent.purpose} {consent.basis} {consent.given_on} {consent.recorded_at.isoformat()}"


def listed() -> list[Line]:
    """Return the newest line about each thing, the oldest first. Raises DamagedFile for an unreadable one."""
    newest: dict[tuple[str, str, str], Line] = {}
    for line in _read(_path()):
        newest.pop(line.about, None)
        newest[line.about] = line
    return list(newest.values())


def renew_list(new: Mapping[str, str]) -> None:
    """Write the list anew with these keyed hashes in place of the old ones; without those of others."""
    with _alone():
        lines = [replace(line, digest=new[line.digest]) for line in _read(_path()) if line.digest in new]
        write_bytes_durably(_path(), _written(lines))


def _append(line: Line) -> None:
    with _alone():
        path = _path()
        is_new, torn = not path.exists(), _ends_torn(path)
        with path.open("ab") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write((b"\n" if torn else b"") + _written([line]))
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            fsync(path.parent)
    point("objection.listed")


def _ends_torn(path: Path) -> bool:
    """Say whether somebody was killed within the last line."""
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def _read(path: Path) -> Iterator[Line]:
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield Line(**json.loads(text))
        except (ValueError, TypeError):
            if text.endswith("}"):  # not torn: it was whole once
                raise DamagedFile(
                    "%(file)s cannot be read: bring it back from a backup.", file=NAME
                ) from None


def _written(lines: Iterable[Line]) -> bytes:
    return "".join(f"{json.dumps(asdict(line))}\n" for line in lines).encode()


@contextmanager
def _alone() -> Iterator[None]:
    path = _path()
    lock = path.with_name(f"{NAME}.lock")
    with wait_for(lock, otherwise=message("Somebody else writes the list of objections.")):
        yield


def _path() -> Path:
    folder: Path = settings.INSTALLATION.data
    return folder / NAME
