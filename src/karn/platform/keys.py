"""Keys that are made once, lie in a file for their owner alone, and never change again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from karn.kernel.durable import write_durably
from karn.kernel.errors import message
from karn.platform.locks import wait_for


def kept_key(path: Path, prepare: Callable[[bytes], None] | None = None) -> bytes:
    """Return the key at `path`: 256 random bits in hexadecimal digits, made the first time.

    Of two processes that make it at once, one does, and both get that one. `prepare` is told a new key
    before it is kept: what it does is done whenever there is a key.
    """
    if not path.exists():
        lock = path.with_name(f"{path.name}.lock")
        with wait_for(lock, otherwise=message("Somebody else makes this key just now. Try again.")):
            if not path.exists():
                _make(path, prepare)
    return path.read_bytes()


def _make(path: Path, prepare: Callable[[bytes], None] | None) -> None:
    key = secrets.token_hex(32).encode()
    if prepare:
        prepare(key)
    write_durably(path, lambda temporary: _write_for_the_owner(temporary, key))


def _write_for_the_owner(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
