"""Tokens for programs: made, used, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from karn.apps.people.actions.audit import record
from karn.apps.people.models import ApiToken, Person
from karn.apps.people.queries.tokens import digest_of
from karn.apps.people.rules import Deed, Event, Scope, may
from karn.apps.people.rules.scopes import in_order, scopes_for
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

MOST_TOKENS = 20
"""So many good tokens somebody has at most: more are a sign that they are made and forgotten."""

USE_NOTED_EVERY = timedelta(minutes=1)
_SHOWN = 12


def create_token(
    *,
    person: Person,
    name: str,
    scopes: Iterable[str],
    by: Person | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token with which a program acts for `person`; return it and its secret, to be shown once.

    The secret holds 256 random bits; only its hash is kept, and its first characters. `by` is the person,
    or None for who sits at the machine itself: nobody makes one for somebody else. Raises BadInput for
    somebody switched off, a name or scope that cannot be, a scope the role does not allow, or a day past.
    """
    kept, told = in_order(scopes), one_line(name)
    if by is not None and by.pk != person.pk:
        raise BadInput("A token acts for whoever makes it: nobody makes one for somebody else.")
    _refuse_what_cannot_be(person, told, kept, set(scopes) - set(Scope))
    if expires_at is not None and expires_at <= at:
        raise BadInput("Choose a day to come: this one is past.")
    secret = f"karn_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        _refuse_too_many(held, at)
        token = ApiToken.objects.create(
            person=held, name=told, scopes=kept, digest=digest_of(secret), prefix=secret[:_SHOWN],
            entry_number=held.entry_number, made_at=at, expires_at=expires_at,
        )  # fmt: skip
        record(by=by, deed=Event.TOKEN_MADE, about=token, at=at, detail=f"person:{held.pk} {' '.join(kept)}")
    return token, secret


def _refuse_what_cannot_be(person: Person, name: str, scopes: list[str], unknown: set[str]) -> None:
    if not person.is_active:
        raise BadInput("%(name)s is switched off. Switch on first.", name=person.name)
    if not 0 < len(name) <= 100:
        raise BadInput("Give a name of at most 100 characters, so that you know it again.")
    if unknown or not scopes:
        raise BadInput("Say what the token may: %(scopes)s.", scopes=", ".join(scopes_for(person.role)))
    for scope in scopes:
        if scope not in scopes_for(person.role):
            raise BadInput("A token may no more than you: your role does not allow %(scope)s.", scope=scope)


def _refuse_too_many(person: Person, at: datetime) -> None:
    lasting = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    good = person.tokens.filter(lasting, revoked_at__isnull=True, entry_number=person.entry_number)
    if good.count() >= MOST_TOKENS:
        raise BadInput("You have %(tokens)s tokens. Revoke one that is not used first.", tokens=MOST_TOKENS)


def revoke_token(token: ApiToken, *, by: Person | None, at: datetime) -> ApiToken:
    """End a token: at once and for good. `by` is None for who sits at the machine itself.

    Raises BadInput when it is somebody else's and `by` may not change people.
    """
    if by is not None and by.pk != token.person_id and not may(by.role, Deed.CHANGE_PEOPLE):
        raise BadInput("Only who made this token, or an administrator, can revoke it.")
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
            detail = f"person:{token.person_id}"
            record(by=by, deed=Event.TOKEN_REVOKED, about=token, at=at, detail=detail)
    token.refresh_from_db(fields=["revoked_at"])
    return token


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Remember when a token was last used, to the minute: not every reading need write."""
    if token.last_used_at is None or at - token.last_used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
