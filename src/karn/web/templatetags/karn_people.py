"""What pages about people and the audit log show."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import EVENT_NAMES
from karn.web.words.audit import Names, details_in_words, thing_in_words

register = template.Library()


@register.filter
def of(named: Mapping[int, object], number: int) -> object:
    """Return what stands under a number, or nothing: `{{ names|of:person.pk }}`."""
    return named.get(number, "")


@register.filter
def event(code: str) -> str:
    """Return what was done in words; a deed that has none by its code."""
    return str(EVENT_NAMES.get(code, code))


@register.simple_tag
def details(entry: AuditEntry, names: Names) -> str:
    """Say an entry's details in words, with people and roles by their names."""
    return details_in_words(entry.detail, names)


@register.simple_tag
def about_whom(entry: AuditEntry, names: Names) -> SafeString | str:
    """Name what an entry is about, as a link to all that was written down about it.

    Customers are not named: the log outlives them.
    """
    said = said_about(entry, names)
    if not entry.kind:
        return said
    asked = urlencode({"kind": entry.kind, "object": entry.object})
    return format_html('<a href="{}?{}">{}</a>', reverse("audit"), asked, said)


def said_about(entry: AuditEntry, names: Names) -> str:
    """Return what an entry is about in words: a person by name, other things by kind and number."""
    if entry.kind == "people.person" and entry.object.isdecimal():
        return names.person(entry.object)
    return thing_in_words(entry.kind, entry.object)
