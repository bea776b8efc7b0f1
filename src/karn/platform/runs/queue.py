"""The queue: it tells workers at once which run waits. What it forgets, the sweep finds: rows are the truth.

Huey's storages do it: a file in the data folder by default, the records' PostgreSQL or a Redis where work is
done on several machines (KARN_QUEUE). Only numbers of runs go through it, never code or data.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from karn.kernel.errors import BadInput, message

if TYPE_CHECKING:
    from huey.storage import BaseStorage  # type: ignore[import-untyped]  # it ships no types

logger = logging.getLogger(__name__)
NAME = "karn"
POSTGRES, REDIS = "postgres", ("redis://", "rediss://", "unix://")

WRONG_QUEUE = message(
    "KARN_QUEUE is “%(chosen)s”: leave it out, say postgres, or give an address that begins with redis://"
)
NO_POSTGRES = message("KARN_QUEUE=postgres needs PostgreSQL for the records as well: set KARN_DATABASE.")
NO_REDIS = message("For a queue in Redis, install Karn with its extra: pip install 'karn[redis]'")

_made: dict[int, BaseStorage] = {}
_lock = threading.Lock()
_rung = threading.Condition()


def ring(number: int) -> None:
    """Tell a worker that this run waits. A queue that cannot be reached is no error: the sweep comes."""
    try:
        queue().enqueue(str(number).encode())
    except Exception:
        logger.exception("The queue could not be told of run %s", number)
    with _rung:
        _rung.notify()


def next_number(*, seconds: float) -> int | None:
    """Return the number of a run that waits, or None where none came within about `seconds`."""
    told = queue().dequeue()
    if told is None and not queue().blocking:
        with _rung:
            _rung.wait(seconds)
        told = queue().dequeue()
    return None if told is None else int(bytes(told))


def is_empty() -> bool:
    """Say whether nobody waits to be told."""
    return bool(queue().queue_size() == 0)


def queue() -> BaseStorage:
    """Return this process's way to the queue. Raises BadInput for one that cannot be."""
    here = os.getpid()  # a connection does not survive a fork
    with _lock:
        if here not in _made:
            _made.clear()
            _made[here] = _storage(settings.INSTALLATION.queue)
        return _made[here]


def _storage(chosen: str) -> BaseStorage:
    # It loads every database's driver: not for each command.
    from huey import storage  # type: ignore[import-untyped]  # noqa: PLC0415

    if not chosen:
        file = settings.INSTALLATION.data / "queue.sqlite3"
        return storage.SqliteStorage(NAME, filename=str(file), cache_mb=1, fsync=False, timeout=20)
    if chosen == POSTGRES:
        return storage.PostgresStorage(NAME, table_prefix="karn_queue", **_records())
    if chosen.startswith(REDIS):
        _refuse_without_redis()
        return storage.RedisStorage(NAME, url=chosen)
    raise BadInput(WRONG_QUEUE, chosen=chosen)


def _records() -> dict[str, Any]:
    """Return how the records' PostgreSQL is reached."""
    if connection.vendor != "postgresql":
        raise BadInput(NO_POSTGRES)
    told = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: told[ours] for name, ours in names.items() if told[ours]}


def _refuse_without_redis() -> None:
    try:
        import redis  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        raise BadInput(NO_REDIS) from None
