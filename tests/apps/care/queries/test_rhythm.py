"""Who wants to be heard how often: what they said, their segment, the company; and who waits."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.care.actions.rhythm import (
    Wanted,
    add_segment_rhythm,
    move_segment_rhythm,
    remove_own_rhythm,
    restore_own_rhythm,
    set_own_rhythm,
)
from karn.apps.care.models.rhythm import OwnRhythm, SegmentRhythm
from karn.apps.care.queries.rhythm import rhythm_of, rhythm_rows
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.segments.models import Segment
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def chief(world: Any) -> Person:
    world.company(rhythm_days=90)
    return world.person(role=Role.ADMINISTRATOR)


def segment(name: str, city: str, owner: Person) -> Segment:
    part = {"field": "customers.city", "operator": "is", "values": [city]}
    definition = {"version": 1, "root": {"match": "all", "parts": [part]}}
    return Segment.objects.create(
        name=name, owner=owner, shared=True, made_at=AT, known_at=AT, definition=definition
    )


def test_what_they_said_comes_before_their_segment_and_that_before_the_company(
    chief: Person, world: Any
) -> None:
    asked, lund, other = world.paying("Asked", city="Lund"), world.paying("L", city="Lund"), world.paying("O")
    told = {"by": chief, "at": AT}
    rule = add_segment_rhythm(segment=segment("Lund", "Lund", chief), days=30, **told)
    add_segment_rhythm(segment=segment("Lund again", "Lund", chief), days=10, **told)
    own = set_own_rhythm(customer=asked, wanted=Wanted(14, TODAY, "Twice a month"), **told)

    def days(*customers: Any) -> list[int]:
        rhythms = rhythm_of([one.pk for one in customers], on=TODAY)
        return [rhythms.of(one.pk) for one in customers]

    assert days(asked, lund, other) == [14, 30, 90]
    assert rhythm_of(None, on=TODAY).beat(lund.pk).segment == "Lund"
    move_segment_rhythm(rhythm=SegmentRhythm.objects.exclude(pk=rule.pk).get(), **told)
    remove_own_rhythm(rhythm=own, **told)
    assert days(asked, lund, other) == [10, 10, 90]
    restore_own_rhythm(rhythm=own, **told)
    assert days(asked) == [14]


def test_a_rhythm_is_stored_once_by_who_saw_what_stands_there(chief: Person, world: Any) -> None:
    customer = world.paying()
    told = {"customer": customer, "by": chief}
    first = set_own_rhythm(wanted=Wanted(30), at=AT, **told)
    set_own_rhythm(wanted=Wanted(20), at=AT + timedelta(hours=1), seen=first.version, **told)
    with pytest.raises(ChangedMeanwhile):
        set_own_rhythm(wanted=Wanted(10), at=AT, seen=first.version, **told)
    for days in (0, 731):
        with pytest.raises(BadInput):
            set_own_rhythm(wanted=Wanted(days), at=AT, **told)
    assert [one.days for one in OwnRhythm.objects.all()] == [20]


def test_who_waits_longest_beyond_what_they_want_comes_first_and_mass_mail_counts_for_nothing(
    chief: Person, world: Any
) -> None:
    late, later, fine = (world.paying(name) for name in ("Late", "Later", "Fine"))
    world.price(world.subscription(never := world.customer("Never")), starts_on=TODAY - timedelta(days=80))
    new = world.paying("New", joined_on=TODAY - timedelta(days=100))
    for customer, days in ((late, 95), (later, 200), (fine, 80)):
        world.said(customer, AT - timedelta(days=days), channel="call")
    world.said(late, AT - timedelta(days=1), bulk=True)
    world.said(later, AT - timedelta(days=2), direction="in")
    rows = rhythm_rows(chief, on=TODAY, at=AT)
    assert [(row.customer, row.late_days) for row in rows] == [(later, 110), (new, 10), (late, 5)]
    assert [row.last and row.last.channel for row in rows] == ["call", None, "call"]
    everybody = rhythm_rows(chief, on=TODAY, at=AT, overdue=False)
    assert [row.customer for row in everybody][3:] == [fine, never]
    eva = world.person(role=Role.ACCOUNT_MANAGER)
    assert rhythm_rows(eva, on=TODAY, at=AT, overdue=False) == []


@pytest.mark.parametrize("customers", [1, 3])
def test_the_list_takes_as_many_queries_however_many_customers(
    chief: Person, world: Any, django_assert_num_queries: Any, customers: int
) -> None:
    for number in range(customers):
        world.said(world.paying(f"C{number}"), AT - timedelta(days=95))
    with django_assert_num_queries(7):
        assert len(rhythm_rows(chief, on=TODAY, at=AT)) == customers


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(1, 730), gaps=st.lists(st.integers(0, 900), max_size=4))
def test_lateness_is_the_time_since_the_last_contact_beyond_what_they_want(
    chief: Person, world: Any, days: int, gaps: list[int]
) -> None:
    customer = world.paying()
    for gap in gaps:
        world.said(customer, AT - timedelta(days=gap))
    set_own_rhythm(customer=customer, wanted=Wanted(days), by=chief, at=AT)
    [row] = [row for row in rhythm_rows(chief, on=TODAY, at=AT, overdue=False) if row.customer == customer]
    waits = min(gaps or [(TODAY - date(2025, 1, 1)).days])
    assert (row.late_days, row.is_overdue) == (waits - days, waits > days)
