"""Tokens for programs: what is kept of them, and when they are good no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.people.actions import create_person
from karn.apps.people.actions.audit import record, through
from karn.apps.people.actions.logins import change_password
from karn.apps.people.actions.membership import change_person, switch_off, switch_on
from karn.apps.people.actions.tokens import MOST_TOKENS, create_token, note_use, revoke_token
from karn.apps.people.models import ApiToken, AuditEntry, Person, Role
from karn.apps.people.queries.tokens import good_token, token_for, tokens_seen_by
from karn.apps.people.rules import Scope
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
READ = [Scope.CUSTOMERS_READ]


def person(name: str, role: Role) -> Person:
    return create_person(email=f"{name}@x.nl", name=name, password=None, role=role)


@pytest.fixture
def anna() -> Person:
    return person("anna", Role.ADMINISTRATOR)


@pytest.fixture
def bo(anna: Person) -> Person:  # noqa: ARG001 (comes first)
    return person("bo", Role.ACCOUNT_MANAGER)


def made(of: Person, **given: Any) -> tuple[ApiToken, str]:
    return create_token(**{"person": of, "name": "Reports", "scopes": READ, "by": of, "at": NOON, **given})


def test_the_secret_is_long_shown_once_and_kept_nowhere(bo: Person) -> None:
    token, secret = made(bo)
    stored = ApiToken.objects.values().get(pk=token.pk)
    assert (secret[:5], len(secret) >= 48, token.prefix == secret[:12]) == ("karn_", True, True)
    assert [value for value in stored.values() if secret in str(value)] == []
    assert good_token(secret, at=NOON) == token
    assert good_token(secret[:-1], at=NOON) is None


def test_two_tokens_never_have_the_same_secret(bo: Person) -> None:
    assert len({made(bo)[1] for _ in range(5)}) == 5


def test_switching_somebody_off_ends_the_tokens_at_once_and_for_good(anna: Person, bo: Person) -> None:
    token, secret = made(bo)
    switch_off(bo, by=anna, at=NOON)
    assert good_token(secret, at=NOON) is None
    switch_on(bo, by=anna, at=NOON)
    token.person.refresh_from_db()
    assert (good_token(secret, at=NOON), token.why_dead(NOON)) == (None, "ended")


def test_another_role_ends_the_tokens_at_once(anna: Person, bo: Person) -> None:
    _, secret = made(bo)
    change_person(bo, name="Bo", role=Role.ADMINISTRATOR, team="", by=anna, at=NOON)
    assert good_token(secret, at=NOON) is None


def test_another_password_ends_the_tokens_like_everything_one_is_logged_in_with(bo: Person) -> None:
    _, secret = made(bo)
    change_password(bo, password="kaas en boter", by=bo, at=NOON)
    assert good_token(secret, at=NOON) is None


def test_another_name_ends_nothing(anna: Person, bo: Person) -> None:
    token, secret = made(bo)
    change_person(bo, name="Bob", role=bo.role, team="", by=anna, at=NOON)
    assert good_token(secret, at=NOON) == token


def test_a_token_is_good_until_its_moment_and_not_at_it(bo: Person) -> None:
    token, secret = made(bo, expires_at=NOON + timedelta(days=1))
    assert good_token(secret, at=NOON + timedelta(days=1, seconds=-1)) == token
    assert good_token(secret, at=NOON + timedelta(days=1)) is None


def test_who_made_it_or_an_administrator_revokes_it_once(anna: Person, bo: Person) -> None:
    token, secret = made(bo)
    with pytest.raises(BadInput, match="Only who made this token"):
        revoke_token(token, by=person("cas", Role.MANAGER), at=NOON)
    assert good_token(secret, at=NOON) == token
    revoke_token(token, by=anna, at=NOON)
    assert revoke_token(token, by=bo, at=NOON + timedelta(days=1)).revoked_at == NOON
    assert good_token(secret, at=NOON) is None
    assert AuditEntry.objects.filter(deed="token_revoked").count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "Give a name"),
        ({"name": "x" * 101}, "Give a name"),
        ({"scopes": []}, "Say what the token may"),
        ({"scopes": ["everything"]}, "Say what the token may"),
        ({"scopes": [Scope.AUDIT_READ]}, "your role does not allow audit:read"),
        ({"expires_at": NOON}, "this one is past"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(bo: Person, given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        made(bo, **given)
    assert not ApiToken.objects.exists()


def test_nobody_makes_one_for_somebody_else_not_even_an_administrator(anna: Person, bo: Person) -> None:
    with pytest.raises(BadInput, match="nobody makes one for somebody else"):
        made(bo, by=anna)


def test_somebody_has_so_many_good_ones_at_most(bo: Person) -> None:
    tokens = [made(bo)[0] for _ in range(MOST_TOKENS)]
    with pytest.raises(BadInput, match="Revoke one"):
        made(bo)
    revoke_token(tokens[0], by=bo, at=NOON)
    assert made(bo)[0].pk


def test_own_ones_are_seen_and_everybodys_by_administrators(anna: Person, bo: Person) -> None:
    mine, theirs = made(bo)[0], made(anna)[0]
    revoke_token(theirs, by=anna, at=NOON)
    assert [(one.token, one.dead) for one in tokens_seen_by(anna, at=NOON)] == [
        (mine, ""),
        (theirs, "revoked"),
    ]
    assert [one.token for one in tokens_seen_by(bo, at=NOON)] == [mine]
    assert (token_for(bo, theirs.pk), token_for(anna, mine.pk)) == (None, mine)


def test_use_is_noted_to_the_minute(bo: Person) -> None:
    token, _ = made(bo)
    for seconds in (0, 59, 61):
        token.refresh_from_db()
        note_use(token, at=NOON + timedelta(seconds=seconds))
        token.refresh_from_db()
    assert token.last_used_at == NOON + timedelta(seconds=61)


def test_what_a_program_does_names_its_token_in_the_log(bo: Person) -> None:
    token, _ = made(bo)
    with through(token):
        record(by=bo, deed="customer_seen", about=None, at=NOON, detail="x" * 200)
    record(by=bo, deed="customer_seen", about=None, at=NOON)
    entries = AuditEntry.objects.order_by("number")
    told = [(one.deed, one.detail) for one in entries]
    assert told[0] == ("token_made", f"person:{bo.pk} customers:read")
    assert (told[1][1][-len(f" token:{token.pk}") :], len(told[1][1])) == (f" token:{token.pk}", 200)
    assert told[2] == ("customer_seen", "")
