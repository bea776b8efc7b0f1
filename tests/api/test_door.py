"""What holds for every call: one shape for all that goes wrong, no session, no cache."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db
SHAPE = {"code", "message", "fields"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_found"),
        ("GET", "/", None, 404, "not_found"),
        ("GET", "/customers/", None, 404, "not_found"),
        ("GET", "/customers/abc", None, 404, "not_found"),
        ("GET", "/customers/99999999999999999999", None, 422, "invalid"),
        ("GET", "/customers?nonsense=1", None, 422, "invalid"),
        ("GET", "/customers?q=%00", None, 422, "invalid"),
        ("DELETE", "/customers", None, 405, "method"),
        ("PUT", "/me", {"a": 1}, 405, "method"),
        ("POST", "/customers", b"{", 400, "unreadable"),
        ("POST", "/customers", b'{"name": "\\ud800"}', 422, "invalid"),
        ("POST", "/customers", b"[]", 422, "invalid"),
        ("POST", "/customers", b" " * (2**20 + 1), 413, "too_large"),
    ],
)
def test_whatever_goes_wrong_has_one_shape(
    manager: Any, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answer = manager.call(method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == SHAPE


def test_a_form_is_no_json(manager: Any) -> None:
    headers = {"authorization": f"Bearer {manager.secret}"}
    answer = Client().post("/api/v1/customers", {"name": "B"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_405_says_which_methods_there_are(manager: Any) -> None:
    assert set(manager.call("DELETE", "/customers").headers["Allow"].split(", ")) == {"GET", "POST"}


def test_no_session_is_made_and_nothing_is_cached_whoever_calls(manager: Any) -> None:
    answer = manager.get("/me")
    assert (answer.cookies, answer.headers["Cache-Control"]) == ({}, "no-store")


def test_it_needs_no_csrf_token_because_no_cookie_says_who_calls(manager: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {"authorization": f"Bearer {manager.secret}"}
    sent = {"data": {"name": "B"}, "content_type": "application/json"}
    assert client.post("/api/v1/customers", **sent, headers=headers).status_code == 201
    client.force_login(manager.token.person)
    assert client.post("/api/v1/customers", **sent).status_code == 401


def test_messages_are_english_whatever_the_browser_speaks(manager: Any) -> None:
    sent = {"name": "B", "email": "none"}
    answer = manager.call("POST", "/customers", sent, **{"accept-language": "nl"})
    assert "valid email" in answer.json()["message"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(OperationalError("gone"), 503, "unavailable"), (ValueError("x"), 500, "failed")],
)
@pytest.mark.parametrize(
    "place",
    ["karn.api.calls.customers.customer_page", "karn.api.access.good_token", "karn.api.door.company_or_none"],
)
def test_a_fault_of_ours_is_told_in_the_same_shape_and_never_how(
    manager: Any, monkeypatch: Any, place: str, error: Exception, status: int, code: str
) -> None:
    def fail(*_args: Any, **_named: Any) -> None:
        raise error

    monkeypatch.setattr(place, fail)
    answer = manager.get("/customers")
    assert (answer.status_code, answer.json()["code"], str(error) in answer.text) == (status, code, False)


def test_the_document_is_open_to_anybody_and_names_no_customer(world: Any) -> None:
    world.full("Xanthippe77", None)
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["openapi"], "Xanthippe77" in answer.text) == (
        200,
        "3.1.0",
        False,
    )
