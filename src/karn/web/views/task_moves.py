"""Tasks put off, and given to somebody else; both taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.people.rules import Deed
from karn.apps.tasks import actions
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import move_for
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.back import back, safe_next
from karn.web.forms.task_moves import GiveForm, SnoozeForm
from karn.web.templatetags.karn_format import day
from karn.web.undo import offer_undo
from karn.web.views.tasks import task_or_404


@require_POST
@needs(Deed.KEEP_TASKS)
def snooze_task(request: HttpRequest, number: int) -> HttpResponse:
    """Put a task off to another day."""
    its, today = task_or_404(request, number), timezone.localdate()
    form = SnoozeForm(request.POST, on=today)
    if not form.is_valid():
        return _again(request, its, {"snoozing": form, "giving": GiveForm()})
    try:
        moved = actions.snooze_task(
            task=its, until=form.cleaned_data["day"], reason=form.cleaned_data["reason"],
            by=person_of(request), on=today, at=timezone.now(),
        )  # fmt: skip
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        told = {"what": its.title, "day": day(moved.after)}
        said = _("Put off to %(day)s: %(what)s") % told
        offer_undo(request, said, reverse("undo_task_move", args=[moved.pk]))
    return back(request, reverse("day"))


@require_POST
@needs(Deed.KEEP_TASKS)
def give_task(request: HttpRequest, number: int) -> HttpResponse:
    """Give a task to somebody else, with the reason."""
    its = task_or_404(request, number)
    form = GiveForm(request.POST)
    if not form.is_valid():
        return _again(request, its, {"snoozing": SnoozeForm(on=timezone.localdate()), "giving": form})
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    try:
        moved = actions.give_task(task=its, to=to, reason=reason, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        said = _("%(name)s has it now: %(what)s") % {"name": to.name, "what": its.title}
        offer_undo(request, said, reverse("undo_task_move", args=[moved.pk]))
    return back(request, reverse("day"))


def _again(request: HttpRequest, its: Task, forms: dict[str, object]) -> HttpResponse:
    """Show what is missing, beside its field."""
    return render(request, "tasks/move.html", {"task": its, "next": safe_next(request), **forms}, status=400)


@require_POST
@needs(Deed.KEEP_TASKS)
def undo_task_move(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that a task was put off or given away."""
    person = person_of(request)
    found = move_for(person, number)
    if found is None:
        raise Http404
    try:
        its = actions.take_move_back(move=found, by=person, at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("As it was: %(what)s") % {"what": its.title})
    return back(request, reverse("day"))
