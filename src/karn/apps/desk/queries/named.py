"""Finding by name what people keep besides customers: segments, tasks, surveys, lessons, wishes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from karn.apps.care.models import Wish
from karn.apps.desk.queries.matching import holds
from karn.apps.lessons.models import Lesson
from karn.apps.people.models import Person
from karn.apps.segments.queries import segments_for
from karn.apps.surveys.models import Survey
from karn.apps.tasks.models import OPEN
from karn.apps.tasks.queries import tasks_visible_to
from karn.kernel.text import one_line

A_FEW = 4
"""At most so many of a kind are shown: the list of the kind has the others."""

Rows = Callable[[Person], QuerySet[Any]]

KINDS: Final[dict[str, tuple[Rows, str]]] = {
    "segment": (segments_for, "name"),
    "task": (lambda person: tasks_visible_to(person).filter(OPEN).order_by("due_on", "pk"), "text"),
    "survey": (lambda _p: Survey.objects.filter(removed_at=None).order_by("-made_at", "-pk"), "name"),
    "lesson": (lambda _p: Lesson.objects.filter(removed_at=None).order_by("sentence", "pk"), "sentence"),
    "wish": (lambda _p: Wish.objects.filter(removed_at=None).order_by("title", "pk"), "title"),
}
"""Which rows of a kind somebody may see, and the field with its name."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name: of which of KINDS, its number and its name."""

    kind: str
    number: int
    name: str


def named_found(text: str, *, person: Person, kinds: Collection[str], limit: int = A_FEW) -> list[Named]:
    """Return what this person may see of these kinds with each word of `text` in its name.

    At most `limit` of a kind, open tasks only. One query for each kind.
    """
    words = one_line(text)[:200].split()[:5]
    if not words:
        return []
    return [one for kind in KINDS if kind in kinds for one in _found(kind, words, person, limit)]


def _found(kind: str, words: list[str], person: Person, limit: int) -> list[Named]:
    rows, field = KINDS[kind]
    sought = Q()
    for word in words:
        sought &= holds(field, word)
    return [Named(kind, row.pk, getattr(row, field)) for row in rows(person).filter(sought)[:limit]]
