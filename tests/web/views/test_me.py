"""One's own page: name and language, password, and where one is logged in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "kaas en boter", "hagelslag 12"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
)


@pytest.fixture(autouse=True)
def bo() -> Person:
    return create_person(email="bo@x.nl", name="Bo", password=PASSWORD, language="en")


def logged_in(agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/login/", {"username": "bo@x.nl", "password": PASSWORD}).status_code == 302
    return client


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("deed", flat=True))


def test_name_and_language_are_ones_own_and_nothing_else_is(bo: Person) -> None:
    client = logged_in()
    given = {"name": "Boudewijn", "language": "nl", "role": "administrator", "email": "boss@x.nl"}
    assert client.post("/me/", given).status_code == 302
    bo.refresh_from_db()
    assert (bo.name, bo.language, bo.role, bo.email) == ("Boudewijn", "nl", "manager", "bo@x.nl")
    assert '<html lang="nl"' in client.get("/me/").text


def test_an_empty_name_is_refused_beside_the_field() -> None:
    page = logged_in().post("/me/", {"name": " ", "language": "en"})
    assert (page.status_code, 'id="id_name_error"' in page.text) == (400, True)


def test_every_session_is_listed_with_its_device_and_this_one_first(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False)
    here = logged_in()
    time_machine.move_to(datetime(2026, 3, 1, 10, tzinfo=UTC), tick=False)
    logged_in(PHONE)
    page = here.get("/me/").text
    assert page.index("Firefox · Linux") < page.index("This one") < page.index("Safari · iPhone")


def test_last_seen_is_noted_every_five_minutes_at_most(time_machine: Any) -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    time_machine.move_to(start, tick=False)
    here, there = logged_in(), logged_in(PHONE)
    time_machine.move_to(start + timedelta(minutes=4), tick=False)
    here.get("/figures/")
    assert "last seen 1 Mar 2026, 09:00" in there.get("/me/").text
    time_machine.move_to(start + timedelta(minutes=6), tick=False)
    here.get("/figures/")
    assert there.get("/me/").text.count("last seen 1 Mar 2026, 09:06") == 2


def test_logging_out_the_others_keeps_this_session_alone() -> None:
    here, there = logged_in(), logged_in(PHONE)
    assert here.post("/me/logout-others/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").headers["Location"] == "/login/?next=/me/"
    assert "iPhone" not in here.get("/me/").text
    assert deeds() == ["logged_in", "logged_in", "others_logged_out"]


def test_another_password_needs_the_present_one_and_ends_the_other_sessions() -> None:
    here, there = logged_in(), logged_in(PHONE)
    page = here.post("/me/password/", {"present": "wrong", "password": NEW, "again": NEW})
    assert (page.status_code, "This is not your present password." in page.text) == (400, True)
    weak = {"present": PASSWORD, "password": "12345678", "again": "12345678"}
    assert here.post("/me/password/", weak).status_code == 400
    assert here.post("/me/password/", {"present": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)
    assert deeds()[2:] == ["login_failed", "password_set"]


def test_guessing_the_present_password_costs_waiting() -> None:
    here = logged_in()
    for _ in range(5):
        here.post("/me/password/", {"present": "wrong", "password": NEW, "again": NEW})
    page = here.post("/me/password/", {"present": PASSWORD, "password": NEW, "again": NEW})
    assert "Try again in 1 minute." in page.text
