"""Which tables lie in which database: what leavers say in one of its own, everything else in the main one."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from karn.platform.databases import EXITS

APP = "exits"


class ExitsRouter:
    """Sends the app `exits` to its own database, and nothing else there; no row points across."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """Return the database a table is read in."""
        return EXITS if model._meta.app_label == APP else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:
        """Return the database a table is written in: the one it is read in."""
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **_hints: Any) -> bool:
        """Say whether one row may point at the other: within a database only."""
        # The row of who logged in may come as a lazy one, whose type has no `_meta`.
        return (one._meta.app_label == APP) == (other._meta.app_label == APP)

    def allow_migrate(self, database: str, app_label: str, **_hints: Any) -> bool:
        """Say whether an app's tables are made in a database."""
        return (database == EXITS) == (app_label == APP)
