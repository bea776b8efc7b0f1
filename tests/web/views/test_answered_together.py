"""Many conversations marked as answered at once: seen first, done once, taken back; nobody else's."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from karn.apps.conversations.actions import mark_answered
from karn.apps.conversations.models import Conversation
from karn.apps.people.models import AuditEntry, Role

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def asked(world: Any) -> dict[str, Any]:
    world.company(zone="UTC")
    by, other = (world.person(role=Role.ACCOUNT_MANAGER) for _ in range(2))
    client = Client()
    client.force_login(by)
    own = [
        world.said(
            world.customer(f"C{n}", owner=by), NOW - timedelta(days=9 - n), direction="in", source="karn"
        )
        for n in range(3)
    ]
    foreign = world.said(
        world.customer("Foreign", owner=other), NOW - timedelta(days=2), direction="in", source="karn"
    )
    return {"by": by, "client": client, "own": own, "foreign": foreign}


def look(client: Client, *numbers: int, **more: Any) -> str:
    return client.post(reverse("look_together"), {"conversation": numbers, **more}, follow=True).text


def chosen(page: str) -> str:
    found = re.search(r'name="chosen" value="([^"]+)"', page)
    assert found
    return found[1]


def waiting() -> int:
    return Conversation.objects.filter(settled_at__isnull=True).count()


def test_what_is_ticked_is_shown_marked_once_and_taken_back(asked: dict[str, Any]) -> None:
    client, (first, second, third) = asked["client"], asked["own"]
    page = look(client, first.pk, second.pk, third.pk, asked["foreign"].pk)
    assert ("3 marked as answered?" in page, "Foreign" in page, waiting()) == (True, False, 4)
    mark_answered(conversation=third, by=asked["by"], at=NOW)  # meanwhile
    done = client.post(reverse("mark_together"), {"chosen": chosen(page)}, follow=True).text
    assert "2 marked as answered. 1 was left out: it was changed meanwhile." in done
    assert (waiting(), Conversation.history.filter(id=first.pk).count()) == (1, 2)
    again = client.post(reverse("mark_together"), {"chosen": chosen(page)}, follow=True).text
    assert ("There is nothing to change." in again, waiting()) == (True, 1)
    undo = re.search(r"/conversations/answered/\d+/undo/", done)
    assert undo
    other = Client()
    other.force_login(asked["foreign"].customer.owner)
    other.post(undo[0])
    assert waiting() == 1
    assert "2 wait for an answer again." in client.post(undo[0], follow=True).text
    third.refresh_from_db()
    assert (waiting(), third.settled_at) == (3, NOW)
    told = AuditEntry.objects.filter(deed="conversation_changed").order_by("number")
    assert list(told.values_list("detail", flat=True)) == ["answered", "answered 2", "waits 2"]


def test_all_that_match_are_marked_in_few_queries(
    asked: dict[str, Any], world: Any, django_assert_max_num_queries: Any
) -> None:
    customer = asked["own"][0].customer
    for number in range(120):
        world.said(customer, NOW - timedelta(hours=number + 1), direction="in", source="karn")
    page = look(asked["client"], all="1")
    assert "123 marked as answered?" in page
    with django_assert_max_num_queries(40):
        asked["client"].post(reverse("mark_together"), {"chosen": chosen(page)})
    assert waiting() == 1


def test_a_choice_nobody_was_shown_marks_nothing(asked: dict[str, Any]) -> None:
    client, page = asked["client"], look(asked["client"], asked["own"][0].pk)
    other = Client()
    other.force_login(asked["foreign"].customer.owner)
    for caller, told in ((client, "invented"), (client, chosen(page)[:-1] + "_"), (other, chosen(page))):
        caller.post(reverse("mark_together"), {"chosen": told})
    assert (waiting(), "Tick at least one." in look(client)) == (4, True)
