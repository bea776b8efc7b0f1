"""What is in the bin besides customers, as far as somebody may bring it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Plan
from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import may_change
from karn.apps.customers.models import AttributeKind
from karn.apps.customers.queries.customers import contacts_in_bin, customers_visible_to
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, may
from karn.apps.segments.queries.segments import segments_in_bin
from karn.apps.segments.queries.views import views_in_bin
from karn.apps.surveys.models import Survey
from karn.apps.surveys.queries.surveys import surveys_in_bin
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import tasks_in_bin

MOST = 100
"""So many of each kind are shown."""


@dataclass(frozen=True, slots=True)
class Thrown:
    """One thing in the bin: `at` is the customer it belongs to, `restore` where its button posts."""

    name: str
    at: str
    since: datetime | None
    restore: str


@dataclass(frozen=True, slots=True)
class Section:
    """What of one kind is in the bin."""

    title: str | Promise
    rows: list[Thrown]


def others_in_bin(person: Person) -> list[Section]:
    """Return what this person may bring back, by kind; kinds of which there is nothing are left out."""
    return [section for section in _sections(person) if section.rows]


def _sections(person: Person) -> Iterator[Section]:
    contacts = contacts_in_bin(person).select_related("customer").order_by("-deleted_at", "pk")[:MOST]
    yield Section(_("Contacts"), [_thrown(one, "restore_contact", one.customer.name) for one in contacts])
    if may(person.role, Deed.LOG_CONVERSATIONS):
        yield Section(_("Conversations"), [_said(one) for one in _conversations(person)])
    if may(person.role, Deed.KEEP_TASKS):
        yield Section(_("Tasks"), [_left(one) for one in tasks_in_bin(person)[:MOST]])
    if may(person.role, Deed.KEEP_SURVEYS):
        yield Section(_("Surveys"), [_survey(one) for one in surveys_in_bin()])
    yield Section(_("Segments"), [_thrown(one, "restore_segment") for one in segments_in_bin(person)])
    yield Section(_("Saved views"), [_thrown(one, "restore_view") for one in views_in_bin(person)])
    if may(person.role, Deed.CHANGE_COMPANY):
        kinds = AttributeKind.everything.filter(deleted_at__isnull=False)
        yield Section(_("Your own attributes"), [_thrown(one, "restore_attribute") for one in kinds])
        plans = Plan.objects.filter(deleted_at__isnull=False).order_by("name")
        yield Section(_("Products"), [_thrown(one, "restore_plan") for one in plans])


def _conversations(person: Person) -> list[Conversation]:
    its = Conversation.everything.filter(removed_at__isnull=False, customer__in=customers_visible_to(person))
    found = its.select_related("customer").order_by("-removed_at", "pk")[:MOST]
    return [one for one in found if may_change(one, person)]


def _thrown(one: Any, restore: str, at: str = "") -> Thrown:
    return Thrown(one.name, at, one.deleted_at, reverse(restore, args=[one.pk]))


def _left(one: Task) -> Thrown:
    at = one.shown_customer.name if one.shown_customer else ""
    return Thrown(one.text, at, one.removed_at, reverse("restore_task", args=[one.pk]))


def _survey(one: Survey) -> Thrown:
    return Thrown(one.name, "", one.removed_at, reverse("restore_survey", args=[one.pk]))


def _said(one: Conversation) -> Thrown:
    words = one.subject or one.get_channel_display()
    return Thrown(words, one.customer.name, one.removed_at, reverse("restore_conversation", args=[one.pk]))
