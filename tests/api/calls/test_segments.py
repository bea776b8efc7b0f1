"""Segments through the API: made, read, changed with the version that was read, and who belongs to them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from karn.apps.people.models import Role
from karn.apps.segments.models import Segment

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
DUTCH = {"match": "all", "parts": [{"field": "customers.country", "operator": "is", "values": ["NL"]}]}


def test_a_segment_is_made_read_listed_and_says_who_belongs_to_it(world: Any, manager: Any) -> None:
    bakker, _smit = world.customer("Bakker", country="NL"), world.customer("Smit", country="SE")
    made = manager.post("/segments", {"name": "Dutch", "root": DUTCH, "shared": True}, key="k").json()
    assert (made["name"], made["shared"], made["count"], made["root"]) == ("Dutch", True, 1, DUTCH)
    assert manager.post("/segments", {"name": "Dutch", "root": DUTCH, "shared": True}, key="k").json() == made
    assert Segment.objects.count() == 1
    assert manager.get(f"/segments/{made['id']}").json() == made
    assert [one["name"] for one in manager.get("/segments").json()["items"]] == ["Dutch"]
    members = manager.get(f"/segments/{made['id']}/customers").json()
    assert [one["id"] for one in members["items"]] == [bakker.pk]
    assert (members["count"], members["next"]) == (1, None)


def test_a_change_names_the_version_it_read_and_else_meets_both_values(manager: Any) -> None:
    made = manager.post("/segments", {"name": "Dutch", "root": DUTCH}).json()
    path, seen = f"/segments/{made['id']}", made["version"]
    changed = manager.patch(path, {"version": seen, "name": "From here"}).json()
    assert (changed["name"], changed["root"], changed["version"] != seen) == ("From here", DUTCH, True)
    met = manager.patch(path, {"version": seen, "name": "Mine", "description": "For mail"})
    assert (met.status_code, met.json()["version"]) == (409, changed["version"])
    assert met.json()["differences"] == [
        {"field": "description", "stored": "", "asked": "For mail"},
        {"field": "name", "stored": "From here", "asked": "Mine"},
    ]


def test_what_cannot_be_asked_is_refused(manager: Any) -> None:
    deep: dict[str, Any] = DUTCH
    for _ in range(4):
        deep = {"match": "any", "parts": [deep]}
    unknown = {"match": "all", "parts": [{"field": "customers.moon", "operator": "is", "values": ["full"]}]}
    answers = [manager.post("/segments", {"name": "X", "root": root}) for root in (deep, unknown)]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(422, "refused")] * 2
    none = manager.post("/segments", {"name": "X", "root": {"match": "all", "parts": []}})
    assert (none.status_code, none.json()["fields"][0]["field"]) == (422, "root.parts")


def test_somebody_else_s_own_segment_is_not_there(world: Any, manager: Any) -> None:
    made = manager.post("/segments", {"name": "Mine", "root": DUTCH}).json()
    other = world.caller(world.person(Role.ACCOUNT_MANAGER))
    paths = ("", "/customers")
    assert [other.get(f"/segments/{made['id']}{path}").status_code for path in paths] == [404, 404]
    assert other.patch(f"/segments/{made['id']}", {"version": made["version"]}).status_code == 404
    assert other.get("/segments").json()["items"] == []


def test_paging_meets_each_segment_once(manager: Any) -> None:
    stored = {"owner": manager.token.person, "made_at": KNOWN, "known_at": KNOWN}
    definition = {"version": 1, "root": DUTCH}
    Segment.objects.bulk_create(
        Segment(name=f"S{number % 7}", definition=definition, **stored) for number in range(120)
    )
    met, cursor = [], ""
    while cursor is not None:
        page = manager.get(f"/segments?cursor={cursor}").json()
        met += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert (len(met), len(set(met))) == (120, 120)
