"""Surveys for the people who send them: the list, results live, when each asks, closed and thrown away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.people.rules import Deed, Event
from karn.apps.surveys.actions import surveys as actions
from karn.apps.surveys.models import Habits, Response, Survey
from karn.apps.surveys.queries.answers import Span, in_words, response_for, results_of, rows_of
from karn.apps.surveys.queries.surveys import (
    Asked,
    habits,
    newest_version,
    pages_of,
    survey_numbered,
    surveys_kept,
)
from karn.apps.surveys.rules.ready import CODES
from karn.apps.tasks.queries import task_from
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words as error_in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.surveys import HabitsForm, PlanForm, texts_of_habits, texts_of_plan
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo
from karn.web.views.answers import keep_apart, rendered
from karn.web.words.asked import shown
from karn.web.words.surveys import READY

LANGUAGES = ("nl", "sv", "en")


def survey_or_404(number: int, *, removed: bool = False) -> Survey:
    """Return the survey, or 404."""
    survey = survey_numbered(number, removed=removed)
    if survey is None:
        raise Http404
    return survey


def language_of_page() -> str:
    """Return the language of the page for what a survey says."""
    return (translation.get_language() or "en")[:2]


@needs(Deed.SEE_CUSTOMERS)
def surveys(request: HttpRequest) -> HttpResponse:
    """Show the surveys there are, and the ready ones to begin with."""
    ready = [(code, READY[code]) for code in CODES]
    return render(request, "surveys/list.html", {"surveys": surveys_kept(), "ready": ready})


SURVEYS = list_as_file(
    Listing[Asked](
        name="surveys",
        address="surveys/surveys",
        rows=lambda _request: surveys_kept(),
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Survey"), lambda one: one.survey.name),
            (gettext_lazy("When it asks"), lambda one: one.survey.get_occasion_display()),
            (gettext_lazy("Asked"), lambda one: one.asked),
            (gettext_lazy("Answers"), lambda one: one.answered),
            (gettext_lazy("Closed"), lambda one: one.survey.closed_at),
        ],
    )
)


@require_POST
@needs(Deed.KEEP_SURVEYS)
def use_ready(request: HttpRequest, code: str) -> HttpResponse:
    """Make a survey of a ready one."""
    person = person_of(request)
    try:
        made = actions.make_ready_survey(code=code, language=language_of_page(), by=person, at=timezone.now())
    except KarnError:
        raise Http404 from None
    said = _("The survey “%(name)s” is ready. Look at it, then ask.") % {"name": made.name}
    offer_undo(request, said, reverse("remove_survey", args=[made.pk]))
    return redirect("survey", made.pk)


@needs(Deed.SEE_CUSTOMERS)
def survey(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was answered, counted and in words; a part of it is fetched again while the page is open."""
    its = survey_or_404(number)
    version, language = newest_version(its), language_of_page()
    page: dict[str, Any] = {"survey": its, "span": _span(request), "version": version}
    page["results"] = results_of(
        its, version.questions, person=person_of(request), span=page["span"], zone=_zone(), language=language
    )
    if request.GET.get("part"):
        return render(request, "surveys/results.html", page)
    page["pages"] = pages_of(its)
    return render(request, "surveys/survey.html", page)


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())


def _span(request: HttpRequest) -> Span:
    return Span(_day(request, "from"), _day(request, "until"))


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(word_asked(request.GET, name))
    except ValueError:
        return None


def _answer_rows(request: HttpRequest, number: int) -> Iterable[Response]:
    its = survey_or_404(number)
    return rows_of(its, person=person_of(request), span=_span(request), zone=_zone())


def _said(response: Response) -> list[str]:
    language = (translation.get_language() or "en")[:2]
    told = in_words(response.version.questions, response.given, language, yes=_("Yes"), no=_("No"))
    return [f"{one.question} {one.answer}" for one in told]


ANSWERS = list_as_file(
    Listing[Response](
        name="survey_answers",
        address="surveys/<int:number>/answers",
        rows=_answer_rows,
        event=Event.ANSWERS_EXPORTED,
        columns=[
            (gettext_lazy("When"), lambda one: one.said_at),
            (gettext_lazy("Customer"), lambda one: one.customer.name if one.customer else ""),
            (gettext_lazy("Contact"), lambda one: one.contact.name if one.contact else ""),
            (gettext_lazy("Answers"), _said),
            (gettext_lazy("Unhappy"), lambda one: _("Yes") if one.unhappy else _("No")),
            (gettext_lazy("Language"), lambda one: one.language),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
def survey_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Show one answer, and the task that comes back to it."""
    response = response_for(person_of(request), number)
    if response is None:
        raise Http404
    said = in_words(response.version.questions, response.given, language_of_page(), yes=_("Yes"), no=_("No"))
    page = {"response": response, "said": said, "task": task_from("survey", number)}
    return render(request, "surveys/answer.html", page)


@needs(Deed.SEE_CUSTOMERS)
def preview_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Show the survey as customers see it, every question open; nothing can be sent."""
    form = newest_version(survey_or_404(number)).questions
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else language_of_page()
    with translation.override(language):
        told = {"questions": shown(form.questions, {}, language), "preview": True, "personal": True}
        return keep_apart(rendered(request, form, language, told))


@needs(Deed.KEEP_SURVEYS)
def plan_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Say when the survey asks by itself, and who comes back to unhappy answers."""
    its, person = survey_or_404(number), person_of(request)
    form, status = PlanForm(request.POST or None, survey=its, person=person), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_survey(
                survey=its, plan=form.plan(), on=timezone.localdate(), by=person, at=timezone.now(),
                seen=form.seen,
            )  # fmt: skip
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Survey):
                form.meet(error.stored.version, texts_of_plan(error.stored))
            status = 409
        except KarnError as error:
            form.add_error(None, error_in_words(error))
        else:
            messages.success(request, _("Stored."))
            return redirect("survey", number)
    page = {"survey": its, "form": form}
    return render(request, "surveys/plan.html", page, status=400 if form.errors else status)


@needs(Deed.KEEP_SURVEYS)
def survey_habits(request: HttpRequest) -> HttpResponse:
    """Say how long customers rest between surveys, when they are reminded, and in which colour they read."""
    form, status = HabitsForm(request.POST or None, kept=habits()), 200
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"by": person_of(request), "at": timezone.now(), "seen": form.seen}
        try:
            actions.change_habits(facts=form.cleaned_data, **told)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Habits):
                form.meet(error.stored.version, texts_of_habits(error.stored))
            status = 409
        else:
            messages.success(request, _("Stored."))
            return redirect("surveys")
    return render(request, "surveys/habits.html", {"form": form}, status=400 if form.errors else status)


@require_POST
@needs(Deed.KEEP_SURVEYS)
def close_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Take no more answers, and ask nobody."""
    actions.close_survey(survey=survey_or_404(number), by=person_of(request), at=timezone.now())
    offer_undo(request, _("The survey is closed."), reverse("open_survey", args=[number]))
    return redirect("survey", number)


@require_POST
@needs(Deed.KEEP_SURVEYS)
def open_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Ask and take answers again."""
    actions.open_survey(survey=survey_or_404(number), by=person_of(request), at=timezone.now())
    messages.success(request, _("The survey is open again."))
    return redirect("survey", number)


@require_POST
@needs(Deed.KEEP_SURVEYS)
def remove_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a survey away; it can be brought back."""
    actions.remove_survey(survey=survey_or_404(number), by=person_of(request), at=timezone.now())
    offer_undo(request, _("The survey is gone."), reverse("restore_survey", args=[number]))
    return redirect("surveys")


@require_POST
@needs(Deed.KEEP_SURVEYS)
def restore_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a survey back."""
    its = survey_or_404(number, removed=True)
    actions.restore_survey(survey=its, by=person_of(request), at=timezone.now())
    messages.success(request, _("The survey is back."))
    return redirect("survey", number)
