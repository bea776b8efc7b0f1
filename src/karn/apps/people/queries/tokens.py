"""Reading who a program acts for, and which tokens there are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from karn.apps.people.models import ApiToken, Person
from karn.apps.people.rules import Deed, may


@dataclass(frozen=True, slots=True)
class Listed:
    """A token, and why it is good no more: revoked, off, ended, expired, or nothing while it is good."""

    token: ApiToken
    dead: str


def good_token(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the token with this secret and its person; None where it is no good. One query."""
    token = ApiToken.objects.filter(digest=digest_of(secret)).select_related("person").first()
    return token if token is not None and not token.why_dead(at) else None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret. It is random and long: a plain hash is enough."""
    return hashlib.sha256(f"karn.people.token {secret}".encode(errors="replace")).hexdigest()


def tokens_seen_by(person: Person, *, at: datetime) -> list[Listed]:
    """Return the person's tokens, or everybody's for who may change people. One query.

    The good ones come first, of those the newest.
    """
    tokens = ApiToken.objects.all()
    if not may(person.role, Deed.CHANGE_PEOPLE):
        tokens = tokens.filter(person=person)
    return _listed(tokens, at)


def all_tokens(*, at: datetime) -> list[Listed]:
    """Return everybody's tokens, in the same order. One query."""
    return _listed(ApiToken.objects.all(), at)


def _listed(tokens: QuerySet[ApiToken], at: datetime) -> list[Listed]:
    newest_first = tokens.select_related("person").order_by("-made_at", "-pk")
    listed = [Listed(token, token.why_dead(at)) for token in newest_first]
    return sorted(listed, key=lambda one: bool(one.dead))


def token_numbered(number: int) -> ApiToken | None:
    """Return the token with this number, whoever made it."""
    return ApiToken.objects.filter(pk=number).select_related("person").first()


def token_for(person: Person, number: int) -> ApiToken | None:
    """Return a token that this person may revoke: an own one, or anybody's for who may change people."""
    tokens = ApiToken.objects.filter(pk=number).select_related("person")
    if not may(person.role, Deed.CHANGE_PEOPLE):
        tokens = tokens.filter(person=person)
    return tokens.first()
