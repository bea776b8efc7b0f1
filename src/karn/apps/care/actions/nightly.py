"""What the routine does each night."""

from __future__ import annotations

from datetime import date, datetime

from karn.apps.care.actions.following import follow
from karn.apps.care.actions.rounds import ask_sooner
from karn.apps.care.actions.start_ups import begin_due
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station


def look_after(*, on: date, at: datetime) -> int:
    """Begin the start-ups that are due, and bring all tasks in step; return how many began. Repeatable."""
    company = current_company()
    begun = begin_due(on=on, at=at) if company.has(Station.START_UP) else 0
    if company.has(Station.EXPECTATIONS):
        ask_sooner(on=on, at=at)
    follow(at=at)
    return begun
