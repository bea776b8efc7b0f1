"""What came in or was set since the figures were made, and is not in them yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from karn.apps.intake.models import Run, RunState
from karn.apps.measures.models import Refresh
from karn.apps.measures.queries import last_refresh
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Event

COUNTED = frozenset({"zone", "currency", "gross_margin", "winning_cost", "answer_days", "rhythm_days"})
"""The company's settings that figures or signs of leaving go by."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the next refresh: rows that imports made or changed, and whether settings do."""

    rows: int = 0
    settings: bool = False

    def __bool__(self) -> bool:
        """Say whether anything waits."""
        return bool(self.rows) or self.settings


def waiting_since(refresh: Refresh) -> Waiting:
    """Return what came in or was set after this refresh began. Two queries."""
    runs = Run.objects.filter(state=RunState.DONE, finished_at__gt=refresh.started_at)
    rows = runs.aggregate(rows=Sum(F("accepted") + F("updated")))["rows"] or 0
    return Waiting(rows, _settings_changed(refresh.started_at))


def waits(run: Run) -> bool:
    """Say whether rows of this run are not in the figures yet: no refresh began since it ended. One query."""
    refresh = last_refresh()
    if not run.changed or run.finished_at is None:
        return False
    return refresh is None or run.finished_at > refresh.started_at


def _settings_changed(since: datetime) -> bool:
    changes = AuditEntry.objects.filter(deed=Event.COMPANY_CHANGED, at__gt=since)
    return any(COUNTED & set(detail.split(", ")) for detail in changes.values_list("detail", flat=True))
