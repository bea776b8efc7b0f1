import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models, router
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations import operations

from karn.platform.model_states import only_adds


def test_whatever_changes_a_column_or_a_name_goes_the_whole_way() -> None:
    field, nothing = models.TextField(), operations.RunSQL.noop
    adding = [
        operations.CreateModel("A", []),
        operations.AddField("A", "b", field),
        operations.RunSQL(nothing),
    ]
    changing = [
        operations.AlterField("A", "b", field),
        operations.RenameModel("A", "B"),
        operations.RemoveField("A", "b"),
        operations.RunSQL(nothing, state_operations=[operations.DeleteModel("A")]),
    ]
    assert only_adds(adding)
    assert [only_adds([*adding, one]) for one in changing] == [False] * 4


def draw(path: Path) -> None:
    """Make a database as the models draw it, without any migration."""
    wrapper = DatabaseWrapper(connections["default"].settings_dict | {"NAME": path, "OPTIONS": {}}, "drawn")
    connections["drawn"] = wrapper
    try:
        with wrapper.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.can_migrate(wrapper) and router.allow_migrate_model("default", model):
                    editor.create_model(model)
    finally:
        wrapper.close()
        del connections["drawn"]


def tables_of(path: Path) -> dict[str, Any]:
    """Return of each table its columns, what they refer to, and its indexes; in no order."""
    with closing(sqlite3.connect(path)) as one:
        names = [
            name for (name,) in one.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in {"django_migrations", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}
        ]  # fmt: skip

        def asked(what: str, of: str) -> list[tuple[Any, ...]]:
            return one.execute(f'PRAGMA {what}("{of}")').fetchall()

        return {
            name: (
                {row[1:] for row in asked("table_info", name)},
                {row[2:] for row in asked("foreign_key_list", name)},
                {
                    (row[2], row[4], *(column[2] for column in asked("index_info", row[1])))
                    for row in asked("index_list", name)
                },
            )
            for name in names
        }


@pytest.mark.slow
@pytest.mark.sqlite
def test_migrations_that_draw_up_only_what_they_add_make_what_the_models_say(
    migrated: Path, tmp_path: Path, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock():
        draw(tmp_path / "drawn.sqlite3")
    assert tables_of(migrated) == tables_of(tmp_path / "drawn.sqlite3")
