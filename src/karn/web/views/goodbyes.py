"""Goodbyes: to whom, how far each is, the letter, the checklist; who came back and who was sent by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import contacts_of, customers_visible_to
from karn.apps.farewell.actions import goodbyes as actions
from karn.apps.farewell.actions.checklists import mark_step
from karn.apps.farewell.actions.returns import note_referral as note
from karn.apps.farewell.actions.returns import remove_referral as drop
from karn.apps.farewell.actions.returns import restore_referral as bring_back
from karn.apps.farewell.models.goodbyes import Goodbye, GoodbyeHabits, GoodbyeStep
from karn.apps.farewell.models.returns import Referral
from karn.apps.farewell.queries.asking import asking_with
from karn.apps.farewell.queries.goodbyes import (
    PAGE,
    TO_WRITE,
    end_of_departure,
    ending_of,
    goodbye_for,
    goodbyes_of,
    goodbyes_visible_to,
    habits_of_goodbyes,
    letter_of,
    steps_of,
)
from karn.apps.farewell.queries.returns import (
    Return,
    referral_for,
    referrals_by,
    referrals_visible_to,
    returns_between,
    said_recommended,
)
from karn.apps.people.rules import Deed, Event
from karn.apps.personal.queries.persons import can_be_erased
from karn.apps.surveys.rules.asking import Verdict
from karn.kernel.errors import BadInput
from karn.platform.pdf import pdf_of
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.forms.goodbyes import (
    GoodbyeForm,
    GoodbyeHabitsForm,
    ReferralForm,
    texts_of_goodbye,
    texts_of_habits,
)
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.templatetags.karn_format import day
from karn.web.undo import offer_undo

PAPER = Path(__file__).parents[1] / "typst" / "recap.typ"
YEAR = timedelta(days=365)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def farewells(request: HttpRequest) -> HttpResponse:
    """Show who leaves and left: how far each goodbye is, who came back, who came because of them."""
    person, today = person_of(request), timezone.localdate()
    rows = goodbyes_visible_to(person)
    rows = rows.filter(TO_WRITE) if request.GET.get("show") == "write" else rows
    shown = list(rows[: PAGE + 1])
    back = returns_between(today - YEAR, today + timedelta(days=1), person=person)
    referrals = list(referrals_visible_to(person)[:PAGE])
    page = {
        "goodbyes": shown[:PAGE],
        "more": len(shown) > PAGE,
        "show": request.GET.get("show", ""),
        "to_write": goodbyes_visible_to(person).filter(TO_WRITE).count(),
        "returns": back,
        "referrals": referrals,
        "said": said_recommended(person, since=today - YEAR, until=today + timedelta(days=1)),
        "today": today,
    }
    return render(request, "farewells/farewells.html", page)


def _goodbyes(request: HttpRequest) -> Iterable[Goodbye]:
    rows = goodbyes_visible_to(person_of(request))
    return rows.filter(TO_WRITE) if request.GET.get("show") == "write" else rows


FAREWELLS = list_as_file(
    Listing[Goodbye](
        name="farewells",
        address="farewells/farewells",
        rows=_goodbyes,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Notice received"), lambda one: one.departure.notice_on if one.departure else None),
            (gettext_lazy("Ends"), lambda one: end_of_departure(one.departure)),
            (gettext_lazy("How far"), lambda one: one.far.label),
            (gettext_lazy("Signed by"), lambda one: one.signer.name if one.signer else ""),
            (gettext_lazy("Steps done"), lambda one: getattr(one, "done", 0)),
            (gettext_lazy("Steps"), lambda one: getattr(one, "many", 0)),
        ],
    )
)


def _returns(request: HttpRequest) -> Iterable[Return]:
    today = timezone.localdate()
    return returns_between(today - YEAR, today + timedelta(days=1), person=person_of(request))


RETURNS = list_as_file(
    Listing[Return](
        name="returned",
        address="farewells/returned",
        rows=_returns,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("Left"), lambda one: one.left_on),
            (gettext_lazy("Came back"), lambda one: one.back_on),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def customer_goodbye(request: HttpRequest, number: int) -> HttpResponse:
    """Show one customer's goodbye: the letter, what is done about it, who came because of them."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="goodbye")
    return _page(request, customer)


def _page(
    request: HttpRequest, customer: Customer, form: GoodbyeForm | None = None,
    referral: ReferralForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    today, found = timezone.localdate(), goodbyes_of(customer)
    page: dict[str, Any] = {"customer": customer, "today": today, "earlier": found[1:]}
    if found:
        its = found[0]
        ending = ending_of(its, on=today)
        letter = letter_of(its, ending)
        page |= {
            "goodbye": its, "asks": asking_with(its, at=timezone.now()) == Verdict.ASK,
            "ending": ending, "letter": letter, "steps": steps_of(its, ending),
            "to_erase": _to_erase(customer),
            "form": form or GoodbyeForm(goodbye=its, words=letter.words),
            "referrals": referrals_by(customer), "referral_form": referral or ReferralForm(),
        }  # fmt: skip
    else:
        page["leaves"] = customer.departures.filter(undone_on__isnull=True).exists()
    return render(request, "farewells/customer.html", page, status=status)


def _to_erase(customer: Customer) -> list[tuple[str, int, str]]:
    """Return the persons of a customer who can be erased: itself, or a company's contacts."""
    if can_be_erased(customer):
        return [("customer", customer.pk, customer.name)]
    return [("contact", one.pk, one.name) for one in contacts_of(customer)]


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def begin_goodbye(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a goodbye to somebody who left longer ago."""
    try:
        actions.begin_goodbye(
            customer=customer_or_404(request, number), by=person_of(request), at=timezone.now()
        )
    except BadInput as error:
        messages.error(request, in_words(error))
    return redirect("customer_goodbye", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def write_goodbye(request: HttpRequest, number: int) -> HttpResponse:
    """Store what a letter says; 409 with both values when somebody else did meanwhile."""
    its = _goodbye(request, number)
    words = letter_of(its, ending_of(its, on=timezone.localdate())).words
    form = GoodbyeForm(request.POST, goodbye=its, words=words)
    if not form.is_valid():
        return _page(request, its.customer, form, status=400)
    try:
        actions.write_goodbye(
            goodbye=its, **form.cleaned_data, by=person_of(request), at=timezone.now(), seen=form.seen
        )
    except ChangedMeanwhile as error:
        if isinstance(error.stored, Goodbye):
            form.meet(error.stored.version, texts_of_goodbye(error.stored, error.stored.words or words))
        return _page(request, its.customer, form, status=409)
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("Stored."))
    return redirect("customer_goodbye", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def give_goodbye(request: HttpRequest, number: int) -> HttpResponse:
    """Put the letter into the outbox, or remember that it was handed over."""
    its, on_paper = _goodbye(request, number), request.POST.get("way") == "paper"
    act = actions.hand_over_goodbye if on_paper else actions.send_goodbye
    try:
        act(goodbye=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        said = _("Noted. It stays as it is.") if on_paper else _("It is in the outbox, and stays as it is.")
        messages.success(request, said)
    return redirect("customer_goodbye", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def goodbye_link(request: HttpRequest, number: int) -> HttpResponse:
    """Show a new link to the goodbye's page, this once; an earlier one opens nothing any more."""
    its = _goodbye(request, number)
    try:
        secret = actions.make_goodbye_link(goodbye=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("customer_goodbye", its.customer_id)
    shown = {"customer": its.customer, "address": f"{settings.INSTALLATION.site}/g/{secret}"}
    return render(request, "farewells/link.html", shown | {"days": actions.OPEN_DAYS})


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.GOODBYE)
def goodbye_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Send the letter as a page for paper; between businesses it confirms the notice, too."""
    its = _goodbye(request, number)
    ending = ending_of(its, on=timezone.localdate())
    letter = letter_of(its, ending)
    with translation.override(its.language):
        told = {
            "lang": its.language,
            "title": _("Confirmation of your notice") if its.is_business else _("Thank you and goodbye"),
            "company": company_of(request).name,
            "to": letter.to if letter.to == its.customer.name else f"{letter.to}, {its.customer.name}",
            "day": day(its.given_at or timezone.now()),
            "intro": "\n\n".join(filter(None, [_received(its, ending.known_on), letter.words])),
            "lines": [{"day": "", "text": line} for line in letter.facts],
            "closing": "",
            "sender": letter.by,
        }  # fmt: skip
        made = pdf_of(PAPER, told)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="goodbye-{its.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _received(goodbye: Goodbye, known_on: date) -> str:
    if not goodbye.is_business or goodbye.departure is None or goodbye.departure.notice_on is None:
        return ""
    return _("We received your notice on %(day)s.") % {"day": day(known_on)}


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def remove_goodbye(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a goodbye away, with its checklist; it can be brought back."""
    its = _goodbye(request, number)
    actions.remove_goodbye(goodbye=its, by=person_of(request), at=timezone.now())
    offer_undo(request, _("The goodbye is gone."), reverse("restore_goodbye", args=[number]))
    return redirect("customer_goodbye", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def restore_goodbye(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a goodbye back."""
    its = _goodbye(request, number, removed=True)
    actions.restore_goodbye(goodbye=its, by=person_of(request), at=timezone.now())
    messages.success(request, _("The goodbye is back."))
    return redirect("customer_goodbye", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def finish_goodbye_step(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Mark a step of a goodbye as done, or as open again."""
    its = _goodbye(request, number)
    step = GoodbyeStep.objects.filter(goodbye=its, code=code).first()
    if step is None:
        raise Http404
    is_done = request.POST.get("done") != "0"
    mark_step(step=step, is_done=is_done, by=person_of(request), on=timezone.localdate(), at=timezone.now())
    return redirect("customer_goodbye", its.customer_id)


@needs(Deed.CHANGE_COMPANY)
@at_station(Station.GOODBYE)
def goodbye_habits(request: HttpRequest) -> HttpResponse:
    """Say for whom goodbyes make tasks, and how long data stay."""
    habits = habits_of_goodbyes()
    if request.method != "POST":
        return _habits_page(request, GoodbyeHabitsForm(habits=habits))
    form = GoodbyeHabitsForm(request.POST, habits=habits)
    if not form.is_valid():
        return _habits_page(request, form, 400)
    try:
        actions.change_goodbye_habits(
            **form.cleaned_data, by=person_of(request), at=timezone.now(), seen=form.seen
        )
    except ChangedMeanwhile as error:
        if isinstance(error.stored, GoodbyeHabits):
            form.meet(error.stored.version, texts_of_habits(error.stored))
        return _habits_page(request, form, 409)
    messages.success(request, _("Stored."))
    return redirect("farewells")


def _habits_page(request: HttpRequest, form: GoodbyeHabitsForm, status: int = 200) -> HttpResponse:
    return render(request, "farewells/habits.html", {"form": form}, status=status)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def note_referral(request: HttpRequest, number: int) -> HttpResponse:
    """Note whom a former customer recommended us to."""
    customer, person = customer_or_404(request, number), person_of(request)
    form = ReferralForm(request.POST)
    if form.is_valid():
        named = customers_visible_to(person).filter(name__iexact=form.cleaned_data["name"].strip())
        came = form.found(list(named.order_by("pk")[:2]))
        if came is not None:
            try:
                note(customer=came, recommended_by=customer, by=person, at=timezone.now())
            except BadInput as error:
                form.add_error("name", in_words(error))
    if form.errors:
        return _page(request, customer, referral=form, status=400)
    messages.success(request, _("Noted: they sent somebody to us."))
    return redirect("customer_goodbye", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def remove_referral(request: HttpRequest, number: int) -> HttpResponse:
    """Take away who recommended whom; it can be brought back."""
    its = _referral(request, number)
    drop(referral=its, by=person_of(request), at=timezone.now())
    offer_undo(request, _("The recommendation is gone."), reverse("restore_referral", args=[number]))
    return redirect("customer_goodbye", its.recommended_by_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.GOODBYE)
def restore_referral(request: HttpRequest, number: int) -> HttpResponse:
    """Bring it back."""
    its = _referral(request, number, removed=True)
    bring_back(referral=its, by=person_of(request), at=timezone.now())
    messages.success(request, _("The recommendation is back."))
    return redirect("customer_goodbye", its.recommended_by_id)


def _goodbye(request: HttpRequest, number: int, *, removed: bool = False) -> Goodbye:
    found = goodbye_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found


def _referral(request: HttpRequest, number: int, *, removed: bool = False) -> Referral:
    found = referral_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found
