"""With which page one begins."""

from __future__ import annotations

from django.urls import reverse

from karn.apps.people.models import Person, Role


def start_page(person: Person) -> str:
    """Return the page somebody begins with: account managers with their day, others with figures."""
    return reverse("day" if person.role == Role.ACCOUNT_MANAGER else "dashboard")
