"""What counts as personal contact, and what was left unanswered."""

from datetime import UTC, datetime, timedelta

import pytest

from karn.apps.conversations.queries import personal_contacts, talks_page, unanswered

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ASKED = {"direction": "in", "channel": "mail"}


@pytest.fixture
def customer(world):
    return world.customer()


@pytest.fixture
def answering(world) -> None:
    """The source does record answers: one is there, at another customer."""
    world.said(world.customer("Other"), NOON - 9 * HOUR, **ASKED, answered_at=NOON - 8 * HOUR)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"direction": "out"}, True),
        ({"direction": "out", "bulk": True}, False),
        ({"direction": "in", "channel": "call"}, False),
        ({"direction": "in", "channel": "call", "answered_at": NOON}, True),
        ({"direction": "in", "channel": "call", "answered_at": NOON + HOUR}, False),
        ({"direction": "in", "channel": "meeting"}, True),
    ],
)
def test_contact_is_personal_where_somebody_spoke_with_this_customer(world, customer, said, counts) -> None:
    conversation = world.said(customer, NOON - HOUR, **said)
    assert list(personal_contacts(NOON)) == ([conversation] if counts else [])


def test_what_comes_later_is_no_contact_yet(world, customer) -> None:
    world.said(customer, NOON + HOUR, direction="out")
    assert list(personal_contacts(NOON)) == []


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize(
    ("said", "left"),
    [
        (ASKED, True),
        (ASKED | {"channel": "meeting"}, False),
        (ASKED | {"direction": "out"}, False),
        (ASKED | {"bulk": True}, False),
        (ASKED | {"answered_at": NOON}, False),
        (ASKED | {"answered_at": NOON + HOUR}, True),
    ],
)
def test_a_question_nobody_answered_by_then_is_unanswered(world, customer, said, left) -> None:
    conversation = world.said(customer, NOON - HOUR, **said)
    assert list(unanswered(NOON)) == ([conversation] if left else [])


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize(
    ("later", "left"),
    [
        ({"happened_at": NOON - HOUR}, False),
        ({"happened_at": NOON - HOUR, "channel": "call"}, False),
        ({"happened_at": NOON - HOUR, "bulk": True}, True),
        ({"happened_at": NOON + HOUR}, True),
        ({"happened_at": NOON - 3 * HOUR}, True),
    ],
)
def test_anything_personal_sent_later_is_an_answer(world, customer, later, left) -> None:
    question = world.said(customer, NOON - 2 * HOUR, **ASKED)
    world.said(customer, direction="out", **later)
    assert list(unanswered(NOON)) == ([question] if left else [])


@pytest.mark.usefixtures("answering")
def test_an_answer_to_another_customer_is_none(world, customer) -> None:
    question = world.said(customer, NOON - 2 * HOUR, **ASKED)
    world.said(world.customer("Third"), NOON - HOUR, direction="out")
    assert list(unanswered(NOON)) == [question]


def test_where_a_source_records_no_answers_nothing_looks_unanswered(world, customer) -> None:
    world.said(customer, NOON - HOUR, **ASKED)
    assert list(unanswered(NOON)) == []


def test_paging_through_what_was_said_meets_each_once_newest_first(world) -> None:
    customer = world.customer("A")
    at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    said = [world.said(customer, at + timedelta(days=day), bulk=day == 0).pk for day in (0, 1, 1, 2)]
    world.said(world.customer("B"), at)
    first = talks_page(customer, limit=2)
    second = talks_page(customer, after=first.older, limit=2)
    assert [row.pk for row in first.rows + second.rows] == [said[3], said[2], said[1], said[0]]
    assert second.older == ""
