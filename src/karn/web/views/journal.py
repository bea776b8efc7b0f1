"""What was changed of what the company set up: a page each."""

from __future__ import annotations

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
from karn.apps.people.queries.journal import changes_about
from karn.apps.people.rules import Deed
from karn.apps.plays.queries.win_back import win_back_habits
from karn.apps.segments.queries import segment_for
from karn.apps.surveys.queries.surveys import habits as survey_habits
from karn.web.access import needs, person_of
from karn.web.station_pages import at_station
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


def _page(request: HttpRequest, about: models.Model, back: str, name: str = "") -> HttpResponse:
    changes = changes_in_words(type(about), changes_about(about))
    kind = about._meta.label_lower
    shown = {"about": about, "kind": kind, "name": name or str(about), "changes": changes, "back": back}
    return render(request, "journal.html", shown)
