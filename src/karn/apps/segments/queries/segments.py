"""Which segments there are, and who may do what with them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from karn.apps.people.models import Person, Role
from karn.apps.people.rules import Deed, may
from karn.apps.segments.models import Segment
from karn.kernel.errors import BadInput
from karn.platform.prepared import prepared

_LARGEST = 2**63 - 1


def segments_for(person: Person) -> QuerySet[Segment]:
    """Return the segments this person can use: shared ones and own ones, by name."""
    return _segments_for(person.pk)


def segments_offered(person: Person) -> list[Segment]:
    """Return the segments this person can use, as :func:`segments_for` does. One query."""
    return _offered(person=person.pk)


@prepared
def _offered(person: int) -> QuerySet[Segment]:
    return _segments_for(person)


def _segments_for(person: int) -> QuerySet[Segment]:
    its = Segment.objects.filter(_usable(person), deleted_at__isnull=True)
    return its.select_related("owner").order_by(Lower("name"), "pk")


def segment_for(person: Person, number: int, *, deleted: bool = False) -> Segment | None:
    """Return a segment this person can use, or None; with `deleted` one that was thrown away."""
    its = Segment.objects.filter(_usable(person), deleted_at__isnull=not deleted)
    return its.select_related("owner").filter(pk=number).first() if number <= _LARGEST else None


def segments_in_bin(person: Person) -> list[Segment]:
    """Return the segments in the bin that this person may bring back, the latest thrown away first."""
    its = Segment.objects.filter(_usable(person), deleted_at__isnull=False).order_by("-deleted_at", "pk")
    return [one for one in its if may_change(one, person)]


def segment_asked(name: str, *, person: Person | None) -> Segment:
    """Return the segment with this name or number among those the person can use; nobody uses all.

    Raises BadInput where there is none, or where several are called so.
    """
    its = Segment.objects.filter(_usable(person) if person else Q(), deleted_at__isnull=True).order_by("pk")
    found = [it for it in its if it.name == name] or [it for it in its if it.name.lower() == name.lower()]
    if not found and name.isascii() and name.isdecimal():
        found = [it for it in its if str(it.pk) == name]
    if len(found) > 1:
        numbers = ", ".join(str(it.pk) for it in found)
        raise BadInput(
            "Several segments are called “%(name)s”: say which by number (%(numbers)s).",
            name=name,
            numbers=numbers,
        )
    if not found:
        names = ", ".join(f"{it.name} ({it.pk})" for it in its[:10]) or "–"
        raise BadInput("There is no segment “%(name)s”. There are: %(names)s.", name=name, names=names)
    return found[0]


def may_change(segment: Segment, person: Person) -> bool:
    """Say whether this person may change a segment: who made it, and of shared ones who runs the company."""
    if not may(person.role, Deed.KEEP_SEGMENTS):
        return False
    runs = person.role in (Role.ADMINISTRATOR, Role.MANAGER)
    return segment.owner_id == person.pk or (segment.shared and runs)


def _usable(person: Person | int) -> Q:
    return Q(shared=True) | Q(owner=person)
