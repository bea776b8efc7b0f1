"""Contracts, their prices and departures, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.changes import undo_edit
from karn.apps.contracts.actions.departures import change_departure, note_departure
from karn.apps.contracts.actions.subscriptions import (
    change_price_from,
    change_subscription,
    correct_price,
    give_discount,
    pause_subscription,
)
from karn.apps.contracts.models import Departure, Edit, PriceState, Subscription
from karn.apps.contracts.queries import agreements_of
from karn.apps.contracts.queries.edits import Told, edits_of, pause_of, told_of
from karn.apps.contracts.queries.products import plan_names
from karn.apps.contracts.rules import DESTINATIONS, REASONS
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.desk.actions import sign_contract
from karn.apps.fit.queries.decisions import is_refused
from karn.apps.fit.queries.page import fit_page
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.facts import OWN_SOURCE
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.back import back
from karn.web.forms.contracts import (
    DiscountForm,
    NewSubscriptionForm,
    PauseForm,
    PriceFromForm,
    PriceStateForm,
    SubscriptionForm,
)
from karn.web.forms.departures import DepartureForm
from karn.web.forms.rows import RowForm
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo

Act = Callable[[Any], Edit | None]


def fill_in(
    request: HttpRequest, form: RowForm, act: Act, *, customer: Customer, title: str, **further: object
) -> HttpResponse:
    """Show a form about a customer, and do what it says: 400 beside the field, 409 with both values.

    `act` takes the form's facts and returns what can be undone.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            edit = act(form)
        except ChangedMeanwhile as error:
            form.meet(error.stored.version, form.texts_of(error.stored))  # type: ignore[attr-defined]
            status = 409
        except BadInput as error:
            form.add_error(None, in_words(error))
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            say_done(request, edit)
            return redirect("customer", customer.pk)
    if source := str(further.get("source", "")):
        further["source"] = "" if source == OWN_SOURCE else source
    shown = {"form": form, "customer": customer, "title": title, "plans": plan_names(), **further}
    return render(request, "contracts/form.html", shown, status=400 if form.errors else status)


def say_done(request: HttpRequest, edit: Edit | None) -> None:
    """Say what was done, with the way back; nothing changed is said, too."""
    if edit is None:
        messages.info(request, _("Nothing was changed."))
    else:
        offer_undo(request, f"{edit.get_deed_display()}.", reverse("undo_edit", args=[edit.pk]))


def own_customer(request: HttpRequest, number: int) -> Customer:
    """Return a customer this person may see, or 404."""
    return get_object_or_404(customers_visible_to(person_of(request)), pk=number)


def own_row(request: HttpRequest, rows: Any, number: int, of: str = "customer") -> Any:
    """Return a row of a customer this person may see, or 404."""
    return get_object_or_404(rows, pk=number, **{f"{of}__in": customers_visible_to(person_of(request))})


def who_and_when(request: HttpRequest) -> dict[str, Any]:
    """Return who does it, and when."""
    return {"by": person_of(request), "at": timezone.now()}


@needs(Deed.CHANGE_CUSTOMERS)
def new_subscription(request: HttpRequest, number: int) -> HttpResponse:
    """Add a contract to a customer."""
    customer = own_customer(request, number)
    refused = is_refused(customer)
    currency = current_company().currency
    form = NewSubscriptionForm(request.POST or None, currency=currency, is_refused=refused)

    def act(form: NewSubscriptionForm) -> Edit | None:
        told = {**form.facts(), **who_and_when(request), "on": timezone.localdate()}
        return sign_contract(customer=customer, accepted_because=form.accepted_because, **told)

    unmet = fit_page(customer, timezone.localdate()).not_met if refused else []
    title = _("New contract")
    return fill_in(request, form, act, customer=customer, title=title, refused=refused, unmet=unmet)


@needs(Deed.CHANGE_CUSTOMERS)
def edit_subscription(request: HttpRequest, number: int) -> HttpResponse:
    """Change a contract's plan and terms."""
    stored = _subscription(request, number)
    form = SubscriptionForm(request.POST or None, subscription=stored)

    def act(form: SubscriptionForm) -> Edit | None:
        its = {"facts": form.facts(), "seen": form.seen}
        return change_subscription(subscription=number, **its, **who_and_when(request))  # type: ignore[arg-type]

    return fill_in(
        request, form, act, customer=stored.customer, title=_("Change the contract"), source=stored.source
    )


@needs(Deed.CHANGE_CUSTOMERS)
def new_price(request: HttpRequest, number: int) -> HttpResponse:
    """Let another price hold from a day on."""
    stored = _subscription(request, number)
    latest = stored.price_states.order_by("starts_on").last()
    kept = ("plan", "amount", "interval", "quantity")
    texts = {name: PriceStateForm.texts_of(latest)[name] for name in kept} if latest else {}
    form = PriceFromForm(request.POST or None, on=timezone.localdate(), texts=texts)

    def act(form: PriceFromForm) -> Edit | None:
        return change_price_from(
            subscription=number, price=form.price(), **form.days(), **who_and_when(request)
        )

    return fill_in(request, form, act, customer=stored.customer, title=_("New price"), source=stored.source)


@needs(Deed.CHANGE_CUSTOMERS)
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Put a contract on hold."""
    stored = _subscription(request, number)
    form = PauseForm(request.POST or None, on=timezone.localdate())

    def act(form: PauseForm) -> Edit | None:
        return pause_subscription(subscription=number, **form.days(), **who_and_when(request))

    return fill_in(
        request, form, act, customer=stored.customer, title=_("Pause the contract"), source=stored.source
    )


@needs(Deed.CHANGE_CUSTOMERS)
def discount(request: HttpRequest, number: int) -> HttpResponse:
    """Give a discount."""
    stored = _subscription(request, number)
    form = DiscountForm(request.POST or None, on=timezone.localdate())

    def act(form: DiscountForm) -> Edit | None:
        return give_discount(subscription=number, **form.days(), **form.discount(), **who_and_when(request))

    return fill_in(
        request, form, act, customer=stored.customer, title=_("Give a discount"), source=stored.source
    )


@needs(Deed.CHANGE_CUSTOMERS)
def edit_price(request: HttpRequest, number: int) -> HttpResponse:
    """Correct one price."""
    its = PriceState.objects.select_related("subscription__customer")
    stored = own_row(request, its, number, "subscription__customer")
    form = PriceStateForm(request.POST or None, state=stored)

    def act(form: PriceStateForm) -> Edit | None:
        return correct_price(state=number, **form.facts(), seen=form.seen, **who_and_when(request))

    its_own = stored.subscription
    return fill_in(
        request, form, act, customer=its_own.customer, title=_("Correct a price"), source=its_own.source
    )


@needs(Deed.CHANGE_CUSTOMERS)
def new_departure(request: HttpRequest, number: int) -> HttpResponse:
    """Note that a customer leaves."""
    customer = own_customer(request, number)
    agreements = agreements_of(customer)
    form = DepartureForm(request.POST or None, agreements=agreements, notice_on=timezone.localdate())

    def act(form: DepartureForm) -> Edit | None:
        return note_departure(customer=number, **form.facts(), **who_and_when(request))

    return fill_in(request, form, act, customer=customer, title=_("Note a departure"), **_words())


@needs(Deed.CHANGE_CUSTOMERS)
def edit_departure(request: HttpRequest, number: int) -> HttpResponse:
    """Change a departure, or take the notice back."""
    stored = own_row(request, Departure.objects.select_related("customer"), number)
    agreements = agreements_of(stored.customer)
    form = DepartureForm(request.POST or None, agreements=agreements, departure=stored)

    def act(form: DepartureForm) -> Edit | None:
        its = {"facts": form.facts(), "seen": form.seen}
        return change_departure(departure=number, **its, **who_and_when(request))  # type: ignore[arg-type]

    title = _("Change the departure")
    return fill_in(request, form, act, customer=stored.customer, title=title, **_words())


@needs(Deed.SEE_CUSTOMERS)
def contract_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was done by hand to what a customer buys, pays and costs."""
    customer = own_customer(request, number)
    note_seen(request, customer, what="contract changes")
    edits = [(edit, told_of(edit), pause_of(edit)) for edit in edits_of(customer)]
    return render(request, "contracts/changes.html", {"customer": customer, "edits": edits})


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take one thing back that was done by hand."""
    try:
        done = undo_edit(edit=number, **who_and_when(request))
    except ObjectDoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return back(request, reverse("customers"))
    messages.success(request, _("It is taken back."))
    return back(request, reverse("customer", args=[done.customer_id]))


def _subscription(request: HttpRequest, number: int) -> Subscription:
    stored: Subscription = own_row(request, Subscription.objects.select_related("customer"), number)
    return stored


def _words() -> dict[str, object]:
    return {"reasons": dict.fromkeys(map(str, REASONS.values())), "destinations": DESTINATIONS.values()}


def _fields(request: HttpRequest, number: int) -> list[tuple[Edit, Told | None]]:
    """Return each field that was changed by hand by itself; what changed none, once."""
    customer = own_customer(request, number)
    note_seen(request, customer, what="contract changes")
    found: list[tuple[Edit, Told | None]] = []
    for edit in edits_of(customer):
        fields = [field for row in told_of(edit) for field in row]
        found += [(edit, field) for field in fields] or [(edit, None)]
    return found


CHANGES = list_as_file(
    Listing[tuple[Edit, Told | None]](
        name="contract_changes",
        address="customers/<int:number>/contracts/changes/changes",
        rows=_fields,
        columns=[
            (gettext_lazy("When"), lambda row: row[0].at),
            (gettext_lazy("Who"), lambda row: row[0].by and row[0].by.name),
            (gettext_lazy("What"), lambda row: row[0].get_deed_display()),
            (gettext_lazy("Field"), lambda row: row[1] and row[1].label),
            (gettext_lazy("Before"), lambda row: row[1] and row[1].before),
            (gettext_lazy("Afterwards"), lambda row: row[1] and row[1].after),
            (gettext_lazy("Taken back"), lambda row: row[0].undone_at),
        ],
    )
)


def _prices(request: HttpRequest, number: int) -> Iterator[PriceState]:
    customer = own_customer(request, number)
    note_seen(request, customer, what="contracts")
    return (state for one in agreements_of(customer) for state in one.price_states.all())


CONTRACTS = list_as_file(
    Listing[PriceState](
        name="customer_contracts",
        address="customers/<int:number>/contracts",
        rows=_prices,
        columns=[
            (gettext_lazy("Contract"), lambda row: row.subscription.source_id),
            (gettext_lazy("Plan"), lambda row: row.plan or row.subscription.plan),
            (gettext_lazy("From"), lambda row: row.starts_on),
            (gettext_lazy("Until"), lambda row: row.ends_on),
            (gettext_lazy("State"), lambda row: row.get_state_display()),
            (gettext_lazy("A month"), lambda row: row.mrr),
            (gettext_lazy("Currency"), lambda row: row.subscription.currency),
            (gettext_lazy("Term in months"), lambda row: row.subscription.term_months),
            (gettext_lazy("Notice in days"), lambda row: row.subscription.notice_days),
            (gettext_lazy("Contract ends"), lambda row: row.subscription.contract_ends_on),
        ],
    )
)
