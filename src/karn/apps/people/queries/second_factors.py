"""Reading with what somebody logs in besides the password, and from where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet

from karn.apps.people.models import Person
from karn.apps.people.rules.devices import Device, device_of

_ASKED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey: the number of its row, what it is called, when it came and was last used."""

    number: int
    name: str
    added_at: datetime
    used_at: datetime | None
    is_alone: bool
    """Whether it logs in without a password."""


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What somebody has besides the password."""

    app: bool = False
    passkeys: list[Passkey] = field(default_factory=list)
    codes_left: int | None = None
    """Recovery codes not used yet; None where there are none at all."""

    @property
    def count(self) -> int:
        """How many ways there are, without the recovery codes."""
        return len(self.passkeys) + self.app


@dataclass(frozen=True, slots=True)
class Entry:
    """Where somebody is logged in."""

    device: Device
    machine: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def second_factors_of(person: Person) -> SecondFactors:
    """Return what this person has besides the password. One query."""
    stored = list(Authenticator.objects.filter(user=person).order_by("pk"))
    codes = [row.wrap() for row in stored if row.type == Authenticator.Type.RECOVERY_CODES]
    return SecondFactors(
        app=any(row.type == Authenticator.Type.TOTP for row in stored),
        passkeys=[_passkey(row) for row in stored if row.type == Authenticator.Type.WEBAUTHN],
        codes_left=len(codes[0].get_unused_codes()) if codes else None,
    )


def _passkey(row: Authenticator) -> Passkey:
    wrapped = row.wrap()
    return Passkey(
        row.pk, wrapped.name, row.created_at, row.last_used_at, is_alone=bool(wrapped.is_passwordless)
    )


def has_second_factor(person: Person) -> bool:
    """Say whether this person is asked for more than a password. One query."""
    return bool(Authenticator.objects.filter(user=person, type__in=_ASKED).exists())


def with_second_factor(people: QuerySet[Person]) -> QuerySet[Person]:
    """Tell of each person, as `is_guarded`, whether there is a second factor."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=_ASKED)
    return people.annotate(is_guarded=Exists(theirs))


def entries_of(person: Person, *, session_key: str) -> list[Entry]:
    """Return where this person is logged in, the session with `session_key` first, then the latest seen.

    Sessions that ended are forgotten on the way.
    """
    stored = UserSession.objects.purge_and_list(person)
    entries = [
        Entry(device_of(row.user_agent), row.ip, row.created_at, row.last_seen_at,
              is_this=row.session_key == session_key)
        for row in stored
    ]  # fmt: skip
    return sorted(entries, key=lambda entry: (not entry.is_this, -entry.seen_at.timestamp()))
