"""Making, changing and throwing away segments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, Event, may
from karn.apps.segments.models import Segment
from karn.apps.segments.queries.members import condition_of
from karn.apps.segments.queries.segments import may_change, segment_for
from karn.apps.segments.rules.definitions import Definition
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain
from karn.platform.facts import next_version


class SegmentChanged(BadInput):
    """Somebody else stored the segment after it was read; `stored` is what stands there now."""

    def __init__(self, stored: Segment) -> None:
        """Keep what stands there, to be shown beside what was asked for."""
        super().__init__("Somebody changed this meanwhile: look at both and choose.")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a segment."""

    name: str
    definition: Definition
    description: str = ""
    shared: bool = False


def create_segment(*, said: Said, by: Person, on: date, at: datetime) -> Segment:
    """Store a new segment. Raises BadInput: no name, something it asks for there is not, or not allowed."""
    _refuse_unless_keeper(by)
    segment = Segment(owner=by, made_at=at)
    with transaction.atomic():
        _store(segment, said, on=on, at=at)
        record(by=by, deed=Event.SEGMENT_MADE, about=segment, at=at)
    return segment


def change_segment(
    *, segment: int, said: Said, by: Person, on: date, at: datetime, seen: str | None = None
) -> Segment:
    """Store what changed of a segment (its id). `seen` is the :attr:`Segment.version` the changer read.

    Raises SegmentChanged when another one stands there, BadInput like :func:`create_segment`, and
    Segment.DoesNotExist for one there is not.
    """
    with transaction.atomic():
        stored = _locked(segment, by=by)
        if seen is not None and seen != stored.version:
            raise SegmentChanged(stored)
        if said.shared != stored.shared and stored.owner_id != by.pk and not said.shared:
            raise BadInput("Only who made a segment can take it back for themselves.")
        _store(stored, said, on=on, at=at)
        record(by=by, deed=Event.SEGMENT_CHANGED, about=stored, at=at)
    return stored


def delete_segment(*, segment: int, by: Person, at: datetime) -> Segment:
    """Throw a segment (its id) away; it can come back."""
    with transaction.atomic():
        stored = _locked(segment, by=by)
        _put(stored, deleted_at=at, at=at)
        record(by=by, deed=Event.SEGMENT_REMOVED, about=stored, at=at)
    return stored


def restore_segment(*, segment: int, by: Person, at: datetime) -> Segment:
    """Bring a segment (its id) back."""
    with transaction.atomic():
        stored = _locked(segment, by=by, deleted=True)
        _put(stored, deleted_at=None, at=at)
        record(by=by, deed=Event.SEGMENT_RESTORED, about=stored, at=at)
    return stored


def _locked(number: int, *, by: Person, deleted: bool = False) -> Segment:
    Segment.objects.select_for_update().filter(pk=number).first()
    stored = segment_for(by, number, deleted=deleted)
    if stored is None:
        raise Segment.DoesNotExist
    _refuse_unless_keeper(by)
    if not may_change(stored, by):
        raise BadInput("Only who made this segment, a manager or an administrator can change it.")
    return stored


def _refuse_unless_keeper(by: Person) -> None:
    if not may(by.role, Deed.KEEP_SEGMENTS):
        raise BadInput("Your role, %(role)s, may not do this.", role=ROLE_NAMES.get(by.role, by.role))


def _store(segment: Segment, said: Said, *, on: date, at: datetime) -> None:
    condition_of(said.definition, on=on)  # raises where it asks for something there is not
    segment.name = one_line(said.name)
    if not segment.name:
        raise BadInput("Give the segment a name.")
    if len(segment.name) > 120 or len(said.description) > 500:
        raise BadInput("The name has at most 120 characters, what it is for at most 500.")
    segment.description = plain(said.description)
    segment.shared = said.shared
    segment.definition = said.definition.model_dump(mode="json")
    _put(segment, at=at)


def _put(segment: Segment, *, at: datetime, **facts: object) -> None:
    for name, value in facts.items():
        setattr(segment, name, value)
    segment.known_at = next_version(segment.known_at, at)
    segment.save()
