"""Putting the pages' static files where the web server finds them, compressed and named by content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from karn.kernel.durable import write_bytes_durably

MARK = "collected.sha256"


def collect_static_files() -> bool:
    """Collect the static files into the data folder unless they are there already; say whether it did."""
    if are_collected():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    write_bytes_durably(Path(settings.STATIC_ROOT) / MARK, _digest().encode())
    return True


def are_collected() -> bool:
    """Say whether the data folder has the static files of this version."""
    mark = Path(settings.STATIC_ROOT) / MARK
    return mark.exists() and mark.read_text(encoding="utf-8") == _digest()


def _digest() -> str:
    """Return a digest of all static files' names and bytes (about a megabyte: a few milliseconds)."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(["CVS", ".*", "*~"])):
            digest.update(f"{name}\0".encode())
            with storage.open(name) as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
