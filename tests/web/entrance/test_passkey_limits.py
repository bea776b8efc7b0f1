"""Wrong passkeys count like wrong passwords: against whom is known, and always against the machine."""

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry, LoginTries, Person, Role
from karn.apps.people.queries.logins import kept_names

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "kaas en boter"


@pytest.fixture(autouse=True)
def bo(time_machine: Any, settings: Any) -> Person:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    time_machine.move_to(NOW, tick=False)
    return create_person(email="bo@x.nl", name="Bo", password=PASSWORD, role=Role.MANAGER)


def counted() -> list[int]:
    return list(LoginTries.objects.values_list("failures", flat=True))


@pytest.mark.parametrize("sent", ["", "{", '{"id": "x"}'])
def test_a_passkey_nobody_has_counts_against_the_machine_alone(client: Client, sent: str) -> None:
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": sent}, follow=True)
    assert "This passkey is not known here." in answer.text
    assert counted() == [1]
    assert LoginTries.objects.get().digest in kept_names("", "127.0.0.1")
    assert AuditEntry.objects.filter(deed="login_failed", object="").count() == 1


def test_after_too_many_no_passkey_and_no_password_is_looked_at(client: Client) -> None:
    client.post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    LoginTries.objects.update(failures=40)
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x"}'}, follow=True)
    assert "Too many wrong passwords" in answer.text
    assert counted() == [40]
    assert client.post("/login/", {"username": "bo@x.nl", "password": PASSWORD}).status_code == 429


def test_a_wrong_one_before_a_sensitive_change_counts_against_the_person_too(
    client: Client, bo: Person
) -> None:
    Authenticator.objects.create(user=bo, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    client.force_login(bo)
    client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": '{"id": "x"}'})
    assert counted() == [1, 1]
    assert set(LoginTries.objects.values_list("digest", flat=True)) == set(kept_names("bo@x.nl", "127.0.0.1"))
    assert AuditEntry.objects.get(deed="code_failed").object == str(bo.pk)
