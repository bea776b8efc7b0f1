"""A restored copy: a word on every page, and a page on which an administrator releases it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail, State
from karn.apps.people.actions.quarantine import release_copy
from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.rules import Role
from karn.kernel.errors import BadInput
from karn.platform.quarantine import enter_quarantine, in_quarantine
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 12, tzinfo=UTC)
BANNER = "This is a restored copy. Nothing leaves it"


@pytest.fixture(autouse=True)
def restored(settings: Any, tmp_path: Path) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)
    enter_quarantine(backup="karn-1.zip", made_at=AT, at=AT)
    queue_mail(
        to="jo@example.org",
        about=None,
        key="one",
        by=None,
        at=AT,
        language="en",
        template="survey_invitation",
    )


def logged_in(role: Role) -> Client:
    client = Client()
    client.force_login(Person.objects.create(email=f"{role}@example.org", name="Eva", role=role))
    return client


def test_every_page_says_so_and_leads_only_administrators_to_the_release() -> None:
    eva, service = logged_in(Role.ADMINISTRATOR), logged_in(Role.SERVICE)
    assert BANNER in eva.get("/state/").text
    page = service.get("/customers/").text
    assert (BANNER in page, "/quarantine/" in page) == (True, False)
    assert service.post("/quarantine/", {"sure": "1"}).status_code == 403
    assert BANNER not in Client().get("/login/").text


def test_an_administrator_releases_it_and_what_waited_is_set_aside() -> None:
    eva = logged_in(Role.ADMINISTRATOR)
    page = eva.get("/quarantine/")
    assert ("karn-1.zip" in page.text, "1 waits" in page.text) == (True, True)
    refused = eva.post("/quarantine/", {"waiting": "aside"})
    assert (refused.status_code, "Tick this first." in refused.text) == (400, True)
    assert in_quarantine() is not None
    done = eva.post("/quarantine/", {"waiting": "aside", "sure": "1"}, follow=True)
    assert ("Released" in done.text, BANNER in done.text, in_quarantine()) == (True, False, None)
    assert Mail.objects.get().state != State.QUEUED
    entry = AuditEntry.objects.get(deed="copy_released")
    assert (entry.person, entry.detail) == (Person.objects.get().pk, "set aside what waited: 1")
    again = eva.post("/quarantine/", {"sure": "1"}, follow=True)
    assert "nothing holds back what is sent" in again.text


def test_what_waited_leaves_when_somebody_says_so() -> None:
    told = release_copy(by=None, send_waiting=True, at=AT)
    assert [(one.count, one.sent) for one in told] == [(0, True), (1, True), (0, True)]
    assert (Mail.objects.get().state, in_quarantine()) == (State.QUEUED, None)
    with pytest.raises(BadInput, match="not a restored copy"):
        release_copy(by=None, send_waiting=True, at=AT)
