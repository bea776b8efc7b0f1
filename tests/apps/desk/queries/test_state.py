"""How Karn is doing, as facts."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import DatabaseError

from karn.apps.desk.actions import refresh_everything
from karn.apps.desk.queries import state as module
from karn.apps.desk.queries.state import LITTLE_SPACE, TOO_LITTLE_SPACE, health_at, state_on
from karn.apps.measures.models import Refresh

ON = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


class Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.setattr(type(settings.INSTALLATION), "lake", property(lambda _self: tmp_path / "lake"))
    return tmp_path / "lake"


@pytest.fixture
def disk(monkeypatch):
    def has(free):
        monkeypatch.setattr(module.shutil, "disk_usage", lambda _path: Disk(2**40, 0, free))

    has(2**39)
    return has


@pytest.mark.usefixtures("disk", "lake")
def test_an_empty_karn_is_well_and_says_so(world):
    world.company()
    told = state_on(ON)
    assert (told.refresh, told.days_old, told.took_seconds, told.worries) == (None, None, None, [])
    assert told.storage.database > 0


@pytest.mark.usefixtures("disk", "lake")
def test_customers_without_figures_ask_for_a_refresh(world):
    world.paying()
    assert state_on(ON).worries == ["never_refreshed"]


@pytest.mark.slow
def test_after_a_refresh_all_is_well_until_a_file_is_damaged_and_the_figures_get_old(world, disk, lake):
    world.company()
    world.paying()
    refresh_everything(as_of=ON, at=NOON)
    told = state_on(ON)
    assert (told.worries, told.lake_error, told.days_old, told.customers) == ([], None, 0, 1)
    assert told.took_seconds > 0
    assert told.storage.lake > 0
    assert state_on(ON + timedelta(days=2)).worries == ["old_figures"]
    next(lake.rglob("*.parquet")).write_bytes(b"not what was written")
    assert state_on(ON).worries == ["lake"]
    disk(TOO_LITTLE_SPACE - 1)
    Refresh.objects.create(as_of=ON, started_at=NOON, error="No room")
    assert state_on(ON).worries == ["disk_full", "lake", "refresh_failed"]


@pytest.mark.usefixtures("lake", "world")
@pytest.mark.parametrize(
    ("free", "worries"),
    [
        (LITTLE_SPACE, []),
        (LITTLE_SPACE - 1, ["little_space"]),
        (TOO_LITTLE_SPACE, ["little_space"]),
        (TOO_LITTLE_SPACE - 1, ["disk_full"]),
    ],
)
def test_the_disk_is_watched(disk, free, worries):
    disk(free)
    assert state_on(ON).worries == worries


@pytest.mark.usefixtures("world")
def test_who_can_read_and_write_is_well():
    assert health_at(NOON).is_well


@pytest.mark.usefixtures("world")
def test_a_full_disk_and_a_silent_database_are_no_health(disk, monkeypatch):
    disk(0)
    assert (health_at(NOON).can_write, health_at(NOON).is_well) == (False, False)
    disk(1)

    def fail():
        raise DatabaseError

    monkeypatch.setattr(module.Company.objects, "exists", fail)
    assert (health_at(NOON).can_read, health_at(NOON).is_well) == (False, False)
