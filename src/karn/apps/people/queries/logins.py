"""Reading who must wait before trying another password, and which links are good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from karn.apps.people.models import LoginTries, PasswordLink
from karn.apps.people.rules.tries import (
    FREE_FOR_AN_ADDRESS,
    FREE_FROM_A_MACHINE,
    FREE_QUESTIONS,
    is_forgotten,
    wait_after,
)


def kept_names(address: str, machine: str) -> dict[str, int]:
    """Return under which hashes tries are counted, and how many are free for each.

    No address: a passkey that is nobody's counts against the machine alone.
    """
    machines = {_name("machine", machine): FREE_FROM_A_MACHINE}
    told = address.strip().lower()
    return ({_name("address", told): FREE_FOR_AN_ADDRESS} if told else {}) | machines


def _name(kind: str, value: str) -> str:
    return salted_hmac("karn.people.tries", f"{kind} {value}", algorithm="sha256").hexdigest()


def asked_names(address: str, machine: str) -> dict[str, int]:
    """Return under which hashes questions for a new password are counted, and how many are free for each."""
    told = address.strip().lower()
    return {_name("asked", told): FREE_QUESTIONS, _name("asking", machine): FREE_FROM_A_MACHINE}


def waiting_time(address: str, machine: str, *, at: datetime) -> timedelta:
    """Return how long this address, or this machine, must wait before it may try again; 0 for not at all.

    An address nobody has waits as long as any other: the answer does not tell who exists. One query.
    """
    return longest_wait(kept_names(address, machine), at=at)


def longest_wait(names: Mapping[str, int], *, at: datetime) -> timedelta:
    """Return how long who is counted under these names must wait, each with so many for nothing."""
    waits = [
        tries.last_at + wait_after(tries.failures, names[tries.digest]) - at
        for tries in LoginTries.objects.filter(digest__in=names)
        if not is_forgotten(tries.last_at, at)
    ]
    return max([*waits, timedelta(0)])


def good_link(token: str, *, at: datetime) -> PasswordLink | None:
    """Return the link with this token, or None: none is, it was used, is too old, or its person is off."""
    links = PasswordLink.objects.filter(digest=digest_of(token), used_at__isnull=True, expires_at__gt=at)
    return links.filter(person__is_active=True).select_related("person").first()


def digest_of(token: str) -> str:
    """Return what is kept of a token. It is random and long: a plain hash is enough."""
    return hashlib.sha256(f"karn.people.password {token}".encode()).hexdigest()
