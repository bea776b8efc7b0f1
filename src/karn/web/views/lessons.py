"""Lessons: what was learnt, what is asked of each client, and what the rounds found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.lessons.actions import lessons as actions
from karn.apps.lessons.models import Finding, Lesson
from karn.apps.lessons.queries.lessons import all_lessons, lesson_of, may_keep, ready_left
from karn.apps.lessons.queries.post_mortems import look_for
from karn.apps.lessons.queries.rounds import (
    findings_of,
    open_rounds,
    outcomes_of,
    progress_of,
    shares_for,
)
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.lessons import LessonForm, texts_of_lesson
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo

STATES = ("on", "retired")
MOST_FINDINGS = 200


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def lessons(request: HttpRequest) -> HttpResponse:
    """Show the lessons that are asked, or retired ones; and those of others to begin with."""
    state = _state(request)
    page: dict[str, Any] = {"lessons": list(all_lessons(state=state)), "state": state}
    if state == "on":
        page["ready"] = ready_left()
        page["shares"] = shares_for(person_of(request))
    return render(request, "lessons/list.html", page)


def _state(request: HttpRequest) -> str:
    state = word_asked(request.GET, "state")
    return state if state in STATES else "on"


def _rows(request: HttpRequest) -> Iterable[Lesson]:
    return all_lessons(state=_state(request))


LESSONS = list_as_file(
    Listing[Lesson](
        name="lessons",
        address="lessons/lessons",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What you learnt"), lambda one: one.sentence),
            (gettext_lazy("What to ask of each client"), lambda one: one.question),
            (gettext_lazy("How often"), lambda one: one.get_every_display()),
            (gettext_lazy("Only for"), lambda one: one.segment.name if one.segment else ""),
            (gettext_lazy("Next round on"), lambda one: one.next_on),
            (gettext_lazy("Retired"), lambda one: one.retired_at),
            (gettext_lazy("Why it is retired"), lambda one: one.retired_why),
        ],
    )
)


def _answers(request: HttpRequest, number: int) -> Iterable[Finding]:
    return findings_of(_lesson(number), person_of(request))


ANSWERS = list_as_file(
    Listing[Finding](
        name="lesson_answers",
        address="lessons/<int:number>/answers",
        rows=_answers,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Round of"), lambda one: one.round.begun_on),
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Answer"), lambda one: one.get_answer_display()),
            (gettext_lazy("Who said so"), lambda one: one.by.name if one.by else ""),
            (gettext_lazy("When"), lambda one: one.on),
            (gettext_lazy("Done"), lambda one: one.done_at),
        ],
    )
)


def by_who_keeps_it(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only who wrote a lesson, or keeps the surveys, do this with it; others read that, on its page."""

    @wraps(view)
    def guarded(request: HttpRequest, number: int) -> HttpResponse:
        if may_keep(person_of(request), its := _lesson(number, removed=True)):
            return view(request, number)
        messages.error(request, _("Who wrote it may do this, and who keeps the surveys."))
        return redirect("lessons") if its.removed_at else redirect("lesson", number)

    return guarded


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def new_lesson(request: HttpRequest) -> HttpResponse:
    """Let somebody write a lesson down; its first round begins on its day, today where none is given."""
    person = person_of(request)
    form = LessonForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_lesson(
                learnt=actions.Learnt(**form.cleaned_data), by=person, at=timezone.now()
            )
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            offer_undo(request, _("The lesson is stored."), reverse("remove_lesson", args=[made.pk]))
            return redirect("lesson", made.pk)
    return render(request, "lessons/form.html", {"form": form}, status=400 if form.is_bound else 200)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def take_ready(request: HttpRequest) -> HttpResponse:
    """Begin with lessons that others learnt, one after the other."""
    codes = request.POST.getlist("code")
    made = actions.take_ready(codes=codes, by=person_of(request), at=timezone.now())
    if len(made) == 1:
        offer_undo(request, _("The lesson is stored."), reverse("remove_lesson", args=[made[0].pk]))
    elif made:
        said = ngettext("%(count)d lesson is stored.", "%(count)d lessons are stored.", len(made))
        messages.success(request, said % {"count": len(made)})
    return redirect("lessons")


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Show one lesson: what its rounds found, and what came of it."""
    its, person, today = _lesson(number), person_of(request), timezone.localdate()
    rounds = [one for one in open_rounds() if one.lesson_id == its.pk]
    page = {
        "lesson": its,
        "look": look_for(person, its.post_mortem_id) if its.post_mortem_id else None,
        "outcomes": outcomes_of(its, on=today),
        "progress": progress_of(rounds, person=person, on=today),
        "findings": list(findings_of(its, person).exclude(answer="safe")[:MOST_FINDINGS]),
        "keeps": may_keep(person, its),
        "share": next((one for one in shares_for(person) if one.round.lesson_id == its.pk), None),
        "today": today,
    }
    return render(request, "lessons/lesson.html", page)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
@by_who_keeps_it
def change_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Change a lesson; what its rounds found stays."""
    its, person = _lesson(number), person_of(request)
    form = LessonForm(request.POST if request.method == "POST" else None, person=person, lesson=its)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.change_lesson(
                    lesson=its, learnt=actions.Learnt(**form.cleaned_data), by=person, at=timezone.now(),
                    seen=form.seen,
                )  # fmt: skip
            except ChangedMeanwhile as error:
                if isinstance(error.stored, Lesson):
                    form.meet(error.stored.version, texts_of_lesson(error.stored))
                status = 409
            except BadInput as error:
                form.add_error(None, in_words(error))
            else:
                messages.success(request, _("Stored."))
                return redirect("lesson", number)
    return render(request, "lessons/form.html", {"form": form, "lesson": its}, status=status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
@by_who_keeps_it
def retire_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a lesson no more, with the reason."""
    try:
        actions.retire_lesson(
            lesson=_lesson(number), why=word_asked(request.POST, "why"),
            by=person_of(request), at=timezone.now(),
        )  # fmt: skip
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("lesson", number)
    offer_undo(request, _("The lesson is retired."), reverse("take_up_lesson", args=[number]))
    return redirect("lesson", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
@by_who_keeps_it
def take_up_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a retired lesson again."""
    actions.take_up_lesson(lesson=_lesson(number), by=person_of(request), at=timezone.now())
    messages.success(request, _("The lesson is asked again."))
    return redirect("lesson", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
@by_who_keeps_it
def remove_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a lesson away; it can be brought back."""
    actions.remove_lesson(lesson=_lesson(number), by=person_of(request), at=timezone.now())
    offer_undo(request, _("The lesson is gone."), reverse("restore_lesson", args=[number]))
    return redirect("lessons")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
@by_who_keeps_it
def restore_lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a lesson back."""
    actions.restore_lesson(lesson=_lesson(number, removed=True), by=person_of(request), at=timezone.now())
    messages.success(request, _("The lesson is there again."))
    return redirect("lesson", number)


def _lesson(number: int, *, removed: bool = False) -> Lesson:
    found = lesson_of(number, removed=removed)
    if found is None:
        raise Http404
    return found
