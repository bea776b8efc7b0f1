"""Bringing the database up to date so that whoever is killed meanwhile can simply begin again.

Django stores that a migration was run after its transaction, where statements were put off to its end: killed
in between, the migration stands in the database and is run a second time, which fails. Here what was put off
is done, and the record written, inside that transaction.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from karn.kernel.points import point

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.state import ProjectState


class WholeExecutor(MigrationExecutor):
    """Runs each migration and records it in one transaction."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Run one migration; killed at any moment it is there with its record, or not at all."""
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            put_off, editor.deferred_sql = editor.deferred_sql, []
            for statement in put_off:
                editor.execute(statement, None)
            point("migration.run")
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # as Django 5.2 has it
        point("migration.stored")
        return state


def pending_migrations() -> list[str]:
    """Return the migrations the database still lacks, as `app.name`, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> None:
    """Run what the database lacks. Raises whatever a migration raises; those before it are stored."""
    connection.prepare_database()
    executor = WholeExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    # Each step draws up all tables' models anew: looking for garbage meanwhile takes a quarter of the time.
    gc.disable()
    try:
        emit_pre_migrate_signal(0, False, connection.alias, plan=plan)
        executor.migrate(targets, plan=plan)
        emit_post_migrate_signal(0, False, connection.alias, plan=plan)
    finally:
        gc.enable()
