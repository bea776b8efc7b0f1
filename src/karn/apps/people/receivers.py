"""Django says who logs in and out, allauth with what besides; the audit log remembers."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa import signals as second_factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.utils import timezone

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.logins import note_login
from karn.apps.people.models import Person
from karn.apps.people.rules import Event

_APP, _PASSKEY, _CODES = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)
_ADDED: Final = {
    _APP: Event.SECOND_FACTOR_ON, _PASSKEY: Event.PASSKEY_ADDED, _CODES: Event.RECOVERY_CODES_MADE
}  # fmt: skip
_REMOVED: Final = {_APP: Event.SECOND_FACTOR_OFF, _PASSKEY: Event.PASSKEY_REMOVED}
_USED: Final = {_CODES: Event.RECOVERY_CODE_USED}


def connect() -> None:
    """Listen to Django's signals and allauth's, once."""
    user_logged_in.connect(_logged_in, dispatch_uid="people.logged_in")
    user_logged_out.connect(_logged_out, dispatch_uid="people.logged_out")
    second_factors.authenticator_added.connect(_added, dispatch_uid="people.added")
    second_factors.authenticator_reset.connect(_added, dispatch_uid="people.reset")
    second_factors.authenticator_removed.connect(_removed, dispatch_uid="people.removed")
    second_factors.authenticator_used.connect(_used, dispatch_uid="people.used")


def _logged_in(user: Person, **_: Any) -> None:
    note_login(user, at=timezone.now())


def _logged_out(user: Person | None, **_: Any) -> None:
    if user is not None:  # a session that had ended already logs nobody out
        record(by=user, deed=Event.LOGGED_OUT, about=user, at=timezone.now())


def _added(user: Person, authenticator: Authenticator, **_: Any) -> None:
    _note(_ADDED, user, authenticator)


def _removed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    _note(_REMOVED, user, authenticator)


def _used(user: Person, authenticator: Authenticator, **_: Any) -> None:
    _note(_USED, user, authenticator)


def _note(events: dict[Authenticator.Type, Event], person: Person, what: Authenticator) -> None:
    """Write down what of this kind there is to tell."""
    deed = events.get(Authenticator.Type(what.type))
    if deed is not None:
        record(by=person, deed=deed, about=person, at=timezone.now())
