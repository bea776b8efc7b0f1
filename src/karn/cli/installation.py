"""Starting Django for the commands that need the database."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from karn.kernel.errors import BadInput
from karn.kernel.garbage import seldom_collected


@seldom_collected()
def prepare(
    data: Path | None = None, database: str = "", tell: Callable[[int, int], None] | None = None
) -> None:
    """Start Django on the data folder, and bring its database up to date; `tell` is told how far it is.

    `data` wins over ``KARN_DATA`` in the environment; without both it is ``karn-data`` here. `database`
    wins over ``KARN_DATABASE``; without both it is the one the folder holds.
    """
    start(data, database)
    from karn.platform.upgrades import migrate, pending_migrations  # noqa: PLC0415 (Django is up only now)

    if pending_migrations():
        migrate(tell)


@seldom_collected()
def start(data: Path | None = None, database: str = "") -> None:
    """Start Django on the data folder as :func:`prepare` does, and leave its database as it is."""
    if data is not None:
        os.environ["KARN_DATA"] = str(data)
    if database:
        os.environ["KARN_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")
    import django  # noqa: PLC0415 (commands of the engine run without it)

    django.setup()


def folder_of(data: Path | None) -> Path:
    """Return the data folder that is meant. Raises BadInput where nothing is kept there."""
    folder = Path(data or os.environ.get("KARN_DATA") or "karn-data").expanduser().absolute()
    if not (folder / "secret.key").exists():
        raise BadInput(f"{folder} is no data folder of Karn. Say which is: --data FOLDER")
    return folder
