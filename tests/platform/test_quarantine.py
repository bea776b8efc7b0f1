"""A restored copy is kept apart until somebody releases it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from karn.platform.quarantine import NAME, Quarantine, enter_quarantine, in_quarantine, leave_quarantine

MADE = datetime(2026, 3, 1, 2, tzinfo=UTC)
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_a_folder_of_its_own_is_not_in_quarantine(tmp_path: Path) -> None:
    assert in_quarantine(tmp_path) is None


def test_a_restored_copy_says_since_when_and_from_which_backup_until_it_is_released(tmp_path: Path) -> None:
    enter_quarantine(backup="karn-1.zip", made_at=MADE, at=AT, data=tmp_path)
    assert in_quarantine(tmp_path) == Quarantine(AT, "karn-1.zip", MADE)
    leave_quarantine(tmp_path)
    assert in_quarantine(tmp_path) is None
    leave_quarantine(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"since": 1, "backup": "", "made_at": null}', b"\xff"]
)
def test_a_file_that_cannot_be_read_keeps_the_copy_apart(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert in_quarantine(tmp_path) == Quarantine()
