"""The nightly backup: into the folder that is set, and only there."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from karn.kernel.errors import BadInput
from karn.platform.backups.archive import check_archive
from karn.platform.backups.nightly import KEPT, back_up
from karn.platform.quarantine import enter_quarantine
from karn.project.installation import Installation

AT = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_setup: None) -> Path:  # noqa: ARG001
    """The folder of backups of an installation; its database is the tests', or on SQLite a file."""
    settings.INSTALLATION = Installation(data=tmp_path / "data", backups=tmp_path / "backups")
    settings.INSTALLATION.secret_key()
    if connection.vendor == "sqlite":
        file = tmp_path / "data" / "karn.sqlite3"
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("CREATE TABLE told (word text)")
        monkeypatch.setitem(connection.settings_dict, "NAME", file)
    return tmp_path / "backups"


def night(at: datetime) -> Any:
    return SimpleNamespace(at=at)


def test_each_night_makes_one_and_the_oldest_go(folder: Path) -> None:
    folder.mkdir()
    for name in range(KEPT):
        (folder / f"karn-2025010{name % 10}T{name:06}Z.zip").write_text("not ours")
    back_up(night(AT))
    back_up(night(AT + timedelta(days=1)))
    made = sorted(folder.glob("karn-2026*.zip"))
    assert [file.name for file in made] == ["karn-20260301T020000Z.zip", "karn-20260302T020000Z.zip"]
    assert check_archive(made[0]).vendor == connection.vendor
    assert len(list(folder.iterdir())) == KEPT + 2


def test_a_folder_that_is_gone_is_told(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"The folder of backups \(KARN_BACKUPS\) is not there"):
        back_up(night(AT))
    assert not folder.exists()


def test_a_restored_copy_deletes_no_backup_of_where_it_came_from(folder: Path) -> None:
    folder.mkdir()
    enter_quarantine(backup="b.zip", made_at=AT, at=AT)
    with pytest.raises(BadInput, match="This is a restored copy"):
        back_up(night(AT))
    assert list(folder.iterdir()) == []
