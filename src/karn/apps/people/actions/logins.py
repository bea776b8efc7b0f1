"""Counting wrong passwords; links with which somebody sets a password."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F

from karn.apps.people.actions.audit import record
from karn.apps.people.models import LoginTries, PasswordLink, Person
from karn.apps.people.queries.logins import asked_names, digest_of, good_link, kept_names, longest_wait
from karn.apps.people.queries.persons import person_with_email
from karn.apps.people.rules import Event
from karn.apps.people.rules.tries import FORGOTTEN_AFTER, is_forgotten, wait_after
from karn.kernel.errors import BadInput

LINK_LASTS = timedelta(days=7)
ASKED_LINK_LASTS = timedelta(days=1)


def note_wrong_password(
    *, address: str, machine: str, at: datetime, deed: Event = Event.LOGIN_FAILED
) -> None:
    """Count a wrong password, or code, for the address and the machine it came from; write `deed` down.

    The log never holds the address: it names the person, where there is one.
    """
    with transaction.atomic():
        LoginTries.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()
        delayed = [_count(name, free, at) for name, free in kept_names(address, machine).items()]
        person = person_with_email(address)
        record(by=None, deed=deed, about=person, at=at)
        if any(delayed):
            record(by=None, deed=Event.LOGIN_DELAYED, about=person, at=at)


def _count(name: str, free: int, at: datetime) -> bool:
    """Count one more; say whether it costs waiting."""
    tries, made = LoginTries.objects.select_for_update().get_or_create(
        digest=name, defaults={"failures": 1, "last_at": at}
    )
    if not made:
        tries.failures = 1 if is_forgotten(tries.last_at, at) else tries.failures + 1
        tries.last_at = at
        tries.save(update_fields=["failures", "last_at"])
    return bool(wait_after(tries.failures, free))


def note_login(person: Person, *, at: datetime) -> None:
    """Write down that somebody logged in; the wrong passwords for the address are forgotten."""
    with transaction.atomic():
        LoginTries.objects.filter(digest=next(iter(kept_names(person.email, "")))).delete()
        record(by=person, deed=Event.LOGGED_IN, about=person, at=at)


def make_link(person: Person, *, by: Person | None, at: datetime) -> str:
    """Return the token of a new link for a password; earlier links of this person are good no more.

    `by` is None for who sits at the machine itself. The token, 256 random bits, is shown once and only
    its hash is stored; it is good for LINK_LASTS.
    Raises BadInput for somebody who is switched off.
    """
    if not person.is_active:
        raise BadInput("%(name)s is switched off. Switch on first.", name=person.name)
    with transaction.atomic():
        _close_links(person, at)
        return _open_link(person, by=by, at=at, lasts=LINK_LASTS)


def count_question(*, address: str, machine: str, at: datetime) -> int | None:
    """Count a question for a new password; return the number of who logs in with this address, 0 for nobody.

    None where it was asked too often. What is written, and how long that takes, is the same for all.
    """
    names = asked_names(address, machine)
    with transaction.atomic():
        if longest_wait(names, at=at):
            return None
        for name, free in names.items():
            _count(name, free, at)
        person = person_with_email(address)
        return person.pk if person is not None and person.is_active else 0


def make_asked_link(person: Person, *, at: datetime) -> str:
    """Return the token of a link for who asked for one by mail, good for ASKED_LINK_LASTS.

    Links made before stay good, so that nobody can take them away by asking.
    """
    with transaction.atomic():
        return _open_link(person, by=None, at=at, lasts=ASKED_LINK_LASTS, detail="mail")


def _open_link(person: Person, *, by: Person | None, at: datetime, lasts: timedelta, detail: str = "") -> str:
    token = secrets.token_urlsafe(32)
    PasswordLink.objects.create(person=person, digest=digest_of(token), expires_at=at + lasts)
    record(by=by, deed=Event.LINK_MADE, about=person, at=at, detail=detail)
    return token


def _close_links(person: Person, at: datetime) -> None:
    PasswordLink.objects.filter(person=person, used_at__isnull=True).update(used_at=at)


def use_link(token: str, *, password: str, at: datetime) -> Person:
    """Set the password of who has the link, which is good no more; whoever was logged in with it is out.

    Raises BadInput for a link that is no good, and ValidationError for a password that is too weak.
    """
    with transaction.atomic():
        link = good_link(token, at=at)
        used = link and PasswordLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=at)
        if link is None or not used:
            raise BadInput("This link was used or is too old. Ask an administrator for another one.")
        validate_password(password, link.person)
        change_password(link.person, password=password, by=link.person, at=at)
    return link.person


def change_password(person: Person, *, password: str, by: Person, at: datetime) -> None:
    """Store a new password; everything this person was logged in with ends, and links for another one."""
    with transaction.atomic():
        _close_links(person, at)
        person.set_password(password)
        person.entry_number = F("entry_number") + 1
        person.save(update_fields=["password", "entry_number"])
        person.refresh_from_db(fields=["entry_number"])
        LoginTries.objects.filter(digest=next(iter(kept_names(person.email, "")))).delete()
        record(by=by, deed=Event.PASSWORD_SET, about=person, at=at)


def replace_password(person: Person, *, password: str, at: datetime) -> None:
    """Store one's own new password. Raises ValidationError for one that is too weak."""
    validate_password(password, person)
    change_password(person, password=password, by=person, at=at)
