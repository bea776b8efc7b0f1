"""One customer against the criteria: checked in a minute, decided about, with its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.fit.actions.checks import check_customer, version_of_check
from karn.apps.fit.actions.decisions import decide, finish_step, undo_decision
from karn.apps.fit.models import Check, Course, Fit
from karn.apps.fit.queries.decisions import decision_for, step_for
from karn.apps.fit.queries.page import Asked, FitPage, fit_page
from karn.apps.fit.rules.judging import Met
from karn.apps.people.rules import Deed
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.queries.words import Clause
from karn.apps.segments.rules.definitions import definition_of
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.conditions import said as in_clauses
from karn.web.forms.fit import DecisionForm, answers_given, decision_forms
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.CRITERIA)
def customer_fit(request: HttpRequest, number: int) -> HttpResponse:
    """Show one customer against the criteria, what was decided, and every earlier check."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="fit")
    return _shown(request, customer)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.CRITERIA)
def check_fit(request: HttpRequest, number: int) -> HttpResponse:
    """Store what somebody answered; 409 with both answers where somebody else did meanwhile."""
    customer, now = customer_or_404(request, number), timezone.now()
    page = fit_page(customer, timezone.localdate(now))
    given = answers_given(request.POST, [one.criterion.pk for one in page.questions])
    told: dict[str, Any] = {"by": person_of(request), "on": timezone.localdate(now), "at": now}
    try:
        check = check_customer(customer=customer, given=given, seen=word_asked(request.POST, "seen"), **told)
    except ChangedMeanwhile as error:
        return _shown(request, customer, error=in_words(error), status=409)
    except KarnError as error:
        return _shown(request, customer, error=in_words(error), status=400)
    messages.success(request, _outcome(check))
    return redirect("customer_fit", number)


def _outcome(check: Check) -> str:
    if check.fit == Fit.RIGHT:
        return _("Checked: this is a right client.")
    if check.fit == Fit.NOT_RIGHT:
        return _("Checked: not a right client. Decide what you do.")
    return _("Stored. A required answer is still missing.")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.CRITERIA)
def decide_fit(request: HttpRequest, number: int) -> HttpResponse:
    """Store what was decided about a customer who does not fit."""
    customer, person, now = customer_or_404(request, number), person_of(request), timezone.now()
    course = word_asked(request.POST, "course")
    if course not in Course.values:
        raise Http404
    form = DecisionForm(request.POST, course=course, person=person, owner=customer.owner_id)
    if form.is_valid():
        try:
            made = decide(customer=customer, said=form.said(), by=person, on=timezone.localdate(now), at=now)
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            said = _("Decided: %(course)s.") % {"course": made.get_course_display()}
            offer_undo(request, said, reverse("undo_fit_decision", args=[made.pk]))
            return redirect("customer_fit", number)
    return _shown(request, customer, sent=form, status=400)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.CRITERIA)
def undo_fit_decision(request: HttpRequest, number: int) -> HttpResponse:
    """Take a decision back."""
    person, now = person_of(request), timezone.now()
    found = decision_for(number, customers_visible_to(person))
    if found is None:
        raise Http404
    undo_decision(decision=found, by=person, on=timezone.localdate(now), at=now)
    messages.success(request, _("The decision is taken back."))
    return redirect("customer_fit", found.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.CRITERIA)
def finish_fit_step(request: HttpRequest, number: int) -> HttpResponse:
    """Remember that a step of a decision is done, or not after all."""
    now = timezone.now()
    found = step_for(number, customers_visible_to(person_of(request)))
    if found is None:
        raise Http404
    finish_step(step=found, done=found.done_at is None, on=timezone.localdate(now), at=now)
    messages.success(request, _("It is stored."))
    return redirect("customer_fit", found.decision.customer_id)


def _shown(
    request: HttpRequest,
    customer: Customer,
    *,
    error: str = "",
    sent: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = fit_page(customer, timezone.localdate())
    owner, person = customer.owner_id, person_of(request)
    shown = {
        "page": page,
        "customer": customer,
        "lines": _lines(request, page, status),
        "seen": version_of_check(page.check),
        "decisions": decision_forms(prospect=customer.prospect, person=person, owner=owner, sent=sent),
        "sent": sent,
        "error": error,
    }
    return render(request, "fit/customer.html", shown, status=status)


def _lines(request: HttpRequest, page: FitPage, status: int) -> list[tuple[Asked, Clause | None, str, str]]:
    """Return each criterion with its rule in words, and what stands in its fields."""
    fields = Fields() if any(one.criterion.is_rule for one in page.asked) else None
    return [(one, _clause(one, fields), *_filled(request, one, status)) for one in page.asked]


def _clause(one: Asked, fields: Fields | None) -> Clause | None:
    if not one.criterion.is_rule or fields is None:
        return None
    return in_clauses(definition_of(one.criterion.definition), fields)


def _filled(request: HttpRequest, one: Asked, status: int) -> tuple[str, str]:
    number = one.criterion.pk
    if status != 200 and f"met.{number}" in request.POST:
        return word_asked(request.POST, f"met.{number}"), word_asked(request.POST, f"note.{number}")
    if one.last is None:
        return "", ""
    return (one.last.met if one.last.met in list(Met) else ""), one.last.note
