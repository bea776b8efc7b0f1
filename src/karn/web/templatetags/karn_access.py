"""What templates ask before they offer something."""

from __future__ import annotations

from django import template

from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may

register = template.Library()


@register.filter(name="may")
def may_do(person: object, deed: str) -> bool:
    """Say whether this person's role may do `deed`: `{% if user|may:"import_files" %}`."""
    return isinstance(person, Person) and may(person.role, Deed(deed))
