"""Letting people in, and what they choose for themselves."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError

from karn.apps.people.models import Person, Role
from karn.apps.people.queries import person_with_email
from karn.kernel.errors import BadInput


def create_person(
    *, email: str, name: str, password: str | None, role: str = Role.MANAGER, language: str = ""
) -> Person:
    """Let somebody in. Without a password the person exists but cannot log in yet.

    Raises BadInput when the address is taken or a value cannot be used.
    """
    if person_with_email(email) is not None:
        raise BadInput(f"Somebody with the address {email} exists already.")
    person = Person(email=email.strip(), name=name.strip(), role=role, language=language)
    person.set_password(password)
    return _store(person)


def set_password(person: Person, *, password: str) -> None:
    """Replace the person's password; it is stored hashed."""
    person.set_password(password)
    person.save(update_fields=["password"])


def set_language(person: Person, *, language: str) -> None:
    """Remember in which language the person reads. Raises BadInput for one Karn does not speak."""
    known = [code for code, _name in settings.LANGUAGES]
    if language not in known:
        raise BadInput(f"Karn does not speak “{language}”. It speaks: {', '.join(known)}.")
    person.language = language
    person.save(update_fields=["language"])


def _store(person: Person) -> Person:
    try:
        person.full_clean()
    except ValidationError as error:
        texts = [f"{field}: {' '.join(said)}" for field, said in error.message_dict.items()]
        told = "; ".join(texts)
        raise BadInput(told) from error
    person.save()
    return person
