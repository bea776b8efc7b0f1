"""What is done in the background: how far it is, how it ended; ended and tried again by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from karn.apps.people.actions.runs import cancel_run, retry_run
from karn.apps.people.models import Person
from karn.apps.people.queries.persons import all_people
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import KarnError
from karn.platform.models import Run, RunState
from karn.platform.runs.listing import every_run, listed_runs
from karn.platform.runs.workers import swept_at
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.listings import Listing, list_as_file
from karn.web.words.runs import failure_in_words, step_in_words, title_of

Act = Callable[..., Run]


@needs(Deed.SEE_RUNS)
def runs(request: HttpRequest) -> HttpResponse:
    """Show what is under way, what comes back by itself, and what is over."""
    return render(request, "runs/list.html", _shown())


@needs(Deed.SEE_RUNS)
def under_way(request: HttpRequest) -> HttpResponse:
    """Show how far what is under way is; make the page load again once one of them is over."""
    shown = _shown()
    if request.GET.get("seen") != shown["seen"]:
        return HttpResponseClientRefresh()
    return render(request, "runs/under_way.html", shown)


@require_POST
@needs(Deed.SEE_RUNS)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """End a run."""
    if run := _done(request, cancel_run, number):
        ended = run.state == RunState.CANCELLED
        messages.success(request, _("Cancelled.") if ended else _("It ends at its next step."))
    return redirect("runs")


@require_POST
@needs(Deed.SEE_RUNS)
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a run again."""
    if _done(request, retry_run, number):
        messages.success(request, _("It begins again in a moment."))
    return redirect("runs")


def _done(request: HttpRequest, act: Act, number: int) -> Run | None:
    try:
        return act(number=number, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
        return None


def _shown() -> dict[str, Any]:
    listed, people = listed_runs(), {one.pk: one for one in all_people()}
    return {
        "under_way": [_row(run, people) for run in listed.under_way],
        "standing": [_row(run, people) for run in listed.standing],
        "over": [_row(run, people) for run in listed.over],
        "seen": "-".join(str(run.pk) for run in listed.under_way),
        "swept": swept_at(),
    }


def _row(run: Run, people: dict[int, Person]) -> dict[str, Any]:
    by = people.get(run.by_number or 0)
    return {
        "run": run,
        "title": title_of(run),
        "by": by.name if by else "",
        "failure": failure_in_words(run),
        "step": step_in_words(run),
    }


def _every(_request: HttpRequest) -> Iterator[dict[str, Any]]:
    people = {one.pk: one for one in all_people()}
    return (_row(run, people) for run in every_run())


RUNS = list_as_file(
    Listing[dict[str, Any]](
        name="runs",
        address="runs/runs",
        rows=_every,
        also=Deed.SEE_RUNS,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What"), lambda row: row["title"]),
            (gettext_lazy("Of the night of"), lambda row: row["run"].night),
            (gettext_lazy("Asked for by"), lambda row: row["by"]),
            (gettext_lazy("Asked for"), lambda row: row["run"].asked_at),
            (gettext_lazy("Begun"), lambda row: row["run"].began_at),
            (gettext_lazy("Ended"), lambda row: row["run"].ended_at),
            (gettext_lazy("State"), lambda row: row["run"].get_state_display()),
            (gettext_lazy("Why it failed"), lambda row: row["failure"]),
        ],
    )
)
