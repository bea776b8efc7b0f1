"""How often customers want to be heard, as the signals read it: what was said, since when, until when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.care.actions.rhythm import Wanted, add_segment_rhythm, remove_own_rhythm, set_own_rhythm
from karn.apps.care.exporters import RHYTHMS
from karn.apps.people.rules import Role
from karn.apps.segments.models import Segment

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 10, 12, tzinfo=UTC)


def rows(customer: int | None = None) -> list[tuple[Any, ...]]:
    exporter = RHYTHMS if customer is None else RHYTHMS.of([customer])
    its = [row for batch in exporter.batches() for row in batch.to_pylist()]
    return [(row["customer_id"], row["days"], row["own"], row["known_at"], row["ended_at"]) for row in its]


def test_what_was_said_stands_with_the_time_it_held_and_segments_as_they_are(world: Any) -> None:
    chief = world.person(role=Role.ADMINISTRATOR)
    first, second, lund = world.paying("First"), world.paying("Second"), world.paying("L", city="Lund")
    part = {"field": "customers.city", "operator": "is", "values": ["Lund"]}
    root = {"version": 1, "root": {"match": "all", "parts": [part]}}
    told = {"name": "Lund", "owner": chief, "shared": True, "made_at": AT, "known_at": AT}
    add_segment_rhythm(segment=Segment.objects.create(definition=root, **told), days=30, by=chief, at=AT)
    days = [AT + timedelta(days=number) for number in range(3)]
    set_own_rhythm(customer=first, wanted=Wanted(14), by=chief, at=days[0])
    own = set_own_rhythm(customer=first, wanted=Wanted(60), by=chief, at=days[1])
    remove_own_rhythm(rhythm=own, by=chief, at=days[2])
    set_own_rhythm(customer=second, wanted=Wanted(7), by=chief, at=days[0])
    plain = [day.replace(tzinfo=None) for day in days]
    expected = [
        (str(first.pk), 14, True, plain[0], plain[1]),
        (str(first.pk), 60, True, plain[1], plain[2]),
        (str(second.pk), 7, True, plain[0], None),
        (str(lund.pk), 30, False, plain[0], None),
    ]
    assert rows() == expected
    assert rows(lund.pk) == expected[3:]
    assert rows(first.pk) == expected[:2]
    second.deleted_at = AT
    second.save()
    assert rows(second.pk) == []
