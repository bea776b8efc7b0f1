"""What pages about people and the audit log show."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import EVENT_NAMES, ROLE_NAMES

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
def details(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """Say an entry's details with people and roles by their names: "manager > analyst", "3: Bo > Cas"."""
    return " ".join(_word(code, names) for code in entry.detail.split())


def _word(code: str, names: Mapping[int, str]) -> str:
    kind, _, number = code.partition(":")
    if kind == "person" and number.isdecimal():
        return names.get(int(number), f"#{number}")
    return {">": "→"}.get(code) or str(ROLE_NAMES.get(code, code))


@register.simple_tag
def about_whom(entry: AuditEntry, names: Mapping[int, str]) -> SafeString | str:
    """Name what an entry is about: a person by name, a customer as a link, other things by kind and number.

    Customers are not named: the log outlives them.
    """
    if entry.kind == "people.person" and entry.object.isdecimal():
        return names.get(int(entry.object), entry.object)
    if entry.kind == "customers.customer" and entry.object.isdecimal():
        return format_html('<a href="{}">#{}</a>', reverse("customer", args=[entry.object]), entry.object)
    return f"{entry.kind.rpartition('.')[2]} {entry.object}".strip()
