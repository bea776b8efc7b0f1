"""A restored copy: who was erased since the backup is erased again before its pages open."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from karn.apps.customers.models import Customer
from karn.apps.people.models import AuditEntry
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.personal.actions.restores import settle_restored
from karn.apps.personal.models import Erasure
from karn.cli.serve import erase_again
from karn.project.installation import Installation

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def back(
    world: Any,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> Callable[[], Customer]:
    """A person who was erased, in a database from before: the list of erasures alone knows it."""
    settings.INSTALLATION = Installation(data=tmp_path / "data")
    # Inside a test's transaction the database's file cannot be written anew.
    monkeypatch.setattr("karn.apps.personal.actions.erasures.compact", lambda *_, **__: None)
    world.company()
    told = {"name": "Xanthippe Canarie", "source": "billing", "source_id": "X-1", "kind": "person"}
    customer: Customer = world.customer(**told)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(kind="customer", number=customer.pk, by=None, on=date(2026, 11, 1), at=AT)
    Erasure.objects.all().delete()
    Customer.everything.filter(pk=customer.pk).update(**told)

    def look() -> Customer:
        customer.refresh_from_db()
        return customer

    return look


def test_settling_erases_again_and_writes_the_restore_down(
    back: Callable[[], Customer], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert settle_restored(backup="karn-1.zip", made_at=AT, at=AT) == 1
    assert "Canarie" not in back().name
    told = AuditEntry.objects.filter(deed__in=("backup_restored", "erasure_replayed")).order_by("number")
    assert [entry.deed for entry in told] == ["backup_restored", "erasure_replayed"]
    assert told[0].detail == "karn-1.zip 2026-11-01T09:00Z"


def test_serving_erases_again_before_anybody_can_look(
    back: Callable[[], Customer], capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            erase_again()
    assert "Canarie" not in back().name
    assert capsys.readouterr().out == "Erased again after a restore: 1.\n"
