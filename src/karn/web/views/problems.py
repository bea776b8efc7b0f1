"""Problems: one customer's board, all that is open, and one problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import problems as actions
from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.queries.innovations import lines_of
from karn.apps.care.queries.problems import (
    ProblemWish,
    all_problems,
    board_of,
    problem_for,
    problem_page,
)
from karn.apps.company.rules.trades import Station
from karn.apps.customers.queries import contacts_of
from karn.apps.people.queries import people_to_choose
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.back import back, safe_next
from karn.web.forms.problems import ProblemForm, texts_of_problem
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo
from karn.web.words.journal import history_in_words

SORTS = ("", "oldest", "due")


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def board(request: HttpRequest, number: int) -> HttpResponse:
    """Show a customer's problems as a board, and what is normal to us beside it."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="problems")
    shown = {
        "customer": customer,
        "columns": board_of(customer),
        "lines": lines_of(customer),
        "contacts": [one for one in contacts_of(customer) if one.ends_on is None],
        "today": timezone.localdate(),
    }
    return render(request, "problems/board.html", shown)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def problems(request: HttpRequest) -> HttpResponse:
    """List the open problems of all customers, what matters most to them first."""
    if (opens := opening(request, "problems")) is not None:
        return opens
    wish, number = _wish(request), _page(request)
    rows, more = problem_page(person_of(request), wish, page=number)
    shown = {
        "views": views_of(request, "problems"),
        "rows": rows,
        "wish": wish,
        "number": number,
        "later": number + 1 if more else 0,
        "people": people_to_choose(),
        "statuses": ProblemStatus.choices,
        "today": timezone.localdate(),
        "kept": _kept(request),
    }
    return render(request, "problems/list.html", shown)


def _wish(request: HttpRequest) -> ProblemWish:
    owner, status, sort = (word_asked(request.GET, name) for name in ("owner", "status", "sort"))
    return ProblemWish(owner, status, sort if sort in SORTS else "")


def _kept(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _page(request: HttpRequest) -> int:
    asked = word_asked(request.GET, "page")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) <= 6 and int(asked) else 1


def _rows(request: HttpRequest) -> QuerySet[Problem]:
    return all_problems(person_of(request), _wish(request))


PROBLEMS = list_as_file(
    Listing[Problem](
        name="problems",
        address="problems/problems",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Problem"), lambda one: one.text),
            (gettext_lazy("Details"), lambda one: one.details),
            (gettext_lazy("Weight"), lambda one: one.weight),
            (gettext_lazy("Urgency"), lambda one: one.urgency),
            (gettext_lazy("Rank"), lambda one: one.rank),
            (gettext_lazy("Where it stands"), lambda one: one.get_status_display()),
            (gettext_lazy("Who solves it"), lambda one: one.solver.name if one.solver else ""),
            (gettext_lazy("By when"), lambda one: one.due_on),
            (gettext_lazy("Who told us"), lambda one: one.voiced_by.name if one.voiced_by else ""),
            (gettext_lazy("Since"), lambda one: one.raised_on),
            (gettext_lazy("Solved on"), lambda one: one.solved_on),
            (gettext_lazy("What solving it brought"), lambda one: one.brought),
            (gettext_lazy("Labels"), lambda one: one.labels),
        ],
    )
)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def new_problem(request: HttpRequest, number: int) -> HttpResponse:
    """Note a problem of a customer."""
    customer = customer_or_404(request, number)
    form = ProblemForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = actions.add_problem(
                customer=customer, told=form.told(), by=person_of(request), on=timezone.localdate(now), at=now
            )
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            offer_undo(request, _("The problem is noted."), reverse("remove_problem", args=[made.pk]))
            return redirect("customer_problems", number)
    shown = {"form": form, "customer": customer}
    return render(request, "problems/problem.html", shown, status=400 if form.errors else 200)


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def problem(request: HttpRequest, number: int) -> HttpResponse:
    """Change a problem; 409 with both values when somebody else did meanwhile."""
    its, status, now = _problem(request, number), 200, timezone.now()
    form = ProblemForm(request.POST or None, customer=its.customer, problem=its)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_problem(
                problem=its, told=form.told(), by=person_of(request), on=timezone.localdate(now), at=now,
                seen=form.seen,
            )  # fmt: skip
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Problem):
                form.meet(error.stored.version, texts_of_problem(error.stored))
            status = 409
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            messages.success(request, _("The problem is stored."))
            return back(request, reverse("customer_problems", args=[its.customer_id]))
    note_seen(request, its.customer, what="problems")
    shown = {"form": form, "customer": its.customer, "problem": its, "next": safe_next(request)}
    shown["changes"] = history_in_words(its)
    return render(request, "problems/problem.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def move_problem(request: HttpRequest, number: int) -> HttpResponse:
    """Put a problem into another column."""
    its, now = _problem(request, number), timezone.now()
    before = its.status
    # Undo posts to an address that says where it was.
    status = word_asked(request.POST, "status") or word_asked(request.GET, "status")
    by, today = person_of(request), timezone.localdate(now)
    try:
        moved = actions.move_problem(problem=its, status=status, by=by, on=today, at=now)
    except KarnError as error:
        messages.error(request, in_words(error))
        return _to_board(request, its)
    told = {"problem": its.text, "column": moved.get_status_display()}
    way_back = f"{reverse('move_problem', args=[number])}?status={before}"
    offer_undo(request, _("“%(problem)s”: %(column)s") % told, way_back)
    return _to_board(request, its)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def remove_problem(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a problem away; it can be brought back."""
    its = _problem(request, number)
    _do(request, actions.remove_problem, its)
    offer_undo(request, _("The problem is gone."), reverse("restore_problem", args=[number]))
    return redirect("customer_problems", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def restore_problem(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a problem back."""
    its = _problem(request, number, removed=True)
    _do(request, actions.restore_problem, its)
    messages.success(request, _("The problem is back."))
    return redirect("customer_problems", its.customer_id)


def _do(request: HttpRequest, act: Callable[..., Any], its: Problem) -> None:
    act(problem=its, by=person_of(request), at=timezone.now())


def _to_board(request: HttpRequest, its: Problem) -> HttpResponse:
    return back(request, reverse("customer_problems", args=[its.customer_id]))


def _problem(request: HttpRequest, number: int, *, removed: bool = False) -> Problem:
    found = problem_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found
