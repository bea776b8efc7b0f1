"""Waiting after wrong passwords and codes, wherever they are asked for."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from karn.apps.people.actions.logins import note_wrong_password
from karn.apps.people.queries.logins import waiting_time
from karn.apps.people.rules import Event
from karn.web.entrance.machines import machine_of

MUST_WAIT = "must_wait"
"""The code of the error for who must wait."""


def refuse_who_must_wait(address: str, request: HttpRequest | None) -> None:
    """Raise ValidationError while this address, or the machine the request comes from, must wait."""
    wait = waiting_time(address, machine_of(request), at=timezone.now())
    if wait:
        raise ValidationError(_please_wait(wait), code=MUST_WAIT)


def note_wrong(address: str, request: HttpRequest | None, *, deed: Event = Event.LOGIN_FAILED) -> None:
    """Count a wrong password, or (`deed`) code, against the address and the machine."""
    note_wrong_password(address=address, machine=machine_of(request), at=timezone.now(), deed=deed)


def _please_wait(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds()) // 60)
    return ngettext(
        "Too many wrong passwords. Try again in %(n)s minute.",
        "Too many wrong passwords. Try again in %(n)s minutes.",
        minutes,
    ) % {"n": max(minutes, 1)}
