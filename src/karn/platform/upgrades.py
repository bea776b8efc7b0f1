"""Bringing the databases up to date so that whoever is killed meanwhile can simply begin again.

Django stores that a migration was run after its transaction, where statements were put off to its end: killed
in between, the migration stands in the database and is run a second time, which fails. Here what was put off
is done, and the record written, inside that transaction.

Processes that begin at once on one data folder take turns: the later ones find nothing left to do.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, router
from django.db.migrations.executor import MigrationExecutor

from karn.kernel.errors import message
from karn.kernel.points import point
from karn.platform.databases import make_missing
from karn.platform.locks import wait_for
from karn.platform.model_states import AddingState

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations import Migration
    from django.db.migrations.state import ProjectState


WAITS_SECONDS = 600
"""So long a process waits for another that migrates the same databases."""

BUSY = message("Another process of Karn brings the database up to date and is not done yet.")


class WholeExecutor(MigrationExecutor):
    """Runs each migration and records it in one transaction; draws up anew only what it adds."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        made: ProjectState = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        return AddingState.taken_from(made)

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Run one migration; killed at any moment it is there with its record, or not at all."""
        if isinstance(state, AddingState):
            state.begin(migration)
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
    """Return the migrations the databases still lack, as `app.name`, in their order."""
    return [
        f"{migration.app_label}.{migration.name}"
        for alias in connections
        for migration in _lacking(connections[alias])
    ]


def _lacking(database: BaseDatabaseWrapper) -> list[Migration]:
    try:
        executor = MigrationExecutor(database)
    except OperationalError:
        if database.alias == DEFAULT_DB_ALIAS:
            raise
        # A database beside the main one that is not made yet.
        executor = MigrationExecutor(None)
    plan = executor.migration_plan(_targets(executor, database.alias))
    return [migration for migration, _backwards in plan]


def _targets(executor: MigrationExecutor, alias: str) -> list[tuple[str, str]]:
    """Return the last migrations of the apps whose tables lie in this database."""
    return [node for node in executor.loader.graph.leaf_nodes() if router.allow_migrate(alias, node[0])]


def migrate(tell: Callable[[int, int], None] | None = None) -> None:
    """Run what the databases lack. Raises whatever a migration raises; those before it are stored.

    `tell` is told how many migrations are done, and of how many, in each database. Waits for another process
    that does the same to this data folder; raises Held where it takes too long.
    """
    with wait_for(settings.INSTALLATION.data / "migrations.lock", otherwise=BUSY, seconds=WAITS_SECONDS):
        # Each step draws up all tables' models anew: looking for garbage meanwhile takes a quarter of the
        # time.
        gc.disable()
        try:
            for alias in connections:
                _migrate(connections[alias], tell)
        finally:
            gc.enable()


def _migrate(database: BaseDatabaseWrapper, tell: Callable[[int, int], None] | None) -> None:
    if database.alias != DEFAULT_DB_ALIAS:
        make_missing(database.settings_dict, connections[DEFAULT_DB_ALIAS].settings_dict)
    database.prepare_database()
    done = count()

    def told(what: str, *_of: object) -> None:
        if tell and what == "apply_success":
            tell(next(done) + 1, len(plan))

    executor = WholeExecutor(database, told)
    executor.loader.check_consistent_history(database)
    targets = _targets(executor, database.alias)
    plan = executor.migration_plan(targets)
    emit_pre_migrate_signal(0, False, database.alias, plan=plan)
    executor.migrate(targets, plan=plan)
    emit_post_migrate_signal(0, False, database.alias, plan=plan)
