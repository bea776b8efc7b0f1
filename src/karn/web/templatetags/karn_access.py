"""What templates ask before they offer something."""

from __future__ import annotations

from django import template

from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may
from karn.apps.people.rules import sees_every_customer as sees_all

register = template.Library()


@register.filter(name="may")
def may_do(person: object, deed: str) -> bool:
    """Say whether this person's role may do `deed`: `{% if user|may:"import_files" %}`."""
    return isinstance(person, Person) and may(person.role, Deed(deed))


@register.filter
def sees_every_customer(person: object) -> bool:
    """Say whether lists by name are complete for this person, or of the customers in their care alone."""
    return isinstance(person, Person) and sees_all(person.role)
