"""Keys that are made once, lie in a file for their owner alone, and never change again."""

from __future__ import annotations

import secrets
from pathlib import Path

from karn.kernel.durable import write_bytes_durably


def kept_key(path: Path) -> bytes:
    """Return the key at `path`: 256 random bits in hexadecimal digits, made the first time.

    Of two processes that make it at once, one does, and both get that one.
    """
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_bytes_durably(made, secrets.token_hex(32).encode())
    made.chmod(0o600)
    try:
        path.hardlink_to(made)  # unlike a rename, it does not replace what is there
    except FileExistsError:
        pass
    finally:
        made.unlink()
