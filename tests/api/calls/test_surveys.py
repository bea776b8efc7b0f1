"""Surveys through the API: listed, counted over everybody, answers of the customers one sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.people.models import Role
from karn.apps.surveys.models import Response

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_was_answered_is_counted_over_all_and_read_of_ones_own(world: Any) -> None:
    bo = world.person(Role.ACCOUNT_MANAGER)
    own, other = world.full("Own", bo), world.full("Other", world.person(Role.ACCOUNT_MANAGER, "Other"))
    caller, number = world.caller(bo), world.asked().survey_id
    (listed,) = caller.get("/surveys").json()["items"]
    assert {name: listed[name] for name in ("id", "name", "answered", "is_open")} == {
        "id": number, "name": "Asked", "answered": 2, "is_open": True,
    }  # fmt: skip
    told = caller.get(f"/surveys/{number}").json()
    assert told["score"] == {"reading": "nps", "of": 2, "value": None, "interval": None}
    counted = {one["code"]: one["times"] for one in told["questions"][0]["counts"]}
    assert (counted["2"], sum(counted.values())) == (2, 2)
    (answer,) = caller.get(f"/surveys/{number}/answers").json()["items"]
    assert (answer["customer"], answer["answers"]) == (own.pk, {"recommend": 2, "better": "Own words"})
    everybody = world.caller(world.person(Role.MANAGER, "Mo")).get(f"/surveys/{number}/answers").json()
    assert [one["customer"] for one in everybody["items"]] == [other.pk, own.pk]


def test_answers_come_a_page_at_a_time_and_by_day(manager: Any, world: Any) -> None:
    asked = world.asked()
    for day in range(60):
        said_at = KNOWN + timedelta(days=day)
        told = {"language": "en", "said_at": said_at, "changed_at": said_at}
        Response.objects.create(survey=asked.survey, version=asked, **told)
    address = f"/surveys/{asked.survey_id}/answers"
    first = manager.get(f"{address}?first=2026-01-03").json()
    second = manager.get(f"{address}?first=2026-01-03&cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 8, None)
    assert manager.get(f"{address}?cursor={first['next']}").status_code == 422
