"""Improvements: what is done about why customers leave, and whether it did anything."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.desk.queries.why_themes import themes_around
from karn.apps.farewell.queries.reasons import reason_list
from karn.apps.lessons.actions import improvements as actions
from karn.apps.lessons.models import Improvement
from karn.apps.lessons.queries.improvements import Improving, improvement_of
from karn.apps.lessons.queries.improvements import improvements as read_improvements
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.reasons import ImprovementForm, texts_of_improvement
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.LESSONS)
def improvements(request: HttpRequest) -> HttpResponse:
    """Show what is to be improved, or what was and what came of it."""
    on = local_day(timezone.now(), current_company())
    rows = list(_rows(request))
    said = themes_around(row.improvement for row in rows)
    told = [(row, said.get(row.improvement.pk)) for row in rows]
    shown = {"rows": told, "state": _state(request), "today": on}
    return render(request, "improvements/list.html", shown)


def _state(request: HttpRequest) -> str:
    return "done" if word_asked(request.GET, "state") == "done" else "open"


def _rows(request: HttpRequest) -> Iterable[Improving]:
    return read_improvements(_state(request), on=local_day(timezone.now(), current_company()))


IMPROVEMENTS = list_as_file(
    Listing[Improving](
        name="improvements",
        address="improvements/improvements",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Why they leave"), lambda one: one.reason),
            (gettext_lazy("What you do about it"), lambda one: one.improvement.what),
            (
                gettext_lazy("Who sees to it"),
                lambda one: one.improvement.owner.name if one.improvement.owner else "",
            ),
            (gettext_lazy("Done by"), lambda one: one.improvement.due_on),
            (gettext_lazy("Done on"), lambda one: one.improvement.done_on),
            (gettext_lazy("Before: named it"), lambda one: one.effect.before.named if one.effect else None),
            (
                gettext_lazy("Before: reason known"),
                lambda one: one.effect.before.known if one.effect else None,
            ),
            (gettext_lazy("After: named it"), lambda one: one.effect.after.named if one.effect else None),
            (gettext_lazy("After: reason known"), lambda one: one.effect.after.known if one.effect else None),
        ],
    )
)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def new_improvement(request: HttpRequest) -> HttpResponse:
    """Let somebody decide what is done about a reason."""
    begun = {"reason": word_asked(request.GET, "reason"), "owner": str(person_of(request).pk)}
    form = ImprovementForm(
        request.POST if request.method == "POST" else None, listed=reason_list("why"), texts=begun
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.decide_improvement(
                meant=actions.Meant(**form.cleaned_data), by=person_of(request), at=timezone.now()
            )
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            offer_undo(
                request, _("The improvement is stored."), reverse("remove_improvement", args=[made.pk])
            )
            return redirect("improvements")
    return render(request, "improvements/form.html", {"form": form}, status=400 if form.is_bound else 200)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def improvement(request: HttpRequest, number: int) -> HttpResponse:
    """Change an improvement."""
    its = _improvement(number)
    form = ImprovementForm(
        request.POST if request.method == "POST" else None, listed=reason_list("why"), improvement=its
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.change_improvement(
                    improvement=its, meant=actions.Meant(**form.cleaned_data), by=person_of(request),
                    at=timezone.now(), seen=form.seen,
                )  # fmt: skip
            except ChangedMeanwhile as error:
                if isinstance(error.stored, Improvement):
                    form.meet(error.stored.version, texts_of_improvement(error.stored))
                status = 409
            except BadInput as error:
                form.add_error(None, in_words(error))
            else:
                messages.success(request, _("Stored."))
                return redirect("improvements")
    return render(request, "improvements/form.html", {"form": form, "improvement": its}, status=status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def finish_improvement(request: HttpRequest, number: int) -> HttpResponse:
    """Say that an improvement is done today; from then on its reason's share is compared."""
    now = timezone.now()
    on = local_day(now, current_company())
    actions.finish_improvement(improvement=_improvement(number), on=on, by=person_of(request), at=now)
    offer_undo(
        request, _("Done. From today the share is compared."), reverse("open_improvement", args=[number])
    )
    return redirect("improvements")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def open_improvement(request: HttpRequest, number: int) -> HttpResponse:
    """Open an improvement again."""
    actions.finish_improvement(
        improvement=_improvement(number), on=None, by=person_of(request), at=timezone.now()
    )
    messages.success(request, _("It is open again."))
    return redirect("improvements")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def remove_improvement(request: HttpRequest, number: int) -> HttpResponse:
    """Throw an improvement away; it can be brought back."""
    actions.remove_improvement(improvement=_improvement(number), by=person_of(request), at=timezone.now())
    offer_undo(request, _("The improvement is gone."), reverse("restore_improvement", args=[number]))
    return redirect("improvements")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.LESSONS)
def restore_improvement(request: HttpRequest, number: int) -> HttpResponse:
    """Bring an improvement back."""
    its = _improvement(number, removed=True)
    actions.restore_improvement(improvement=its, by=person_of(request), at=timezone.now())
    messages.success(request, _("The improvement is there again."))
    return redirect("improvements")


def _improvement(number: int, *, removed: bool = False) -> Improvement:
    found = improvement_of(number, removed=removed)
    if found is None:
        raise Http404
    return found
