"""Whether everything is whole: each part is told, and what is wrong with it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from karn.apps.desk.queries.checkup import check_everything
from karn.apps.people.actions.audit import record
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.INSTALLATION = Installation(data=tmp_path)
    record(by=None, deed="logged_in", about=None, at=AT)
    return tmp_path


def flaws() -> dict[str, str]:
    return {one.part: one.flaw for one in check_everything() if one.flaw}


def test_what_is_whole_is_told_part_by_part(data: Path) -> None:  # noqa: ARG001
    told = {one.part: one.told for one in check_everything()}
    parts = "database, exit answers, references between rows, audit log, lake, list of erasures, objections"
    assert (flaws(), list(told)) == ({}, parts.split(", "))
    assert told["audit log"] == "1 entries, each as it was written"


def test_a_log_without_its_anchor_a_damaged_lake_and_erasures_left_to_do_are_found(data: Path) -> None:
    (data / "audit.anchor").unlink()
    (data / "lake").mkdir()
    (data / "lake" / "manifest.json").write_text("{")
    erasure = {"reference": "A", "kind": "customer", "asked_at": "2026-03-01", "rows": [], "tombstones": []}
    (data / "erasures.json").write_text(json.dumps([erasure]))
    found = flaws()
    assert list(found) == ["audit log", "lake", "list of erasures"]
    assert found["audit log"] == "entry 1 is unanchored: see karn audit verify"
    assert found["list of erasures"] == "1 are not done in this database: run karn personal replay"


@pytest.mark.sqlite
def test_a_row_that_points_nowhere_is_found(data: Path) -> None:  # noqa: ARG001
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(
            "INSERT INTO people_cover (away_id, covering_id, starts_on, ends_on) "
            "VALUES (77, 78, '2026-01-01', '2026-02-01')"
        )
        found = flaws()
        cursor.execute("DELETE FROM people_cover")
    assert found == {"references between rows": "a row of people_cover points at no row of people_person"}
