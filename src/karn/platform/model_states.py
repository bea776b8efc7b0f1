"""The models as they stand between two migrations, of which only what a step changes is drawn up anew.

After each step Django makes the class of the model that changed anew, and those of all models related to it,
however far. Where nearly every table names a person or a customer those are all there are, three hundred
times over: nine tenths of the time an empty database takes. A step that only adds needs none of that: the
other classes go on naming the class before, whose table and key are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Self

from django.db.migrations import Migration, operations
from django.db.migrations.state import ProjectState

ADDING: Final = frozenset(
    {
        operations.AddConstraint,
        operations.AddField,
        operations.AddIndex,
        operations.AlterModelOptions,
        operations.CreateModel,
        operations.RunPython,  # asks for all classes anew itself
        operations.RunSQL,
    }
)
"""Operations that change no column other tables know; everything else goes Django's own way."""


class AddingState(ProjectState):
    """Models as they stand; while `adds`, a changed one is drawn up alone.

    Django calls such a state delayed, and draws up all of it before Python runs over its rows.
    """

    adds = False

    @classmethod
    def taken_from(cls, state: ProjectState) -> Self:
        """Return a state with the same models."""
        return cls(models=state.models, real_apps=state.real_apps)

    def begin(self, migration: Migration) -> None:
        """Get ready for a migration: where it does more than add, with every class drawn up."""
        self.adds = only_adds(migration.operations)
        if not self.adds:
            self.clear_delayed_apps_cache()

    def _find_reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        if not self.adds:
            found: set[tuple[str, str]] = super()._find_reload_model(app_label, model_name, delay)  # type: ignore[misc]
            return found
        self.is_delayed = True
        return {(app_label, model_name)}


def only_adds(steps: Iterable[Any]) -> bool:
    """Say whether a migration only adds: exactly these operations, and no SQL that changes the models too."""
    return all(type(step) in ADDING and not getattr(step, "state_operations", None) for step in steps)
