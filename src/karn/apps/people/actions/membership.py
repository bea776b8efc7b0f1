"""Inviting people, changing what they may, switching them off and on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import MADE, keep_change
from karn.apps.people.actions.logins import make_link
from karn.apps.people.actions.permissions import ADMINISTRATORS_ONLY, refuse_unless_may
from karn.apps.people.actions.persons import create_person
from karn.apps.people.models import PasswordLink, Person, Role, Team
from karn.apps.people.rules import Deed, Event
from karn.apps.people.signals import switched_off
from karn.kernel.errors import BadInput, message
from karn.platform.versions import facts_of, refuse_unseen

LAST_ADMINISTRATOR = message("%(name)s is the last administrator. Make somebody else one first.")


def invite_person(
    *, email: str, name: str, role: str, by: Person, at: datetime, team: str = "", language: str = ""
) -> tuple[Person, str]:
    """Let somebody in who has no password yet; return the person and the token of the link to set one.

    Raises BadInput when the address is taken, a value cannot be used, or `by` may not do this.
    """
    refuse_unless_may(by, Deed.CHANGE_PEOPLE, otherwise=ADMINISTRATORS_ONLY)
    with transaction.atomic():
        person = create_person(email=email, name=name, password=None, role=role, language=language)
        person.team = _team(team, by=by, at=at)
        person.save(update_fields=["team"])
        keep_change(person, {}, _facts(person), by=by, at=at, how=MADE)
        record(by=by, deed=Event.PERSON_INVITED, about=person, at=at, detail=role)
        token = make_link(person, by=by, at=at)
    return person, token


def change_person(
    person: Person, *, name: str, role: str, team: str, by: Person, at: datetime, seen: str | None = None
) -> Person:
    """Change somebody's name, role and team. A new role ends everything the person is logged in with.

    `seen` is the :attr:`Person.version` the changer read. Raises ChangedMeanwhile where another one stands
    there now, BadInput for the last administrator's role, a value that cannot be used, or when `by` may not.
    """
    refuse_unless_may(by, Deed.CHANGE_PEOPLE, otherwise=ADMINISTRATORS_ONLY)
    with transaction.atomic():
        person = _held(person)
        refuse_unseen(person, seen)
        was, before = _facts(person), (person.name, person.role, person.team_id)
        if role not in list(Role):
            raise BadInput("There is no role “%(role)s”.", role=role)
        if role != Role.ADMINISTRATOR:
            _refuse_last_administrator(person)
        person.name, person.role, person.team = name.strip(), role, _team(team, by=by, at=at)
        if not person.name:
            raise BadInput("Give a name.")
        if role != before[1]:
            person.entry_number += 1
            record(by=by, deed=Event.ROLE_CHANGED, about=person, at=at, detail=f"{before[1]} > {role}")
        if (person.name, person.team_id) != (before[0], before[2]):
            record(by=by, deed=Event.PERSON_CHANGED, about=person, at=at)
        person.save(update_fields=["name", "role", "team", "entry_number"])
        keep_change(person, was, _facts(person), by=by, at=at)
    return person


def switch_off(person: Person, *, by: Person, at: datetime) -> Person:
    """Let somebody in no more: sessions end at once, links for a password and the like are good no more.

    The customers stay the person's until they are handed over. Raises BadInput for the last administrator.
    """
    refuse_unless_may(by, Deed.CHANGE_PEOPLE, otherwise=ADMINISTRATORS_ONLY)
    with transaction.atomic():
        person = _held(person)
        _refuse_last_administrator(person)
        if person.is_active:
            person.is_active, person.entry_number = False, person.entry_number + 1
            person.save(update_fields=["is_active", "entry_number"])
            keep_change(person, {"is_active": True}, {"is_active": False}, by=by, at=at)
            PasswordLink.objects.filter(person=person, used_at__isnull=True).update(used_at=at)
            record(by=by, deed=Event.SWITCHED_OFF, about=person, at=at)
            switched_off.send(Person, person=person, at=at)
    return person


def switch_on(person: Person, *, by: Person, at: datetime) -> Person:
    """Let somebody in again, with the password from before; nothing from before is logged in."""
    refuse_unless_may(by, Deed.CHANGE_PEOPLE, otherwise=ADMINISTRATORS_ONLY)
    with transaction.atomic():
        person = _held(person)
        if not person.is_active:
            Person.objects.filter(pk=person.pk).update(is_active=True, entry_number=F("entry_number") + 1)
            person.refresh_from_db()
            keep_change(person, {"is_active": False}, {"is_active": True}, by=by, at=at)
            record(by=by, deed=Event.SWITCHED_ON, about=person, at=at)
    return person


def _facts(person: Person) -> dict[str, Any]:
    told = facts_of(person, ("name", "email", "role"))
    return told | {"team": person.team.name if person.team else ""}


def _held(person: Person) -> Person:
    """Return the person as stored, held until the transaction ends."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _refuse_last_administrator(person: Person) -> None:
    """Raise BadInput when nobody else is administrator. The others are held: two cannot go at once."""
    if not (person.is_active and person.is_administrator):
        return
    others = Person.objects.select_for_update().filter(is_active=True, role=Role.ADMINISTRATOR)
    if not others.exclude(pk=person.pk).exists():
        raise BadInput(LAST_ADMINISTRATOR, name=person.name)


def _team(name: str, *, by: Person, at: datetime) -> Team | None:
    """Return the team with this name, made if it is a new one; none for no name."""
    name = " ".join(name.split())
    if not name:
        return None
    team = Team.objects.filter(name__iexact=name).first()
    if team is None:
        if len(name) > 100:
            raise BadInput("The name of a team has at most 100 characters.")
        team = Team.objects.create(name=name)
        keep_change(team, {}, {"name": name}, by=by, at=at, how=MADE)
        record(by=by, deed=Event.TEAM_MADE, about=team, at=at)
    return team
