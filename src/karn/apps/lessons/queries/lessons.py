"""Reads of lessons."""

from __future__ import annotations

from django.db.models import Count, F, Max, Q, QuerySet

from karn.apps.lessons.models.lessons import IN_FORCE, Lesson
from karn.apps.lessons.rules.ready import READY, Ready
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may

_LARGEST = 2**63 - 1


def all_lessons(*, state: str = "on") -> QuerySet[Lesson]:
    """Return the lessons in force by the day of their next round, or the retired ones, the latest first.

    With each how many rounds it had (`round_count`) and when the last one began (`last_on`). One query.
    """
    its = Lesson.objects.select_related("segment", "post_mortem__customer", "made_by")
    its = its.annotate(round_count=Count("rounds"), last_on=Max("rounds__begun_on"))
    if state == "retired":
        return its.filter(removed_at__isnull=True, retired_at__isnull=False).order_by("-retired_at", "-pk")
    return its.filter(IN_FORCE).order_by("next_on", "pk")


def lesson_of(number: int, *, removed: bool = False) -> Lesson | None:
    """Return a lesson, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its = Lesson.objects.select_related("segment", "post_mortem__customer", "made_by")
    return its.filter(Q() if removed else Q(removed_at__isnull=True), pk=number).first()


def may_keep(person: Person, lesson: Lesson) -> bool:
    """Say whether somebody may change, retire or throw away what everybody is asked.

    Who wrote it, and who says what is asked of customers: managers and administrators.
    """
    return lesson.made_by_id == person.pk or may(person.role, Deed.KEEP_SURVEYS)


def lessons_in_bin() -> QuerySet[Lesson]:
    """Return the lessons that were thrown away, the latest first."""
    return Lesson.objects.filter(removed_at__isnull=False).order_by("-removed_at", "pk")


def ready_left() -> list[Ready]:
    """Return the ready lessons that nobody took yet. One query."""
    taken = set(
        Lesson.objects.filter(removed_at__isnull=True).exclude(ready="").values_list("ready", flat=True)
    )
    return [one for one in READY if one.code not in taken]


def lessons_due() -> QuerySet[Lesson]:
    """Return the lessons in force, those whose next round is longest due first."""
    return Lesson.objects.filter(IN_FORCE).select_related("segment").order_by(F("next_on").asc(), "pk")
