"""Which saved views there are, and with which one a list opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from karn.apps.people.models import Person
from karn.apps.segments.models import FirstView, SavedView
from karn.platform.prepared import prepared

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Opens(TypedDict):
        opens: bool

    OfferedView = WithAnnotations[SavedView, _Opens]

_LARGEST = 2**63 - 1


def views_for(person: Person, of: str) -> QuerySet[OfferedView]:
    """Return the views of a list this person can use: shared ones and own ones, by name.

    Annotated with `opens`: whether the list opens with it for this person.
    """
    return _views_for(person.pk, of)


def _views_for(person: int, of: str) -> QuerySet[OfferedView]:
    first = FirstView.objects.filter(person=person, of=of, view=OuterRef("pk"))
    its = SavedView.objects.filter(Q(shared=True) | Q(owner=person), of=of, deleted_at__isnull=True)
    return its.annotate(opens=Exists(first)).select_related("owner").order_by(Lower("name"), "pk")


def views_offered(person: Person, of: str) -> list[OfferedView]:
    """Return the views of a list this person can use, as :func:`views_for` does. One query."""
    return _offered(person=person.pk, of=of)


@prepared
def _offered(person: int, of: str) -> QuerySet[OfferedView]:
    return _views_for(person, of)


def views_in_bin(person: Person) -> list[SavedView]:
    """Return the own views in the bin, the latest thrown away first."""
    return list(
        SavedView.objects.filter(owner=person, deleted_at__isnull=False).order_by("-deleted_at", "pk")
    )


def own_view(person: Person, number: int, *, deleted: bool = False) -> SavedView | None:
    """Return a view this person made, or None."""
    its = SavedView.objects.filter(owner=person, deleted_at__isnull=not deleted)
    return its.filter(pk=number).first() if number <= _LARGEST else None
