"""Settings of a real installation, in a process of their own: the tests' settings are not these."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = """
import django
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="WARNING")
"""


def run(script: str, data: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KARN_", "DJANGO_"))}
    told = {"KARN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "karn.project.settings", **surroundings}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=kept | told,
        capture_output=True,
        text=True,
        check=False,
    )


def test_behind_https_django_finds_nothing_to_warn_of(tmp_path: Path) -> None:
    done = run(CHECK, tmp_path, KARN_HTTPS="1", KARN_HOSTS='["karn.example.org"]')
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (1 silenced).\n"  # our own tags "i18n"


def test_debugging_on_a_machine_others_reach_is_warned_of(tmp_path: Path) -> None:
    done = run(CHECK, tmp_path, KARN_HTTPS="1", KARN_DEBUG="1")
    assert done.returncode == 1
    assert "security.W018" in done.stderr


@pytest.mark.parametrize(("https", "secure"), [("0", "False False 0"), ("1", "True True 31536000")])
def test_cookies_travel_over_https_alone_where_there_is_https(
    tmp_path: Path, https: str, secure: str
) -> None:
    script = """
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)
"""
    assert run(script, tmp_path, KARN_HTTPS=https).stdout == f"{secure}\n"


def test_the_database_takes_its_lock_at_once_writes_ahead_and_keeps_its_references(tmp_path: Path) -> None:
    script = """
import django
django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
with transaction.atomic():
    import sqlite3
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print(error)
    other.close()
"""
    done = run(script, tmp_path)
    assert (done.stdout.splitlines(), done.stderr) == (
        [
            "journal_mode wal",
            "synchronous 2",
            "foreign_keys 1",
            "busy_timeout 20000",
            "database is locked",
        ],
        "",
    )
