"""What was thrown away of reviews, recaps, benefits, needs and wishes, to be brought back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from karn.apps.care.models.reviews import LearningGoal, Review
from karn.apps.care.models.value import Benefit, Recap
from karn.apps.care.models.wishes import Need, Wish
from karn.apps.customers.queries import is_visible_to
from karn.apps.people.models import Person


def reviews_in_bin(person: Person) -> QuerySet[Review]:
    """Return the reviews this person may bring back, the latest thrown away first."""
    return _its(Review.objects.all(), person)


def recaps_in_bin(person: Person) -> QuerySet[Recap]:
    """Return the recaps this person may bring back, the latest thrown away first."""
    return _its(Recap.objects.all(), person)


def benefits_in_bin(person: Person) -> QuerySet[Benefit]:
    """Return the results and extras this person may bring back, the latest thrown away first."""
    return _its(Benefit.objects.all(), person)


def needs_in_bin(person: Person) -> QuerySet[Need]:
    """Return the needs this person may bring back, the latest thrown away first."""
    return _its(Need.objects.all(), person)


def goals_in_bin(person: Person) -> QuerySet[LearningGoal]:
    """Return the goals for learning of customers this person sees that may come back, the latest first."""
    return _its(LearningGoal.objects.all(), person)


def wishes_in_bin() -> QuerySet[Wish]:
    """Return the wishes anybody may bring back, the latest thrown away first."""
    return Wish.objects.filter(removed_at__isnull=False).order_by("-removed_at", "pk")


def _its(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    thrown = rows.filter(is_visible_to(person, "customer"), removed_at__isnull=False)
    return thrown.select_related("customer").order_by("-removed_at", "pk")
