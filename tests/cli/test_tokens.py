"""Tokens from the command line."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from typer.testing import CliRunner

from karn.apps.people.actions import create_person
from karn.apps.people.queries.tokens import good_token
from karn.cli import app
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django runs already, on the tests' own database."""
    monkeypatch.setattr(import_module("karn.cli.tokens"), "prepare", lambda _data: None)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["tokens", *words], catch_exceptions=False)


def test_a_token_is_printed_once_listed_and_revoked() -> None:
    create_person(email="bo@x.nl", name="Bo", password=None)
    secret = run("create", "bo@x.nl", "--scope", "customers:read", "--days", "30").stdout.strip()
    token = good_token(secret, at=datetime.now(UTC))
    assert token is not None
    assert (token.scopes, (token.expires_at - token.made_at).days) == (["customers:read"], 30)
    listed = run("list").stdout
    assert (token.prefix in listed, secret in listed) == (True, False)
    run("revoke", str(token.pk))
    assert good_token(secret, at=datetime.now(UTC)) is None


def test_what_there_is_not_is_said_in_a_line() -> None:
    with pytest.raises(BadInput, match="Nobody logs in with"):
        run("create", "nobody@x.nl", "--scope", "customers:read")
    with pytest.raises(BadInput, match="There is no token 7"):
        run("revoke", "7")
