"""Reading who logs in."""

from __future__ import annotations

from django.db.models import QuerySet

from karn.apps.people.models import Person, Role


def person_with_email(email: str) -> Person | None:
    """Find somebody by e-mail address, whatever its case."""
    return Person.objects.filter(email=email.strip().lower()).first()


def active_people() -> QuerySet[Person]:
    """Everybody who may log in, by name."""
    return Person.objects.filter(is_active=True).order_by("name", "pk")


def first_person(role: Role) -> Person | None:
    """Return who was there first with this role; of the administrators, who acts when a command does."""
    return active_people().filter(role=role).order_by("pk").first()
