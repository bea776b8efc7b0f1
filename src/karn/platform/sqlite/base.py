"""The backend itself: Django looks for it in a module of this name."""

from __future__ import annotations

import time
from sqlite3 import SQLITE_BUSY
from typing import Final

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LOOK_AGAIN_SECONDS: Final = 0.002


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins a transaction as soon as whoever writes is done, instead of a while after.

    One writes at a time. SQLite lets the others look again after 1, 2, 5, … and soon 100 ms each time,
    however short a turn is: of four who wrote for 5 ms each, some waited for more than a second.
    """

    def _start_transaction_under_autocommit(self) -> None:
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        ends = time.monotonic() + patience
        self._let_sqlite_wait(0)
        try:
            while not self._has_begun(is_last=time.monotonic() >= ends):
                time.sleep(LOOK_AGAIN_SECONDS)
        finally:
            self._let_sqlite_wait(patience)

    def _has_begun(self, *, is_last: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # stubs lack it
        except OperationalError as error:
            if is_last or getattr(error.__cause__, "sqlite_errorcode", None) != SQLITE_BUSY:
                raise
            return False
        return True

    def _let_sqlite_wait(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
