"""Django says who logs in and out; the audit log remembers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.utils import timezone

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.logins import note_login
from karn.apps.people.models import Person
from karn.apps.people.rules import Event


def connect() -> None:
    """Listen to Django's signals, once."""
    user_logged_in.connect(_logged_in, dispatch_uid="people.logged_in")
    user_logged_out.connect(_logged_out, dispatch_uid="people.logged_out")


def _logged_in(user: Person, **_: Any) -> None:
    note_login(user, at=timezone.now())


def _logged_out(user: Person | None, **_: Any) -> None:
    if user is not None:  # a session that had ended already logs nobody out
        record(by=user, deed=Event.LOGGED_OUT, about=user, at=timezone.now())
