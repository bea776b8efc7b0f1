"""Threats to clients the company wants to keep: the list, and one case from the first sign to its outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.rules import Deed
from karn.apps.threats.actions import cases as actions
from karn.apps.threats.models import Case
from karn.apps.threats.queries.cases import (
    case_for,
    case_of,
    cases_visible_to,
    is_cared_for,
    is_gone,
    is_let_go,
    story_of,
    why_of,
)
from karn.apps.threats.rules.cases import OUTCOME_NAMES, STATE_NAMES, State
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.forms.cases import HandForm, NewCaseForm, OutcomeForm, StepForm
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo

PAGE = 50


@needs(Deed.SEE_CUSTOMERS)
def cases(request: HttpRequest) -> HttpResponse:
    """List the open cases, the most urgent first; or the solved ones, or those that are closed."""
    state, on = _state(request), timezone.localdate()
    page = Paginator(_rows(request), PAGE).get_page(word_asked(request.GET, "page"))
    rows = [(case, why_of(case, on=on)) for case in page]
    shown = {"rows": rows, "page": page, "state": state, "states": STATE_NAMES, "today": on}
    return render(request, "cases/list.html", shown)


def _state(request: HttpRequest) -> str:
    asked = word_asked(request.GET, "state")
    return asked if asked in STATE_NAMES else State.OPEN.value


def _rows(request: HttpRequest) -> QuerySet[Case]:
    return cases_visible_to(person_of(request), state=_state(request))


CASES = list_as_file(
    Listing[Case](
        name="cases",
        address="cases/cases",
        rows=_rows,
        columns=[
            (gettext_lazy("Customer"), lambda case: case.customer.name),
            (gettext_lazy("Why"), lambda case: " ".join(why_of(case, on=timezone.localdate()))),
            (gettext_lazy("Who asks"), lambda case: case.owner.name if case.owner else ""),
            (gettext_lazy("State"), lambda case: str(STATE_NAMES[case.state])),
            (gettext_lazy("Opened"), lambda case: case.opened_on),
            (gettext_lazy("Ask by"), lambda case: case.due_on),
            (gettext_lazy("Asked on"), lambda case: case.asked_on),
            (gettext_lazy("Closed"), lambda case: case.closed_on),
            (gettext_lazy("Outcome"), lambda case: str(OUTCOME_NAMES.get(case.outcome, ""))),
            (gettext_lazy("In their words"), lambda case: case.outcome_words),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
def customer_case(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to a customer's open case, or the last one; where there was none, offer to open one."""
    customer = _customer(request, number)
    case = case_of(customer)
    if case is not None:
        return redirect("case", number=case.pk)
    note_seen(request, customer, what="case")
    return _none(request, customer, NewCaseForm())


def _none(request: HttpRequest, customer: Customer, form: NewCaseForm, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    shown = {
        "customer": customer,
        "form": form,
        "gone": is_gone(customer, on=on),
        "let_go": is_let_go(customer, on=on),
        "cared_for": is_cared_for(customer),
    }
    return render(request, "cases/none.html", shown, status=status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def new_case(request: HttpRequest, number: int) -> HttpResponse:
    """Open a case because somebody saw something."""
    customer, form = _customer(request, number), NewCaseForm(request.POST)
    if not form.is_valid():
        return _none(request, customer, form, 400)
    if _written(request, actions.open_case, customer=customer, words=form.cleaned_data["words"]):
        messages.success(request, _("The case is open."))
    return redirect("customer_case", number)


@needs(Deed.SEE_CUSTOMERS)
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show why it was opened, what happened since, and what to do next."""
    its = _case(request, number)
    note_seen(request, its.customer, what="case")
    return _page(request, its)


def _page(request: HttpRequest, its: Case, status: int = 200, **forms: Any) -> HttpResponse:
    customer, on = its.customer, timezone.localdate()
    shown = {
        "customer": customer,
        "story": story_of(its, on=on),
        "today": on,
        "gone": not its.is_open and is_gone(customer, on=on),
        "let_go": not its.is_open and is_let_go(customer, on=on),
        "step_form": StepForm(customer=customer),
        "outcome_form": OutcomeForm(customer=customer),
        "hand_form": HandForm(case=its),
        **forms,
    }
    return render(request, "cases/case.html", shown, status=status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def ask_in_case(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that somebody asked, and what they said."""
    return _step(request, number, actions.ask_in_case, _("Written down."))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def act_in_case(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was done about it."""
    return _step(request, number, actions.act_in_case, _("Written down."))


def _step(request: HttpRequest, number: int, write: Callable[..., Case], said: str) -> HttpResponse:
    its = _case(request, number)
    form = StepForm(request.POST, customer=its.customer)
    if not form.is_valid():
        return _page(request, its, 400, step_form=form)
    if _written(request, write, case=its, told=form.told(), seen=word_asked(request.POST, "seen")):
        messages.success(request, said)
    return redirect("case", number=number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def solve_case(request: HttpRequest, number: int) -> HttpResponse:
    """Take it as solved; three weeks on they are asked again."""
    words, seen = word_asked(request.POST, "words"), word_asked(request.POST, "seen")
    if _written(request, actions.solve_case, case=_case(request, number), words=words, seen=seen):
        offer_undo(request, _("Solved. In three weeks you ask again."), reverse("reopen_case", args=[number]))
    return redirect("case", number=number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def close_case(request: HttpRequest, number: int) -> HttpResponse:
    """Close it with an outcome."""
    its = _case(request, number)
    form = OutcomeForm(request.POST, customer=its.customer)
    if not form.is_valid():
        return _page(request, its, 400, outcome_form=form)
    outcome, seen = form.cleaned_data["outcome"], word_asked(request.POST, "seen")
    if _written(request, actions.close_case, case=its, outcome=outcome, told=form.told(), seen=seen):
        offer_undo(request, _("The case is closed."), reverse("reopen_case", args=[number]))
    return redirect("case", number=number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def reopen_case(request: HttpRequest, number: int) -> HttpResponse:
    """Open it again."""
    words = word_asked(request.POST, "words")
    if _written(request, actions.reopen_case, case=_case(request, number), words=words):
        messages.success(request, _("The case is open again."))
    return redirect("case", number=number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def hand_case(request: HttpRequest, number: int) -> HttpResponse:
    """Give it to somebody else, or set another day, with a reason."""
    its = _case(request, number)
    form = HandForm(request.POST, case=its)
    if not form.is_valid():
        return _page(request, its, 400, hand_form=form)
    seen = word_asked(request.POST, "seen")
    if _written(request, actions.hand_case, case=its, **form.cleaned_data, seen=seen):
        messages.success(request, _("The case is changed."))
    return redirect("case", number=number)


def _written(request: HttpRequest, write: Callable[..., Case], **told: Any) -> bool:
    """Write into a case; say in words what stands against it."""
    now = timezone.now()
    try:
        write(by=person_of(request), on=timezone.localdate(now), at=now, **told)
    except ChangedMeanwhile:
        messages.error(
            request, _("Somebody wrote in this case meanwhile: read it, then say it again if it still holds.")
        )
        return False
    except KarnError as error:
        messages.error(request, in_words(error))
        return False
    return True


def _case(request: HttpRequest, number: int) -> Case:
    its = case_for(person_of(request), number)
    if its is None:
        raise Http404
    return its


def _customer(request: HttpRequest, number: int) -> Customer:
    its = customers_visible_to(person_of(request)).filter(pk=number).first()
    if its is None:
        raise Http404
    return its
