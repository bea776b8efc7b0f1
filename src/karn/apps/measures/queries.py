"""Reads of stored answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from karn.apps.measures.models import Answer, Refresh
from karn.engine import Answer as EngineAnswer
from karn.engine import Lake, open_lake, rows_behind, run_metric
from karn.kernel.period import Period


@dataclass(frozen=True)
class Answers:
    """The answers of one refresh, by name."""

    refresh: Refresh
    by_name: dict[str, Answer]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of the answer `name`; none where it was not given."""
        answer = self.by_name.get(name)
        rows: list[dict[str, Any]] = answer.rows if answer else []
        return rows

    def first(self, name: str) -> dict[str, Any]:
        """Return the first row of the answer `name`; an empty one where it was not given."""
        rows = self.rows(name)
        return rows[0] if rows else {}

    def error(self, name: str) -> str:
        """Say why the answer `name` was not given; nothing where it was."""
        answer = self.by_name.get(name)
        return answer.error if answer else ""


def last_refresh() -> Refresh | None:
    """Return the last finished refresh: the one the pages speak of."""
    return Refresh.objects.filter(finished_at__isnull=False).order_by("-id").first()


def last_answers() -> Answers | None:
    """Return the answers of the last finished refresh."""
    refresh = last_refresh()
    if refresh is None:
        return None
    return Answers(refresh, {answer.name: answer for answer in refresh.answers.all()})


def ask(name: str, period: Period, *, behind: bool = False, **options: Any) -> EngineAnswer:
    """Ask the engine about the lake as it stands, now: the figure, or the rows behind it.

    Raises KarnError in one plain line: no lake yet, an unknown metric or mode, a damaged file.
    """
    return (rows_behind if behind else run_metric)(current_lake(), name, period, **options)


def current_lake() -> Lake:
    """Open the lake as the last refresh wrote it. Raises KarnError when there is none, or a damaged one."""
    return open_lake(settings.INSTALLATION.lake)
