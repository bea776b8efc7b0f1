"""Who may open which page."""

import pytest
from django.test import Client

from karn.apps.people.actions import create_person
from karn.apps.people.models import Role

pytestmark = pytest.mark.django_db


def logged_in(role: Role) -> Client:
    client = Client()
    client.force_login(create_person(email=f"{role}@example.nl", name="Bo", password=None, role=role))
    return client


def test_who_may_not_reads_which_role_it_takes() -> None:
    page = logged_in(Role.ANALYST).get("/imports/")
    assert page.status_code == 403
    assert "This takes one of these roles: administrator, manager." in page.text


def test_what_only_administrators_may_says_so() -> None:
    page = logged_in(Role.MANAGER).get("/settings/company/")
    assert (page.status_code, "Only an administrator may do this." in page.text) == (403, True)
