"""What is normal to us: the list, one line of it, and where each client stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import innovations as actions
from karn.apps.care.models.innovations import Innovation, Tick
from karn.apps.care.queries.innovations import counted, innovation_numbered, ticks_of
from karn.apps.care.rules.normal import starters_for
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Contact, Customer
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.problems import InnovationForm, texts_of_innovation
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def normal(request: HttpRequest) -> HttpResponse:
    """List what is normal to us, and how many clients stand where."""
    rows = counted(person_of(request))
    shown = {"rows": rows, "starters": [] if rows else starters_for(company_of(request).trade)}
    return render(request, "normal/list.html", shown)


@needs(Deed.KEEP_SURVEYS)
@at_station(Station.PROBLEMS)
def new_normal(request: HttpRequest) -> HttpResponse:
    """Put something on the list."""
    form = InnovationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_innovation(told=form.told(), by=person_of(request), at=timezone.now())
        except KarnError as error:
            form.add_error("name", in_words(error))
        else:
            offer_undo(request, _("It is on the list."), reverse("remove_normal", args=[made.pk]))
            return redirect("normal")
    return render(request, "normal/item.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
@needs(Deed.KEEP_SURVEYS)
@at_station(Station.PROBLEMS)
def begin_normal(request: HttpRequest) -> HttpResponse:
    """Begin with the list of the company's trade."""
    made = actions.use_starters(trade=company_of(request).trade, by=person_of(request), at=timezone.now())
    if made:
        messages.success(request, _("The list is begun: change what is not so with you."))
    return redirect("normal")


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def normal_item(request: HttpRequest, number: int) -> HttpResponse:
    """Show one line of the list: whom we told, who took it up, who does it anyway."""
    item = _item(number)
    shown = {"item": item, "ticks": ticks_of(item, person_of(request))}
    return render(request, "normal/told.html", shown)


NORMAL = list_as_file(
    Listing[tuple[Innovation, dict[str, int]]](
        name="normal",
        address="normal/normal",
        rows=lambda request: counted(person_of(request)),
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What is normal to us"), lambda row: row[0].name),
            (gettext_lazy("What it gains"), lambda row: row[0].gain),
            (gettext_lazy("New since"), lambda row: row[0].new_since),
            (gettext_lazy("Do it"), lambda row: row[1]["does"]),
            (gettext_lazy("Not yet"), lambda row: row[1]["does_not"]),
            (gettext_lazy("Proposed"), lambda row: row[1]["proposed"]),
            (gettext_lazy("Taken up"), lambda row: row[1]["taken_up"]),
            (gettext_lazy("Do not want it"), lambda row: row[1]["unwanted"] + row[1]["declined"]),
        ],
    )
)


def _ticks(request: HttpRequest, number: int) -> list[Tick]:
    return ticks_of(_item(number), person_of(request))


TICKS = list_as_file(
    Listing[Tick](
        name="ticks",
        address="normal/<int:number>/clients",
        rows=_ticks,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("What is normal to us"), lambda one: one.innovation.name),
            (gettext_lazy("Where they stand"), lambda one: one.get_state_display()),
            (gettext_lazy("Proposed on"), lambda one: one.proposed_on),
            (gettext_lazy("Proposed by"), lambda one: one.proposed_by.name if one.proposed_by else ""),
            (gettext_lazy("To whom"), lambda one: one.told.name if one.told else ""),
            (gettext_lazy("Decided on"), lambda one: one.decided_on),
            (gettext_lazy("Why not"), lambda one: one.reason),
        ],
    )
)


@needs(Deed.KEEP_SURVEYS)
@at_station(Station.PROBLEMS)
def edit_normal(request: HttpRequest, number: int) -> HttpResponse:
    """Change one line of the list; 409 with both values when somebody else did meanwhile."""
    item, status = _item(number), 200
    form = InnovationForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_innovation(
                item=item, told=form.told(), by=person_of(request), at=timezone.now(), seen=form.seen
            )
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Innovation):
                form.meet(error.stored.version, texts_of_innovation(error.stored))
            status = 409
        except KarnError as error:
            form.add_error("name", in_words(error))
        else:
            messages.success(request, _("It is stored."))
            return redirect("normal_item", number)
    shown = {"form": form, "item": item}
    return render(request, "normal/item.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.KEEP_SURVEYS)
@at_station(Station.PROBLEMS)
def remove_normal(request: HttpRequest, number: int) -> HttpResponse:
    """Throw one line away; it can be brought back."""
    actions.remove_innovation(item=_item(number), by=person_of(request), at=timezone.now())
    offer_undo(request, _("It is off the list."), reverse("restore_normal", args=[number]))
    return redirect("normal")


@require_POST
@needs(Deed.KEEP_SURVEYS)
@at_station(Station.PROBLEMS)
def restore_normal(request: HttpRequest, number: int) -> HttpResponse:
    """Bring one line back."""
    item = _item(number, removed=True)
    actions.restore_innovation(item=item, by=person_of(request), at=timezone.now())
    messages.success(request, _("It is on the list again."))
    return redirect("normal")


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def tick_innovation(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Say where a client stands with one line of the list."""
    customer, its, now = customer_or_404(request, number), _item(item), timezone.now()
    before = Tick.objects.filter(customer=customer, innovation=its).values_list("state", flat=True).first()
    said = actions.Said(word_asked(request.POST, "reason"), _told(request, customer))
    try:
        stored = actions.tick(
            customer=customer, item=its, state=word_asked(request.POST, "state"), said=said,
            by=person_of(request), on=timezone.localdate(now), at=now,
        )  # fmt: skip
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        way_back = f"{reverse('untick_innovation', args=[number, item])}?state={before or ''}"
        told = {"what": its.name, "state": stored.get_state_display()}
        offer_undo(request, _("%(what)s: %(state)s") % told, way_back)
    return redirect("customer_problems", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.PROBLEMS)
def untick_innovation(request: HttpRequest, number: int, item: int) -> HttpResponse:
    """Take the last step back."""
    customer, back_to = customer_or_404(request, number), word_asked(request.GET, "state")
    actions.untick(
        customer=customer, item=_item(item), back_to=back_to, by=person_of(request), at=timezone.now()
    )
    messages.success(request, _("The step is taken back."))
    return redirect("customer_problems", number)


def _told(request: HttpRequest, customer: Customer) -> Contact | None:
    number = word_asked(request.POST, "told")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return Contact.objects.filter(customer=customer, pk=int(number)).first()


def _item(number: int, *, removed: bool = False) -> Innovation:
    found = innovation_numbered(number, removed=removed)
    if found is None:
        raise Http404
    return found
