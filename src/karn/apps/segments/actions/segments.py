"""Making, changing and throwing away segments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from karn.apps.customers.models import Purpose
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, Event, may
from karn.apps.segments.models import Segment
from karn.apps.segments.queries.members import condition_of
from karn.apps.segments.queries.segments import may_change, segment_for
from karn.apps.segments.rules.definitions import Definition
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line, plain
from karn.platform.facts import next_version
from karn.platform.versions import facts_of, refuse_unseen


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a segment."""

    name: str
    definition: Definition
    description: str = ""
    shared: bool = False
    purpose: str = Purpose.SERVICE


def create_segment(*, said: Said, by: Person, on: date, at: datetime) -> Segment:
    """Store a new segment. Raises BadInput: no name, something it asks for there is not, or not allowed."""
    _refuse_unless_keeper(by)
    segment = Segment(owner=by, made_at=at)
    with transaction.atomic():
        _store(segment, said, on=on, at=at)
        keep_change(segment, {}, _facts(segment), by=by, at=at, how=MADE)
        record(by=by, deed=Event.SEGMENT_MADE, about=segment, at=at)
    return segment


def change_segment(
    *, segment: int, said: Said, by: Person, on: date, at: datetime, seen: str | None = None
) -> Segment:
    """Store what changed of a segment (its id). `seen` is the :attr:`Segment.version` the changer read.

    Raises ChangedMeanwhile when another one stands there, BadInput like :func:`create_segment`, and
    Segment.DoesNotExist for one there is not.
    """
    with transaction.atomic():
        stored = _locked(segment, by=by)
        refuse_unseen(stored, seen)
        if said.shared != stored.shared and stored.owner_id != by.pk and not said.shared:
            raise BadInput("Only who made a segment can take it back for themselves.")
        before = _facts(stored)
        _store(stored, said, on=on, at=at)
        keep_change(stored, before, _facts(stored), by=by, at=at)
        record(by=by, deed=Event.SEGMENT_CHANGED, about=stored, at=at)
    return stored


def delete_segment(*, segment: int, by: Person, at: datetime) -> Segment:
    """Throw a segment (its id) away; it can come back."""
    with transaction.atomic():
        stored = _locked(segment, by=by)
        _put(stored, deleted_at=at, at=at)
        keep_change(stored, {}, {}, by=by, at=at, how=BIN)
        record(by=by, deed=Event.SEGMENT_REMOVED, about=stored, at=at)
    return stored


def restore_segment(*, segment: int, by: Person, at: datetime) -> Segment:
    """Bring a segment (its id) back."""
    with transaction.atomic():
        stored = _locked(segment, by=by, deleted=True)
        _put(stored, deleted_at=None, at=at)
        keep_change(stored, {}, {}, by=by, at=at, how=RESTORE)
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
    if said.purpose not in Purpose.values:
        raise BadInput("Say what the segment is kept for.")
    segment.shared, segment.purpose = said.shared, said.purpose
    segment.definition = said.definition.model_dump(mode="json")
    _put(segment, at=at)


def _facts(segment: Segment) -> dict[str, Any]:
    return facts_of(segment, ("name", "description", "purpose", "shared", "definition"))


def _put(segment: Segment, *, at: datetime, **facts: object) -> None:
    for name, value in facts.items():
        setattr(segment, name, value)
    segment.known_at = next_version(segment.known_at, at)
    segment.save()
