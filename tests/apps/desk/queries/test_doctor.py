"""What a person should know: each finding, and the advice where something is to be done."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karn.apps.desk.queries.doctor import examine
from karn.apps.people.actions.audit import record
from karn.platform.backups.taking import LAST
from karn.platform.quarantine import enter_quarantine
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def data(settings: Any, tmp_path: Path, world: Any) -> Path:
    settings.INSTALLATION = Installation(data=tmp_path / "data")
    settings.INSTALLATION.secret_key()
    world.company(zone="Europe/Stockholm")
    return tmp_path / "data"


def advice() -> dict[str, str]:
    return {one.code: one.advice for one in examine(AT) if one.advice}


def backed_up(data: Path, *, days: int, to: Path) -> None:
    told = {"at": (AT - timedelta(days=days)).isoformat(), "file": str(to), "bytes": 1, "rows": 1}
    (data / LAST).write_text(json.dumps(told))


def test_a_new_installation_lacks_a_backup_and_a_worker(data: Path) -> None:  # noqa: ARG001
    assert advice() == {
        "worker": "Nothing works in the background: start “karn serve” or “karn work”.",
        "backup": "There is no backup yet: karn backup FOLDER, best on another disk.",
    }


@pytest.mark.parametrize(
    ("code", "spoil", "said"),
    [
        ("folder", lambda data: data.chmod(0o755), "chmod 700"),
        ("keys", lambda data: (data / "secret.key").chmod(0o644), "chmod 600 secret.key"),
        ("other files", lambda data: (data / "notes.txt").touch(), "notes.txt"),
        (
            "quarantine",
            lambda data: enter_quarantine(backup="b", made_at=AT, at=AT, data=data),
            "restored copy",
        ),
        ("backup", lambda data: backed_up(data, days=3, to=data), "The last backup is 3 days old."),
        ("backup", lambda data: backed_up(data, days=1, to=data / "gone"), "not where it was written"),
        (
            "clock",
            lambda _data: record(by=None, deed="logged_in", about=None, at=AT + timedelta(hours=1)),
            "from later than now",
        ),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    data: Path, code: str, spoil: Callable[[Path], Any], said: str
) -> None:
    assert said not in advice().get(code, "")
    spoil(data)
    assert said in advice()[code]


def test_a_fresh_backup_is_told_with_its_place(data: Path) -> None:
    backed_up(data, days=1, to=data)
    told = {one.code: one for one in examine(AT)}["backup"]
    assert (told.told, told.advice) == (f"2026-03-08 12:00 UTC, {data}", "")
