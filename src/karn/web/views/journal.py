"""What was changed of what the company set up: a page each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from karn.apps.care.queries.rhythm import rhythm_habits
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Plan
from karn.apps.customers.models import AttributeKind
from karn.apps.customers.queries.duplicates import duplicate_search
from karn.apps.farewell.queries.goodbyes import habits_of_goodbyes
from karn.apps.fit.queries.criteria import criterion_for
from karn.apps.lessons.queries.improvements import improvement_of
from karn.apps.lessons.queries.lessons import lesson_of
from karn.apps.mailing.models import Template
from karn.apps.mailing.queries.limits import mail_settings
from karn.apps.mailing.queries.templates import words_of
from karn.apps.people.models import Person
from karn.apps.people.queries.journal import changes_about, every_change_about
from karn.apps.people.rules import Deed, Event, may
from karn.apps.plays.queries.win_back import win_back_habits
from karn.apps.segments.queries import segment_for
from karn.apps.surveys.queries.surveys import habits as survey_habits
from karn.web.access import needs, person_of, who_may
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.views.changes import HOW_IT_CAME, WHAT_CHANGED, ChangedField, by_field
from karn.web.words.journal import changes_in_words


@needs(Deed.SEE_CUSTOMERS)
def segment_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of a segment this person can use."""
    found = segment_for(person_of(request), number)
    if found is None:
        raise Http404
    return _page(request, found, reverse("segment", args=[number]))


@needs(Deed.CHANGE_COMPANY)
def plan_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of a plan, its product and its prices."""
    return _page(request, get_object_or_404(Plan, pk=number), reverse("edit_plan", args=[number]))


@needs(Deed.CHANGE_COMPANY)
def company_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of the company's settings."""
    return _page(request, current_company(), reverse("company"), _("Company settings"))


@needs(Deed.CHANGE_COMPANY)
def attribute_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show how the declaration of an attribute was changed."""
    return _page(request, get_object_or_404(AttributeKind.everything, pk=number), reverse("attributes"))


@needs(Deed.CHANGE_PEOPLE)
def person_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of somebody who logs in."""
    return _page(request, get_object_or_404(Person, pk=number), reverse("person", args=[number]))


@needs(Deed.KEEP_MAIL)
def mail_word_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was changed of a mail's words, in all languages."""
    found, back = get_object_or_404(Template, code=code), reverse("mail_word", args=[code])
    return _page(request, found, back, str(words_of(code).name))


@needs(Deed.KEEP_MAIL)
def mail_settings_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of how much may be sent."""
    return _page(request, mail_settings(), reverse("mail_settings"), _("Mail settings"))


@needs(Deed.KEEP_CRITERIA)
@at_station(Station.CRITERIA)
def criterion_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of a criterion."""
    found = criterion_for(number)
    if found is None:
        raise Http404
    return _page(request, found, reverse("criterion", args=[number]))


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def lesson_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of a lesson."""
    found = lesson_of(number)
    if found is None:
        raise Http404
    return _page(request, found, reverse("lesson", args=[number]), found.sentence)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def improvement_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of an improvement."""
    found = improvement_of(number)
    if found is None:
        raise Http404
    return _page(request, found, reverse("improvement", args=[number]), found.what)


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.GOODBYE)
def goodbye_habits_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of how goodbyes are said."""
    return _page(request, habits_of_goodbyes(), reverse("goodbye_habits"), _("Goodbyes"))


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.WIN_BACK)
def win_back_habits_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of when and how many are asked back."""
    return _page(request, win_back_habits(), reverse("win_back_habits"), _("Win-back"))


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.RHYTHM)
def rhythm_settings_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of what holds for all rhythms."""
    return _page(request, rhythm_habits(), reverse("rhythm_settings"), _("Contact rhythm"))


@needs(Deed.KEEP_SURVEYS)
def survey_habits_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of what holds for all surveys."""
    return _page(request, survey_habits(), reverse("survey_habits"), _("Surveys"))


@needs(Deed.CHANGE_COMPANY)
def merging_rules_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of who is merged without being asked about."""
    return _page(request, duplicate_search(), reverse("duplicates"), _("merging by itself"))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Of what changes are kept: the page that shows them, whose deed their file takes too, and their row."""

    page: Callable[..., HttpResponse]
    find: Callable[[Person, int], models.Model | None]

    @property
    def deed(self) -> Deed:
        return self.page.deed  # type: ignore[attr-defined, no-any-return]  # put there by `needs`


def _row(model: type[models.Model]) -> Callable[[Person, int], models.Model | None]:
    return lambda _person, number: model._default_manager.filter(pk=number).first()


_KEPT: Final[dict[str, _Kept]] = {
    "care.rhythmhabits": _Kept(rhythm_settings_changes, lambda _person, _number: rhythm_habits()),
    "company.company": _Kept(company_changes, lambda _person, _number: current_company()),
    "contracts.plan": _Kept(plan_changes, _row(Plan)),
    "customers.attributekind": _Kept(
        attribute_changes, lambda _person, number: AttributeKind.everything.filter(pk=number).first()
    ),
    "customers.duplicatesearch": _Kept(merging_rules_changes, lambda _person, _number: duplicate_search()),
    "farewell.goodbyehabits": _Kept(goodbye_habits_changes, lambda _person, _number: habits_of_goodbyes()),
    "fit.criterion": _Kept(criterion_changes, lambda _person, number: criterion_for(number)),
    "lessons.improvement": _Kept(improvement_changes, lambda _person, number: improvement_of(number)),
    "lessons.lesson": _Kept(lesson_changes, lambda _person, number: lesson_of(number)),
    "mailing.mailsettings": _Kept(mail_settings_changes, lambda _person, _number: mail_settings()),
    "mailing.template": _Kept(mail_word_changes, _row(Template)),
    "people.person": _Kept(person_changes, _row(Person)),
    "plays.winbackhabits": _Kept(win_back_habits_changes, lambda _person, _number: win_back_habits()),
    "segments.segment": _Kept(segment_changes, segment_for),
    "surveys.habits": _Kept(survey_habits_changes, lambda _person, _number: survey_habits()),
}


def _fields(request: HttpRequest, kind: str, number: int) -> Iterator[ChangedField]:
    person, kept = person_of(request), _KEPT.get(kind)
    if kept is None:
        raise Http404
    if not may(person.role, kept.deed):
        raise PermissionDenied(who_may(kept.deed))
    found = kept.find(person, number)
    if found is None:
        raise Http404
    return by_field(changes_in_words(type(found), every_change_about(found)))


JOURNAL = list_as_file(
    Listing[ChangedField](
        name="journal",
        address="journal/<str:kind>/<int:number>/changes",
        rows=_fields,
        event=Event.LIST_EXPORTED,
        columns=[*HOW_IT_CAME, *WHAT_CHANGED],
    )
)


def _page(request: HttpRequest, about: models.Model, back: str, name: str = "") -> HttpResponse:
    changes = changes_in_words(type(about), changes_about(about))
    kind = about._meta.label_lower
    shown = {"about": about, "kind": kind, "name": name or str(about), "changes": changes, "back": back}
    return render(request, "journal.html", shown)
