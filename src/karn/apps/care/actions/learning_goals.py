"""Writes: what we should know better is noted, learned, thrown away, and all of it taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karn.apps.care.models.reviews import LearningGoal
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line


def note_goal(*, words: str, customer: Customer | None = None, by: Person, at: datetime) -> LearningGoal:
    """Note something we should know better. Raises BadInput without words."""
    told = one_line(words)[:500]
    if not told:
        raise BadInput("Say what we should know better.")
    with transaction.atomic():
        goal = LearningGoal.objects.create(customer=customer, words=told, made_at=at, made_by=by)
        record(by=by, deed=Event.REVIEW_CHANGED, about=goal, at=at, detail="goal")
    return goal


def mark_learned(*, goal: LearningGoal, by: Person, at: datetime) -> None:
    """Remember that we know it now."""
    _set(goal, "learned", by, at, learned_at=at, learned_by=by)


def mark_unlearned(*, goal: LearningGoal, by: Person, at: datetime) -> None:
    """Take back that we know it."""
    _set(goal, "not learned", by, at, learned_at=None, learned_by=None)


def remove_goal(*, goal: LearningGoal, by: Person, at: datetime) -> None:
    """Throw a goal away; it can be brought back."""
    _set(goal, "removed", by, at, removed_at=at)


def restore_goal(*, goal: LearningGoal, by: Person, at: datetime) -> None:
    """Bring a goal back."""
    _set(goal, "restored", by, at, removed_at=None)


def _set(goal: LearningGoal, what: str, by: Person, at: datetime, **facts: object) -> None:
    with transaction.atomic():
        LearningGoal.objects.select_for_update().filter(pk=goal.pk).update(**facts)
        record(by=by, deed=Event.REVIEW_CHANGED, about=goal, at=at, detail=what)
