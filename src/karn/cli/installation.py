"""Starting Django for the commands that need the database."""

from __future__ import annotations

import os
from pathlib import Path


def prepare(data: Path | None = None, database: str = "") -> None:
    """Start Django on the data folder, and bring its database up to date.

    `data` wins over ``KARN_DATA`` in the environment; without both it is ``karn-data`` here. `database`
    wins over ``KARN_DATABASE``; without both it is the one the folder holds.
    """
    if data is not None:
        os.environ["KARN_DATA"] = str(data)
    if database:
        os.environ["KARN_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karn.project.settings")
    import django  # noqa: PLC0415 (commands of the engine run without it)

    django.setup()
    _migrate_if_behind()


def _migrate_if_behind() -> None:
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup())
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
