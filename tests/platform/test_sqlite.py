"""Who wants to write begins soon after whoever writes is done."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from karn.platform.databases import database_settings

pytestmark = pytest.mark.usefixtures("db")  # a connection may be opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database somebody else writes to."""
    with sqlite3.connect(tmp_path / "karn.sqlite3") as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE said (word TEXT)")
    return tmp_path / "karn.sqlite3"


def writer(file: Path, patience: float) -> ConnectionHandler:
    settings = database_settings("sqlite", file.parent)
    return ConnectionHandler({"default": settings | {"OPTIONS": settings["OPTIONS"] | {"timeout": patience}}})


def test_a_transaction_waits_for_the_one_that_writes(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.2, other.execute, ["COMMIT"])
    connection = writer(file, 5)["default"]
    connection.ensure_connection()
    begun = time.monotonic()
    ends.start()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    waited = time.monotonic() - begun
    connection.rollback()
    connection.close()
    ends.join()
    other.close()
    assert 0.15 < waited < 4


def test_who_writes_for_too_long_is_not_waited_for(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connection = writer(file, 0.05)["default"]
    with pytest.raises(OperationalError, match="database is locked"):
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    found = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.close()
    other.close()
    assert found == (50,)
