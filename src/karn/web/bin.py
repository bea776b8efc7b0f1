"""What is in the bin besides customers, as far as somebody may bring it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.innovations import Innovation
from karn.apps.care.models.problems import Problem
from karn.apps.care.models.promises import Promise as Promised
from karn.apps.care.queries.expectations import expectations_in_bin
from karn.apps.care.queries.innovations import innovations_in_bin
from karn.apps.care.queries.problems import problems_in_bin
from karn.apps.care.queries.promises import promises_in_bin
from karn.apps.care.queries.thrown import (
    benefits_in_bin,
    goals_in_bin,
    needs_in_bin,
    recaps_in_bin,
    reviews_in_bin,
    wishes_in_bin,
)
from karn.apps.contracts.models import Plan
from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import may_change
from karn.apps.customers.models import AttributeKind
from karn.apps.customers.queries.customers import contacts_in_bin, is_visible_to
from karn.apps.fit.models import Criterion
from karn.apps.fit.queries.criteria import criteria_in_bin
from karn.apps.lessons.queries.improvements import improvements_in_bin
from karn.apps.lessons.queries.lessons import lessons_in_bin
from karn.apps.lessons.queries.post_mortems import looks_in_bin
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
        yield Section(_("Expectations"), [_expected(one) for one in expectations_in_bin(person)[:MOST]])
        yield Section(_("Promises"), [_promised(one) for one in promises_in_bin(person)[:MOST]])
        benefits = [_cared(one, one.what, "restore_benefit") for one in benefits_in_bin(person)[:MOST]]
        yield Section(_("Results and extras"), benefits)
        needs = [_cared(one, one.words, "restore_need") for one in needs_in_bin(person)[:MOST]]
        yield Section(_("What they asked for"), needs)
        goals = [_cared(one, one.words, "restore_goal") for one in goals_in_bin(person)[:MOST]]
        yield Section(_("What we should know better"), goals)
        wishes = wishes_in_bin()[:MOST]
        yield Section(_("Wishes"), [_restorable(one, one.title, "", "restore_wish") for one in wishes])
    if may(person.role, Deed.KEEP_TASKS):
        yield Section(_("Tasks"), [_left(one) for one in tasks_in_bin(person)[:MOST]])
    if may(person.role, Deed.KEEP_SURVEYS):
        yield Section(_("Surveys"), [_survey(one) for one in surveys_in_bin()])
    if may(person.role, Deed.CHANGE_CUSTOMERS):
        reviews = reviews_in_bin(person)[:MOST]
        yield Section(
            _("Reviews"), [_cared(one, one.get_cause_display(), "restore_review") for one in reviews]
        )
        recaps = recaps_in_bin(person)[:MOST]
        yield Section(
            _("Recaps"), [_cared(one, one.get_occasion_display(), "restore_recap") for one in recaps]
        )
        yield Section(_("Problems"), [_problem(one) for one in problems_in_bin(person)[:MOST]])
        looks = looks_in_bin(person)[:MOST]
        yield Section(
            _("Looking back"), [_cared(one, one.get_cause_display(), "restore_look") for one in looks]
        )
        learnt = lessons_in_bin()[:MOST]
        yield Section(_("Lessons"), [_restorable(one, one.sentence, "", "restore_lesson") for one in learnt])
        improved = improvements_in_bin()[:MOST]
        meant = [_restorable(one, one.what, "", "restore_improvement") for one in improved]
        yield Section(_("Improvements"), meant)
    if may(person.role, Deed.KEEP_SURVEYS):
        yield Section(_("What is normal to us"), [_normal(one) for one in innovations_in_bin()[:MOST]])
    yield Section(_("Segments"), [_thrown(one, "restore_segment") for one in segments_in_bin(person)])
    yield Section(_("Saved views"), [_thrown(one, "restore_view") for one in views_in_bin(person)])
    if may(person.role, Deed.KEEP_CRITERIA):
        yield Section(_("Criteria"), [_criterion(one) for one in criteria_in_bin()[:MOST]])
    if may(person.role, Deed.CHANGE_COMPANY):
        kinds = AttributeKind.everything.filter(deleted_at__isnull=False)
        yield Section(_("Your own attributes"), [_thrown(one, "restore_attribute") for one in kinds])
        plans = Plan.objects.filter(deleted_at__isnull=False).order_by("name")
        yield Section(_("Products"), [_thrown(one, "restore_plan") for one in plans])


def _conversations(person: Person) -> list[Conversation]:
    its = Conversation.everything.filter(is_visible_to(person, "customer"), removed_at__isnull=False)
    found = its.select_related("customer").order_by("-removed_at", "pk")[:MOST]
    return [one for one in found if may_change(one, person)]


def _thrown(one: Any, restore: str, at: str = "") -> Thrown:
    return Thrown(one.name, at, one.deleted_at, reverse(restore, args=[one.pk]))


def _cared(one: Any, name: str, restore: str) -> Thrown:
    return _restorable(one, name, one.customer.name, restore)


def _restorable(one: Any, name: str, at: str, restore: str) -> Thrown:
    return Thrown(name or "–", at, one.removed_at, reverse(restore, args=[one.pk]))


def _left(one: Task) -> Thrown:
    at = one.shown_customer.name if one.shown_customer else ""
    return Thrown(one.title, at, one.removed_at, reverse("restore_task", args=[one.pk]))


def _criterion(one: Criterion) -> Thrown:
    return Thrown(one.title, "", one.deleted_at, reverse("restore_criterion", args=[one.pk]))


def _expected(one: Expectation) -> Thrown:
    return Thrown(one.text, one.customer.name, one.removed_at, reverse("restore_expectation", args=[one.pk]))


def _promised(one: Promised) -> Thrown:
    return Thrown(one.text, one.customer.name, one.removed_at, reverse("restore_promise", args=[one.pk]))


def _survey(one: Survey) -> Thrown:
    return Thrown(one.name, "", one.removed_at, reverse("restore_survey", args=[one.pk]))


def _problem(one: Problem) -> Thrown:
    return Thrown(one.text, one.customer.name, one.removed_at, reverse("restore_problem", args=[one.pk]))


def _normal(one: Innovation) -> Thrown:
    return Thrown(one.name, "", one.removed_at, reverse("restore_normal", args=[one.pk]))


def _said(one: Conversation) -> Thrown:
    words = one.subject or one.get_channel_display()
    return Thrown(words, one.customer.name, one.removed_at, reverse("restore_conversation", args=[one.pk]))
