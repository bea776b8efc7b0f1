"""What was said, through the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from karn.apps.conversations.models import Conversation, Hint
from karn.apps.people.models import Role

pytestmark = pytest.mark.django_db
CALL = {"channel": "call", "direction": "in", "happened_at": "2026-03-31T09:30:00+02:00"}


def test_a_call_is_logged_with_what_was_noticed_and_listed_newest_first(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    jo = world.contact(customer)
    older = world.said(customer)
    sent = CALL | {"contact": jo.pk, "subject": "Renewal", "notes": "Wants a talk", "hints": ["competitor"]}
    made = manager.post(f"/customers/{customer.pk}/conversations", sent).json()
    assert {name: made[name] for name in ("contact", "subject", "notes", "source")} == {
        "contact": jo.pk, "subject": "Renewal", "notes": "Wants a talk", "source": "karn",
    }  # fmt: skip
    assert made["happened_at"] == "2026-03-31T07:30:00Z"
    assert Hint.objects.get().kind == "competitor"
    listed = manager.get(f"/customers/{customer.pk}/conversations").json()
    assert [one["id"] for one in listed["items"]] == [made["id"], older.pk]
    assert manager.get(f"/conversations/{made['id']}").json() == made


def test_paging_through_what_was_said_meets_each_once(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    said = [world.said(customer, timezone.now() - timedelta(hours=hour // 2)).pk for hour in range(120)]
    met, cursor = [], ""
    while cursor is not None:
        page = manager.get(f"/customers/{customer.pk}/conversations?cursor={cursor}").json()
        met += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert sorted(met) == sorted(said)
    assert len(met) == len(said)


def test_a_contact_of_somebody_else_and_what_is_to_come_are_refused(world: Any, manager: Any) -> None:
    customer, stranger = world.customer("Bakker"), world.contact(world.customer("Smit"))
    path = f"/customers/{customer.pk}/conversations"
    later = (timezone.now() + timedelta(days=1)).isoformat()
    answers = [manager.post(path, CALL | more) for more in ({"contact": stranger.pk}, {"happened_at": later})]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(422, "refused")] * 2
    assert not Conversation.objects.exists()


def test_service_logs_but_lists_no_customers(world: Any) -> None:
    customer, service = world.customer("Bakker"), world.caller(world.person(Role.SERVICE))
    assert service.post(f"/customers/{customer.pk}/conversations", CALL).status_code == 201
    assert service.get("/customers").json()["code"] == "role"


def test_what_was_logged_is_changed_with_the_version_read_and_else_meets_both(
    world: Any, manager: Any
) -> None:
    customer = world.customer("Bakker")
    made = manager.post(f"/customers/{customer.pk}/conversations", CALL | {"subject": "Renewal"}).json()
    path, seen = f"/conversations/{made['id']}", made["version"]
    changed = manager.patch(path, {"version": seen, "subject": "Price", "waits": True}).json()
    told = {name: changed[name] for name in ("subject", "waits", "answered_at", "channel")}
    assert told == {"subject": "Price", "waits": True, "answered_at": None, "channel": "call"}
    met = manager.patch(path, {"version": seen, "subject": "Mine", "channel": "call"})
    assert (met.status_code, met.json()["version"]) == (409, changed["version"])
    assert met.json()["differences"] == [{"field": "subject", "stored": "Price", "asked": "Mine"}]
    answered = manager.post(f"{path}/answered", {}).json()
    assert (answered["waits"], answered["answered_at"] is None) == (False, False)
    assert manager.post(f"{path}/answered", {}).json() == answered


def test_what_came_from_elsewhere_or_a_colleague_logged_is_refused(world: Any, manager: Any) -> None:
    customer = world.customer("Bakker")
    imported, colleague = world.said(customer), world.said(customer, source="karn", logged_by=None)
    told = [
        manager.patch(f"/conversations/{one.pk}", {"version": one.version, "subject": "Mine"})
        for one in (imported, colleague)
    ]
    assert [(one.status_code, one.json()["code"]) for one in told] == [(422, "refused")] * 2
