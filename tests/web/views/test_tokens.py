"""The page of tokens: made, shown once, revoked."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from karn.apps.company.actions import create_company
from karn.apps.people.actions import create_person
from karn.apps.people.actions.tokens import create_token
from karn.apps.people.models import ApiToken, Person, Role
from karn.apps.people.queries.tokens import good_token
from karn.apps.people.rules import Scope

pytestmark = pytest.mark.django_db
NEW = {"name": "Reports", "scopes": [Scope.CUSTOMERS_READ, Scope.MEASURES_READ], "days": "90"}


@pytest.fixture
def anna() -> Person:
    create_company(name="Zonnig")
    return create_person(email="anna@x.nl", name="Anna", password=None, role=Role.ADMINISTRATOR)


@pytest.fixture
def bo(anna: Person) -> Person:  # noqa: ARG001 (the company is there)
    return create_person(email="bo@x.nl", name="Bo", password=None, role=Role.ANALYST)


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_token_is_shown_once_and_opens_the_api(bo: Person) -> None:
    page = logged_in(bo)
    made = page.post("/tokens/", NEW)
    secret = re.search(r'value="(karn_[\w-]{43})"', made.text)[1]
    assert "no-store" in made.headers["Cache-Control"]
    told = Client().get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).json()
    assert (told["name"], told["scopes"]) == ("Bo", ["customers:read", "measures:read"])
    listed = page.get("/tokens/").text
    assert (secret in listed, secret[:12] in listed, "last used" in listed) == (False, True, True)


def test_only_what_the_role_allows_is_offered_and_taken(bo: Person) -> None:
    page = logged_in(bo)
    offered = page.get("/tokens/").text
    assert ("customers:read" in offered, "customers:write" in offered) == (True, False)
    refused = page.post("/tokens/", NEW | {"scopes": [Scope.CUSTOMERS_WRITE]})
    assert (refused.status_code, ApiToken.objects.count()) == (400, 0)


def test_one_revokes_ones_own_and_administrators_everybodys(anna: Person, bo: Person) -> None:
    now = datetime.now(UTC)
    made = [create_token(person=p, name=p.name, scopes=NEW["scopes"], by=p, at=now) for p in (anna, bo, bo)]
    (annas, _), (first, _), (second, secret) = made
    assert logged_in(bo).post(f"/tokens/{annas.pk}/revoke/").status_code == 404
    assert "is revoked" in logged_in(bo).post(f"/tokens/{first.pk}/revoke/", follow=True).text
    assert "is revoked" in logged_in(anna).post(f"/tokens/{second.pk}/revoke/", follow=True).text
    assert good_token(secret, at=now) is None
    assert set(ApiToken.objects.filter(revoked_at__isnull=True)) == {annas}
