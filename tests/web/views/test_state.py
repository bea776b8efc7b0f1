"""The page that says how Karn is doing, and the answer for machines."""

import pytest
from django.test import Client

from karn.apps.company.models import Company
from karn.apps.desk.queries.doctor import Finding
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.project.installation import Installation
from karn.web.views import state as views

pytestmark = pytest.mark.django_db


def logged_in(role):
    client = Client()
    client.force_login(Person.objects.create(email=f"{role}@example.org", name="Eva", role=role))
    return client


def test_an_administrator_reads_how_karn_is_doing(monkeypatch):
    monkeypatch.setattr(views, "examine", lambda at: [Finding("disk", f"{at:%Y}: much")])
    page = logged_in(Role.ADMINISTRATOR).get("/state/").text
    assert "All is well, as far as Karn can see." in page
    assert "SQLite" in page or "PostgreSQL" in page
    assert "never made" in page


def test_what_the_doctor_advises_is_said_there(settings, tmp_path):
    settings.INSTALLATION = Installation(data=tmp_path)
    page = logged_in(Role.ADMINISTRATOR).get("/state/").text
    assert "Karn works, and something asks for your attention." in page
    assert "There is no backup yet: karn backup FOLDER" in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_others_do_not(role):
    page = logged_in(role).get("/state/")
    assert (page.status_code, "Version" in page.text) == (403, False)


def test_a_machine_gets_an_answer_without_logging_in(client, django_assert_num_queries):
    Company.objects.create(name="Zonnig")
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200, {"status": "ok", "database": "ok", "storage": "ok"},
    )  # fmt: skip
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_what_fails_is_said_with_503(client, monkeypatch):
    told = views.health_at
    monkeypatch.setattr(views, "health_at", lambda at: type(told(at))(at, can_read=False, can_write=True))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503, {"status": "failing", "database": "failing", "storage": "ok"},
    )  # fmt: skip
