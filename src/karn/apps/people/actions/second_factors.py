"""Taking somebody's second factor away, and logging out everywhere else."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.logins import make_link
from karn.apps.people.actions.permissions import ADMINISTRATORS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput


def reset_second_factor(person: Person, *, by: Person | None, at: datetime) -> str:
    """Forget somebody's codes and passkeys, end every session; return the token of a link to a new password.

    `by` is None for who sits at the machine itself. Whoever took the phone may know the password, too:
    the old one is good no more.
    Raises BadInput for somebody who is switched off, or when `by` may not do this.
    """
    if by is not None:
        refuse_unless_may(by, Deed.CHANGE_PEOPLE, otherwise=ADMINISTRATORS_ONLY)
    with transaction.atomic():
        token = make_link(person, by=by, at=at)
        Authenticator.objects.filter(user=person).delete()
        person.set_unusable_password()
        person.save(update_fields=["password"])
        _end_sessions(person)
        record(by=by, deed=Event.SECOND_FACTOR_RESET, about=person, at=at)
    return token


def end_other_entries(person: Person, *, at: datetime) -> None:
    """End everything this person is logged in with; the caller keeps the session it stands in."""
    with transaction.atomic():
        _end_sessions(person)
        record(by=person, deed=Event.OTHERS_LOGGED_OUT, about=person, at=at)


def _end_sessions(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(entry_number=F("entry_number") + 1)
    person.refresh_from_db(fields=["entry_number"])


def change_own(person: Person, *, name: str, language: str, at: datetime) -> Person:
    """Change what everybody may of oneself. Raises BadInput for an empty name."""
    name = name.strip()
    if not name:
        raise BadInput("Give a name.")
    with transaction.atomic():
        renamed, person.name, person.language = person.name != name, name, language
        person.save(update_fields=["name", "language"])
        if renamed:
            record(by=person, deed=Event.PERSON_CHANGED, about=person, at=at)
    return person
